"""The general ledger: double entries that are only ever added, each sealed by a hash over the one before.

A posting is one debit and one credit of the same amount, so the books cannot be out of balance; one business
event makes several postings. A correction is another posting. The chain shows any later change.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from domain.ids import LbgId, LegId
from domain.money.amount import Money

GENESIS: Final = "0" * 64
"""What the first entry is chained to."""


class Account(StrEnum):
    """The accounts of spec 1.9.D. A name is part of every export, so it is never changed."""

    CASH = "Cash:Stripe"
    SELLER_PAYABLE = "Liability:SellerPayable"
    SELLER_RESERVE = "Liability:SellerReserve"
    SERVICE_TAX = "Liability:TaxPayable:ServiceTax"
    FEE_TAX = "Liability:TaxPayable:PlatformFeeTax"
    FEES_DEFERRED = "Deferred:PlatformFees"
    FEES_EARNED = "Revenue:PlatformFees"
    PROCESSING = "Expense:PaymentProcessing"


@dataclass(frozen=True)
class Posting:
    """One movement. `key` names it and is entered at most once, so booking twice is booking once."""

    key: str
    debit: Account
    credit: Account
    amount: Money
    lbg_id: LbgId
    leg_id: LegId | None
    memo: str
    ext_ref: str | None = None


@dataclass(frozen=True)
class Entry:
    """A posting in the books: its place, when it happened, and its seal."""

    gl_id: str
    position: int
    occurred_at: datetime
    posting: Posting
    previous_hash: str
    hash: str


def seal(posting: Posting, *, gl_id: str, position: int, occurred_at: datetime, previous_hash: str) -> Entry:
    digest = _digest(posting, gl_id, position, occurred_at, previous_hash)
    return Entry(gl_id, position, occurred_at, posting, previous_hash, digest)


def first_break(entries: Iterable[Entry]) -> int | None:
    """Position of the first entry that does not follow from the one before it; None when all do."""
    previous = GENESIS
    for position, entry in enumerate(entries, start=1):
        expected = _digest(entry.posting, entry.gl_id, position, entry.occurred_at, previous)
        if (entry.position, entry.previous_hash, entry.hash) != (position, previous, expected):
            return position
        previous = entry.hash
    return None


def balances(postings: Iterable[Posting]) -> dict[Account, Money]:
    """Debit minus credit of every account touched. The sum over all accounts is always nothing."""
    cents: dict[Account, int] = {}
    for posting in postings:
        cents[posting.debit] = cents.get(posting.debit, 0) + posting.amount.cents
        cents[posting.credit] = cents.get(posting.credit, 0) - posting.amount.cents
    return {account: Money(amount) for account, amount in cents.items()}


def moved(postings: Sequence[Posting]) -> list[Posting]:
    """Those that move something: an amount of nothing is not booked."""
    return [posting for posting in postings if posting.amount.cents > 0]


def _digest(posting: Posting, gl_id: str, position: int, occurred_at: datetime, previous_hash: str) -> str:
    document = {
        **asdict(posting),
        "gl_id": gl_id,
        "position": position,
        "occurred_at": occurred_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "previous": previous_hash,
    }
    plain = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()
