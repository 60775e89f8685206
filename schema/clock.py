"""The business clock (contract beyond.graphql)."""

from typing import Self

import strawberry

from domain import clock as model
from schema.scalars import AWSDateTime


@strawberry.type
class FiredTimer:
    due_at: AWSDateTime
    kind: str
    subject_id: strawberry.ID
    outcome: str


@strawberry.type
class DevClock:
    now: AWSDateTime
    offset_sec: int
    fired: list[FiredTimer]

    @classmethod
    def of(cls, state: model.DevClock) -> Self:
        fired = [
            FiredTimer(
                due_at=timer.due_at,
                kind=timer.kind,
                subject_id=strawberry.ID(timer.subject),
                outcome=timer.outcome,
            )
            for timer in state.fired
        ]
        return cls(now=state.now, offset_sec=state.offset_s, fired=fired)
