"""What a studio costs for a time, with fees and taxes, through the API."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from domain.calendar.spans import Span
from tests.api.studio_world import Listed, add_rate, draft, iso, live
from tests.api.test_studio_times import close, hold, in_days, wall
from tests.world import Answer, World

QUOTE = (
    "query ($id: ID!, $when: DateTimeRange!, $crew: Int) {"
    " studioQuote(studioId: $id, when: $when, crewSize: $crew) {"
    " studioId start end rateName lines { kind label qty unitCents totalCents }"
    " subtotalCents taxCents platformFeeCents platformFeeTaxCents totalCents depositAuthCents currency instantBook } }"
)


async def quote(
    api: World,
    studio: Listed,
    start: datetime,
    end: datetime,
    crew: int | None = None,
    token: str | None = None,
) -> Answer:
    when = {"start": iso(start), "end": iso(end)}
    return await api.run(QUOTE, {"id": studio.studio_id, "when": when, "crew": crew}, token=token)


async def test_a_quote_adds_fee_and_taxes_and_keeps_the_deposit_apart(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    answer = await quote(api, studio, wall(day, 9), wall(day, 10, 30), crew=12)
    # 160.00 for two begun hours; 8 % fee; 6.25 % and 2 % tax on both, each rounded for itself.
    assert answer.data["studioQuote"] == {
        "studioId": studio.studio_id,
        "start": iso(wall(day, 9)).replace("Z", ".000Z"),
        "end": iso(wall(day, 10, 30)).replace("Z", ".000Z"),
        "rateName": "Hourly",
        "lines": [{"kind": "base", "label": "Hourly", "qty": 2.0, "unitCents": 8_000, "totalCents": 16_000}],
        "subtotalCents": 16_000,
        "taxCents": 1_320,
        "platformFeeCents": 1_280,
        "platformFeeTaxCents": 106,
        "totalCents": 18_706,
        "depositAuthCents": 20_000,
        "currency": "USD",
        "instantBook": True,
    }


async def test_a_price_that_includes_its_tax_stays_what_it_is(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    await add_rate(api, studio, name="All in", priceCents=7_999, taxInclusive=True)
    found = (await quote(api, studio, wall(day, 9), wall(day, 11))).data["studioQuote"]
    assert [line["totalCents"] for line in found["lines"]] == [15_998, -found["taxCents"]]
    assert found["subtotalCents"] + found["taxCents"] == 15_998
    assert found["taxCents"] == 1_220  # 8.25 % of 147.79
    assert found["totalCents"] == 15_998 + found["platformFeeCents"] + found["platformFeeTaxCents"]


async def test_the_same_question_has_the_same_answer(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    await add_rate(api, studio, name="Day", kind="day", priceCents=40_000)
    await add_rate(api, studio, name="Slot", kind="slot", slotMinutes=240, priceCents=30_000)
    answers = [await quote(api, studio, wall(day, 9), wall(day, 13)) for _ in range(3)]
    assert {answer.data["studioQuote"]["rateName"] for answer in answers} == {"Slot"}
    assert all(answer.data == answers[0].data for answer in answers)


async def test_hours_through_a_clock_change_are_billed_as_they_pass(api: World) -> None:
    from tests.api.test_studio_times import next_change

    studio = await live(api)
    await add_rate(api, studio, name="Night", startLocal="00:00", endLocal="06:00", priceCents=1_000)
    for month, first, cents in ((3, 8, 5_000), (11, 1, 7_000)):
        night = next_change(api, month, first)
        found = (await quote(api, studio, wall(night, 0), wall(night, 6))).data["studioQuote"]
        assert (found["rateName"], found["subtotalCents"]) == ("Night", cents)


async def test_taken_closed_and_unpriced_times_have_their_own_codes(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    await hold(api, studio, Span(wall(day, 11), wall(day, 12)))
    await close(api, studio, Span(wall(day, 15), wall(day, 16)))
    asked = {
        "on another booking": (wall(day, 11), wall(day, 12)),
        "in its buffer": (wall(day, 12, 30), wall(day, 13, 30)),
        "in a closed time": (wall(day, 15, 30), wall(day, 17)),
        "out of hours": (wall(day, 17), wall(day, 18)),
        "too short": (wall(day, 9), wall(day, 9, 30)),
        "beside it all": (wall(day, 13), wall(day, 15)),
    }
    codes = {name: (await quote(api, studio, *when)).code for name, when in asked.items()}
    assert codes == {
        "on another booking": "STUDIO_CONFLICT_BUFFER",
        "in its buffer": "STUDIO_CONFLICT_BUFFER",
        "in a closed time": "STUDIO_BLACKOUT",
        "out of hours": "STUDIO_RATE_NOT_FOUND",
        "too short": "STUDIO_RATE_NOT_FOUND",
        "beside it all": None,
    }


async def test_a_city_without_a_fee_rule_is_said_rather_than_free(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(text("update fee_rule set active = false"))
    assert (await quote(api, studio, wall(day, 9), wall(day, 10))).code == "FEE_RULE_MISSING"


async def test_a_draft_is_quoted_to_its_owner_alone(api: World) -> None:
    studio, day = await draft(api), in_days(api, 3)
    await add_rate(api, studio)
    when = (wall(day, 9), wall(day, 10))
    assert (await quote(api, studio, *when)).code == "NOT_FOUND"
    assert (await quote(api, studio, *when, token=studio.owner.token)).errors == []


@pytest.mark.parametrize(
    ("start", "end", "crew", "field"),
    [
        (timedelta(days=-1), timedelta(hours=1), None, "when.start"),
        (timedelta(days=800), timedelta(days=800, hours=1), None, "when.start"),
        (timedelta(days=1), timedelta(days=1), None, "when.end"),
        (timedelta(days=2), timedelta(days=1), None, "when.end"),
        (timedelta(days=1), timedelta(days=40), None, "when.end"),
        (timedelta(days=1, seconds=1), timedelta(days=1, hours=1), None, "when.start"),
        (timedelta(days=1), timedelta(days=1, hours=1), 13, "crewSize"),
        (timedelta(days=1), timedelta(days=1, hours=1), 0, "crewSize"),
        (timedelta(days=1), timedelta(days=1, hours=1), -5, "crewSize"),
    ],
)
async def test_a_question_that_makes_no_sense_names_its_field(
    api: World, start: timedelta, end: timedelta, crew: Any, field: str
) -> None:
    studio = await live(api)
    opening = wall(in_days(api, 0), 9)
    refused = await quote(api, studio, opening + start, opening + end, crew)
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", [field])
