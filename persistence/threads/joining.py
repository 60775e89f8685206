"""A person's message in one statement: whether it may join its thread, and everything that follows from it.

What it looks at decides as `domain.threads.joining` does for words that nothing speaks against; the tables of
states come from there. Where that is not so it writes nothing and has no row. It holds only while the row of
the thread is the one that it saw (its `xmin`): whatever is looked at of a thread, its gate among it, is
changed together with that row. Where it is not, where the limit is used up, or where the key or the client's
id is taken meanwhile, it fails as a whole. Rows are locked in the order of all other use cases: key, thread,
limit, participants, topics.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
)
from sqlalchemy.sql.selectable import CTE

from domain.facts import Fact
from domain.ids import ThreadId
from domain.threads.facts import inbox_topic
from domain.threads.joining import MOVED
from domain.threads.limits import SENDS_MOST, SENDS_PER, send_bucket
from domain.threads.model import NewMessage, Standing
from domain.threads.states import RequestStatus, ThreadMove
from persistence.read.views import Added
from persistence.tables.threads import message, message_gate, participant, thread
from persistence.threads.threads import is_blocked


def _asked(name: str, kind: Any = Text) -> ColumnElement[Any]:
    return bindparam(name, type_=kind, required=True)


def _moved(move: ThreadMove) -> ColumnElement[str]:
    return case(*((thread.c.status == was, to.value) for was, to in MOVED[move].items()))


def _seen() -> CTE:
    """The thread, when this sender may write there, and what becomes of it."""
    thread_id, sender, now = _asked("thread_id"), _asked("sender_id"), _asked("now", DateTime(timezone=True))
    mine, gate = participant.alias("mine"), message_gate.alias("gate")
    joins = and_(
        mine.c.thread_id == thread.c.thread_id,
        mine.c.user_id == sender,
        mine.c.standing == Standing.ACTIVE.value,
    )
    return (
        select(
            literal_column("thread.xmin").label("version"),
            (thread.c.last_seq + 1).label("seq"),
            # Time never runs backwards along the order of a thread.
            func.greatest(now, thread.c.last_message_at).label("at"),
            case(
                (thread.c.opened_by == sender, _moved(ThreadMove.ASK)), else_=_moved(ThreadMove.ANSWER)
            ).label("status"),
        )
        .join_from(thread, mine, joins)
        .where(
            thread.c.thread_id == thread_id,
            thread.c.status.in_(status.value for status in MOVED[ThreadMove.ASK]),
            or_(thread.c.held_until.is_(None), thread.c.held_until <= now),
            ~exists().where(gate.c.thread_id == thread_id, gate.c.status != RequestStatus.ACCEPTED.value),
            ~is_blocked(thread_id, sender),
        )
        .cte("seen")
    )


_SEEN: Final = _seen()
# What is not given with the message.
_KNOWN: Final[Mapping[str, ColumnElement[Any]]] = {
    "seq": _SEEN.c.seq,
    "created_at": _SEEN.c.at,
    **dict.fromkeys(("policy_hint", "system_key", "edited_at"), null()),
}


def _column(name: str) -> ColumnElement[Any]:
    kind = message.c[name].type
    return cast(_KNOWN[name] if name in _KNOWN else _asked(name, kind), kind).label(name)


# The row as it will be. The answer is told from it, for a statement does not see what it writes.
_NEW: Final[CTE] = select(*(_column(one.name) for one in message.c)).select_from(_SEEN).cte("new")

_KEPT: Final = """
    insert into idempotency_key (owner, key, fingerprint, answer, at)
    select :sender_id, :key, :fingerprint,
        convert_to(concat(cast(:opening as text), cast(answer as text), cast(:closing as text)), 'UTF8'), :now
    from answered
    returning owner
"""
_UNKEPT: Final = "select cast(:sender_id as text) as owner"
_STEPS: Final = {
    "moved": """
        update thread set last_seq = last_seq + 1, last_message_id = :message_id,
            last_message_at = seen.at, status = seen.status
        from kept, seen where thread_id = :thread_id and thread.xmin = seen.version
        returning last_seq
    """,
    "taken": """
        insert into rate_bucket as b (bucket, used, resets_at) select :bucket, 1, :resets_at from moved
        on conflict (bucket) do update set
            used = case when b.resets_at <= :now then 1 else b.used + 1 end,
            resets_at = case when b.resets_at <= :now then excluded.resets_at else b.resets_at end
        where b.resets_at <= :now or b.used < :most
        returning used
    """,
    "said": """
        insert into message (message_id, thread_id, seq, kind, sender_id, body_text, client_message_id,
            created_at)
        select message_id, thread_id, last_seq, kind, sender_id, body_text, client_message_id, created_at
        from new, moved, taken
        returning thread_id
    """,
    "counted": """
        update participant set active_at = seen.at,
            unread_count = unread_count + case when user_id = :sender_id then 0 else 1 end
        from said, seen where participant.thread_id = said.thread_id
        returning user_id, standing
    """,
    "happened": """
        insert into event (event_id, name, subject, ids, actor, at)
        select :event_id, :fact, :subject, cast(:ids as jsonb), :actor, :now from said
    """,
    # Last of all, counted whole before: positions are handed out in commit order, and topics taken in one.
    "heard": """
        insert into topic (topic, position)
        select name, 1 from (
            select cast(:topic as text) as name from said
            union all
            select concat(cast(:inbox as text), user_id) from counted where standing = :active
        ) as names
        order by name
        on conflict (topic) do update set position = topic.position + 1
        returning topic, position
    """,
    "placed": """
        insert into topic_event (topic, position, event_id) select topic, position, :event_id from heard
    """,
}
_POSITIONS: Final = "(select json_agg(json_build_array(topic, position)) from heard)"
# What was seen but could not be said undoes all of it. A message without its number would do so too, but what
# people wrote would stand in the log of the database.
_SAID: Final = "1 / (select count(*) from said)"


def _writing(answer: Select[Any], kept: str) -> Select[Any]:
    """One row: the answer, and the new positions of topics. None where nothing may be said."""
    answered = answer.cte("answered")
    parts = [text(sql).columns().cte(name) for name, sql in {"kept": kept, **_STEPS}.items()]
    told: tuple[ColumnElement[Any], ...] = (
        literal_column(_POSITIONS).label("positions"),
        literal_column(_SAID).label("said"),
    )
    return select(answered.c.answer, *told).add_cte(answered, *parts)


# A message that carries no files yet has nothing in its edge of them.
_BARE: Final = frozenset({"attachments"})
JOINED: Final = {
    True: Added("Message", _NEW, lambda answer: _writing(answer, _KEPT), _BARE),
    False: Added("Message", _NEW, lambda answer: _writing(answer, _UNKEPT), _BARE),
}


def values_of(
    thread_id: ThreadId, new: NewMessage, fact: Fact, event_id: str, now: datetime
) -> dict[str, Any]:
    """What such a statement is given, but for the key and who reads the answer."""
    [topic] = fact.topics
    return {
        "message_id": new.id,
        "thread_id": thread_id,
        "kind": new.kind.value,
        "sender_id": new.sender_id,
        "body_text": new.body_text,
        "client_message_id": new.client_message_id,
        "bucket": send_bucket(new.sender_id),
        "most": SENDS_MOST,
        "resets_at": now + SENDS_PER,
        "event_id": event_id,
        "fact": fact.name,
        "subject": fact.subject,
        "ids": orjson.dumps(dict(fact.ids)).decode(),
        "actor": fact.actor,
        "topic": topic,
        "inbox": inbox_topic(""),
        "active": Standing.ACTIVE.value,
        "now": now,
    }
