"""What is noted about an operation that ran: its time, and a line in the log when that was long."""

import hashlib

import structlog

from server.metrics import OPERATIONS

log = structlog.get_logger()


def document_id(text: str) -> str:
    """The name of a document: what a client of trusted documents sends instead of its text."""
    return hashlib.sha256(text.encode()).hexdigest()


def ran(text: str, kind: str, cost: int, took_s: float, *, slow_s: float) -> None:
    OPERATIONS.labels(kind=kind).observe(took_s)
    if took_s >= slow_s:
        # Neither the text nor the variables: both may hold what people wrote.
        ms = round(took_s * 1000)
        log.warning("operation.slow", document=document_id(text), kind=kind, cost=cost, ms=ms)
