"""HTTP manners by raw requests: media types, refusals with codes everywhere, security headers, CORS, limits."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from server.edge import BoundedHttp
from server.replies import JSON, RESPONSE_JSON
from server.settings import Settings
from tests.sockets import line, on_a_port
from tests.world import World, open_world

ME = {"query": "{ me { userId } }"}


@pytest.fixture
async def address(api: World) -> AsyncIterator[str]:
    async with on_a_port(api) as found:
        yield found


async def raw(address: str, request: bytes, *, patience: float = 10) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON body of whatever the server says to these bytes before it hangs up."""
    reader, writer = await _opened(address)
    writer.write(request)
    async with asyncio.timeout(patience):
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        body = await reader.readexactly(int(headers["content-length"]))
    writer.close()
    return int(lines[0].split()[1]), headers, json.loads(body)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/graphql-response+json", RESPONSE_JSON),
        ("application/json;q=0.5, application/graphql-response+json", RESPONSE_JSON),
        ("application/graphql-response+json;q=0.1, application/json;q=0.9", JSON),
        ("text/html, application/*", JSON),
    ],
)
async def test_the_answer_comes_in_the_media_type_that_was_asked_for(
    api: World, accept: str | None, media: str
) -> None:
    headers = {"accept": accept} if accept else {"accept": ""}
    response = await api.client.post("/graphql", json=ME, headers=headers if accept else None)
    assert response.headers["content-type"] == f"{media}; charset=utf-8"
    bad = await api.client.post("/graphql", json={"query": "{"}, headers=headers if accept else None)
    assert (bad.status_code, "data" in bad.json()) == (400 if media == RESPONSE_JSON else 200, False)


async def test_a_client_that_takes_neither_is_told_so(api: World) -> None:
    for accept in ("text/html", "application/json;q=0", "image/png;q=x"):
        response = await api.client.post("/graphql", json=ME, headers={"accept": accept})
        assert (response.status_code, _code(response.json())) == (406, "VALIDATION_FAILED")


async def test_an_address_that_does_not_exist_and_a_wrong_method_are_coded(api: World) -> None:
    missing = await api.client.get("/nothing/here")
    assert (missing.status_code, _code(missing.json())) == (404, "NOT_FOUND")
    wrong = await api.client.delete("/healthz")
    assert (wrong.status_code, _code(wrong.json()), set(wrong.headers["allow"].split(", "))) == (
        405,
        "VALIDATION_FAILED",
        {"GET", "HEAD"},
    )


async def test_every_answer_carries_the_security_headers(api: World) -> None:
    for path in ("/graphql", "/healthz", "/nothing"):
        headers = (await api.client.get(path)).headers
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"].startswith("max-age=63072000")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_only_listed_origins_may_read_answers(settings: Settings) -> None:
    async with open_world(replace(settings, allowed_origins=frozenset({"https://app.example"}))) as api:
        ask = {"access-control-request-method": "POST", "origin": "https://app.example"}
        allowed = await api.client.options("/graphql", headers=ask)
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (
            204,
            "https://app.example",
        )
        refused = await api.client.options("/graphql", headers=ask | {"origin": "https://evil.example"})
        assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (403, False)
        answer = await api.client.post("/graphql", json=ME, headers={"origin": "https://app.example"})
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert "origin" in answer.headers["vary"]


async def test_an_empty_bucket_is_429_with_a_time_to_come_back(settings: Settings) -> None:
    async with open_world(replace(settings, quota_scale=0)) as api:
        response = await api.client.post("/graphql", json=ME)
        assert (response.status_code, _code(response.json())) == (429, "RATE_LIMITED")
        assert int(response.headers["retry-after"]) >= 1


async def test_huge_headers_are_431(address: str) -> None:
    request = b"GET /healthz HTTP/1.1\r\nhost: x\r\n" + b"".join(
        b"x-%d: %s\r\n" % (n, b"y" * 900) for n in range(20)
    )
    status, headers, body = await raw(address, request)
    assert (status, _code(body), headers["connection"]) == (431, "INPUT_TOO_LARGE", "close")


async def test_what_is_no_http_at_all_is_400_and_coded(address: str) -> None:
    status, _, body = await raw(address, b"\x16\x03\x01 hello\r\n\r\n")
    assert (status, _code(body)) == (400, "VALIDATION_FAILED")


class ImpatientHttp(BoundedHttp):
    head_wait_s = 0.2


async def test_a_half_sent_head_is_given_up(api: World) -> None:
    async with on_a_port(api, ImpatientHttp) as address:
        status, _, body = await raw(address, b"POST /graphql HTTP/1.1\r\nhost: x\r\nx-a")
    assert (status, _code(body)) == (408, "VALIDATION_FAILED")


async def test_who_was_heard_is_not_given_up(api: World) -> None:
    async with on_a_port(api, ImpatientHttp) as address, line(address) as socket:
        kept, writer = await _opened(address)
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
            assert (await asyncio.wait_for(kept.readuntil(b'{"ok":true}'), 5)).startswith(b"HTTP/1.1 200")
            # Whoever came later and said nothing is not waited for any more.
            silent, unused = await _opened(address)
            assert await asyncio.wait_for(silent.read(), 5) == b""
            unused.close()
        writer.close()
        await socket.send({"type": "ping"})
        assert await socket.receive() == {"type": "pong"}


async def test_a_half_sent_body_is_given_up(settings: Settings) -> None:
    head = (
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{"
    )
    async with open_world(replace(settings, body_wait_s=0.2)) as api, on_a_port(api) as address:
        status, _, body = await raw(address, head)
    assert (status, _code(body)) == (408, "VALIDATION_FAILED")


async def test_a_chunked_body_is_413_as_soon_as_it_is_too_long(address: str) -> None:
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    # The last chunk never comes; the answer does.
    status, _, body = await raw(
        address, head + b"10000\r\n" + b" " * 0x10000 + b"\r\n" + b"40000\r\n" + b" " * 0x40000
    )
    assert (status, _code(body)) == (413, "INPUT_TOO_LARGE")


async def test_a_webhook_has_a_limit_too(address: str) -> None:
    head = b"POST /webhooks/stripe HTTP/1.1\r\nhost: x\r\ncontent-length: 9000000\r\n\r\n"
    status, _, body = await raw(address, head + b" " * (1024 * 1024 + 1))
    assert (status, _code(body)) == (413, "INPUT_TOO_LARGE")


async def test_a_connection_is_kept_for_the_next_request(address: str) -> None:
    reader, writer = await _opened(address)
    for _ in range(3):
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        assert head.startswith(b"HTTP/1.1 200")
        await reader.readexactly(len(b'{"ok":true}'))
    writer.close()


async def _opened(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = address.split(":")
    return await asyncio.open_connection(host, int(port))


def _code(document: Any) -> str:
    code: str = document["errors"][0]["extensions"]["code"]
    return code
