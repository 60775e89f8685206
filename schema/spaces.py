"""Weekly hours, as pages and places share them (contract spaces.graphql)."""

import strawberry

from domain.profiles import model
from schema.scalars import AWSDate


@strawberry.type
class AvailabilityWindow:
    weekday: int
    start_minute: int
    end_minute: int
    effective_from: AWSDate | None
    effective_to: AWSDate | None
    blocked: bool

    @classmethod
    def of(cls, window: model.AvailabilityWindow) -> "AvailabilityWindow":
        return cls(
            weekday=window.weekday,
            start_minute=window.start_minute,
            end_minute=window.end_minute,
            effective_from=window.effective_from,
            effective_to=window.effective_to,
            blocked=window.blocked,
        )


@strawberry.input
class AvailabilityWindowInput:
    weekday: int
    start_minute: int
    end_minute: int
    effective_from: AWSDate | None = None
    effective_to: AWSDate | None = None
    blocked: bool | None = False

    def to_domain(self) -> model.AvailabilityWindow:
        return model.AvailabilityWindow(
            weekday=self.weekday,
            start_minute=self.start_minute,
            end_minute=self.end_minute,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            blocked=bool(self.blocked),
        )
