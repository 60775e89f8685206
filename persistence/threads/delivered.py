"""How far messages have reached people: many marks moved by one statement."""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Text,
    Update,
    and_,
    bindparam,
    column,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on

from persistence.driver import Prepared
from persistence.read.threads import withheld_by
from persistence.tables.threads import message, message_gate, participant


def _delivered() -> Update:
    """Marks move up to messages of somebody else, unless they are there or the message is held back."""
    handed = (
        func.unnest(_texts("messages"), _texts("people"))
        .table_valued(column("message_id", Text), column("user_id", Text), name="handed")
        .render_derived()
    )
    held_back = exists().where(
        message_gate.c.thread_id == message.c.thread_id,
        withheld_by(message_gate.c, viewer=handed.c.user_id),
    )
    # Locked in one order, whatever order they came in: another process may be noting the same ones.
    newest = (
        select(participant.c.thread_id, participant.c.user_id, message.c.seq, message.c.message_id)
        .select_from(handed)
        .join(message, message.c.message_id == handed.c.message_id)
        .join(participant, _is_of(message.c.thread_id, handed.c.user_id))
        .where(message.c.sender_id != handed.c.user_id, _is_behind(message.c.seq), ~held_back)
        .order_by(participant.c.thread_id, participant.c.user_id, message.c.seq)
        .with_for_update(of=participant, key_share=True)
        .cte("newest")
    )
    last = (
        select(newest)
        .ext(distinct_on(newest.c.thread_id, newest.c.user_id))
        .order_by(newest.c.thread_id, newest.c.user_id, newest.c.seq.desc())
        .subquery("last")
    )
    return (
        update(participant)
        .where(_is_of(last.c.thread_id, last.c.user_id), _is_behind(last.c.seq))
        .values(delivered_seq=last.c.seq)
        .returning(participant.c.thread_id, participant.c.user_id, last.c.message_id)
    )


def _texts(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=ARRAY(Text), required=True)


def _is_of(thread_id: ColumnElement[str], user_id: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(participant.c.thread_id == thread_id, participant.c.user_id == user_id)


def _is_behind(seq: ColumnElement[int]) -> ColumnElement[bool]:
    return func.greatest(participant.c.delivered_seq, participant.c.last_read_seq) < seq


DELIVER: Final = Prepared(_delivered())
