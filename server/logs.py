"""Structured logs: JSON lines with the corrId, and nothing about a person."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

from server.errors import corr_id

log = structlog.get_logger()
# Nobody logs these on purpose; the filter is for the day somebody does by mistake.
PRIVATE: Final = frozenset(
    {"email", "password", "token", "authorization", "cookie", "name", "phone", "address", "body", "text"}
)
REDACTED: Final = "[redacted]"
# What messages of exceptions may quote: addresses, tokens of ours, and the rows that PostgreSQL shows.
_SECRETS: Final = re.compile(
    r"[^\s\"'<>()=,:]+@[\w-]+(\.[\w-]+)+"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"
    r"|\b[Bb]earer\s+\S+"
    r"|(?<![\w-])[\w-]{43}(?![\w-])"
    r"|(?<=DETAIL:)[^\n]*"
)


def set_up_logs(*, pretty: bool) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_corr_id,
            without_private,
            *(_for_people() if pretty else for_machines()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[Forwarding()], level=logging.WARNING, force=True)


class Forwarding(logging.Handler):
    """What libraries tell the standard logger is told like everything else, under the same rules."""

    def emit(self, record: logging.LogRecord) -> None:
        log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)


def for_machines() -> list[Any]:
    # Local variables of a frame are where passwords are.
    frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [
        structlog.processors.ExceptionRenderer(frames),
        scrubbed,
        structlog.processors.JSONRenderer(),
    ]


def _for_people() -> list[Any]:
    return [
        structlog.processors.format_exc_info,
        scrubbed,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]


def _with_corr_id(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if corr_id.get():
        event.setdefault("corr_id", corr_id.get())
    return event


def without_private(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in PRIVATE & event.keys():
        event[key] = REDACTED
    return event


def scrubbed(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        event[key] = _clean(value)
    return event


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRETS.sub(REDACTED, value)
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return value
