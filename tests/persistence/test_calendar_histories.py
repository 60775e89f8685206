"""Whatever bookings try, in whatever order: PostgreSQL and a few lines of plain Python agree on who has which time."""

import itertools
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from domain.calendar import actions
from domain.calendar.buffers import Buffers
from domain.calendar.holds import Calendar, HoldStatus, person_taken
from domain.calendar.spans import Span
from domain.errors import Conflict
from domain.ids import LbgId, LegId
from tests.domain.studios.builders import BORN
from tests.world import World

HOUR = timedelta(hours=1)
PADDING = Buffers(before_min=30, after_min=30)
# Two legs each of two bookings, on two calendars: few enough to meet all the time.
LEGS, CALENDARS = range(4), range(2)
_examples = itertools.count()

Step = tuple[str, int, int, frozenset[int]]
steps = st.tuples(
    st.sampled_from(["place", "place", "book", "release", "overdue"]),
    st.sampled_from(LEGS),
    st.integers(0, 2),
    st.frozensets(st.sampled_from(CALENDARS), min_size=1),
)


BOTH = frozenset(CALENDARS)
# Who lapsed takes their time back from a rival whose own time is up.
LATE: list[Step] = [
    ("place", 0, 1, BOTH),
    ("overdue", 0, 1, BOTH),
    ("place", 2, 1, BOTH),
    ("overdue", 2, 1, BOTH),
    ("book", 0, 1, BOTH),
    ("book", 2, 1, BOTH),
]


@dataclass
class Leg:
    status: HoldStatus
    start: int
    calendars: frozenset[int]
    overdue: bool = False

    @property
    def keeps_out(self) -> bool:
        return self.status is HoldStatus.BOOKED or (self.status is HoldStatus.HELD and not self.overdue)


@dataclass
class Plain:
    """The rules without a database: an hour each, half an hour around it."""

    legs: dict[int, Leg] = field(default_factory=dict)

    def place(self, number: int, start: int, calendars: frozenset[int]) -> bool:
        if self._rivals(number, start, calendars):
            return False
        self.legs[number] = Leg(HoldStatus.HELD, start, calendars)
        return True

    def book(self, number: int) -> bool:
        leg = self.legs.get(number)
        if leg is None or leg.status is HoldStatus.RELEASED:
            return False
        if self._rivals(number, leg.start, leg.calendars):
            return False
        leg.status, leg.overdue = HoldStatus.BOOKED, False
        return True

    def release(self, number: int) -> None:
        if number in self.legs:
            self.legs[number].status = HoldStatus.RELEASED

    def overdue(self, number: int) -> None:
        leg = self.legs.get(number)
        if leg is not None and leg.status is HoldStatus.HELD:
            leg.overdue = True

    def busy(self) -> dict[int, list[int]]:
        taken = {
            calendar: sorted(
                leg.start for leg in self.legs.values() if leg.keeps_out and calendar in leg.calendars
            )
            for calendar in CALENDARS
        }
        return {calendar: starts for calendar, starts in taken.items() if starts}

    def _rivals(self, number: int, start: int, calendars: frozenset[int]) -> bool:
        """Half an hour before and after each: starts two hours apart do not meet."""
        return any(
            leg.keeps_out
            and other // 2 != number // 2
            and leg.calendars & calendars
            and abs(leg.start - start) < 2
            for other, leg in self.legs.items()
        )


@dataclass
class Real:
    """The same through actions, on PostgreSQL."""

    world: World
    example: int

    async def place(self, number: int, start: int, calendars: frozenset[int]) -> bool:
        try:
            async with self.world.units() as uow:
                await actions.place(
                    uow,
                    [Calendar(self._resource(calendar), PADDING) for calendar in calendars],
                    session(start),
                    lbg_id=LbgId(f"lbg_{self.example}_{number // 2}"),
                    leg_id=self._leg(number),
                    expires_at=uow.now + HOUR,
                    refusal=person_taken(),
                )
        except Conflict:
            return False
        return True

    async def book(self, number: int) -> bool:
        try:
            async with self.world.units() as uow:
                await actions.book(uow, self._leg(number), refusal=person_taken())
        except Conflict:
            return False
        return True

    async def release(self, number: int) -> None:
        async with self.world.units() as uow:
            await actions.release(uow, self._leg(number))

    async def overdue(self, number: int) -> None:
        """Its time is up, and its timer is late."""
        async with self.world.process.kernel.engine.begin() as connection:
            await connection.execute(
                text("update hold set expires_at = :past where leg_id = :leg and status = 'held'"),
                {"past": BORN, "leg": self._leg(number)},
            )

    async def busy(self) -> dict[int, list[int]]:
        within = Span(session(0).start - HOUR, session(10).end)
        async with self.world.units() as uow:
            found = await uow.calendar.busy([self._resource(each) for each in CALENDARS], within, uow.now)
        return {
            int(resource[-1]): sorted(
                (PADDING.lead + span.start - session(0).start) // HOUR for span in spans
            )
            for resource, spans in found.items()
        }

    def _leg(self, number: int) -> LegId:
        return LegId(f"leg_{self.example}_{number}")

    def _resource(self, calendar: int) -> str:
        return f"usr_{self.example}_{calendar}"


def session(start: int) -> Span:
    return Span(BORN + HOUR * start, BORN + HOUR * (start + 1))


@settings(max_examples=30)
@example(LATE)
@given(st.lists(steps, min_size=6, max_size=16))
async def test_every_history_of_bookings_ends_as_the_plain_rules_say(api: World, history: list[Step]) -> None:
    plain, real = Plain(), Real(api, next(_examples))
    for action, number, start, calendars in history:
        match action:
            case "place":
                assert await real.place(number, start, calendars) == plain.place(number, start, calendars)
            case "book":
                assert await real.book(number) == plain.book(number)
            case "release":
                await real.release(number)
                plain.release(number)
            case _:
                await real.overdue(number)
                plain.overdue(number)
        assert await real.busy() == plain.busy()
