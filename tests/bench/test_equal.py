"""The floor is one: it gives the server's answers, and writes the server's rows."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from bench import cast
from bench.contestants import Contestant, TheFloor, contestants
from bench.equal import Differs, answer, check_equal, differences

MODULE = pytest.mark.asyncio(loop_scope="module")
TABLES = ("message", "event", "topic_event", "idempotency_key", "rate_bucket", "job", "timer")
CHECKED = 30
Pair = tuple[Contestant, Contestant]


class Elsewhere(TheFloor):
    """A floor that is asked about others than the server is."""

    async def requests(self, page: str, cases: list[cast.Case]) -> list[bytes]:
        return await super().requests(page, cases[::-1])


async def _counts(connection: asyncpg.Connection) -> dict[str, int]:
    return {table: await connection.fetchval(f"select count(*) from {table}") for table in TABLES}  # noqa: S608


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(market_url: str) -> AsyncIterator[Pair]:
    async with contestants(market_url) as both:
        yield both


@MODULE
@pytest.mark.parametrize("page", cast.WORKLOADS)
async def test_the_floor_says_what_the_server_says(page: str, pair: Pair, market_url: str) -> None:
    server, floor = pair
    cases = await cast.cases(market_url, page)
    assert await check_equal(page, server, floor, cases[:CHECKED]) == min(CHECKED, len(cases)) > 0


@MODULE
async def test_a_message_costs_both_the_same_rows(pair: Pair, market_url: str) -> None:
    connection = await asyncpg.connect(market_url)
    # Nobody who has sent anything in another test: a second message within a minute finds its limit there.
    known = {case.viewer for case in (await cast.cases(market_url, "send"))[:CHECKED]}
    threads = [one for one in (await cast.followed(market_url, 40))[1:] if one.sender not in known]
    written = []
    for one, thread in zip(pair, threads[:2], strict=True):
        text = {"text": "See you there.", "clientMessageId": "first"}
        case = cast.Case(thread.sender, {"threadId": thread.thread_id, **text})
        before = await _counts(connection)
        assert "errors" not in await answer(one, (await one.requests("send", [case]))[0])
        after = await _counts(connection)
        written.append({table: after[table] - before[table] for table in TABLES})
    await connection.close()
    assert written[0] == written[1]
    assert written[0]["topic_event"] == 3


@MODULE
async def test_the_floor_answers_a_repeat_with_the_first_answer(pair: Pair, market_url: str) -> None:
    _, floor = pair
    thread = (await cast.followed(market_url, 1))[0]
    text = {"text": "Once only.", "clientMessageId": "once"}
    case = cast.Case(thread.sender, {"threadId": thread.thread_id, **text})
    request = (await floor.requests("send", [case]))[0]
    assert await answer(floor, request) == await answer(floor, request)


def test_differences_are_found_wherever_they_are() -> None:
    one = {"a": [{"b": 1}, {"b": None}], "c": "x"}
    assert list(differences(one, {"a": [{"b": 1.0}, {"b": None}], "c": "x"})) == []
    assert list(differences(one, {"a": [{"b": 1}, {"b": 0}], "c": "x"})) == [("data.a.1.b", None, 0)]
    assert list(differences(one, {"a": [{"b": True}, {"b": None}], "c": "x"})) == [("data.a.0.b", 1, True)]
    assert list(differences(one, {"a": [], "c": "x"})) == [("data.a", one["a"], [])]
    assert list(differences({"a": 1}, {"b": 1})) == [("data", {"a": 1}, {"b": 1})]
    assert list(differences({"a": 1}, {"a": 2}, frozenset({"a"}))) == []


@MODULE
async def test_a_floor_with_another_answer_is_no_floor(pair: Pair, market_url: str) -> None:
    server, floor = pair
    cases = await cast.cases(market_url, "inbox")

    other = Elsewhere(floor.name, floor.pid, floor.port, floor.ready_after_s, floor.settings)
    with pytest.raises(Differs, match="inbox"):
        await check_equal("inbox", server, other, cases)
