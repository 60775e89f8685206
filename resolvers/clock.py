"""The business clock of a development server."""

from datetime import datetime

import strawberry

from domain import clock
from schema.clock import DevClock
from schema.context import Info


@strawberry.type
class ClockQuery:
    @strawberry.field
    async def dev_clock(self, info: Info) -> DevClock:
        return DevClock.of(await clock.state(info.context.services.dev_time, info.context.clock.now()))


@strawberry.type
class ClockMutation:
    @strawberry.mutation
    async def dev_clock_advance(
        self, info: Info, to: datetime | None = None, seconds: int | None = None
    ) -> DevClock:
        return DevClock.of(await clock.advance(info.context.services.dev_time, to=to, seconds=seconds))
