"""A person's message in two statements: what its decision is made of, and everything that follows from it.

The second holds only while the row of the thread is the one that the decision saw (its `xmin`): whatever a
decision reads of a thread, its gate among it, is changed together with that row. Where it is not, where the
limit is used up, or where the key or the client's id is taken meanwhile, a constraint fails and with it the
whole statement. Rows are locked in the order of all other use cases: key, thread, limit, participants,
topics.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    exists,
    literal_column,
    null,
    select,
    text,
)
from sqlalchemy.sql.selectable import CTE

from domain.facts import Fact
from domain.threads.joining import Joining
from domain.threads.limits import SENDS_MOST, SENDS_PER, send_bucket
from domain.threads.ports import Place
from persistence.read.statement import Statement, statement_from
from persistence.read.views import Added
from persistence.tables.kernel import idempotency_key
from persistence.tables.threads import message
from persistence.threads.threads import place_of, place_query


@dataclass(frozen=True)
class Seen:
    """What a decision is made of, and which version of the thread's row that was."""

    place: Place
    version: int
    is_known_key: bool


def _look() -> Select[Any]:
    key = (
        idempotency_key.c.owner == bindparam("sender", type_=Text, required=True),
        idempotency_key.c.key == bindparam("key", type_=Text, required=True),
    )
    return place_query().add_columns(
        literal_column("thread.xmin").label("version"), exists().where(*key).label("is_known_key")
    )


# Asked with thread, sender, client_id, since, and the key or NULL.
LOOK: Final[Statement] = statement_from(_look())


def seen(rows: Sequence[Any]) -> Seen | None:
    """None where there is no such thread."""
    if not rows:
        return None
    return Seen(place_of(rows), rows[0]["version"], rows[0]["is_known_key"])


def _given(name: str) -> ColumnElement[Any]:
    kind = message.c[name].type
    if name in {"system_key", "edited_at"}:
        return cast(null(), kind).label(name)
    return cast(bindparam(name, type_=kind, required=True), kind).label(name)


# The row as it will be. The answer is told from it, for a statement does not see what it writes.
_NEW: Final[CTE] = select(*(_given(one.name) for one in message.c)).cte("new")

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
            last_message_at = :created_at, status = :status
        from kept where thread_id = :thread_id and thread.xmin = :version
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
    # Without a place or a use left there is no number, which the table refuses: that undoes what came before.
    "said": """
        insert into message (message_id, thread_id, seq, kind, sender_id, body_text, client_message_id,
            policy_hint, created_at)
        select message_id, thread_id, (select last_seq from moved, taken), kind, sender_id, body_text,
            client_message_id, policy_hint, created_at
        from new
        returning thread_id
    """,
    "counted": """
        update participant set active_at = :created_at,
            unread_count = unread_count + case when user_id = :sender_id then 0 else 1 end
        from said where participant.thread_id = said.thread_id
        returning user_id
    """,
    "happened": """
        insert into event (event_id, name, subject, ids, actor, at)
        select :event_id, :fact, :subject, cast(:ids as jsonb), :actor, :now from said
    """,
    # Last of all, counted whole before: positions are handed out in commit order, and topics taken in one.
    "heard": """
        insert into topic (topic, position)
        select name, 1 from unnest(cast(:topics as text[])) as name
        where (select count(*) from counted) > 0 order by name
        on conflict (topic) do update set position = topic.position + 1
        returning topic, position
    """,
    "placed": """
        insert into topic_event (topic, position, event_id) select topic, position, :event_id from heard
    """,
}
_POSITIONS: Final = "(select json_agg(json_build_array(topic, position)) from heard)"


def _writing(answer: Select[Any], kept: str) -> Select[Any]:
    """One row: the answer, and the new positions of topics."""
    answered = answer.cte("answered")
    steps = {"kept": kept, **_STEPS}
    parts = [text(sql).columns().cte(name) for name, sql in steps.items()]
    return select(answered.c.answer, literal_column(_POSITIONS).label("positions")).add_cte(answered, *parts)


# A message that carries no files yet has nothing in its edge of them.
_BARE: Final = frozenset({"attachments"})
JOINED: Final = {
    True: Added("Message", _NEW, lambda answer: _writing(answer, _KEPT), _BARE),
    False: Added("Message", _NEW, lambda answer: _writing(answer, _UNKEPT), _BARE),
}


def values_of(joined: Joining, fact: Fact, event_id: str, version: int, now: datetime) -> dict[str, Any]:
    """What such a statement is given, but for the key and who reads the answer."""
    thread, new = joined.before, joined.message
    return {
        "version": version,
        "message_id": new.id,
        "thread_id": thread.id,
        "seq": thread.last_seq + 1,
        "kind": new.kind.value,
        "sender_id": new.sender_id,
        "body_text": new.body_text,
        "client_message_id": new.client_message_id,
        "policy_hint": new.policy_hint,
        # Time never runs backwards along the order of a thread.
        "created_at": max(now, thread.last_message_at or now),
        "status": joined.after.status.value,
        "bucket": send_bucket(new.sender_id),
        "most": SENDS_MOST,
        "resets_at": now + SENDS_PER,
        "event_id": event_id,
        "fact": fact.name,
        "subject": fact.subject,
        "ids": orjson.dumps(dict(fact.ids)).decode(),
        "actor": fact.actor,
        "topics": sorted(set(fact.topics)),
        "now": now,
    }
