"""Whole documents: roots, fragments, variables, and what goes with them."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import GraphQLField, GraphQLInputObjectType, GraphQLNonNull, get_nullable_type

from server.schema import served_schema
from tests.equality.chance import Chance
from tests.equality.selections import Scope, Selections
from tests.equality.town import Town
from tests.equality.values import Unwritable, Values, written

LEVELS: Final = 5
_USED: Final = re.compile(r"\$(\w+)")
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_SPREAD: Final = re.compile(r"\.\.\.(F\d+)")


@dataclass(frozen=True)
class Request:
    text: str
    variables: dict[str, Any]
    name: str | None = None

    def __str__(self) -> str:
        return f"{self.text}\n{json.dumps(self.variables)}"


@dataclass
class _Writing:
    """Declarations and values of variables, as a document comes to need them."""

    chance: Chance
    town: Town
    declared: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)

    def arguments(self, name: str, of: GraphQLField) -> str:
        if not of.args:
            return ""
        values = Values(self.chance, self.town).of(name, of)
        if not values:
            return ""
        told = (
            f"{one}: {self._told(value, of.args[one].type)}"
            for one, value in values.items()
            if one in of.args
        )
        return f"({', '.join(told)})"

    def _told(self, value: Any, of: Any) -> str:
        """As text or in a variable, which may have a default and may be left out."""
        way = self.chance.below(4)
        try:
            text = written(value, of)
        except Unwritable:
            return self._variable(f"{of}", value)
        if way == 0:
            return self._object(value, get_nullable_type(of), text)
        if way == 1:
            name = self._variable(f"{of} = {text}", value)
            if self.chance.one_in(2):
                del self.given[name[1:]]
            return name
        name = self._variable(f"{of}", value)
        if not isinstance(of, GraphQLNonNull) and self.chance.one_in(4):
            # Neither a value nor a default: the argument's own default holds.
            del self.given[name[1:]]
        return name

    def _object(self, value: Any, of: Any, text: str) -> str:
        """The text of a value; of an object, one part may be in a variable."""
        if not isinstance(of, GraphQLInputObjectType) or not value or self.chance.one_in(2):
            return text
        part = self.chance.pick(list(value))
        variable = self._variable(f"{of.fields[part].type}", value[part])
        others = written({name: one for name, one in value.items() if name != part}, of, whole=False)
        return f"{{{part}: {variable}, {others[1:]}"

    def directive(self) -> str:
        if not self.chance.one_in(10):
            return ""
        both = ("include", "skip") if self.chance.one_in(6) else (self.chance.pick(("include", "skip")),)
        return "".join(self._condition(which) for which in both)

    def _condition(self, which: str) -> str:
        value = self.chance.one_in(2)
        match self.chance.below(4):
            case 0:
                told = json.dumps(value)
            case 1:
                told = self._flag("Boolean! = true", None)
            case 2:
                told = self._flag("Boolean = false", None)
            case _:
                told = self._flag("Boolean!", value)
        return f" @{which}(if: {told})"

    def _flag(self, kind: str, value: bool | None) -> str:
        name = self._variable(kind, value)
        if value is None:
            del self.given[name[1:]]
        return name

    def _variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.declared)}"
        self.declared[name], self.given[name] = kind, value
        return f"${name}"


def request_of(chance: Chance, town: Town, *, known: bool) -> Request:
    """A query of anything that is served, or only of what read models and readings speak of."""
    query = served_schema().query_type
    assert query is not None
    writing = _Writing(chance, town)
    selections = Selections(chance, writing.arguments, writing.directive, known=known)
    body = selections.inside(Scope(query), LEVELS, most=chance.early((1, 2, 3)))
    text, used = _with_fragments(body, selections)
    declared = [f"${name}: {kind}" for name, kind in writing.declared.items() if name in used]
    head = f"query Q({', '.join(declared)}) " if declared else "query Q "
    variables = {name: value for name, value in writing.given.items() if name in used}
    if chance.one_in(12):
        return Request(f"query Other {{ me {{ userId }} }} {head}{text}", variables, "Q")
    return Request(head + text, variables)


def _with_fragments(body: str, selections: Selections) -> tuple[str, set[str]]:
    """The body with the fragments it spreads, and the names of the variables in all of it."""
    parts, waiting, there = [body], [body], set[str]()
    while waiting:
        for name in _SPREAD.findall(waiting.pop()):
            if name not in there:
                there.add(name)
                parts.append(selections.fragments[name].text)
                waiting.append(selections.fragments[name].text)
    text = " ".join(parts)
    return text, set(_USED.findall(_STRINGS.sub("", text)))
