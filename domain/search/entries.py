"""What an index holds of a page, to be compared with what it should hold."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.search.model import Document
from domain.search.scope import HORIZON_DAYS


@dataclass(frozen=True, slots=True)
class Entry:
    """What an engine has of a page: a fingerprint of its document; and its open days, as they move on."""

    fingerprint: str
    open_days: frozenset[date]

    def agrees_with(self, indexed: "Entry", now: datetime) -> bool:
        """Equal, and open on the same days from the day after tomorrow on as far as can be asked for."""
        first, last = now.date() + timedelta(days=2), now.date() + timedelta(days=HORIZON_DAYS)
        apart = self.open_days ^ indexed.open_days
        return self.fingerprint == indexed.fingerprint and not any(first <= day < last for day in apart)


def entry_of(document: Document) -> Entry:
    return Entry(fingerprint(document), document.open_days)


def fingerprint(document: Document) -> str:
    """Equal for documents that are equal but for what time alone changes, whatever engine keeps them."""
    settled = replace(document.standing, bookings_recent=0, inquiries_recent=0)
    known = asdict(replace(document, open_days=frozenset(), standing=settled))
    body = json.dumps(known, default=_plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return sorted(value) if isinstance(value, frozenset) else dict(value)
