import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from domain.ids import ChargeId, LbgId, LegId
from domain.money import Money
from domain.money.entries import LegMoney, capture_entries
from domain.money.ledger import GENESIS, Posting, first_break
from persistence.unit_of_work import SqlUnits

COPY = """
insert into gl_entry select 9, 'gl_x', 'k', occurred_at, lbg_id, leg_id, account_dr, {credit}, amount_cents,
  currency, memo, ext_ref, {previous}, 'h' from gl_entry where position = 1
"""
FORK = COPY.format(credit="account_cr", previous="previous_hash")
UNBALANCED = COPY.format(credit="account_dr", previous="'p'")


def postings(number: int = 1) -> list[Posting]:
    lbg_id = LbgId(f"lbg_{number}")
    leg = LegMoney(lbg_id, LegId(f"leg_{number}"), Money(40_000), Money(3_300), Money(4_000), Money(330))
    return capture_entries(ChargeId(f"chg_{number}"), [leg], ext_ref=f"ch_{number}")


async def test_entries_come_back_as_they_were_sealed(units: SqlUnits) -> None:
    async with units() as uow:
        entered = await uow.money.enter(postings(), uow.now)
    async with units() as uow:
        kept = await uow.money.entries()
    assert kept == entered
    assert [entry.position for entry in kept] == [1, 2, 3]
    assert kept[0].previous_hash == GENESIS
    assert first_break(kept) is None


async def test_a_posting_is_booked_once_however_often_it_is_entered(units: SqlUnits) -> None:
    for _ in range(3):
        async with units() as uow:
            await uow.money.enter(postings(), uow.now)
    async with units() as uow:
        assert len(await uow.money.entries()) == 3


async def test_what_is_rolled_back_leaves_no_gap(units: SqlUnits) -> None:
    async def books_and_breaks() -> None:
        async with units() as uow:
            await uow.money.enter(postings(1), uow.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await books_and_breaks()
    async with units() as uow:
        await uow.money.enter(postings(2), uow.now)
        kept = await uow.money.entries()
    assert ([entry.position for entry in kept], first_break(kept)) == ([1, 2, 3], None)


async def test_rivals_make_one_chain(units: SqlUnits) -> None:
    async def book(number: int) -> None:
        async with units() as uow:
            await uow.money.enter(postings(number), uow.now)

    # Every booking twice, all at once.
    await asyncio.gather(*[book(number) for number in [*range(10), *range(10)]])
    async with units() as uow:
        kept = await uow.money.entries()
        own = await uow.money.entries(LbgId("lbg_7"))
    assert (len(kept), first_break(kept)) == (30, None)
    assert [entry.posting for entry in own] == postings(7)


@pytest.mark.parametrize(
    "statement",
    [
        "update gl_entry set amount_cents = 1",
        "delete from gl_entry",
        "truncate gl_entry",
        FORK,
        UNBALANCED,
    ],
)
async def test_the_database_refuses_to_change_fork_or_unbalance_the_books(
    units: SqlUnits, statement: str
) -> None:
    async with units() as uow:
        entered = await uow.money.enter(postings(), uow.now)
    with pytest.raises(IntegrityError):
        async with units() as uow:
            await uow.connection.execute(text(statement))
    async with units() as uow:
        assert await uow.money.entries() == entered


async def test_a_row_changed_behind_the_databases_back_shows(units: SqlUnits) -> None:
    async with units() as uow:
        await uow.money.enter(postings(), uow.now)
    async with units() as uow:
        await uow.connection.execute(text("set local session_replication_role = replica"))
        await uow.connection.execute(text("update gl_entry set amount_cents = 1 where position = 2"))
        assert first_break(await uow.money.entries()) == 2


async def test_amounts_and_words_survive_unchanged(units: SqlUnits) -> None:
    (first, *_) = postings()
    odd = replace(first, memo="Größe “quoted” \U0001f3a5", amount=Money(2_147_483_647))
    async with units() as uow:
        await uow.money.enter([odd], uow.now)
        (kept,) = await uow.money.entries()
    assert (kept.posting, first_break([kept])) == (odd, None)
