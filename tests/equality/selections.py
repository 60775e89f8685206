"""Selections over the types that are served: aliases, repeats, fragments and directives that stay valid together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type

from persistence.read.model import MODELS
from resolvers.reading import definition
from resolvers.readings import READINGS
from tests.equality.chance import Chance

LONGEST: Final = "a" * 63
ALIASES: Final = (
    "a", "b", "anon_1", "anon_2", "select", "from", "table", "null", "user", "ctid", "tableoid", "xmin", "id", "Id",
    "place", "size", "viewer", "mark", "row_to_json", "coalesce", "_", "_1", "__x", "param_1", "row", LONGEST,
)  # fmt: skip
TOO_LONG: Final = "b" * 64
FIELDS_MOST: Final = 40
# Tell the time of the machine, which is another one for each executor.
CLOCKS: Final = frozenset({"devClock", "health"})


@dataclass
class Scope:
    """One object of the answer: what stands under each response key, with its arguments."""

    kind: GraphQLObjectType
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    below: dict[str, "Scope"] = field(default_factory=dict)

    def takes(self, other: "Scope") -> bool:
        """Whether the other's fields can be asked for beside these."""
        return all(self.keys.get(key, said) == said for key, said in other.keys.items()) and all(
            self.below[key].takes(below) for key, below in other.below.items() if key in self.below
        )

    def take(self, other: "Scope") -> None:
        self.keys |= other.keys
        for key, below in other.below.items():
            self.below.setdefault(key, Scope(below.kind)).take(below)


@dataclass(frozen=True)
class Fragment:
    scope: Scope
    text: str


class Selections:
    """`directive` gives one for a selection, or nothing; `arguments` the text of those of a field."""

    def __init__(
        self,
        chance: Chance,
        arguments: Callable[[str, GraphQLField], str],
        directive: Callable[[], str],
        *,
        known: bool,
    ) -> None:
        self._chance = chance
        self._arguments, self._directive = arguments, directive
        # Only what read models and readings know.
        self._known = known
        self._left = FIELDS_MOST
        self.fragments: dict[str, Fragment] = {}

    def inside(self, scope: Scope, levels: int, most: int = 5) -> str:
        """`{ … }` of one object, never empty."""
        parts = [self._entry(scope, levels) for _ in range(1 + self._chance.below(most))]
        return f"{{ {' '.join(parts)} }}"

    def _entry(self, scope: Scope, levels: int) -> str:
        self._left -= 1
        match self._chance.below(20):
            case 15 if scope.kind.name != "Query" or self._chance.one_in(4):
                return self._called(scope, "__typename", "", levels)
            case 16:
                return f"...{self._directive()} {self.inside(scope, levels)}"
            case 17:
                return f"... on {scope.kind.name}{self._directive()} {self.inside(scope, levels)}"
            case 18:
                return self._spread(scope, levels)
            case 19 if scope.keys:
                return self._again(scope, levels)
            case _:
                return self._field(scope, levels)

    def _spread(self, scope: Scope, levels: int) -> str:
        """A fragment: one that is there and fits, or a new one, unless it turns out not to fit."""
        there = [name for name, one in self.fragments.items() if one.scope.kind is scope.kind]
        fitting = [name for name in there if scope.takes(self.fragments[name].scope)]
        if fitting and self._chance.one_in(2):
            name = self._chance.pick(fitting)
        else:
            own = Scope(scope.kind)
            text = self.inside(own, levels)
            name = f"F{len(self.fragments)}"
            self.fragments[name] = Fragment(own, f"fragment {name} on {scope.kind.name} {text}")
        if not scope.takes(self.fragments[name].scope):
            return self._field(scope, levels)
        scope.take(self.fragments[name].scope)
        return f"...{name}{self._directive()}"

    def _again(self, scope: Scope, levels: int) -> str:
        """What was asked for already, with something else below."""
        key = self._chance.pick(list(scope.keys))
        return self._told(scope, key, levels)

    def _everything(self, scope: Scope, levels: int) -> str:
        """Every leaf of the object."""
        leaves = [name for name, one in self._choices(scope.kind, 0) if not one.args]
        parts = [self._called(scope, name, "", levels) for name in leaves]
        return " ".join(parts) or self._called(scope, "__typename", "", levels)

    def _field(self, scope: Scope, levels: int) -> str:
        if self._chance.one_in(12) and scope.kind.name != "Query":
            return self._everything(scope, levels)
        choices = dict(self._choices(scope.kind, levels))
        if not choices:
            return self._called(scope, "__typename", "", levels)
        objects = [name for name, one in choices.items() if not is_leaf_type(get_named_type(one.type))]
        # There are more leaves than objects, and most types lie below others.
        name = self._chance.pick(objects if objects and self._chance.one_in(2) else list(choices))
        return self._called(scope, name, self._arguments(name, choices[name]), levels)

    def _called(self, scope: Scope, name: str, arguments: str, levels: int) -> str:
        """The field under a key that means nothing else in this object."""
        key = name
        if self._chance.one_in(4):
            key = TOO_LONG if self._chance.one_in(60) else self._chance.pick(ALIASES)
        if scope.keys.get(key, (name, arguments)) != (name, arguments):
            key = f"k{len(scope.keys)}"
        scope.keys[key] = (name, arguments)
        return self._told(scope, key, levels)

    def _told(self, scope: Scope, key: str, levels: int) -> str:
        name, arguments = scope.keys[key]
        called = name if key == name else f"{key}: {name}"
        return f"{called}{arguments}{self._directive()}{self._below(scope, key, levels)}"

    def _below(self, scope: Scope, key: str, levels: int) -> str:
        name = scope.keys[key][0]
        kind = None if name == "__typename" else get_named_type(scope.kind.fields[name].type)
        if not isinstance(kind, GraphQLObjectType):
            return ""
        child = scope.below.setdefault(key, Scope(kind))
        return f" {self.inside(child, levels - 1)}"

    def _choices(self, kind: GraphQLObjectType, levels: int) -> Iterator[tuple[str, GraphQLField]]:
        """Fields, as long as there is room for what is below them."""
        deeper = levels > 0 and self._left > 0
        for name, one in kind.fields.items():
            if kind.name == "Query" and name in CLOCKS:
                continue
            if (deeper or is_leaf_type(get_named_type(one.type))) and (
                not self._known or is_known(kind, name)
            ):
                yield name, one


def is_known(kind: GraphQLObjectType, name: str) -> bool:
    """Whether a read model or a reading speaks of the field."""
    said = definition(kind.fields[name])
    if kind.name == "Query":
        return said.python_name in READINGS
    model = MODELS.get(kind.name)
    if model is None:
        return said.is_basic_field
    return said.python_name in {*model.fields, *model.edges, model.cursor}
