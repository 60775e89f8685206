"""Quotas: points per caller, shared by all processes, given back with time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from domain.errors import RateLimited
from domain.viewer import Viewer
from persistence.lean import LeanPool, writing
from server.cost.quota import GUEST, POINTS_PER_REQUEST, USER, Quotas
from server.settings import Settings
from tests.world import World, open_world

ME = "{ me { userId } }"


@pytest.fixture
async def pool(api: World) -> AsyncIterator[LeanPool]:
    found = await LeanPool.open(api.process.settings.database_url, settings=writing(durable=False))
    yield found
    await found.close()


async def test_every_answer_says_what_it_cost_and_what_is_left(api: World) -> None:
    person = await api.sign_up()
    answer = await api.run(ME, token=person.token)
    cost = answer.body["extensions"]["cost"]
    assert (cost["requested"], cost["limit"]) == (1, 2000)
    assert cost["remaining"] == USER * POINTS_PER_REQUEST * 1000 - 1
    assert cost["restoreRate"] == USER * POINTS_PER_REQUEST * 1000 / 300


async def test_an_empty_bucket_refuses_and_says_when_to_come_back(settings: Settings) -> None:
    async with open_world(replace(settings, quota_scale=1)) as api:
        async with api.units() as uow:
            await uow.connection.execute(
                text("insert into cost_bucket values ('guest:127.0.0.1', -20, now())")
            )
        refused = await api.run(ME)
        assert refused.code == "RATE_LIMITED"
        assert 1 <= refused.extensions["retryAfterSec"] <= 2
        person = {"email": "a@example.com"}
        assert (
            await api.run("mutation ($e: String!) { requestPasswordReset(email: $e) }", {"e": person})
        ).code


async def test_two_processes_never_give_out_more_than_the_bucket_holds(pool: LeanPool) -> None:
    guest = Viewer(address="10.0.0.1")
    here, there = Quotas(pool), Quotas(pool)
    spent = 0

    async def spend(quotas: Quotas) -> None:
        nonlocal spent
        while True:
            try:
                await quotas.spend(guest, 100)
            except RateLimited:
                return
            spent += 100

    await asyncio.gather(*(spend(quotas) for quotas in (here, there, here, there)))
    capacity = GUEST * POINTS_PER_REQUEST
    # What came back while this ran is the only excess there may be.
    assert capacity - 200 <= spent <= capacity + 20 * 30


async def test_callers_have_buckets_of_their_own(pool: LeanPool) -> None:
    quotas = Quotas(pool)
    remaining, _ = await quotas.spend(Viewer(address="10.0.0.1"), 1000)
    other, _ = await quotas.spend(Viewer(address="10.0.0.2"), 10)
    assert (remaining, other) == (5000, 5990)
