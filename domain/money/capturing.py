"""The buyer has paid: the charge, its shares and its entries are written in the transaction that confirms."""

from dataclasses import dataclass
from typing import Final

from domain.ids import ChargeId, DepositId, LbgId, LegId, OrderId, Prefix
from domain.money import facts
from domain.money.amount import Money
from domain.money.books import enter, record_fee
from domain.money.entries import capture_entries
from domain.money.model import Charge, ChargeSplit, ChargeStatus, Deposit, DepositStatus, FeeStage
from domain.money.processor import Payment, PaymentStatus
from domain.ports import UnitOfWork

FEE_JOB: Final = "money.processing_fee"


@dataclass(frozen=True)
class Capture:
    """One captured payment and the legs it pays for; built by whoever confirms a booking."""

    charge_id: ChargeId
    lbg_id: LbgId
    order_id: OrderId
    method: str
    splits: tuple[ChargeSplit, ...]
    payment: Payment


@dataclass(frozen=True)
class HeldDeposit:
    """An authorised deposit of a studio leg."""

    leg_id: LegId
    lbg_id: LbgId
    payment: Payment


async def record_capture(uow: UnitOfWork, capture: Capture) -> Charge:
    """Write down the charge, what it is owed to, and the deferred fees. The shares must make the amount."""
    payment = capture.payment
    charge = Charge(
        charge_id=capture.charge_id,
        lbg_id=capture.lbg_id,
        order_id=capture.order_id,
        intent=payment.id,
        status=ChargeStatus.SUCCEEDED,
        amount=payment.received,
        method=capture.method,
        splits=capture.splits,
        created_at=uow.now,
        captured_at=uow.now,
        processor_charge=payment.charge,
    )
    await uow.money.add_charge(charge)
    uow.emit(facts.of_charge("fin.charge.succeeded", charge))
    for split in charge.splits:
        await record_fee(uow, split.money, FeeStage.DEFERRED, "confirm")
    await uow.enqueue(FEE_JOB, {"charge_id": charge.charge_id})
    legs = [split.money for split in charge.splits]
    await enter(uow, capture_entries(charge.charge_id, legs, ext_ref=payment.charge or payment.id))
    return charge


async def record_deposit(uow: UnitOfWork, held: HeldDeposit) -> Deposit:
    """Write down that a deposit is held on the buyer's card."""
    authorized = held.payment.status is PaymentStatus.AUTHORIZED
    deposit = Deposit(
        deposit_id=DepositId(uow.new_id(Prefix.DEPOSIT)),
        leg_id=held.leg_id,
        lbg_id=held.lbg_id,
        intent=held.payment.id,
        status=DepositStatus.AUTHORIZED if authorized else DepositStatus.REQUIRES_ACTION,
        authorized=held.payment.amount,
        captured=Money(0, held.payment.amount.currency),
        created_at=uow.now,
        updated_at=uow.now,
    )
    await uow.money.add_deposit(deposit)
    if authorized:
        uow.emit(facts.of_deposit("deposit.auth.authorized", deposit))
    return deposit
