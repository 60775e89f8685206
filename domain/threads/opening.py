"""Writing to somebody for the first time: past blocks, filters, credits and the request gate."""

from dataclasses import dataclass, replace
from datetime import date

from domain.accounts.model import Account
from domain.errors import Conflict
from domain.ids import GateId, MessageId, Prefix, ThreadId, UserId
from domain.ports import UnitOfWork
from domain.threads import facts
from domain.threads.limits import (
    REQUEST_LASTS,
    credits_exhausted,
    monthly_grant,
    period_of,
    take_start,
)
from domain.threads.model import Gate, MessageKind, NewMessage, Participant, Side, Thread, ThreadKind
from domain.threads.moderation import MEMORY, hint_for
from domain.threads.policy import require_filters_met, require_not_blocked, require_open_for_posts
from domain.threads.sending import REQUEST_TIMER, post
from domain.threads.states import GateMove, RequestStatus, ThreadStatus


@dataclass(frozen=True)
class Contact:
    """Somebody wants to write to somebody: about which role, and with what in hand."""

    sender: Account
    target: UserId
    role_context: str
    target_side: Side
    opening: str
    words: tuple[str | None, ...]
    subject: str | None = None
    city: str | None = None
    budget_cents: int | None = None
    event_date: date | None = None

    @property
    def asker(self) -> UserId:
        return self.sender.user_id

    @property
    def asker_side(self) -> Side:
        return Side.PROVIDER if self.target_side == Side.BUYER else Side.BUYER


async def reach(uow: UnitOfWork, contact: Contact) -> tuple[Thread, bool]:
    """The thread of the two in that role, locked, and whether this contact opened it.

    A thread whose request ran out is asked for again, at the price of a new one.
    """
    require_not_blocked(blocked=await uow.threads.blocked(contact.asker, [contact.target]))
    thread = await uow.threads.between(contact.asker, contact.target, contact.role_context)
    if thread is not None and not _ran_out(thread, contact.asker):
        require_open_for_posts(thread, uow.now)
        return thread, False
    reason = await _checked(uow, contact, thread)
    await _pay_for_start(uow, contact)
    if thread is None:
        opened = await _open(uow, contact, reason)
    else:
        opened = await _ask_again(uow, thread, reason)
    record = await uow.threads.reminders(contact.asker, opened.id, uow.now - MEMORY)
    await post(uow, opened, _opening_message(uow, contact), record)
    return opened, True


def _ran_out(thread: Thread, asker: UserId) -> bool:
    gate = thread.gate
    return gate is not None and gate.status == RequestStatus.EXPIRED and gate.target_user != asker


async def _checked(uow: UnitOfWork, contact: Contact, thread: Thread | None) -> str | None:
    """Filters and policy; answers why the gate has to be stricter than usual, if it has to."""
    require_filters_met(
        await uow.threads.filters(contact.target),
        verified=contact.sender.id_verified,
        budget_cents=contact.budget_cents,
        event_date=contact.event_date,
    )
    thread_id = thread.id if thread else None
    record = await uow.threads.reminders(contact.asker, thread_id, uow.now - MEMORY)
    hint = hint_for(contact.words, confirmed=False, record=record)
    return "policy" if hint else None


async def _pay_for_start(uow: UnitOfWork, contact: Contact) -> None:
    verified = contact.sender.id_verified
    await take_start(uow.limits, contact.asker, verified=verified)
    grant = monthly_grant(verified=verified)
    if not await uow.threads.spend_credit(contact.asker, period_of(uow.now), granted=grant):
        raise credits_exhausted(uow.now)


async def _open(uow: UnitOfWork, contact: Contact, reason: str | None) -> Thread:
    thread_id = ThreadId(uow.new_id(Prefix.THREAD))
    known = await uow.threads.acquainted(contact.asker, contact.target)
    gate = None if known and reason is None else _gate(uow, thread_id, contact.target, reason)
    thread = Thread(
        id=thread_id,
        kind=ThreadKind.INQUIRY,
        status=ThreadStatus.OPEN,
        opened_by=contact.asker,
        created_at=uow.now,
        participants=(
            Participant(thread_id, contact.asker, contact.asker_side),
            Participant(thread_id, contact.target, contact.target_side),
        ),
        gate=gate,
        subject=contact.subject,
        role_context=contact.role_context,
        city=contact.city,
    )
    await uow.threads.open(thread)
    uow.emit(facts.thread_opened(thread))
    await _announce_gate(uow, thread)
    return thread


async def _ask_again(uow: UnitOfWork, thread: Thread, reason: str | None) -> Thread:
    gate = thread.gate
    if gate is None:
        raise Conflict("CONFLICT", "Nothing stands in front of this conversation.")
    again = replace(
        gate.moved(GateMove.REOPEN),
        expires_at=uow.now + REQUEST_LASTS,
        opened_seq=thread.last_seq,
        reason=reason,
    )
    reopened = replace(thread, gate=again)
    await uow.threads.save(reopened)
    await _announce_gate(uow, reopened)
    return reopened


async def _announce_gate(uow: UnitOfWork, thread: Thread) -> None:
    gate = thread.gate
    if gate is not None and gate.expires_at is not None:
        uow.emit(facts.request_opened(thread, gate))
        await uow.schedule(REQUEST_TIMER, thread.id, gate.expires_at)


def _gate(uow: UnitOfWork, thread_id: ThreadId, target: UserId, reason: str | None) -> Gate:
    return Gate(
        id=GateId(uow.new_id(Prefix.GATE)),
        thread_id=thread_id,
        target_user=target,
        status=RequestStatus.PENDING,
        expires_at=uow.now + REQUEST_LASTS,
        reason=reason,
    )


def _opening_message(uow: UnitOfWork, contact: Contact) -> NewMessage:
    return NewMessage(
        id=MessageId(uow.new_id(Prefix.MESSAGE)),
        kind=MessageKind.TEXT,
        sender_id=contact.asker,
        body_text=contact.opening,
    )
