"""Trouble to order: calls that fail, or act and never answer; webhooks late, twice, swapped or lost.

A rule is `{"on": "POST /v1/transfers", "do": "fail", "times": 1}`; `on` is a glob over `METHOD path`, or over
`webhook <event type>`. A single call may carry its own trouble in the header `Double-Trouble`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

from integrations.doubles.stripe.errors import StripeError, invalid
from integrations.doubles.stripe.store import Body, Store

CALL_ACTIONS: Final = frozenset({"fail", "refuse", "act_and_drop", "act_and_hang"})
WEBHOOK_ACTIONS: Final = frozenset({"lose", "repeat", "late", "reorder"})


@dataclass(frozen=True)
class Trouble:
    action: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def number(self, name: str, default: int) -> int:
        return int(self.settings.get(name, default))


def order(store: Store, rule: Body) -> None:
    target, action = str(rule.get("on", "")), str(rule.get("do", ""))
    allowed = WEBHOOK_ACTIONS if target.startswith("webhook ") else CALL_ACTIONS
    if action not in allowed:
        raise invalid(f"Unknown trouble {action!r} for {target!r}; one of {', '.join(sorted(allowed))}", "do")
    settings = {name: value for name, value in rule.items() if name not in ("on", "do", "times")}
    store.db.execute(
        "insert into trouble (target, action, times, settings) values (?, ?, ?, ?)",
        (target, action, int(rule.get("times", 1)), json.dumps(settings)),
    )


def clear(store: Store) -> None:
    store.db.execute("delete from trouble")


def take(store: Store, subject: str) -> Trouble | None:
    """The oldest rule that covers this call or event; using it up by one."""
    for row in store.db.execute("select * from trouble where times > 0 order by seq").fetchall():
        if fnmatchcase(subject, row["target"]):
            store.db.execute("update trouble set times = times - 1 where seq = ?", (row["seq"],))
            return Trouble(row["action"], json.loads(row["settings"]))
    return None


def before(found: Trouble) -> None:
    """Trouble that keeps a call from doing anything: the processor is broken, or does not want to."""
    if found.action == "fail":
        raise StripeError(found.number("status", 500), "api_error", "An ordered failure; nothing was done.")
    if found.action == "refuse":
        raise invalid("An ordered refusal.", code=str(found.settings.get("code", "account_invalid")))


def of_header(value: str | None) -> Trouble | None:
    if not value:
        return None
    if value not in CALL_ACTIONS:
        raise invalid(f"Unknown trouble {value!r}", "Double-Trouble")
    return Trouble(value)
