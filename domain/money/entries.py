"""What is booked when: the entries of spec 1.9.D, one function per business event, each a list of postings.

Keys are made of what happened (`capture:chg_…:leg_…:fee`), so a handler that runs twice books once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ids import ChargeId, DepositId, LbgId, LegId, PayoutId
from domain.money.amount import Money
from domain.money.ledger import Account, Posting, moved


@dataclass(frozen=True)
class LegMoney:
    """The money of one leg as it was frozen at confirmation."""

    lbg_id: LbgId
    leg_id: LegId
    subtotal: Money
    service_tax: Money
    fee: Money
    fee_tax: Money
    platform_is_merchant: bool = False

    @property
    def total(self) -> Money:
        """What the buyer pays for the leg."""
        return self.subtotal + self.service_tax + self.fee + self.fee_tax

    @property
    def seller_gross(self) -> Money:
        """What is owed to the seller: the price, and the tax on it where the seller is merchant of record."""
        return self.subtotal if self.platform_is_merchant else self.subtotal + self.service_tax


def capture_entries(charge_id: ChargeId, legs: Sequence[LegMoney], *, ext_ref: str) -> list[Posting]:
    """The buyer has paid: cash against what is now owed to sellers, tax offices and, unearned, ourselves."""
    return moved(
        [
            Posting(
                key=f"capture:{charge_id}:{leg.leg_id}:{part}",
                debit=Account.CASH,
                credit=account,
                amount=amount,
                lbg_id=leg.lbg_id,
                leg_id=leg.leg_id,
                memo=memo,
                ext_ref=ext_ref,
            )
            for leg in legs
            for part, account, amount, memo in _captured(leg)
        ]
    )


def processing_fee_entries(charge_id: ChargeId, lbg_id: LbgId, fee: Money, *, ext_ref: str) -> list[Posting]:
    """What the processor kept, known once its balance transaction is posted."""
    return moved(
        [
            Posting(
                key=f"processing:{charge_id}",
                debit=Account.PROCESSING,
                credit=Account.CASH,
                amount=fee,
                lbg_id=lbg_id,
                leg_id=None,
                memo="Payment processing fee",
                ext_ref=ext_ref,
            )
        ]
    )


def earn_entries(leg: LegMoney) -> list[Posting]:
    """The leg is completed: the platform fee is earned."""
    return moved(
        [
            Posting(
                key=f"earn:{leg.leg_id}",
                debit=Account.FEES_DEFERRED,
                credit=Account.FEES_EARNED,
                amount=leg.fee,
                lbg_id=leg.lbg_id,
                leg_id=leg.leg_id,
                memo="Platform fee earned",
            )
        ]
    )


def payout_entries(
    payout_id: PayoutId, lbg_id: LbgId, leg_id: LegId, amount: Money, *, ext_ref: str
) -> list[Posting]:
    """Money has been transferred to the seller's account."""
    return _seller_posting(
        f"payout:{payout_id}",
        (Account.SELLER_PAYABLE, Account.CASH),
        (lbg_id, leg_id),
        amount,
        memo="Payout to seller",
        ext_ref=ext_ref,
    )


def payout_reversal_entries(
    payout_id: PayoutId, lbg_id: LbgId, leg_id: LegId, amount: Money, *, ext_ref: str
) -> list[Posting]:
    """A transfer came back in full: the money is owed to the seller again."""
    return _seller_posting(
        f"payout_reversal:{payout_id}:{ext_ref}",
        (Account.CASH, Account.SELLER_PAYABLE),
        (lbg_id, leg_id),
        amount,
        memo="Payout reversed",
        ext_ref=ext_ref,
    )


def reserve_hold_entries(lbg_id: LbgId, leg_id: LegId, amount: Money) -> list[Posting]:
    return _seller_posting(
        f"reserve_hold:{leg_id}",
        (Account.SELLER_PAYABLE, Account.SELLER_RESERVE),
        (lbg_id, leg_id),
        amount,
        memo="Reserve held",
    )


def reserve_release_entries(lbg_id: LbgId, leg_id: LegId, amount: Money) -> list[Posting]:
    return _seller_posting(
        f"reserve_release:{leg_id}",
        (Account.SELLER_RESERVE, Account.SELLER_PAYABLE),
        (lbg_id, leg_id),
        amount,
        memo="Reserve released",
    )


def deposit_capture_entries(
    deposit_id: DepositId, lbg_id: LbgId, leg_id: LegId, amount: Money, *, ext_ref: str
) -> list[Posting]:
    """An approved claim took part of a deposit: it is the studio's."""
    return _seller_posting(
        f"deposit_capture:{deposit_id}",
        (Account.CASH, Account.SELLER_PAYABLE),
        (lbg_id, leg_id),
        amount,
        memo="Deposit captured",
        ext_ref=ext_ref,
    )


def refund_entries(refund_id: str, back: LegMoney, *, earned: bool, ext_ref: str) -> list[Posting]:
    """Money of a leg goes back to the buyer; `back` holds the refunded share of each part.

    An earned fee is taken out of revenue, an unearned one out of the deferral.
    """
    fee_account = Account.FEES_EARNED if earned else Account.FEES_DEFERRED
    sources = {Account.FEES_DEFERRED: fee_account}
    return moved(
        [
            Posting(
                key=f"refund:{refund_id}:{part}",
                debit=sources.get(account, account),
                credit=Account.CASH,
                amount=amount,
                lbg_id=back.lbg_id,
                leg_id=back.leg_id,
                memo=f"Refund: {memo.lower()}",
                ext_ref=ext_ref,
            )
            for part, account, amount, memo in _captured(back)
        ]
    )


def _captured(leg: LegMoney) -> list[tuple[str, Account, Money, str]]:
    nothing = Money(0, leg.subtotal.currency)
    return [
        ("seller", Account.SELLER_PAYABLE, leg.seller_gross, "Owed to seller"),
        (
            "service_tax",
            Account.SERVICE_TAX,
            leg.service_tax if leg.platform_is_merchant else nothing,
            "Service tax",
        ),
        ("fee", Account.FEES_DEFERRED, leg.fee, "Platform fee"),
        ("fee_tax", Account.FEE_TAX, leg.fee_tax, "Tax on platform fee"),
    ]


def _seller_posting(
    key: str,
    accounts: tuple[Account, Account],
    leg: tuple[LbgId, LegId],
    amount: Money,
    *,
    memo: str,
    ext_ref: str | None = None,
) -> list[Posting]:
    debit, credit = accounts
    return moved([Posting(key, debit, credit, amount, *leg, memo, ext_ref)])
