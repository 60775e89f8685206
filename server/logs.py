"""Structured logs: JSON lines with the corrId, and nothing about a person."""

import logging
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

from server.errors import corr_id

# Nobody logs these on purpose; the filter is for the day somebody does by mistake.
PRIVATE: Final = frozenset(
    {"email", "password", "token", "authorization", "cookie", "name", "phone", "address", "body", "text"}
)


def set_up_logs(*, pretty: bool) -> None:
    renderer: Any = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_corr_id,
            _without_private,
            structlog.processors.dict_tracebacks if not pretty else structlog.processors.StackInfoRenderer(),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def _with_corr_id(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if corr_id.get():
        event.setdefault("corr_id", corr_id.get())
    return event


def _without_private(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in PRIVATE & event.keys():
        event[key] = "[redacted]"
    return event
