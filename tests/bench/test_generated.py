"""The generated marketplace: the size that was asked for, the same every time, and true to itself."""

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from bench.data.market import Market
from bench.data.numbers import made_id, mixed, share
from bench.data.sizes import TINY, USUAL
from domain.ids import Prefix, typeid

DAY = datetime(2026, 5, 4, tzinfo=UTC)
# Questions that every true marketplace answers with nought.
LIES = {
    "an unread counter that is not what is unread": """
        select count(*) from participant p where unread_count <> (
            select count(*) from message m
            where m.thread_id = p.thread_id and m.seq > p.last_read_seq and m.sender_id <> p.user_id)""",
    "a thread whose last message is not its last": """
        select count(*) from thread t join message m on m.message_id = t.last_message_id
        where (m.seq, m.thread_id, m.created_at) <> (t.last_seq, t.thread_id, t.last_message_at)
           or t.last_seq <> (select count(*) from message n where n.thread_id = t.thread_id)""",
    "a charge that is not the sum of its legs": """
        select count(*) from charge c where amount_cents <> (
            select sum(total_cents) from booking_leg l where l.lbg_id = c.lbg_id)""",
    "a charge that is not the sum of its shares": """
        select count(*) from charge c where amount_cents <> (
            select sum(subtotal_cents + service_tax_cents + platform_fee_cents + platform_fee_tax_cents)
            from charge_split s where s.charge_id = c.charge_id)""",
    "a leg that is not the sum of its lines": """
        select count(*) from booking_leg l where subtotal_cents <> (
            select sum(qty * unit_cents) from leg_line where leg_id = l.leg_id)""",
    "a topic at another position than its last event": """
        select count(*) from topic t where topic like 'lbg:%' and position <> (
            select max(position) from topic_event e where e.topic = t.topic)""",
    "a booking whose status is not that of its legs": """
        select count(*) from lbg g join booking_leg l using (lbg_id) where g.status <> l.status""",
    "a paid leg without signed papers": """
        select count(*) from booking_leg l where status in ('confirmed', 'in_progress', 'completed')
        and not exists (select from doc_pack p where p.leg_id = l.leg_id and p.status = 'signed')""",
    "a conversation with oneself": "select count(*) from thread where split_part(pair, '+', 1) = split_part(pair, '+', 2)",
}


def fingerprints(today: datetime) -> dict[str, str]:
    made = Market(TINY, today).sheets()
    return {one.table: hashlib.sha256(repr(list(one.rows)).encode()).hexdigest() for one in made}


def test_the_same_day_makes_the_same_rows_and_another_day_others() -> None:
    first = fingerprints(DAY)
    assert fingerprints(DAY) == first
    later = fingerprints(DAY + timedelta(days=1))
    assert {table for table in first if later[table] == first[table]} <= {"search_doc"}


def test_there_is_as_much_as_was_asked_for() -> None:
    rows = {one.table: sum(1 for _ in one.rows) for one in Market(TINY, DAY).sheets()}
    assert rows["account"] == TINY.users
    assert rows["service_profile"] == TINY.profiles
    assert rows["studio"] == TINY.studios
    assert rows["thread"] == TINY.threads
    assert rows["lbg"] == TINY.groups
    assert rows["booking_leg"] == TINY.legs
    assert 0.95 * TINY.messages <= rows["message"] <= TINY.messages
    assert rows["topic_event"] == rows["event"] > TINY.groups * 10


def test_usual_is_what_the_issue_says_and_ten_times_is_ten_times() -> None:
    assert (USUAL.users, USUAL.profiles, USUAL.studios) == (20_000, 8_000, 3_000)
    assert (USUAL.threads, USUAL.messages) == (30_000, 600_000)
    assert (USUAL.groups, USUAL.legs) == (40_000, 60_000)
    assert USUAL.times(10).messages == 6_000_000


def test_ids_are_those_of_the_domain_and_sort_by_birth() -> None:
    born = int(DAY.timestamp() * 1000)
    for number in (0, 1, 4_095, 4_096, 10**12):
        uuid = born << 80 | 7 << 76 | (number & 0xFFF) << 64 | 2 << 62 | mixed(number, 1) & (1 << 62) - 1
        assert made_id(Prefix.LEG, DAY, number) == typeid(Prefix.LEG, uuid)
    later = made_id(Prefix.LEG, DAY + timedelta(milliseconds=1), 0)
    assert all(made_id(Prefix.LEG, DAY, number) < later for number in range(1_000))
    assert len({made_id(Prefix.LEG, DAY, number) for number in range(50_000)}) == 50_000


def test_shares_spread_evenly() -> None:
    tenths = Counter(int(share(number, 5) * 10) for number in range(20_000))
    assert sorted(tenths) == list(range(10))
    assert all(1_800 < count < 2_200 for count in tenths.values())


async def test_every_constraint_of_the_migrations_is_there_and_holds(
    market_url: str, workers_database: str
) -> None:
    question = "select conrelid::regclass::text || conname from pg_constraint where convalidated order by 1"
    found = []
    for url in (market_url, workers_database):
        connection = await asyncpg.connect(url)
        found.append([row[0] for row in await connection.fetch(question)])
        await connection.close()
    assert found[0] == found[1]


@pytest.mark.parametrize("lie", LIES)
async def test_there_is_no(lie: str, market_url: str) -> None:
    connection = await asyncpg.connect(market_url)
    try:
        assert await connection.fetchval(LIES[lie]) == 0
    finally:
        await connection.close()


async def test_the_real_indexer_has_made_cards_of_people_and_places(market_url: str) -> None:
    connection = await asyncpg.connect(market_url)
    try:
        cards = await connection.fetch("select surface, count(*) as number from search_doc group by 1")
    finally:
        await connection.close()
    found = {row["surface"]: row["number"] for row in cards}
    assert found["people"] > TINY.profiles * 0.8
    assert found["studios"] > TINY.studios * 0.7
