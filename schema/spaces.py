"""Weekly hours, as pages and places share them (contract spaces.graphql)."""

import strawberry

from domain.profiles import model
from schema.reading import Held, read
from schema.scalars import AWSDate


@strawberry.type
class AvailabilityWindow(Held):
    weekday: int = read()
    start_minute: int = read()
    end_minute: int = read()
    effective_from: AWSDate | None = read()
    effective_to: AWSDate | None = read()
    blocked: bool = read()


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
