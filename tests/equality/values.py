"""Arguments: what belongs there, something of somebody else's, and what nobody should send; as text or as variables."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_nullable_type,
    is_required_argument,
)

from tests.equality.chance import Chance
from tests.equality.town import SEARCHES, Town
from tests.hostile.values import MISSING, attacks

SIZES: Final = (2, 1, 3, 1, 2, 50, 100, None, 101, 2**31 - 1, 0, -1)
TEXTS: Final = ("", "all", "open", "a\0b", "thr_1", "\U0001f3ac", "' || $1", "x" * 300, None)
_LONG: Final = 2_000
_PLACE: Final = frozenset({"limit", "pageSize", "cursor"})


class Unwritable(Exception):
    """It can be sent in a variable only."""


class Values:
    """Values for the arguments of fields."""

    def __init__(self, chance: Chance, town: Town) -> None:
        self._chance = chance
        self._town = town

    def of(self, name: str, field: GraphQLField) -> dict[str, Any]:
        """By argument; those that are left out are left out."""
        usual = dict(self._town.calls[name].given) if name in self._town.calls else {}
        given = {
            argument: self._value(name, argument, usual.get(argument, MISSING), declared.type)
            for argument, declared in field.args.items()
            if is_required_argument(declared) or self._chance.one_in(2 if argument in usual else 4)
        }
        given = {argument: value for argument, value in given.items() if value is not MISSING}
        if field.args and self._chance.one_in(40):
            attack = self._chance.pick(_attacks(name, field, usual, self._town.ids))
            given = attack.on(given)
        return given

    def _value(self, name: str, argument: str, usual: Any, of: Any) -> Any:
        if argument in _PLACE - {"cursor"}:
            return self._chance.early(SIZES)
        if argument == "cursor":
            return self._cursor(name)
        if argument.endswith("Id") and self._chance.one_in(12):
            return self._chance.pick(self._town.ids)
        if usual is MISSING:
            return self._chance.early(TEXTS)
        bare = get_nullable_type(of)
        return self._bent(name, usual, bare) if isinstance(bare, GraphQLInputObjectType) else usual

    def _cursor(self, name: str) -> str | None:
        """Mostly one of this list, sometimes one of another, or none of ours."""
        mine = self._town.cursors.get(name, ())
        if mine and not self._chance.one_in(6):
            return self._chance.pick(mine)
        others = [cursor for cursors in self._town.cursors.values() for cursor in cursors]
        return self._chance.early((None, *others, "", "bm90IG91cnM"))

    def _bent(self, name: str, usual: Mapping[str, Any], of: GraphQLInputObjectType) -> Mapping[str, Any]:
        """With some of its parts left out, often all that may be, and at some place in its pages."""
        if name == "search" and not self._chance.one_in(4):
            place = {"pageSize": self._value(name, "pageSize", 1, None)}
            place |= {"cursor": self._value(name, "cursor", None, None)} if self._chance.one_in(4) else {}
            return {**self._chance.pick(SEARCHES), **place}
        fewest = 1 if self._chance.one_in(2) else 2
        return {
            part: self._value(name, part, value, of.fields[part].type) if part in _PLACE else value
            for part, value in usual.items()
            if isinstance(of.fields[part].type, GraphQLNonNull) or self._chance.below(fewest)
        }


_known_attacks: dict[str, Sequence[Any]] = {}


def _attacks(name: str, field: GraphQLField, usual: Mapping[str, Any], ids: Sequence[str]) -> Sequence[Any]:
    if name not in _known_attacks:
        _known_attacks[name] = [one for one in attacks(field, usual, ids) if _travels(one.value)]
    return _known_attacks[name]


def _travels(value: Any) -> bool:
    """Whether it can be in a request, and is no longer than matters here: limits have tests of their own."""
    try:
        return value is MISSING or len(orjson.dumps(value)) < _LONG
    except (TypeError, ValueError):
        return False


def written(value: Any, of: Any, *, whole: bool = True) -> str:
    """A value as it stands in a document. Raises Unwritable for what validation would refuse there.

    An object that is not `whole` may lack what is required.
    """
    bare = get_nullable_type(of)
    if value is None:
        if isinstance(of, GraphQLNonNull):
            raise Unwritable
        return "null"
    if isinstance(bare, GraphQLList):
        entries = value if isinstance(value, list) else [value]
        return f"[{', '.join(written(one, bare.of_type) for one in entries)}]"
    if isinstance(bare, GraphQLInputObjectType):
        return _object(value, bare, whole=whole)
    if isinstance(bare, GraphQLEnumType):
        if not isinstance(value, str) or value not in bare.values:
            raise Unwritable
        return value
    return _scalar(value, str(bare))


def _object(value: Any, of: GraphQLInputObjectType, *, whole: bool) -> str:
    required = {name for name, field in of.fields.items() if whole and isinstance(field.type, GraphQLNonNull)}
    if not isinstance(value, dict) or not required <= value.keys() <= of.fields.keys():
        raise Unwritable
    parts = (f"{name}: {written(part, of.fields[name].type)}" for name, part in value.items())
    return f"{{{', '.join(parts)}}}"


def _scalar(value: Any, of: str) -> str:
    fits = {
        "Int": type(value) is int and -(2**31) <= value < 2**31,
        "Float": type(value) in {int, float},
        "Boolean": type(value) is bool,
        "ID": type(value) in {str, int},
        "String": type(value) is str,
        "AWSDateTime": type(value) is str,
        "AWSDate": type(value) is str,
    }
    if not fits.get(of, False):
        raise Unwritable
    return json.dumps(value)
