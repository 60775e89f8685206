"""What is noted about an operation that ran: its time, and a line in the log when that was long."""

import structlog

from server.metrics import OPERATIONS
from server.trusted import hash_of

log = structlog.get_logger()
# Looking a label up costs more than counting.
_TOOK = {kind: OPERATIONS.labels(kind) for kind in ("query", "mutation", "subscription")}


def ran(text: str, kind: str, cost: int, took_s: float, *, slow_s: float) -> None:
    _TOOK[kind].observe(took_s)
    if took_s >= slow_s:
        # Neither the text nor the variables: both may hold what people wrote.
        ms = round(took_s * 1000)
        log.warning("operation.slow", document=hash_of(text), kind=kind, cost=cost, ms=ms)
