"""Buffers, cancellation terms and closed times of studios (contract studios.graphql)."""

import strawberry

from domain.studios import model
from domain.studios.terms import PolicyChanges
from schema.scalars import AWSJSON, AWSDateTime


@strawberry.type
class StudioPolicy:
    buffer_before_min: int
    buffer_after_min: int
    cleaning_min: int
    cancellation_policy: AWSJSON

    @classmethod
    def of(cls, policy: model.Policy) -> "StudioPolicy":
        return cls(
            buffer_before_min=policy.buffers.before_min,
            buffer_after_min=policy.buffers.after_min,
            cleaning_min=policy.buffers.cleaning_min,
            cancellation_policy=policy.cancellation_policy,
        )


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
class StudioBlackout:
    blackout_id: strawberry.ID
    studio_id: strawberry.ID
    start: AWSDateTime
    end: AWSDateTime
    reason: str | None

    @classmethod
    def of(cls, blackout: model.Blackout) -> "StudioBlackout":
        return cls(
            blackout_id=strawberry.ID(blackout.blackout_id),
            studio_id=strawberry.ID(blackout.studio_id),
            start=blackout.span.start,
            end=blackout.span.end,
            reason=blackout.reason,
        )
