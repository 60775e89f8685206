"""The general ledger: sealed entries behind one locked head, and the steps of fees."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, RowMapping, Text, any_, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.ids import LbgId, LegId, Prefix
from domain.money import Money
from domain.money.ledger import Account, Entry, Posting, seal
from domain.money.model import FeeStep
from persistence.ids import new_id
from persistence.money.base import OnConnection
from persistence.tables.money import fee_ledger, gl_entry, gl_head

_HEAD = select(gl_head).with_for_update()
_MOVE_HEAD = update(gl_head)
_ENTER = insert(gl_entry)
_BOOKED = select(gl_entry.c.key).where(gl_entry.c.key == any_(bindparam("keys", type_=ARRAY(Text))))
_ADD_FEE_STEP = upsert(fee_ledger).on_conflict_do_nothing().returning(fee_ledger.c.fee_entry_id)


class SqlLedger(OnConnection):
    async def enter(self, postings: Sequence[Posting], at: datetime) -> list[Entry]:
        if not postings:
            return []
        head = (await self.rows(_HEAD))[0]
        new = await self._not_booked(postings)
        entries: list[Entry] = []
        position, previous = head["position"], head["hash"]
        for posting in new:
            position += 1
            gl_id = new_id(Prefix.GL_ENTRY)
            entry = seal(posting, gl_id=gl_id, position=position, occurred_at=at, previous_hash=previous)
            previous = entry.hash
            entries.append(entry)
        if entries:
            await self.run(_ENTER, [_row(entry) for entry in entries])
            await self.run(_MOVE_HEAD, {"position": position, "hash": previous})
        return entries

    async def entries(self, lbg_id: LbgId | None = None) -> list[Entry]:
        query = select(gl_entry).order_by(gl_entry.c.position)
        if lbg_id is not None:
            query = query.where(gl_entry.c.lbg_id == lbg_id)
        return [_entry(row) for row in await self.rows(query)]

    async def add_fee_step(self, step: FeeStep) -> bool:
        row = {
            "fee_entry_id": step.fee_entry_id,
            "leg_id": step.leg_id,
            "stage": step.stage.value,
            "platform_fee_cents": step.fee.cents,
            "platform_fee_tax_cents": step.fee_tax.cents,
            "reason": step.reason,
            "created_at": step.created_at,
        }
        return await self.row(_ADD_FEE_STEP, row) is not None

    async def _not_booked(self, postings: Sequence[Posting]) -> list[Posting]:
        wanted = {posting.key: posting for posting in postings}
        booked = await self.rows(_BOOKED, {"keys": list(wanted)})
        there = {row["key"] for row in booked}
        return [posting for key, posting in wanted.items() if key not in there]


def _row(entry: Entry) -> dict[str, Any]:
    posting = entry.posting
    return {
        "position": entry.position,
        "gl_id": entry.gl_id,
        "key": posting.key,
        "occurred_at": entry.occurred_at,
        "lbg_id": posting.lbg_id,
        "leg_id": posting.leg_id,
        "account_dr": posting.debit.value,
        "account_cr": posting.credit.value,
        "amount_cents": posting.amount.cents,
        "currency": posting.amount.currency,
        "memo": posting.memo,
        "ext_ref": posting.ext_ref,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def _entry(row: RowMapping) -> Entry:
    posting = Posting(
        key=row["key"],
        debit=Account(row["account_dr"]),
        credit=Account(row["account_cr"]),
        amount=Money(row["amount_cents"], row["currency"]),
        lbg_id=LbgId(row["lbg_id"]),
        leg_id=LegId(row["leg_id"]) if row["leg_id"] else None,
        memo=row["memo"],
        ext_ref=row["ext_ref"],
    )
    return Entry(
        row["gl_id"], row["position"], row["occurred_at"], posting, row["previous_hash"], row["hash"]
    )
