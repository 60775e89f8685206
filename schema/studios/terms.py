"""Buffers, cancellation terms and closed times of studios (contract studios.graphql)."""

import strawberry

from domain.studios import model
from domain.studios.terms import PolicyChanges
from schema.reading import Held, read
from schema.scalars import AWSJSON, AWSDateTime


@strawberry.type
class StudioPolicy(Held):
    buffer_before_min: int = read()
    buffer_after_min: int = read()
    cleaning_min: int = read()
    cancellation_policy: AWSJSON = read()


@strawberry.input
class StudioPolicyInput:
    buffer_before_min: int | None = None
    buffer_after_min: int | None = None
    cleaning_min: int | None = None
    cancellation_policy: AWSJSON | None = None

    def to_domain(self) -> PolicyChanges:
        return PolicyChanges(
            self.buffer_before_min, self.buffer_after_min, self.cleaning_min, self.cancellation_policy
        )


@strawberry.type
class StudioBlackout(Held):
    blackout_id: strawberry.ID = read()
    studio_id: strawberry.ID = read()
    start: AWSDateTime = read()
    end: AWSDateTime = read()
    reason: str | None = read()

    @classmethod
    def of(cls, blackout: model.Blackout) -> "StudioBlackout":
        return cls(ref=(blackout.blackout_id,))
