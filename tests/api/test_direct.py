"""The short way to /graphql: over a real connection it says what the long way through Starlette says."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from server.settings import Settings
from tests.sockets import on_a_port
from tests.world import World, open_world

HEALTH = json.dumps({"query": "{ health { ok } }"}).encode()
# What each answer has of its own, or the test server puts in front of it.
OWN = {"date", "server", "x-corr-id", "content-length"}


class Line:
    """One connection, by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, address: str) -> "Line":
        host, port = address.split(":")
        return cls(*await asyncio.open_connection(host, int(port)))

    async def answer(self) -> tuple[str, dict[str, str], bytes]:
        async with asyncio.timeout(10):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            return head[0], headers, await self.reader.readexactly(int(headers["content-length"]))


@pytest.fixture
async def line(api: World) -> AsyncIterator[Line]:
    async with on_a_port(api) as address:
        opened = await Line.to(address)
        yield opened
        opened.writer.close()


def post(body: bytes, *more: bytes, version: bytes = b"1.1") -> bytes:
    head = [b"POST /graphql HTTP/" + version, b"host: x", b"content-type: application/json"]
    return b"\r\n".join([*head, b"content-length: %d" % len(body), *more, b"", body])


async def test_both_ways_say_the_same_with_the_same_headers(api: World, line: Line) -> None:
    line.writer.write(post(HEALTH))
    status, headers, body = await line.answer()
    long_way = await api.client.post("/graphql", content=HEALTH, headers={"content-type": "application/json"})
    assert (status, json.loads(body)["data"]) == ("HTTP/1.1 200 OK", long_way.json()["data"])
    theirs = {name: value.lower() for name, value in long_way.headers.items() if name not in OWN}
    assert {name: value for name, value in headers.items() if name not in OWN} == theirs
    assert len(headers["x-corr-id"]) == 32


async def test_a_refusal_has_the_same_headers_too(api: World, line: Line) -> None:
    line.writer.write(post(b"{", b"authorization: Bearer nobody"))
    status, headers, body = await line.answer()
    long_way = await api.client.post("/graphql", content=b"{", headers={"content-type": "application/json"})
    assert (status, json.loads(body)["errors"][0]["message"]) == (
        "HTTP/1.1 400 Bad Request",
        long_way.json()["errors"][0]["message"],
    )
    theirs = {name: value.lower() for name, value in long_way.headers.items() if name not in OWN}
    assert {name: value for name, value in headers.items() if name not in OWN} == theirs


async def test_several_at_once_on_one_connection_are_answered_in_order(line: Line) -> None:
    names = [f"a{number}" for number in range(5)]
    bodies = [json.dumps({"query": f"{{ {name}: health {{ ok }} }}"}).encode() for name in names]
    line.writer.write(b"".join(map(post, bodies)))
    told = [json.loads((await line.answer())[2])["data"] for _ in names]
    assert [list(data) for data in told] == [[name] for name in names]


async def test_a_request_may_come_in_pieces(line: Line) -> None:
    whole = post(HEALTH)
    for piece in (whole[:30], whole[30:-9], whole[-9:]):
        line.writer.write(piece)
        await line.writer.drain()
    assert b'"health"' in (await line.answer())[2]


@pytest.mark.parametrize(
    "asked", [post(HEALTH, b"connection: close"), post(HEALTH, version=b"1.0")], ids=["close", "1.0"]
)
async def test_who_wants_the_connection_closed_gets_it_closed(line: Line, asked: bytes) -> None:
    line.writer.write(asked)
    _, headers, _ = await line.answer()
    assert headers["connection"] == "close"
    assert await asyncio.wait_for(line.reader.read(), 10) == b""


async def test_an_origin_that_is_let_in_may_read_the_answer(settings: Settings) -> None:
    origins = frozenset({"https://app.example"})
    async with open_world(replace(settings, allowed_origins=origins)) as api, on_a_port(api) as address:
        line = await Line.to(address)
        line.writer.write(post(HEALTH, b"origin: https://app.example"))
        assert (await line.answer())[1]["access-control-allow-origin"] == "https://app.example"
        line.writer.write(post(HEALTH, b"origin: https://elsewhere.example"))
        assert "access-control-allow-origin" not in (await line.answer())[1]
        line.writer.close()


async def test_requests_are_counted_on_both_ways(api: World, line: Line) -> None:
    name = 'rastup_requests_total{route="/graphql",status="200"}'
    before = await _figure(api, name)
    line.writer.write(post(HEALTH))
    await line.answer()
    await api.client.post("/graphql", json={"query": "{ health { ok } }"})
    assert await _figure(api, name) == before + 2


async def _figure(api: World, name: str) -> float:
    lines = (await api.client.get("/metrics")).text.splitlines()
    return next((float(line.split()[-1]) for line in lines if line.startswith(name)), 0.0)
