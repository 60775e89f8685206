"""One API request, from route to answer: keys make it idempotent, a refusal leaves nothing behind."""

import hashlib
from dataclasses import dataclass

import orjson

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.errors import StripeError
from integrations.doubles.stripe.expand import expanded
from integrations.doubles.stripe.store import Body, public


@dataclass(frozen=True)
class Answer:
    status: int
    body: Body
    replayed: bool = False


def answer(call: Call, method: str, path: str, handler: Handler) -> Answer:
    """Run a handler in one transaction. A declined card is an outcome, and kept; other refusals undo all."""
    fingerprint = _fingerprint(method, path, call)
    try:
        with call.store.transaction():
            if (kept := _kept(call, fingerprint)) is not None:
                return kept
            made = _run(call, handler)
            _keep(call, fingerprint, made)
            return made
    except StripeError as refusal:
        return Answer(refusal.status, refusal.body)


def _run(call: Call, handler: Handler) -> Answer:
    try:
        body = handler(call)
    except StripeError as refusal:
        if not refusal.saved:
            raise
        return Answer(refusal.status, public(refusal.body))
    return Answer(200, public(expanded(call.store, body, call.params.get("expand"), call.account)))


def _kept(call: Call, fingerprint: str) -> Answer | None:
    if call.idempotency_key is None:
        return None
    row = call.store.db.execute(
        "select fingerprint, status, body from answer where account = ? and key = ?",
        (call.account, call.idempotency_key),
    ).fetchone()
    if row is None:
        return None
    if row["fingerprint"] != fingerprint:
        raise StripeError(
            400,
            "idempotency_error",
            "Keys for idempotent requests can only be used with the same parameters"
            " they were first used with."
            f" Try using a key other than '{call.idempotency_key}' if you meant a different request.",
        )
    return Answer(row["status"], orjson.loads(row["body"]), replayed=True)


def _keep(call: Call, fingerprint: str, made: Answer) -> None:
    if call.idempotency_key is not None:
        call.store.db.execute(
            "insert into answer (account, key, fingerprint, status, body) values (?, ?, ?, ?, ?)",
            (call.account, call.idempotency_key, fingerprint, made.status, orjson.dumps(made.body).decode()),
        )


def _fingerprint(method: str, path: str, call: Call) -> str:
    request = orjson.dumps([method, path, call.params], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(request).hexdigest()
