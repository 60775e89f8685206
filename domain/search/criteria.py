"""Any/all criteria: `{field, op, value}` documents from outside, checked against the allowlist of fields."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from domain.errors import Invalid
from domain.profiles.model import Role
from domain.search.fields import Field, Kind, named
from domain.search.model import Surface
from domain.search.words import term
from domain.validation import Problems

CRITERIA_MOST: Final = 30
VALUES_MOST: Final = 50
NUMBER_MOST: Final = 2_000_000_000

Value = str | int | bool | None


class Op(StrEnum):
    IN = "in"
    EQ = "eq"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition. `between` holds a lower and an upper bound, either of which may be open (None)."""

    field: str
    op: Op
    values: tuple[Value, ...]

    def document(self) -> dict[str, Any]:
        value: Any = self.values[0] if self.op is Op.EQ else list(self.values)
        return {"field": self.field, "op": self.op.value, "value": value}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which fields make sense: those of the surface and, for people, of the role searched."""

    surface: Surface
    role: Role | None

    def require(self, field: Field) -> None:
        """Refuse a filter of another surface or role."""
        if self.surface not in field.surfaces:
            raise conflict(f"{field.name} is not a filter of {self.surface.value}.")
        if field.of_one_role and self.role not in field.roles:
            roles = " or ".join(sorted(role.value for role in field.roles))
            raise conflict(f"{field.name} is a filter of {roles}.", hint=f"Search with role {roles}.")


def conflict(message: str, *, hint: str | None = None) -> Invalid:
    return Invalid("SEARCH_ROLE_FILTER_CONFLICT", message, hint=hint or "Leave the filter out.")


def too_many(message: str) -> Invalid:
    return Invalid("SEARCH_TOO_MANY_PARAMS", message, hint="Search with fewer filters.")


def parsed(raw: Any, name: str, scope: Scope, problems: Problems) -> tuple[Criterion, ...]:
    """The criteria of one list, in a canonical order; what is wrong goes to `problems`."""
    if raw is None:
        return ()
    if not isinstance(raw, list):
        problems.add(name, "Must be a list of {field, op, value}.")
        return ()
    if len(raw) > CRITERIA_MOST:
        raise too_many(f"At most {CRITERIA_MOST} criteria.")
    found = (_criterion(item, scope, problems.within(f"{name}.{index}.")) for index, item in enumerate(raw))
    return canonical(criterion for criterion in found if criterion is not None)


def canonical(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """Without repeats and in one order, so that equal searches have equal signatures."""
    return tuple(
        sorted(set(criteria), key=lambda c: (c.field, c.op, [(v is not None, str(v)) for v in c.values]))
    )


def _criterion(item: Any, scope: Scope, problems: Problems) -> Criterion | None:
    if not isinstance(item, dict) or set(item) != {"field", "op", "value"}:
        problems.add("", "Must have exactly field, op and value.")
        return None
    field = named(item["field"]) if isinstance(item["field"], str) else None
    if field is None:
        problems.add("field", "There is no such filter.")
        return None
    scope.require(field)
    if not problems.one_of("op", item["op"], [op.value for op in Op]):
        return None
    op = Op(item["op"])
    values = _values(field, op, item["value"], problems)
    return None if values is None else Criterion(field.name, op, values)


def _values(field: Field, op: Op, raw: Any, problems: Problems) -> tuple[Value, ...] | None:
    if op is Op.BETWEEN:
        return _bounds(field, raw, problems)
    listed = raw if op is Op.IN else [raw]
    if not isinstance(listed, list) or not listed:
        problems.add("value", "Must be a list with at least one value.")
        return None
    if len(listed) > VALUES_MOST:
        raise too_many(f"At most {VALUES_MOST} values in one criterion.")
    values = [_value(field, value) for value in listed]
    if not all(value is not None for value in values):
        problems.add("value", _EXPECTED[field.kind])
        return None
    return tuple(sorted(set(values), key=str))


def _bounds(field: Field, raw: Any, problems: Problems) -> tuple[Value, ...] | None:
    if field.kind is not Kind.NUMBER or not isinstance(raw, list) or len(raw) != 2:
        problems.add("value", "between needs a number field and [lowest, highest].")
        return None
    low, high = (None if bound is None else _value(field, bound) for bound in raw)
    if any(given is not None and bound is None for given, bound in zip(raw, (low, high), strict=True)):
        problems.add("value", _EXPECTED[Kind.NUMBER])
        return None
    if isinstance(low, int) and isinstance(high, int) and low > high:
        problems.add("value", "The lowest is above the highest.")
        return None
    return (low, high)


def _value(field: Field, raw: Any) -> Value:
    """The value as the index keeps it; None when it is of the wrong type."""
    if field.kind is Kind.FLAG:
        return raw if isinstance(raw, bool) else None
    if field.kind is Kind.TERM:
        return (term(raw) or None) if isinstance(raw, str) else None
    return scaled(raw, field.scale)


def scaled(raw: Any, scale: int) -> int | None:
    """A finite number of sensible size as whole `1 / scale`; None for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        return None
    return round(raw * scale) if abs(raw) <= NUMBER_MOST / scale else None


_EXPECTED: Final = {
    Kind.FLAG: "Must be true or false.",
    Kind.TERM: "Must be text.",
    Kind.NUMBER: "Must be a number of sensible size.",
}
