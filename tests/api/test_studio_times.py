"""When a studio can be had, through the API: rates, holds, buffers, blackouts, clock changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.calendar.holds import person_calendar
from domain.calendar.spans import Span
from domain.ids import UserId
from tests.api.studio_world import add_rate, ask, close, draft, free, hold, in_days, live, next_change, wall
from tests.world import World


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
