"""Sends messages by the floor's one statement, which writes the rows that our server writes."""

import hashlib
from typing import Any, Final

import orjson
import uuid_utils
from asyncpg import UniqueViolationError

from bench.pool import LeanPool
from domain.ids import Prefix, typeid
from integrations.clock import wall_now

EARLIER: Final = "select answer from idempotency_key where owner = $1 and key = $2 and fingerprint = $3"


class Refused(Exception):
    """Nobody of that thread, or used for something else."""


async def send(pool: LeanPool, sender: str, asked: dict[str, Any], key: str) -> tuple[bytes, bytes]:
    """The answer, and the new positions of topics; a repeat under the same key has the answer only."""
    fingerprint = hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).digest()
    kept_as = hashlib.sha256(key.encode()).hexdigest()
    values = (asked["threadId"], asked["text"], asked["clientMessageId"])
    ids = (_new(Prefix.MESSAGE), _new(Prefix.EVENT))
    try:
        found = await pool.row("send", sender, *values, *ids, wall_now(), kept_as, fingerprint)
    except UniqueViolationError:
        answer = await pool.value("earlier", sender, kept_as, fingerprint)
        found = (answer, b"[]") if answer else None
    if found is None:
        raise Refused
    return found[0], found[1]


def _new(prefix: Prefix) -> str:
    return typeid(prefix, uuid_utils.uuid7().int)
