"""What a booking does to conversations: binding them when it is confirmed, and telling what happens after."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from domain.ids import LbgId, LegId, MessageId, OrderId, Prefix, ThreadId, UserId
from domain.ports import UnitOfWork
from domain.threads import facts
from domain.threads.model import MessageKind, NewMessage, Participant, Side, Thread, ThreadKind
from domain.threads.states import GateMove, ThreadMove, ThreadStatus, can_move


@dataclass(frozen=True)
class BookedLeg:
    """Who was booked for a leg. `role_context` is the trade as text, Studio for a place."""

    leg_id: LegId
    seller_id: UserId
    role_context: str
    is_studio: bool = False


@dataclass(frozen=True)
class BookedParties:
    """A booking as conversations need to know it. `legs` in the order they were added."""

    lbg_id: LbgId
    order_id: OrderId
    buyer_id: UserId
    city: str
    legs: tuple[BookedLeg, ...]


CONFIRMED: Final = "Booking confirmed: the documents are signed and the payment is made."

# What is posted when a fact about a confirmed booking comes in; who is said to have written it.
NOTES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "leg.in_progress": ("The session has started.", "seller"),
        "leg.completed": ("The session is completed.", "buyer"),
        "acceptance.window.start": ("The session has ended. The buyer can now accept it.", "seller"),
        "acceptance.buyer.accept": ("The buyer accepted the session.", "buyer"),
        "acceptance.auto_accept": (
            "The session was accepted automatically: nobody objected in time.",
            "buyer",
        ),
        "deposit.auth.voided": ("The studio deposit was released.", "seller"),
        "payout.paid": ("The payout for this booking was sent.", "seller"),
    }
)


async def bind_booking_thread(uow: UnitOfWork, booking: BookedParties) -> ThreadId:
    """Give every seller of a confirmed booking one project thread with the buyer; safe to repeat.

    Called inside the confirming transaction. Answers the thread of the talent leg, else of the studio leg.
    """
    bound = {
        _seller(thread, booking.buyer_id): thread for thread in await uow.threads.of_booking(booking.lbg_id)
    }
    for leg in sorted(booking.legs, key=lambda leg: leg.is_studio):
        if leg.seller_id not in bound:
            bound[leg.seller_id] = await _bind(uow, booking, leg)
    return next(iter(bound.values())).id


def _seller(thread: Thread, buyer: UserId) -> UserId:
    return thread.others(buyer)[0].user_id


async def _bind(uow: UnitOfWork, booking: BookedParties, leg: BookedLeg) -> Thread:
    found = await uow.threads.between(booking.buyer_id, leg.seller_id, leg.role_context)
    if found is not None and can_move(found.status, ThreadMove.CONFIRM):
        thread = _promoted(found, booking, leg)
        await uow.threads.save(thread)
    else:
        thread = _new_project(uow, booking, leg)
        await uow.threads.open(thread)
        uow.emit(facts.thread_opened(thread))
    uow.emit(facts.thread_promoted(thread, booking.buyer_id))
    await _say(uow, thread, booking.buyer_id, CONFIRMED, key=f"lbg.confirmed:{booking.lbg_id}")
    return thread


def _promoted(thread: Thread, booking: BookedParties, leg: BookedLeg) -> Thread:
    return replace(
        thread.moved(ThreadMove.CONFIRM),
        kind=ThreadKind.STUDIO if leg.is_studio else ThreadKind.BOOKING,
        gate=thread.gate.moved(GateMove.ACCEPT) if thread.gate else None,
        lbg_id=booking.lbg_id,
        order_id=booking.order_id,
        leg_id=leg.leg_id,
        city=booking.city,
    )


def _new_project(uow: UnitOfWork, booking: BookedParties, leg: BookedLeg) -> Thread:
    thread_id = ThreadId(uow.new_id(Prefix.THREAD))
    seller_side = Side.HOST if leg.is_studio else Side.PROVIDER
    thread = Thread(
        id=thread_id,
        kind=ThreadKind.BOOKING,
        status=ThreadStatus.OPEN,
        opened_by=booking.buyer_id,
        created_at=uow.now,
        participants=(
            Participant(thread_id, booking.buyer_id, Side.BUYER),
            Participant(thread_id, leg.seller_id, seller_side),
        ),
        role_context=leg.role_context,
    )
    return _promoted(thread, booking, leg)


async def note(uow: UnitOfWork, name: str, ids: Mapping[str, str | int | None], subject: str) -> None:
    """Post what happened to a booking into its threads, once per fact and thread."""
    lbg_id = ids.get("lbg_id")
    if name not in NOTES or not isinstance(lbg_id, str):
        return
    text, author = NOTES[name]
    threads = await uow.threads.of_booking(LbgId(lbg_id))
    for thread in _concerned(threads, ids.get("leg_id")):
        if name == "leg.completed" and can_move(thread.status, ThreadMove.COMPLETE):
            await uow.threads.save(thread.moved(ThreadMove.COMPLETE))
        writer = _writer(thread, author)
        await _say(uow, thread, writer, text, key=f"{name}:{subject}")


def _concerned(threads: list[Thread], leg_id: str | int | None) -> list[Thread]:
    """Those of the leg; a leg without a thread of its own shares the first (one seller, two legs)."""
    return [thread for thread in threads if leg_id in {None, thread.leg_id}] or threads[:1]


def _writer(thread: Thread, author: str) -> UserId:
    buyers = [one.user_id for one in thread.participants if one.side == Side.BUYER]
    sellers = [one.user_id for one in thread.participants if one.side != Side.BUYER]
    return (buyers if author == "buyer" else sellers)[0]


async def _say(uow: UnitOfWork, thread: Thread, writer: UserId, text: str, *, key: str) -> None:
    message = NewMessage(
        id=MessageId(uow.new_id(Prefix.MESSAGE)),
        kind=MessageKind.SYSTEM,
        sender_id=writer,
        body_text=text,
        system_key=key,
    )
    sent = await uow.threads.append(thread, message, uow.now)
    if sent is not None:
        uow.emit(facts.message_sent(thread, sent))
