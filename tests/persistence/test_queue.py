"""Jobs and timers on a real database: at least once, in order, aside when they fail."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import Unavailable
from domain.facts import Fact
from domain.ports import Services
from persistence import queue
from server.runner import Runner
from tests.world import World


class Ran:
    """A handler that remembers what it was given, and fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.payloads: list[Mapping[str, Any]] = []
        self.failures = failures

    async def __call__(self, _: Services, payload: Mapping[str, Any]) -> None:
        self.payloads.append(payload)
        if self.failures:
            self.failures -= 1
            raise Unavailable("UNAVAILABLE", "Not now.")


def runner(api: World, handler: Any) -> Runner:
    return Runner(api.process.kernel, api.services, {"probe": handler}, {"probe": handler})


async def test_a_job_of_a_refused_use_case_never_runs(api: World) -> None:
    ran = Ran()

    async def refused() -> None:
        async with api.units() as uow:
            await uow.enqueue("probe", {})
            raise Unavailable("UNAVAILABLE", "No.")

    with pytest.raises(Unavailable):
        await refused()
    await runner(api, ran).drain()
    assert ran.payloads == []


async def test_jobs_run_in_the_order_they_fall_due(api: World) -> None:
    ran = Ran()
    async with api.units() as uow:
        await uow.enqueue("probe", {"n": 2}, uow.now - timedelta(seconds=1))
        await uow.enqueue("probe", {"n": 1}, uow.now - timedelta(seconds=2))
        await uow.enqueue("probe", {"n": 3}, uow.now + timedelta(hours=1))
    await runner(api, ran).drain()
    assert [payload["n"] for payload in ran.payloads] == [1, 2]


async def test_a_timer_set_again_moves_and_fires_once(api: World) -> None:
    ran = Ran()
    async with api.units() as uow:
        await uow.schedule("probe", "lbg_1", uow.now + timedelta(hours=1))
        await uow.schedule("probe", "lbg_1", uow.now - timedelta(seconds=1))
        await uow.schedule("probe", "lbg_2", uow.now - timedelta(seconds=1))
        await uow.unschedule("probe", "lbg_2")
    await runner(api, ran).drain()
    assert [payload["subject"] for payload in ran.payloads] == ["lbg_1"]


async def test_what_a_unit_of_work_announces_times_and_enqueues_costs_the_same_however_much_it_is(
    api: World,
) -> None:
    costs = []
    for count in (1, 9):
        with api.statements() as statements:
            async with api.units() as uow:
                for number in range(count):
                    uow.emit(Fact("probe", f"prb_{number}", topics=("probe:1", f"probe:{number}")))
                    await uow.enqueue("probe", {"n": number})
                    await uow.schedule("probe", f"set_{number}", uow.now)
                    await uow.unschedule("probe", f"gone_{number}")
        costs.append(len([text for text in statements.seen if "FROM topic " not in text]))
    assert costs[0] == costs[1]
    told = await api.history("probe:1")
    assert [event.position for event in told] == list(range(1, 11))
    assert [event.subject for event in told] == ["prb_0", *(f"prb_{number}" for number in range(9))]


async def test_a_timer_may_set_itself_again_while_it_fires(api: World) -> None:
    fired: list[str] = []

    async def again(services: Services, payload: Mapping[str, Any]) -> None:
        fired.append(payload["subject"])
        async with services.units() as uow:
            await uow.schedule("probe", payload["subject"], uow.now + timedelta(days=1))

    async with api.units() as uow:
        await uow.schedule("probe", "lbg_1", uow.now)
    await runner(api, again).drain()
    assert fired == ["lbg_1"]


async def test_a_failing_job_steps_aside_comes_back_and_is_dead_in_the_end(api: World) -> None:
    ran, good = Ran(failures=99), Ran()
    both = api.process.runner
    both.on_job("bad", ran)
    both.on_job("good", good)
    async with api.units() as uow:
        await uow.enqueue("bad", {})
        await uow.enqueue("good", {})
    await both.drain()
    assert (len(ran.payloads), len(good.payloads)) == (1, 1)
    for _ in range(queue.MOST_ATTEMPTS - 1):
        await api.advance(seconds=3601)
    async with api.process.kernel.engine.begin() as connection:
        (dead,) = await queue.dead_letters(connection)
        assert (dead.kind, dead.attempts, dead.last_error) == ("bad", 10, "UNAVAILABLE: Not now.")
        assert await queue.replay(connection, dead.job_id, api.process.kernel.clock.now())
    ran.failures = 0
    await both.drain()
    assert len(ran.payloads) == queue.MOST_ATTEMPTS + 1


async def test_two_runners_never_run_one_job_twice(api: World) -> None:
    ran = Ran()
    async with api.units() as uow:
        for n in range(20):
            await uow.enqueue("probe", {"n": n})
    one, two = runner(api, ran), runner(api, ran)

    async def work(side: Runner) -> None:
        while await side.step(shared=True):
            pass

    await asyncio.gather(work(one), work(two))
    assert sorted(payload["n"] for payload in ran.payloads) == list(range(20))


async def test_a_worker_that_dies_in_the_middle_lets_its_job_go(api: World) -> None:
    started, ran = asyncio.Event(), Ran()

    async def hang(_: Services, __: Mapping[str, Any]) -> None:
        started.set()
        await asyncio.Event().wait()

    async with api.units() as uow:
        await uow.enqueue("probe", {})
    dying = asyncio.create_task(runner(api, hang).step(shared=True))
    await started.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    await runner(api, ran).drain()
    assert len(ran.payloads) == 1


def test_pauses_grow_to_an_hour() -> None:
    assert [queue.pause_before(n).total_seconds() for n in (1, 2, 5, 30)] == [2, 4, 32, 3600]
