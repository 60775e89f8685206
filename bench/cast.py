"""Who asks for what: many different people, conversations and bookings, picked from the database."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from bench.load.spec import FRESH
from bench.ranked import searches

MOST: Final = 1_500
SENDERS_MOST: Final = 4_000
WORDS: Final = "Parking is behind the building, the gate opens at eight."


@dataclass(frozen=True)
class Case:
    """One request, whoever answers it."""

    viewer: str
    variables: Mapping[str, Any]


FULL_INBOXES: Final = """
    select user_id as viewer from participant group by 1 having count(*) > 25 order by 1 limit $1
"""
LONG_THREADS: Final = """
    select p.user_id as viewer, t.thread_id from thread t join participant p using (thread_id)
    left join message_gate g using (thread_id)
    where t.last_seq >= 50 and g.status is distinct from 'PENDING'
    order by t.thread_id, p.side limit $1
"""
PAID_BOOKINGS: Final = """
    select case when row_number() over (order by g.lbg_id) % 4 = 0 then l.seller_user_id
                else g.buyer_user_id end as viewer, g.lbg_id
    from lbg g join booking_leg l on l.lbg_id = g.lbg_id
    where g.status in ('confirmed', 'in_progress', 'completed') order by md5(l.leg_id) limit $1
"""
# One thread of each sender, so that nobody sends more in a minute than they may.
SENDERS: Final = """
    select * from (
        select distinct on (p.user_id) p.user_id as viewer, t.thread_id
        from thread t join participant p using (thread_id) left join message_gate g using (thread_id)
        where coalesce(g.status, 'ACCEPTED') = 'ACCEPTED' order by p.user_id, md5(t.thread_id)) one
    order by md5(viewer) limit $1
"""
# Threads that share nobody, with both who take part: who opened it writes.
FOLLOWED: Final = """
    select * from (
        select distinct on (g.city, t.opened_by) t.thread_id, t.opened_by as sender,
               replace(replace(t.pair, t.opened_by, ''), '+', '') as other
        from thread t join lbg g using (lbg_id) where t.status in ('CONFIRMED', 'COMPLETED')) one
    order by md5(thread_id) limit 200
"""
VIEWERS: Final = "select user_id as viewer from account order by md5(user_id) limit $1"


async def inbox(connection: asyncpg.Connection) -> list[Case]:
    return [Case(row["viewer"], {}) for row in await connection.fetch(FULL_INBOXES, MOST)]


async def thread(connection: asyncpg.Connection) -> list[Case]:
    rows = await connection.fetch(LONG_THREADS, MOST)
    return [Case(row["viewer"], {"threadId": row["thread_id"]}) for row in rows]


async def booking(connection: asyncpg.Connection) -> list[Case]:
    rows = await connection.fetch(PAID_BOOKINGS, MOST)
    return [Case(row["viewer"], {"lbgId": row["lbg_id"]}) for row in rows]


async def search(connection: asyncpg.Connection) -> list[Case]:
    inputs = searches()
    rows = await connection.fetch(VIEWERS, 10 * len(inputs))
    return [Case(row["viewer"], {"input": inputs[at % len(inputs)]}) for at, row in enumerate(rows)]


async def send(connection: asyncpg.Connection) -> list[Case]:
    rows = await connection.fetch(SENDERS, SENDERS_MOST)
    return [
        Case(
            row["viewer"],
            {"threadId": row["thread_id"], "text": f"{WORDS} {FRESH}", "clientMessageId": FRESH},
        )
        for row in rows
    ]


WORKLOADS: Final[Mapping[str, Callable[[asyncpg.Connection], Awaitable[list[Case]]]]] = {
    "inbox": inbox,
    "thread": thread,
    "search": search,
    "booking": booking,
    "send": send,
}


async def cases(url: str, page: str) -> list[Case]:
    """In an order that jumps about, the same one every time."""
    connection = await asyncpg.connect(url)
    try:
        found = await WORKLOADS[page](connection)
    finally:
        await connection.close()
    random.Random(page).shuffle(found)  # noqa: S311 - the same order every time
    return found


@dataclass(frozen=True)
class Followed:
    """A thread that is followed by both who take part in it."""

    thread_id: str
    sender: str
    other: str


async def followed(url: str, count: int) -> list[Followed]:
    """Threads of different people: nobody is in two of them."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(FOLLOWED)
    finally:
        await connection.close()
    found, known = list[Followed](), set[str]()
    for row in rows:
        if len(found) < count and not known & {row["sender"], row["other"]}:
            found.append(Followed(**row))
            known |= {row["sender"], row["other"]}
    return found
