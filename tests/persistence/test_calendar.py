"""Holds on real PostgreSQL: who gets a time that several want."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.calendar import actions
from domain.calendar.buffers import Buffers
from domain.calendar.holds import (
    Calendar,
    HoldStatus,
    person_calendar,
    person_taken,
    studio_calendar,
    studio_taken,
)
from domain.calendar.spans import Span
from domain.errors import Conflict, DomainError
from domain.ids import LbgId, LegId, StudioId, UserId
from domain.ports import UnitOfWork, Units
from persistence.database import open_database
from persistence.unit_of_work import SqlUnits
from tests.world import World

MODEL = person_calendar(UserId("usr_model"))
OWNER = person_calendar(UserId("usr_owner"))
LOFT = studio_calendar(StudioId("std_loft"), Buffers(before_min=30, after_min=30, cleaning_min=15))
HOUR = timedelta(hours=1)


def session(uow: UnitOfWork, starts_in: timedelta = HOUR * 48, length: timedelta = HOUR * 2) -> Span:
    return Span(uow.now + starts_in, uow.now + starts_in + length)


async def place(
    units: Units,
    number: int,
    *calendars: Calendar,
    starts_in: timedelta = HOUR * 48,
    lasts: timedelta = HOUR,
    lbg: str | None = None,
    refusal: Conflict | None = None,
) -> None:
    async with units() as uow:
        await actions.place(
            uow,
            calendars or (MODEL,),
            session(uow, starts_in),
            lbg_id=LbgId(lbg or f"lbg_{number}"),
            leg_id=LegId(f"leg_{number}"),
            expires_at=uow.now + lasts,
            refusal=refusal or person_taken(),
        )


async def book(units: Units, number: int) -> None:
    async with units() as uow:
        await actions.book(uow, LegId(f"leg_{number}"), refusal=person_taken())


async def statuses(units: Units, number: int) -> list[HoldStatus]:
    async with units() as uow:
        return [hold.status for hold in await uow.calendar.of_leg(LegId(f"leg_{number}"))]


async def outcome(attempt: asyncio.Future[None] | asyncio.Task[None]) -> str:
    try:
        await attempt
    except DomainError as refusal:
        return refusal.code
    return "won"


async def test_of_two_hundred_rivals_for_one_slot_exactly_one_wins(api: World) -> None:
    engine = open_database(api.process.settings.database_url, pool_size=20)
    rush = SqlUnits(replace(api.process.kernel, engine=engine), api.process.feed.hint)
    try:
        rivals = [asyncio.create_task(place(rush, number, MODEL, LOFT)) for number in range(200)]
        results = Counter([await outcome(rival) for rival in rivals])
    finally:
        await engine.dispose()
    assert results == {"won": 1, "SP_CONFLICT_CALENDAR": 199}
    async with api.units() as uow:
        busy = await uow.calendar.busy(
            [MODEL.resource, LOFT.resource], session(uow, length=HOUR * 3), uow.now
        )
    assert {resource: len(spans) for resource, spans in busy.items()} == {"usr_model": 1, "std_loft": 1}


async def test_bookings_that_share_two_calendars_in_either_order_do_not_wait_for_each_other(
    units: Units,
) -> None:
    """Each pair is free at its own time, so all must win; in the wrong lock order some would die in a deadlock."""
    both = [(MODEL, LOFT), (LOFT, MODEL)]
    tasks = [
        asyncio.create_task(place(units, number, *both[number % 2], starts_in=HOUR * (10 + 5 * number)))
        for number in range(20)
    ]
    assert Counter([await outcome(task) for task in tasks]) == {"won": 20}


async def test_what_is_held_is_lengthened_in_place_and_what_lapsed_has_to_be_won_again(
    api: World,
) -> None:
    leg = LegId("leg_1")
    await place(api.units, 1, MODEL, lasts=HOUR)
    async with api.units() as uow:
        assert await actions.extend(uow, [leg], uow.now + HOUR * 3)
        [hold] = await uow.calendar.of_leg(leg)
        assert hold.expires_at == uow.now + HOUR * 3
    await api.advance(seconds=2 * 3600)
    with pytest.raises(Conflict):
        await place(api.units, 2, MODEL)
    await api.advance(seconds=2 * 3600)
    async with api.units() as uow:
        assert not await actions.extend(uow, [leg], uow.now + HOUR)


async def test_the_refusal_is_the_one_the_caller_named(units: Units) -> None:
    await place(units, 1, LOFT)
    with pytest.raises(Conflict) as refusal:
        await place(units, 2, LOFT, OWNER, refusal=studio_taken())
    assert refusal.value.code == "CHK_STUDIO_CONFLICT"
    assert await statuses(units, 2) == []


async def test_buffers_keep_neighbours_apart_and_let_them_touch(units: Units) -> None:
    await place(units, 1, LOFT, starts_in=HOUR * 48)
    after = HOUR * 50 + timedelta(minutes=75)
    with pytest.raises(Conflict):
        await place(units, 2, LOFT, starts_in=after - timedelta(minutes=1))
    # A second of slack: each unit of work has a later `now`, and the gap is counted from it.
    await place(units, 3, LOFT, starts_in=after + timedelta(seconds=1))


async def test_legs_of_one_booking_do_not_keep_each_other_out(units: Units) -> None:
    """A photographer who must attend their own studio serves both legs."""
    await place(units, 1, OWNER, lbg="lbg_one")
    await place(units, 2, LOFT, OWNER, lbg="lbg_one")
    with pytest.raises(Conflict):
        await place(units, 3, OWNER, lbg="lbg_other")


async def test_placing_a_leg_again_moves_it(units: Units) -> None:
    await place(units, 1, MODEL, starts_in=HOUR * 48)
    await place(units, 1, MODEL, starts_in=HOUR * 72)
    await place(units, 2, MODEL, starts_in=HOUR * 48)
    with pytest.raises(Conflict):
        await place(units, 3, MODEL, starts_in=HOUR * 72)
    assert await statuses(units, 1) == [HoldStatus.RELEASED, HoldStatus.HELD]


async def test_a_hold_lapses_when_its_timer_runs(api: World) -> None:
    await place(api.units, 1, lasts=HOUR)
    fired = await api.advance(seconds=3600)
    assert [(timer["kind"], timer["subjectId"], timer["outcome"]) for timer in fired] == [
        ("hold.lapse", "leg_1", "done")
    ]
    assert await statuses(api.units, 1) == [HoldStatus.LAPSED]


async def test_a_hold_that_is_over_keeps_nobody_out_before_its_timer_ran(api: World) -> None:
    await place(api.units, 1, lasts=timedelta())
    async with api.units() as uow:
        assert await actions.busy(uow, MODEL, session(uow)) == []
    await place(api.units, 2)
    assert await statuses(api.units, 1) == [HoldStatus.LAPSED]


async def test_a_booking_stays_and_booking_twice_is_booking_once(api: World) -> None:
    await place(api.units, 1, MODEL, LOFT)
    await book(api.units, 1)
    await book(api.units, 1)
    assert await api.advance(seconds=7200) == []
    assert await statuses(api.units, 1) == [HoldStatus.BOOKED, HoldStatus.BOOKED]


async def test_a_lapsed_hold_can_still_be_booked_unless_somebody_took_the_time(api: World) -> None:
    await place(api.units, 1, lasts=HOUR)
    await api.advance(seconds=3600)
    await book(api.units, 1)
    assert await statuses(api.units, 1) == [HoldStatus.BOOKED]

    await place(api.units, 2, starts_in=HOUR * 100, lasts=HOUR)
    await api.advance(seconds=3600)
    await place(api.units, 3, starts_in=HOUR * 99)
    with pytest.raises(Conflict) as refusal:
        await book(api.units, 2)
    assert refusal.value.code == "SP_CONFLICT_CALENDAR"
    assert await statuses(api.units, 2) == [HoldStatus.LAPSED]


async def test_time_given_back_is_free_and_cannot_be_booked(api: World) -> None:
    await place(api.units, 1)
    for _ in range(2):
        async with api.units() as uow:
            await actions.release(uow, LegId("leg_1"))
    await place(api.units, 2)
    with pytest.raises(Conflict):
        await book(api.units, 1)
    assert await statuses(api.units, 1) == [HoldStatus.RELEASED]


async def test_a_booking_does_not_count_against_itself(api: World) -> None:
    await place(api.units, 1, lbg="lbg_mine")
    async with api.units() as uow:
        within = session(uow)
        others = await uow.calendar.busy([MODEL.resource], within, uow.now, apart_from=LbgId("lbg_mine"))
        everything = await uow.calendar.busy([MODEL.resource], within, uow.now)
    assert others == {}
    assert [span.length for span in everything["usr_model"]] == [HOUR * 3]
