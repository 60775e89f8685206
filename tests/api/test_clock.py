"""The business clock through the API."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.ports import Services
from server.settings import Settings
from tests.world import World, open_world

ADVANCE = "mutation ($to: AWSDateTime, $s: Int) { devClockAdvance(to: $to, seconds: $s) { now offsetSec fired { kind subjectId outcome } } }"


async def test_moving_the_clock_fires_timers_in_order_at_their_own_time(api: World) -> None:
    seen: list[tuple[str, datetime]] = []

    async def remember(services: Services, payload: Mapping[str, Any]) -> None:
        async with services.units() as uow:
            seen.append((payload["subject"], uow.now))
            if payload["subject"] == "first":
                await uow.schedule("probe", "made on the way", uow.now + timedelta(hours=1))

    api.process.runner.on_timer("probe", remember)
    async with api.units() as uow:
        start = uow.now
        await uow.schedule("probe", "second", start + timedelta(hours=5))
        await uow.schedule("probe", "first", start + timedelta(hours=2))
        await uow.schedule("probe", "later", start + timedelta(days=30))
    answer = await api.run(ADVANCE, {"s": 24 * 3600})
    fired = [timer["subjectId"] for timer in answer.data["devClockAdvance"]["fired"]]
    assert fired == ["first", "made on the way", "second"]
    hours = [round((at - start).total_seconds() / 3600, 2) for _, at in seen]
    assert hours == [2, 3, 5]


async def test_all_processes_on_one_database_share_the_clock(api: World, settings: Settings) -> None:
    async with open_world(settings) as other:
        await api.advance(seconds=3600)
        state = (await other.run("{ devClock { offsetSec } }")).data["devClock"]
        assert state["offsetSec"] == 3600
        async with other.units() as theirs, api.units() as ours:
            assert abs((theirs.now - ours.now).total_seconds()) < 1


@pytest.mark.parametrize(
    "variables",
    [{}, {"s": -1}, {"s": 1, "to": "2030-01-01T00:00:00Z"}, {"to": "1999-01-01T00:00:00Z"}, {"s": 2**31 - 1}],
)
async def test_the_clock_only_moves_forward_and_not_too_far(api: World, variables: dict[str, Any]) -> None:
    refused = await api.run(ADVANCE, variables)
    assert refused.code == "VALIDATION_FAILED"
    assert (await api.run("{ devClock { offsetSec } }")).data["devClock"]["offsetSec"] == 0


async def test_a_production_server_has_no_movable_clock(settings: Settings) -> None:
    async with open_world(replace(settings, environment="production")) as api:
        assert (await api.run(ADVANCE, {"s": 1})).code == "NOT_FOUND"
        assert (await api.run("{ devClock { offsetSec } }")).data == {"devClock": {"offsetSec": 0}}
