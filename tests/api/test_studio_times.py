"""When a studio can be had, through the API: rates, holds, buffers, blackouts, clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import actions as calendars
from domain.calendar.holds import Calendar, person_calendar, studio_calendar, studio_taken
from domain.calendar.spans import Span
from domain.ids import LbgId, LegId, Prefix, StudioId, UserId
from domain.studios.model import DEFAULT_BUFFERS, Blackout, BlackoutId
from tests.api.studio_world import Listed, add_rate, draft, iso, live
from tests.world import Answer, World

FREE = (
    "query ($id: ID!, $from: AWSDateTime!, $to: AWSDateTime!) {"
    " studioAvailability(studioId: $id, from: $from, to: $to) { start end } }"
)
HOUSTON = ZoneInfo("America/Chicago")


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall time in Houston as an instant."""
    return datetime.combine(day, time(hour, minute), HOUSTON).astimezone(UTC)


def in_days(api: World, days: int) -> date:
    return (api.services.clock.now() + timedelta(days=days)).astimezone(HOUSTON).date()


async def free(api: World, studio: Listed, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    answer = await ask(api, studio, start, end)
    return [
        (datetime.fromisoformat(window["start"]), datetime.fromisoformat(window["end"]))
        for window in answer.data["studioAvailability"]
    ]


async def ask(api: World, studio: Listed, start: datetime, end: datetime) -> Answer:
    return await api.run(FREE, {"id": studio.studio_id, "from": iso(start), "to": iso(end)})


async def hold(
    api: World,
    studio: Listed,
    session: Span,
    *,
    lasts: timedelta = timedelta(hours=1),
    calendar: Calendar | None = None,
) -> None:
    async with api.units() as uow:
        await calendars.place(
            uow,
            [calendar or studio_calendar(StudioId(studio.studio_id), DEFAULT_BUFFERS)],
            session,
            lbg_id=LbgId("lbg_1"),
            leg_id=LegId("leg_1"),
            expires_at=uow.now + lasts,
            refusal=studio_taken(),
        )


async def close(api: World, studio: Listed, span: Span) -> None:
    async with api.units() as uow:
        blackout_id = BlackoutId(uow.new_id(Prefix.BLACKOUT))
        await uow.studios.add_blackout(Blackout(blackout_id, StudioId(studio.studio_id), span, "Painting"))


async def test_a_day_is_open_for_the_hours_of_its_rates(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    assert await free(api, studio, wall(day, 0), wall(day, 23)) == [(wall(day, 9), wall(day, 17))]
    assert await free(api, studio, wall(day, 10, 30), wall(day, 12)) == [(wall(day, 10, 30), wall(day, 12))]


async def test_holds_buffers_and_blackouts_are_taken_out_and_come_back(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    await hold(api, studio, Span(wall(day, 11), wall(day, 12)))
    await close(api, studio, Span(wall(day, 15), wall(day, 16)))
    # An hour on either side of a session: its own half hour and that of the neighbour. None beside a blackout.
    taken = [(wall(day, 9), wall(day, 10)), (wall(day, 13), wall(day, 15)), (wall(day, 16), wall(day, 17))]
    assert await free(api, studio, wall(day, 0), wall(day, 23)) == taken

    await api.advance(seconds=3600)
    lapsed = [(wall(day, 9), wall(day, 15)), (wall(day, 16), wall(day, 17))]
    assert await free(api, studio, wall(day, 0), wall(day, 23)) == lapsed


async def test_a_studio_whose_owner_must_attend_is_free_when_its_owner_is(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    owner = person_calendar(UserId(studio.owner.user_id))
    await hold(api, studio, Span(wall(day, 9), wall(day, 12)), calendar=owner)
    assert await free(api, studio, wall(day, 0), wall(day, 23)) == [(wall(day, 9), wall(day, 17))]
    async with api.units() as uow:
        [kept] = await uow.studios.owned_by(UserId(studio.owner.user_id))
        await uow.studios.save(replace(kept, owner_attends=True))
    # The owner needs an hour between two engagements.
    assert await free(api, studio, wall(day, 0), wall(day, 23)) == [(wall(day, 13), wall(day, 17))]


async def test_what_is_past_is_not_offered(api: World) -> None:
    studio = await live(api)
    now = api.services.clock.now()
    assert await free(api, studio, now - timedelta(days=5), now - timedelta(days=1)) == []
    offered = await free(api, studio, now - timedelta(days=5), now + timedelta(days=2))
    assert all(start >= now for start, _ in offered)


@pytest.mark.parametrize(
    ("month", "first", "hours"),
    [(3, 8, 4), (11, 1, 6)],
    ids=["clocks go forward", "clocks go back"],
)
async def test_a_night_lasts_as_long_as_the_clock_makes_it(
    api: World, month: int, first: int, hours: int
) -> None:
    studio = await live(api)
    await add_rate(api, studio, name="Night", startLocal="00:00", endLocal="05:00", priceCents=4_000)
    night = next_change(api, month, first)
    [(start, end), *_] = await free(api, studio, wall(night, 0), wall(night, 8))
    assert (start, end - start) == (wall(night, 0), timedelta(hours=hours))


def next_change(api: World, month: int, first: int) -> date:
    """The next second Sunday of March (8th or later) or first Sunday of November, in Houston."""
    today = in_days(api, 1)
    for year in (today.year, today.year + 1):
        day = date(year, month, first)
        day += timedelta(days=(6 - day.weekday()) % 7)
        if day >= today:
            return day
    raise AssertionError


async def test_a_draft_has_no_times_for_others(api: World) -> None:
    studio = await draft(api)
    now = api.services.clock.now()
    assert (await ask(api, studio, now, now + timedelta(days=1))).code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [(1, 1, "to"), (2, 1, "to"), (0, 100, "to"), (800, 801, "from")],
    ids=["empty", "backwards", "too long", "too far"],
)
async def test_a_range_that_makes_no_sense_names_its_field(
    api: World, start: int, end: int, field: str
) -> None:
    studio, now = await live(api), api.services.clock.now()
    refused = await ask(api, studio, now + timedelta(days=start), now + timedelta(days=end))
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", [field])


async def test_a_range_is_answered_with_as_many_statements_for_a_full_day_as_for_an_empty_one(
    api: World,
) -> None:
    studio, day = await live(api), in_days(api, 3)
    with api.statements() as for_empty:
        await free(api, studio, wall(day, 0), wall(day, 23))
    for rate in range(4):
        await add_rate(api, studio, name=f"Rate {rate}")
    await hold(api, studio, Span(wall(day, 11), wall(day, 12)))
    await close(api, studio, Span(wall(day, 15), wall(day, 16)))
    with api.statements() as for_full:
        await free(api, studio, wall(day, 0), wall(day, 23))
    assert len(for_full) == len(for_empty)
