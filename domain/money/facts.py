"""What is announced about money, named as in the event catalogue. Followers of the booking hear of it."""

from collections.abc import Mapping

from domain.facts import Fact
from domain.money.ledger import Entry
from domain.money.model import Charge, Deposit, FeeStage, FeeStep
from domain.money.payouts import Payout, Reserve
from domain.money.processor import ProcessorTransfer

Ids = Mapping[str, str | int | bool | None]


def of_payout(name: str, payout: Payout) -> Fact:
    return Fact(
        name,
        payout.payout_id,
        {
            "leg_id": payout.leg_id,
            "lbg_id": payout.lbg_id,
            "payout_id": payout.payout_id,
            "seller_user_id": payout.seller_user_id,
            "amount_cents": payout.amount.cents,
        },
        (f"lbg:{payout.lbg_id}",),
    )


def of_reserve(name: str, reserve: Reserve) -> Fact:
    return Fact(
        name,
        reserve.reserve_id,
        {
            "leg_id": reserve.leg_id,
            "seller_user_id": reserve.seller_user_id,
            "amount_cents": reserve.amount.cents,
        },
    )


def of_deposit(name: str, deposit: Deposit) -> Fact:
    return Fact(
        name,
        deposit.deposit_id,
        {"lbg_id": deposit.lbg_id, "leg_id": deposit.leg_id, "deposit_id": deposit.deposit_id},
        (f"lbg:{deposit.lbg_id}",),
    )


def of_transfer(name: str, transfer: ProcessorTransfer) -> Fact:
    ids: Ids = {"order_id": transfer.group, "xfer_id": transfer.id, "amount_cents": transfer.amount.cents}
    return Fact(name, transfer.id, ids)


def of_charge(name: str, charge: Charge) -> Fact:
    ids: Ids = {"lbg_id": charge.lbg_id, "charge_id": charge.charge_id, "amount_cents": charge.amount.cents}
    return Fact(name, charge.charge_id, ids)


def of_fee(charge_lbg: str, step: FeeStep) -> Fact:
    name = "fee.deferred.recorded" if step.stage is FeeStage.DEFERRED else "fee.earned.recorded"
    ids: Ids = {"lbg_id": charge_lbg, "leg_id": step.leg_id, "amount_cents": step.fee.cents}
    return Fact(name, step.leg_id, ids)


def of_entry(entry: Entry) -> Fact:
    posting = entry.posting
    ids: Ids = {
        "gl_id": entry.gl_id,
        "lbg_id": posting.lbg_id,
        "leg_id": posting.leg_id,
        "ext_ref": posting.ext_ref,
    }
    return Fact("gl.entry.write", entry.gl_id, ids)
