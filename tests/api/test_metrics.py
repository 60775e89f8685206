"""/metrics after known traffic: every figure moves by exactly what was done."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from persistence import queue
from server.metrics import POINTS, SECONDS
from tests.sockets import line, on_a_port
from tests.world import World

ME = "{ me { userId } }"
INBOX = "subscription { inboxEvents { at } }"


class Figures:
    """What changed between two readings of /metrics, by the name and labels of a sample."""

    def __init__(self) -> None:
        self.before: dict[str, float] = {}
        self.after: dict[str, float] = {}

    def moved(self, sample: str) -> float:
        return self.after.get(sample, 0) - self.before.get(sample, 0)


async def reading(api: World) -> dict[str, float]:
    answer = await api.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        sample.name
        + "".join(f"|{name}={value}" for name, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@asynccontextmanager
async def figures(api: World) -> AsyncIterator[Figures]:
    counted = Figures()
    counted.before = await reading(api)
    yield counted
    counted.after = await reading(api)


async def test_requests_are_counted_by_route_and_status(api: World) -> None:
    async with figures(api) as counted:
        await api.run(ME)
        await api.run(ME)
        await api.client.post("/graphql", content=b"[")
        await api.client.get("/healthz")
        for stranger in ("/one", "/two", "/graphql/three"):
            await api.client.get(stranger)
    assert counted.moved("rastup_requests_total|route=/graphql|status=200") == 2
    assert counted.moved("rastup_requests_total|route=/graphql|status=415") == 1
    assert counted.moved("rastup_requests_total|route=/healthz|status=200") == 1
    assert counted.moved("rastup_requests_total|route=none|status=404") == 3
    assert counted.moved("rastup_request_seconds_count|route=/graphql") == 3


async def test_operations_are_counted_by_kind_with_their_cost(api: World) -> None:
    person = await api.sign_up()
    document = "{ inbox(limit: 10) { items { id participants { user { handle } } } } }"
    async with figures(api) as counted:
        await api.run(ME)
        answer = await api.run(document, token=person.token)
        await api.run("mutation { signOut }", token=person.token)
    cost = answer.body["extensions"]["cost"]["requested"]
    assert counted.moved("rastup_operation_seconds_count|kind=query") == 2
    assert counted.moved("rastup_operation_seconds_count|kind=mutation") == 1
    assert counted.moved("rastup_operation_cost_points_sum|kind=query") == 1 + cost
    assert counted.moved("rastup_operation_cost_points_sum|kind=mutation") == 10


async def test_refusals_are_counted_once_by_code_wherever_they_are_told(api: World) -> None:
    async with figures(api) as counted:
        await api.run("{ nothing }")
        await api.client.get("/nowhere")
        await api.run("mutation { signOut }")
    assert counted.moved("rastup_refusals_total|code=VALIDATION_FAILED") == 1
    assert counted.moved("rastup_refusals_total|code=NOT_FOUND") == 1
    assert counted.moved("rastup_refusals_total|code=UNAUTHENTICATED") == 1


async def test_sockets_their_messages_and_their_ends_are_counted(api: World) -> None:
    person = await api.sign_up()
    # Counted once the server has stopped: it lets go of a socket a moment after its client has.
    async with (
        figures(api) as counted,
        on_a_port(api) as address,
        line(address, token=person.token) as socket,
    ):
        await socket.subscribe(INBOX)
        await socket.send({"type": "ping"})
        assert await socket.receive() == {"type": "pong"}
        during = await reading(api)
        await socket.send("not json")
        assert await socket.closed() == 4400
    assert during["rastup_sockets"] - counted.before["rastup_sockets"] == 1
    assert counted.moved("rastup_sockets") == 0
    # init, subscribe, ping, and what was no JSON; acknowledged, ponged.
    assert counted.moved("rastup_socket_messages_total|direction=in") == 4
    assert counted.moved("rastup_socket_messages_total|direction=out") == 2
    assert counted.moved("rastup_sockets_ended_total|code=4400") == 1
    assert counted.moved("rastup_operation_cost_points_count|kind=subscription") == 1


async def test_followers_are_counted_while_they_follow(api: World) -> None:
    person = await api.sign_up()
    async with on_a_port(api) as address, line(address, token=person.token) as socket:
        before = await reading(api)
        await socket.subscribe(INBOX)
        while api.process.engine.audiences.follower_count() == 0:
            await socket.send({"type": "ping"})
            await socket.receive()
        after = await reading(api)
    assert after["rastup_followers"] - before["rastup_followers"] == 1
    assert after["rastup_followed_topics"] - before["rastup_followed_topics"] == 1


async def test_jobs_and_what_waits_are_counted(api: World) -> None:
    async with figures(api) as waiting:
        await api.sign_up()
    assert waiting.after["rastup_queue|state=queued"] == 1
    async with figures(api) as worked:
        await api.drain()
    assert worked.after["rastup_queue|state=queued"] == 0
    assert worked.moved("rastup_jobs_total|kind=accounts.mail|outcome=done") == 1
    assert worked.moved("rastup_job_seconds_count|kind=accounts.mail") == 1


async def test_the_lag_of_the_queue_is_the_age_of_what_is_most_overdue(api: World) -> None:
    async with api.units() as uow:
        await uow.enqueue("probe", {}, uow.now - timedelta(seconds=60))
        await uow.enqueue("probe", {}, uow.now - timedelta(seconds=90))
    async with api.process.kernel.engine.connect() as connection:
        assert await queue.lag_s(connection, uow.now) == 90
    assert (await reading(api))["rastup_queue_lag_seconds"] >= 90
    await api.drain()
    assert (await reading(api))["rastup_queue_lag_seconds"] == 0


async def test_the_pool_is_counted_in_use_and_idle(api: World) -> None:
    await api.run(ME)
    async with api.process.kernel.engine.connect():
        used = await reading(api)
    assert used["rastup_pool_connections|state=in_use"] == 1
    assert used["rastup_pool_connections_most"] == 2 * api.process.settings.pool_size
    assert used["rastup_database_up"] == 1
    assert used["process_resident_memory_bytes"] > 10 * 2**20


async def test_what_callers_choose_makes_no_new_series(api: World) -> None:
    async def choose(n: int) -> set[str]:
        await api.run(f"query Chosen{n} {{ me {{ userId }} }}")
        await api.client.get(f"/nowhere{n}/{n}", headers={"x-any": str(n)})
        await api.client.post(f"/webhooks/from{n}", content=b"{}")
        return set(await reading(api))

    first = await choose(0)
    assert [await choose(n) for n in range(1, 10)] == [first] * 9


@pytest.mark.parametrize("buckets", [SECONDS, POINTS])
def test_buckets_rise(buckets: tuple[float, ...]) -> None:
    assert sorted(set(buckets)) == list(buckets)
