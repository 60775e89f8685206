"""Memory of an idle follower, and how fast one event reaches many."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bench.front_door.server import Subject
from bench.front_door.told import Figure
from domain.facts import Fact
from domain.pages import Cursors
from domain.threads.facts import inbox_topic
from integrations.clock import SystemClock
from persistence.database import as_plain, open_database
from persistence.unit_of_work import Kernel, SqlUnits
from server.sockets.registry import SOCKETS_PER_CALLER
from subscriptions.feed import Feed
from tests.sockets import Line, line

FOLLOWERS = 2_000
PER_SOCKET = 40
EVENTS = 5
KB = 1024
FOLLOW = "subscription { inboxEvents { cursor type } }"
SIGN_UP = """
mutation ($email: String!, $handle: String!) {
  signUp(input: {email: $email, password: "a long enough password", displayName: "Somebody", handle: $handle,
                 is18PlusAttested: true, tosAccepted: true}) { accessToken account { userId } }
}
"""
_numbers = itertools.count(1)


async def sign_up(subject: Subject) -> tuple[str, str]:
    """Token and id of somebody new."""
    name = f"bench_{next(_numbers)}"
    data = await subject.server.run(SIGN_UP, {"email": f"{name}@example.com", "handle": name})
    return data["signUp"]["accessToken"], data["signUp"]["account"]["userId"]


async def idle_followers(subject: Subject) -> AsyncIterator[Figure]:
    """Sockets with one subscription each, as people with a page open are."""
    callers = FOLLOWERS // SOCKETS_PER_CALLER
    tokens = [(await sign_up(subject))[0] for _ in range(callers + 1)]
    async with AsyncExitStack() as stack:
        await _open(stack, subject, tokens[0], 5, 1)
        await _until_followed(subject, 5)
        before = subject.memory()
        began = time.perf_counter()
        for token in tokens[1:]:
            await _open(stack, subject, token, SOCKETS_PER_CALLER, 1)
        opened = callers * SOCKETS_PER_CALLER
        await _until_followed(subject, opened + 5)
        took = time.perf_counter() - began
        each = (subject.memory() - before) / opened / KB
        cpu = subject.cpu_s()
        await asyncio.sleep(5)
        idle = (subject.cpu_s() - cpu) / 5
        said = (
            f"{each:.1f} KB each at {opened} sockets, opened in {took:.1f} s; idle: {idle:.1%} of a processor"
        )
        yield Figure("idle follower", said, "<= 60 KB", each <= 60)


async def fan_out(subject: Subject) -> AsyncIterator[Figure]:
    """One topic, 2,000 followers on 50 sockets of one person; every event reaches each of them once."""
    token, user_id = await sign_up(subject)
    async with AsyncExitStack() as stack:
        units = await stack.enter_async_context(_elsewhere(subject))
        lines = await _open(stack, subject, token, FOLLOWERS // PER_SOCKET, PER_SOCKET)
        await _until_followed(subject, FOLLOWERS)
        waiting = [asyncio.create_task(_take(one, PER_SOCKET * EVENTS)) for one in lines]
        began, cpu = time.perf_counter(), subject.cpu_s()
        for _ in range(EVENTS):
            async with units() as uow:
                uow.emit(
                    Fact("thread.create", "thr_bench", {"thread_id": "thr_bench"}, (inbox_topic(user_id),))
                )
        async with asyncio.timeout(60):
            got = sum(await asyncio.gather(*waiting))
        took, used = time.perf_counter() - began, subject.cpu_s() - cpu
        rate, each_us = got / took, used / got * 1e6
        said = f"{got} deliveries in {took:.2f} s, {rate:,.0f} a second, {each_us:.0f} µs of processor each"
        yield Figure("fan-out", said, f"{FOLLOWERS * EVENTS} exactly", got == FOLLOWERS * EVENTS)


async def _open(stack: AsyncExitStack, subject: Subject, token: str, sockets: int, each: int) -> list[Line]:
    lines = []
    for _ in range(sockets):
        one = await stack.enter_async_context(line(subject.server.address, token=token))
        for _ in range(each):
            await one.subscribe(FOLLOW)
        lines.append(one)
    return lines


async def _until_followed(subject: Subject, count: int) -> None:
    """Ask the server's own figures until so many follow."""
    async with asyncio.timeout(60):
        while f"\nrastup_followers {count:.1f}\n" not in (await subject.server.get("/metrics")).text:  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def _take(one: Line, count: int) -> int:
    return sum([(await one.receive())["type"] == "next" for _ in range(count)])


@asynccontextmanager
async def _elsewhere(subject: Subject) -> AsyncIterator[SqlUnits]:
    """Another process of the same marketplace, where things happen."""
    kernel = Kernel(open_database(subject.database_url, pool_size=2), SystemClock(), Cursors(b"bench"))
    feed = Feed(kernel.engine, as_plain(subject.database_url), kernel.cursors)
    await feed.start()
    try:
        yield SqlUnits(kernel, feed.hint)
    finally:
        await feed.stop()
        await kernel.engine.dispose()
