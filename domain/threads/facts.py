"""What happens in conversations, as facts: their names, and which live topics hear of them."""

from collections.abc import Iterable

from domain.facts import Fact
from domain.ids import ThreadId, UserId
from domain.threads.model import Gate, Message, NewMessage, Participant, Thread
from domain.threads.states import RequestStatus


def thread_topic(thread_id: str) -> str:
    return f"thread:{thread_id}"


def inbox_topic(user_id: str) -> str:
    return f"inbox:{user_id}"


def _topics(thread: Thread, inboxes: Iterable[UserId]) -> tuple[str, ...]:
    return (thread_topic(thread.id), *(inbox_topic(user_id) for user_id in inboxes))


def heard_by(thread: Thread) -> tuple[UserId, ...]:
    """Whose inboxes hear of activity. A first contact does not ring at its target before they take it."""
    gate = thread.gate
    quiet = gate.target_user if gate is not None and gate.status != RequestStatus.ACCEPTED else None
    return tuple(user_id for user_id in thread.members if user_id != quiet)


def thread_opened(thread: Thread) -> Fact:
    ids = {"thread_id": thread.id, "user_id": thread.opened_by}
    return Fact("thread.create", thread.id, ids, _topics(thread, heard_by(thread)), thread.opened_by)


def request_opened(thread: Thread, gate: Gate) -> Fact:
    ids = {"thread_id": thread.id, "gate_id": gate.id, "user_id": gate.target_user}
    return Fact("msg.request.open", thread.id, ids, _topics(thread, [gate.target_user]), thread.opened_by)


def request_accepted(thread: Thread, gate: Gate) -> Fact:
    ids = {"thread_id": thread.id, "gate_id": gate.id, "user_id": gate.target_user}
    return Fact("msg.request.accept", thread.id, ids, _topics(thread, thread.members), gate.target_user)


def message_sent(thread: Thread, message: Message | NewMessage) -> Fact:
    return _message_sent(thread.id, message, _topics(thread, heard_by(thread)))


def plain_message_sent(thread_id: ThreadId, message: NewMessage) -> Fact:
    """The same where whoever takes part is known only when it is written: inboxes are yet to be added."""
    return _message_sent(thread_id, message, (thread_topic(thread_id),))


def _message_sent(thread_id: ThreadId, message: Message | NewMessage, topics: tuple[str, ...]) -> Fact:
    ids = {"thread_id": thread_id, "message_id": message.id, "user_id": message.sender_id}
    return Fact("msg.send", message.id, ids, topics, message.sender_id)


def thread_held(thread: Thread, message: Message | NewMessage) -> Fact:
    ids = {"thread_id": thread.id, "message_id": message.id, "user_id": message.sender_id}
    return Fact("message.blocked", message.id, ids, _topics(thread, ()), message.sender_id)


def messages_read(thread: Thread, mine: Participant, message_id: str) -> Fact:
    ids = {"thread_id": thread.id, "message_id": message_id, "user_id": mine.user_id}
    return Fact("msg.read", thread.id, ids, _topics(thread, [mine.user_id]), mine.user_id)


def message_delivered(thread_id: str, user_id: UserId, message_id: str) -> Fact:
    ids = {"thread_id": thread_id, "message_id": message_id, "user_id": user_id}
    return Fact("msg.delivered", thread_id, ids, (thread_topic(thread_id),), user_id)


def thread_promoted(thread: Thread, actor: UserId) -> Fact:
    ids = {"thread_id": thread.id, "lbg_id": thread.lbg_id, "leg_id": thread.leg_id}
    return Fact("thread.promoted_to_project", thread.id, ids, _topics(thread, thread.members), actor)


def brief_updated(thread: Thread, actor: UserId) -> Fact:
    ids = {"thread_id": thread.id, "user_id": actor}
    return Fact("panel.brief.update", thread.id, ids, _topics(thread, ()), actor)
