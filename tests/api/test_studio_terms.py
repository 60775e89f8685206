"""Buffers, cancellation terms and closed times through the API."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.calendar.spans import Span
from tests.api.studio_world import Listed, draft, facts, iso, live
from tests.api.test_studio_times import free, hold, in_days, wall
from tests.world import Answer, World

SET_POLICY = (
    "mutation ($id: ID!, $input: StudioPolicyInput!) { setStudioPolicy(studioId: $id, input: $input) {"
    " bufferBeforeMin bufferAfterMin cleaningMin cancellationPolicy } }"
)
CLOSE = (
    "mutation ($id: ID!, $range: DateTimeRange!, $reason: String) {"
    " addStudioBlackout(studioId: $id, range: $range, reason: $reason) }"
)
CLOSED = "query ($id: ID!) { studioBlackouts(studioId: $id) { blackoutId start end reason } }"
REOPEN = "mutation ($id: ID!) { deleteStudioBlackout(blackoutId: $id) }"
BANDS: list[dict[str, Any]] = [
    {"from_hours": 0, "to_hours": 48, "buyer_refund_pct": 0, "seller_payout_pct": 100},
    {"from_hours": 48, "to_hours": None, "buyer_refund_pct": 100, "seller_payout_pct": 0},
]


async def set_policy(api: World, studio: Listed, **changes: Any) -> Answer:
    return await api.run(SET_POLICY, {"id": studio.studio_id, "input": changes}, token=studio.owner.token)


async def close(api: World, studio: Listed, start: datetime, end: datetime, **extra: Any) -> Answer:
    variables = {"id": studio.studio_id, "range": {"start": iso(start), "end": iso(end)}, **extra}
    return await api.run(CLOSE, variables, token=studio.owner.token)


async def closed(api: World, studio: Listed) -> list[Any]:
    answer = await api.run(CLOSED, {"id": studio.studio_id}, token=studio.owner.token)
    times: list[Any] = answer.data["studioBlackouts"]
    return times


async def test_what_is_left_out_of_a_policy_stays(api: World) -> None:
    studio = await draft(api)
    await set_policy(api, studio, bufferBeforeMin=0, cancellationPolicy={"bands": BANDS})
    changed = await set_policy(api, studio, cleaningMin=45)
    assert changed.data["setStudioPolicy"] == {
        "bufferBeforeMin": 0,
        "bufferAfterMin": 30,
        "cleaningMin": 45,
        "cancellationPolicy": {"version": 1, "bands": BANDS[::-1]},
    }
    assert await facts(api, studio) == ["studio.create", "studio.update", "studio.update"]


async def test_buffers_change_what_later_bookings_find_free(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    await hold(api, studio, Span(wall(day, 12), wall(day, 13)))
    await set_policy(api, studio, bufferBeforeMin=0, bufferAfterMin=0, cleaningMin=0)
    # The hold keeps the half hour it was made with; a newcomer needs none of its own any more.
    half = (wall(day, 11, 30), wall(day, 13, 30))
    assert await free(api, studio, wall(day, 0), wall(day, 23)) == [
        (wall(day, 9), half[0]),
        (half[1], wall(day, 17)),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bufferBeforeMin": -1}, "bufferBeforeMin"),
        ({"bufferAfterMin": 481}, "bufferAfterMin"),
        ({"cleaningMin": 2**31 - 1}, "cleaningMin"),
        ({"cancellationPolicy": 7}, "cancellationPolicy"),
        ({"cancellationPolicy": []}, "cancellationPolicy"),
        ({"cancellationPolicy": [BANDS[0]]}, "cancellationPolicy"),
        ({"cancellationPolicy": [BANDS[1]]}, "cancellationPolicy"),
        ({"cancellationPolicy": [BANDS[0], BANDS[0]]}, "cancellationPolicy"),
        ({"cancellationPolicy": [{"from_hours": 0}]}, "cancellationPolicy.bands.0"),
        ({"cancellationPolicy": [7]}, "cancellationPolicy.bands.0"),
        (
            {"cancellationPolicy": [BANDS[0], BANDS[1] | {"seller_payout_pct": 1}]},
            "cancellationPolicy.bands.1.seller_payout_pct",
        ),
        (
            {"cancellationPolicy": [BANDS[0] | {"from_hours": "0"}, BANDS[1]]},
            "cancellationPolicy.bands.0.from_hours",
        ),
    ],
)
async def test_a_faulty_policy_names_the_field_and_changes_nothing(
    api: World, changes: dict[str, Any], field: str
) -> None:
    studio = await draft(api)
    refused = await set_policy(api, studio, **changes)
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", [field])
    kept = await set_policy(api, studio)
    assert kept.data["setStudioPolicy"] == {
        "bufferBeforeMin": 30,
        "bufferAfterMin": 30,
        "cleaningMin": 0,
        "cancellationPolicy": {},
    }


async def test_a_time_is_closed_and_opened_again(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    answer = await close(api, studio, wall(day, 9), wall(day, 13), reason="Painting")
    assert answer.data == {"addStudioBlackout": True}
    [blackout] = await closed(api, studio)
    assert (blackout["reason"], datetime.fromisoformat(blackout["start"])) == ("Painting", wall(day, 9))
    assert await free(api, studio, wall(day, 0), wall(day, 23)) == [(wall(day, 13), wall(day, 17))]

    opened = await api.run(REOPEN, {"id": blackout["blackoutId"]}, token=studio.owner.token)
    assert (opened.data, await closed(api, studio)) == ({"deleteStudioBlackout": True}, [])
    assert await free(api, studio, wall(day, 0), wall(day, 23)) == [(wall(day, 9), wall(day, 17))]
    assert (await facts(api, studio))[-2:] == ["studio.blackout.add", "studio.blackout.delete"]


async def test_a_time_somebody_has_cannot_be_closed(api: World) -> None:
    studio, day = await live(api), in_days(api, 3)
    await hold(api, studio, Span(wall(day, 12), wall(day, 13)))
    assert (await close(api, studio, wall(day, 13), wall(day, 14))).code == "STUDIO_CONFLICT_BUFFER"
    assert await closed(api, studio) == []
    assert (await close(api, studio, wall(day, 13, 30), wall(day, 14))).errors == []


async def test_closed_times_are_the_owners_business(api: World) -> None:
    studio, stranger = await live(api), (await draft(api)).owner
    day = in_days(api, 3)
    await close(api, studio, wall(day, 9), wall(day, 13))
    [blackout] = await closed(api, studio)
    hidden = await draft(api)
    answers = [
        await api.run(CLOSED, {"id": studio.studio_id}, token=stranger.token),
        await api.run(CLOSED, {"id": hidden.studio_id}, token=stranger.token),
        await api.run(REOPEN, {"id": blackout["blackoutId"]}, token=stranger.token),
        await api.run(REOPEN, {"id": "sbo_none"}, token=stranger.token),
        await close(api, Listed(stranger, studio.studio_id, studio.slug), wall(day, 14), wall(day, 15)),
        await set_policy(api, Listed(stranger, studio.studio_id, studio.slug), cleaningMin=1),
    ]
    assert [answer.code for answer in answers] == [
        "FORBIDDEN",
        "NOT_FOUND",
        "NOT_FOUND",
        "NOT_FOUND",
        "FORBIDDEN",
        "FORBIDDEN",
    ]
    assert await closed(api, studio) == [blackout]


@pytest.mark.parametrize(
    ("start", "end", "reason", "field"),
    [
        (2, 2, None, "range.end"),
        (2, 1, None, "range.end"),
        (-3, -1, None, "range.end"),
        (1, 400, None, "range.end"),
        (800, 801, None, "range.start"),
        (1, 2, "x" * 201, "reason"),
    ],
)
async def test_a_closed_time_that_makes_no_sense_names_its_field(
    api: World, start: int, end: int, reason: str | None, field: str
) -> None:
    studio, now = await draft(api), api.services.clock.now()
    refused = await close(api, studio, now + timedelta(days=start), now + timedelta(days=end), reason=reason)
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", [field])
    assert await closed(api, studio) == []
