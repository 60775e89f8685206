"""Who may see, write and open. Every function returns quietly or refuses with a contract code."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.errors import Forbidden, NotFound, Remedy
from domain.ids import ThreadId, UserId
from domain.threads.limits import OPENING_MESSAGES
from domain.threads.model import Gate, Participant, Standing, Thread
from domain.threads.states import GateMove, RequestStatus, ThreadMove, can_move


@dataclass(frozen=True)
class ContactFilters:
    """What a stranger must bring before writing first."""

    id_verified_only: bool = False
    budget_required: bool = False
    date_required: bool = False


def require_member(thread: Thread | None, user_id: UserId) -> tuple[Thread, Participant]:
    """An unknown thread and somebody else's give the same answer, so that existence never leaks."""
    mine = thread.participant(user_id) if thread else None
    if thread is None or mine is None or mine.standing != Standing.ACTIVE:
        raise Forbidden("THREAD_NOT_MEMBER", "You take no part in this thread.")
    return thread, mine


def require_visible(thread: Thread | None, user_id: UserId) -> tuple[Thread, Participant]:
    """For reads: NOT_FOUND for strangers, THREAD_NOT_MEMBER for those who once took part."""
    if thread is None or thread.participant(user_id) is None:
        raise NotFound("NOT_FOUND", "There is no such thread.")
    return require_member(thread, user_id)


def require_readable(thread: Thread, user_id: UserId) -> None:
    """A request that looked wrong stays closed to its target until they take it."""
    if withheld_from(thread, user_id):
        raise Forbidden(
            "MSG_GATE_REQUIRED",
            "This message request is held back because of what it says.",
            hint="Answer it to read it.",
            remedies=(answer_remedy(thread.id),),
        )


def answer_remedy(thread_id: ThreadId) -> Remedy:
    return Remedy("sendText", {"input": {"threadId": thread_id, "bodyText": "Hello"}}, "Answer the request")


def withheld_from(thread: Thread, user_id: UserId | None) -> bool:
    return thread.gate is not None and user_id is not None and thread.gate.withholds_from(user_id)


def is_never_withheld(thread: Thread) -> bool:
    """For good: a gate stands there from the beginning or not at all, and what was taken stays taken."""
    return thread.gate is None or thread.gate.status == RequestStatus.ACCEPTED


def require_open_for_posts(thread: Thread, now: datetime) -> None:
    if not can_move(thread.status, ThreadMove.ASK):
        raise Forbidden("THREAD_LOCKED", "Staff locked this thread; nothing can be posted.")
    if thread.held_until is not None and now < thread.held_until:
        raise Forbidden(
            "SAFETY_SOFT_BLOCK",
            "Messaging in this thread is held until safety staff have looked at it.",
            hint=f"The hold ends by {thread.held_until:%Y-%m-%d %H:%M} UTC at the latest.",
        )


def require_not_blocked(*, blocked: bool) -> None:
    if blocked:
        raise Forbidden("MSG_BLOCKED_BY_USER", "Messages between the two of you are blocked.")


def through_gate(thread: Thread, sender: UserId, words: str) -> Gate | None:
    """The gate after this message. An answer of its target opens it; until then the asker has a few."""
    gate = thread.gate
    if gate is None or gate.status == RequestStatus.ACCEPTED:
        return gate
    if sender == gate.target_user:
        return gate.moved(GateMove.ACCEPT)
    if gate.status == RequestStatus.BLOCKED:
        require_not_blocked(blocked=True)
    if gate.status == RequestStatus.EXPIRED:
        raise _must_ask_again(thread, gate, words)
    # A declined request looks to the asker like one nobody has looked at yet.
    if thread.last_seq - gate.opened_seq >= OPENING_MESSAGES:
        raise Forbidden(
            "MSG_GATE_REQUIRED",
            "The recipient has not accepted the conversation yet.",
            hint="Wait for an answer; nothing more can be sent until then.",
        )
    return gate


def _must_ask_again(thread: Thread, gate: Gate, words: str) -> Forbidden:
    again = {"toUserId": gate.target_user, "roleContext": thread.role_context or "", "firstMessage": words}
    return Forbidden(
        "REQUESTS_REQUIRED",
        "Your message request ran out before it was answered.",
        hint="Ask again; that uses one of your new conversations of this month.",
        remedies=(Remedy("startConversation", again, "Ask again"),),
    )


def require_filters_met(
    filters: ContactFilters, *, verified: bool, budget_cents: int | None, event_date: date | None
) -> None:
    missing = [
        name
        for name, lacking in (
            ("a passed identity check", filters.id_verified_only and not verified),
            ("a budget", filters.budget_required and budget_cents is None),
            ("a date", filters.date_required and event_date is None),
        )
        if lacking
    ]
    if missing:
        raise Forbidden(
            "CONTACT_FILTER_UNMET",
            f"Before a first contact the recipient asks for {' and '.join(missing)}.",
            hint="Send an inquiry whose brief says it.",
        )
