"""Checks of values that arrived from outside: every wrong field is named, not only the first."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

from domain.errors import Invalid

# All but line breaks and tabs.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Problems:
    """Collects what is wrong, field by field; `raise_if_any` refuses with VALIDATION_FAILED."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self.fields: dict[str, str] = {}

    def add(self, name: str, message: str) -> None:
        self.fields.setdefault(f"{self._prefix}{name}", message)

    def within(self, prefix: str) -> "Problems":
        """The same collection, seen from inside a nested value such as `packages.0.`."""
        nested = Problems(f"{self._prefix}{prefix}")
        nested.fields = self.fields
        return nested

    def require(self, name: str, message: str, *, ok: bool) -> bool:
        if not ok:
            self.add(name, message)
        return ok

    def text(self, name: str, value: Any, max: int, min: int = 1) -> bool:  # noqa: A002 - read as text(max=600)
        """A string of `min` to `max` characters after trimming, without NUL or other control characters."""
        if not isinstance(value, str):
            return self.require(name, "Must be text.", ok=False)
        if _CONTROL.search(value):
            return self.require(name, "Must not contain control characters.", ok=False)
        if len(value.strip()) < min:
            return self.require(
                name, "Must not be empty." if min == 1 else f"At least {min} characters.", ok=False
            )
        return self.require(name, f"At most {max} characters.", ok=len(value) <= max)

    def integer(self, name: str, value: Any, min: int, max: int) -> bool:  # noqa: A002
        ok = isinstance(value, int) and not isinstance(value, bool) and min <= value <= max
        return self.require(name, f"Must be a whole number from {min} to {max}.", ok=ok)

    def number(self, name: str, value: Any, min: float, max: float) -> bool:  # noqa: A002
        ok = isinstance(value, int | float) and not isinstance(value, bool) and min <= value <= max
        return self.require(name, f"Must be a number from {min} to {max}.", ok=ok)

    def count(self, name: str, values: Sequence[Any], max: int, min: int = 0) -> bool:  # noqa: A002
        if len(values) < min:
            return self.require(name, f"At least {min} needed.", ok=False)
        return self.require(name, f"At most {max} allowed.", ok=len(values) <= max)

    def one_of(self, name: str, value: Any, allowed: Collection[str]) -> bool:
        ok = isinstance(value, str) and value in allowed
        return self.require(name, f"Must be one of: {', '.join(sorted(allowed))}.", ok=ok)

    def raise_if_any(self, message: str = "Some values are missing or out of range.") -> None:
        if self.fields:
            raise Invalid("VALIDATION_FAILED", message, fields=self.fields)
