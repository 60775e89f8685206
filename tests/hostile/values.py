"""What nobody should send: one value of one argument, or of one field inside it, replaced at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_nullable_type,
    is_non_null_type,
)

MISSING: Final = object()
LONG: Final = "x" * 200_000
Path = tuple[str | int, ...]

WRONG: Final[Sequence[Any]] = (7, 3.5, True, "text", "", [], {}, [["nested"]], {"unknown": 1})
TEXTS: Final[Sequence[Any]] = (
    "",
    " \t\n",
    "\0",
    "a\0b",
    "\x01\x1b[31m\x7f",
    "\ud800",
    "a\udfff",
    "\u202egnp.exe",
    "\u200b",
    "\u200b\u2060\ufeff",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 20,
    "e\u0301" * 400,
    "\ufdfa" * 60,
    "\u0130\u0131\u00df\ufb03",
    "\u2028\u2029\x85",
    "'; drop table account; --",
    "' or 1=1 --",
    "%_\\",
    "a & | ! ( :* <->",
    "$1 %s %(x)s :name {0}",
    '#read("/etc/passwd")',
    '#panic("x") $ x $ ``` */ //',
    '"]) #import "x"',
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "../../../etc/passwd",
    "https://[::1",
    "http://\u0000/",
    "javascript:alert(1)",
    "NaN",
    "null",
    "-1",
    "9" * 400,
    "(((a+)+)+)+$",
    "x" * 101,
    "x" * 5_000,
    LONG,
    "x" * 1_000_000,
)
NUMBERS: Final[Sequence[Any]] = (
    -1,
    0,
    1,
    -(2**31),
    2**31 - 1,
    2**31,
    2**63,
    10**30,
    10**400,
    1.5,
    -0.0,
    1e308,
    -1e308,
    5e-324,
    float("nan"),
    float("inf"),
    float("-inf"),
    "7",
)
TIMES: Final[Sequence[Any]] = (
    "1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "2001-09-09T01:46:40Z",
    "2099-12-31T23:59:59.999Z",
    "2100-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "2027-02-30T00:00:00Z",
    "2027-03-14T02:30:00-06:00",
    "2027-06-01T12:00:00",
    "2027-06-01T12:00:00+99:99",
    "2027-06-01T24:00:00Z",
    "2027-06-01T12:00:00.123456789Z",
    "2027-W01-1T00:00:00Z",
    "now",
    1_800_000_000,
)
DAYS: Final[Sequence[Any]] = (
    "1970-01-01",
    "2001-01-01",
    "2099-12-31",
    "2100-01-01",
    "2027-02-30",
    "0000-00-00",
    "2027-1-1",
    "\u0662\u0660\u0662\u0667-01-01",
    "2027-06-01T00:00:00Z",
    "today",
)
FIELDS: Final[Sequence[Any]] = ("1", -1, 0, 1.5, 10**30, 1e308, True, None, "", "\0", LONG, [], {}, [[]], [1])
DEEP: Final[Sequence[Any]] = (
    "[" * 5_000 + "]" * 5_000,
    '{"a":' * 900 + "1" + "}" * 900,
    "[" * 900 + "]" * 900,
    '{"a":"\\u0000"}',
    '{"\\u0000":1}',
    '{"a":"\\ud800"}',
    '{"a":NaN}',
    '{"a":1e999}',
    '{"a":123456789012345678901234567890}',
    '{"a":1,"a":2}',
    "{",
    "[]",
    "null",
    '"text"',
    "7",
    '{"__proto__":{"admin":true}}',
    '{"a":"' + "x" * 60_000 + '"}',
)


@dataclass(frozen=True)
class Attack:
    """Where in the arguments, and what stands there instead."""

    path: Path
    value: Any

    def on(self, given: Mapping[str, Any]) -> dict[str, Any]:
        changed: dict[str, Any] = _replaced(given, self.path, self.value)
        return changed

    def __str__(self) -> str:
        shown = "(missing)" if self.value is MISSING else repr(self.value)
        return f"{'.'.join(map(str, self.path))} = {shown if len(shown) < 80 else shown[:60] + '…'}"


def attacks(field: Any, given: Mapping[str, Any], ids: Sequence[str]) -> Iterator[Attack]:
    """Every hostile value for every argument of a root field, `ids` being those of all kinds of things."""
    for name, argument in field.args.items():
        yield from _on(argument.type, (name,), given.get(name), ids)
        if name in given:
            yield Attack((name,), MISSING)
    yield from _pairs(given, ())


def _on(of: Any, path: Path, given: Any, ids: Sequence[str]) -> Iterator[Attack]:
    bare = get_nullable_type(of)
    yield Attack(path, None)
    if is_non_null_type(of):
        yield Attack(path, MISSING)
    for value in _values(bare, given, ids):
        yield Attack(path, value)
    yield from _inside(bare, path, given, ids)


def _inside(bare: Any, path: Path, given: Any, ids: Sequence[str]) -> Iterator[Attack]:
    if isinstance(bare, GraphQLInputObjectType):
        there = given if isinstance(given, dict) else {}
        for name, field in bare.fields.items():
            yield from _on(field.type, (*path, name), there.get(name), ids)
        yield from _pairs(there, path)
    elif isinstance(bare, GraphQLList) and isinstance(given, list) and given:
        yield from _on(bare.of_type, (*path, 0), given[0], ids)
    elif str(bare) == "AWSJSON" and isinstance(given, dict):
        for name, value in given.items():
            yield Attack((*path, name), MISSING)
            for bad in (*FIELDS, [value] * 201, [value, value]):
                yield Attack((*path, name), bad)


def _pairs(given: Mapping[str, Any], path: Path) -> Iterator[Attack]:
    """Ends before starts, and lengths of nothing."""
    for first, last in (
        ("start", "end"),
        ("from", "to"),
        ("startLocal", "endLocal"),
        ("effectiveFrom", "effectiveTo"),
    ):
        if first in given and last in given:
            yield Attack((*path, last), given[first])
            yield Attack((*path, first), given[last])


def _values(bare: Any, given: Any, ids: Sequence[str]) -> Sequence[Any]:
    if isinstance(bare, GraphQLNonNull):
        return _values(bare.of_type, given, ids)
    if isinstance(bare, GraphQLList):
        one = given[0] if isinstance(given, list) and given else "text"
        return (*WRONG, [None], [one] * 200, [one] * 201, [one, one], one, [*TEXTS[:3]], [-1], list(ids[:3]))
    if isinstance(bare, GraphQLEnumType):
        return (*WRONG, "NOPE", *(name for name in bare.values), next(iter(bare.values)).lower())
    by_scalar: dict[str, Sequence[Any]] = {
        "Int": (*WRONG, *NUMBERS),
        "Float": (*WRONG, *NUMBERS),
        "Boolean": (*WRONG, "true", 0, 1, not given),
        "ID": (*WRONG, *TEXTS, *ids, *_bent(given)),
        "String": (*WRONG, *TEXTS, *ids[:2], *_bent(given)),
        "AWSURL": (*WRONG, *TEXTS, "ftp://a/b", "https://" + "a" * 2_100),
        "AWSDateTime": (*WRONG, *TIMES, *TEXTS[:6]),
        "AWSDate": (*WRONG, *DAYS, *TEXTS[:6]),
        "AWSJSON": (*WRONG, *DEEP, [1] * 201, {"list": [1] * 201}, _nested(300)),
    }
    return by_scalar.get(str(bare), WRONG)


def _bent(given: Any) -> Sequence[Any]:
    """Something right, forged a little: an id, a token, a cursor."""
    if not isinstance(given, str) or len(given) < 3:
        return ()
    other = "0" if given[-1] != "0" else "1"
    return (given[:-1] + other, given[1:], given + " ", given.upper(), given + "\n", given[:-1], given * 2)


def _nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": [value]}
    return value


def _replaced(given: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(given, list) and isinstance(head, int):
        there_is = [] if not rest and value is MISSING else [_replaced(given[head], rest, value)]
        return [*given[:head], *there_is, *given[head + 1 :]]
    there = dict(given or {})
    if not rest and value is MISSING:
        there.pop(head, None)
        return there
    there[head] = _replaced(there.get(head), rest, value)
    return there
