"""What the documents of a leg depend on, as one number: when it differs, what was signed is out of date."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.docs.terms import LegTerms, Party


def content_fingerprint(terms: LegTerms) -> str:
    """Hex SHA-256 over time, place, scope, price, deposit, house rules and who contracts with whom."""
    content = vars(terms) | {"buyer": _party(terms.buyer), "seller": _party(terms.seller)}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _party(party: Party) -> list[str | None]:
    # A new e-mail address changes nobody's promise; another person, or another name, does.
    return [party.user_id, party.legal_name]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, ZoneInfo):
        return value.key
    return asdict(value)
