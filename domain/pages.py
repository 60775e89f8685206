"""Pages of long lists: keyset positions in sealed cursors that only we can make."""

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from domain.errors import Invalid

T = TypeVar("T")
MOST: Final = 100
_TAG_BYTES: Final = 12
_CURSOR_MAX: Final = 1024
_JSON: Final = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items, and the cursor of the next page; None at the end."""

    items: list[T]
    cursor: str | None


def page_limit(limit: int | None, default: int, most: int = MOST) -> int:
    """The page size to use; more than `most` is quietly capped, less than 1 is refused."""
    if limit is None:
        return default
    if limit < 1:
        raise Invalid("VALIDATION_FAILED", "A page has at least one item.", fields={"limit": "At least 1."})
    return min(limit, most)


class Cursors:
    """Seals positions of a list so that a client can carry but neither read, change nor swap them."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def seal(self, list_name: str, values: Sequence[str | int | datetime | None]) -> str:
        body = _JSON.encode(
            [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in values]
        ).encode()
        return base64.urlsafe_b64encode(self._tag(list_name, body) + body).rstrip(b"=").decode()

    def open(self, list_name: str, cursor: str) -> list[Any]:
        """The sealed values. Raises VALIDATION_FAILED for a cursor of another list, or not of ours."""
        body = self._body(list_name, cursor)
        if body is None:
            raise Invalid(
                "VALIDATION_FAILED",
                "That cursor does not belong to this list.",
                hint="Start again without a cursor.",
                fields={"cursor": "Not a cursor of this list."},
            )
        values: list[Any] = json.loads(body)
        return [datetime.fromisoformat(v["t"]) if isinstance(v, dict) else v for v in values]

    def _body(self, list_name: str, cursor: str) -> bytes | None:
        """The sealed bytes, or None for anything we did not seal for this list."""
        if len(cursor) > _CURSOR_MAX:
            return None
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            return None
        tag, body = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
        return body if hmac.compare_digest(tag, self._tag(list_name, body)) else None

    def _tag(self, list_name: str, body: bytes) -> bytes:
        return hmac.digest(self._secret, list_name.encode() + b"\0" + body, "sha256")[:_TAG_BYTES]
