"""Plans of one document: statements by the choice of directives and the shape of the questions."""

import itertools
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues

from persistence.lent import STATEMENT_TEXT_MOST
from persistence.read.chosen import Chosen
from persistence.read.statement import Root, Statement, objects_of, statement_of, value_of
from persistence.read.views import View
from server.access import Check
from server.compiled.arguments import Declared, Given, Recipes, declared
from server.compiled.outline import Finisher, RootField
from server.compiled.shelf import MISSING, Shelf

# Making a plan takes up to a millisecond for each field of it, the reference executor 10 to 20 for a whole
# answer. So a short document has its plan made at once, and a longer one when the reference executor has
# spent about as much on its answers as the plan will take: whatever is sent, and however often, costs at
# most twice what it would without plans.
CHOSEN_AT_ONCE: Final = 40
CHOSEN_FOR_EACH_SIGHT: Final = 16
# More than any page asks for.
CHOSEN_MOST: Final = 256
# Of one document: shapes of questions whose sights are counted.
SHAPES_MOST: Final = 24

Flags = tuple[tuple[str, bool], ...]
_numbers: Final = itertools.count()


@dataclass(frozen=True, eq=False)
class Plan:
    statement: Statement
    finishers: tuple[Finisher, ...]

    @cached_property
    def places(self) -> tuple[tuple[int, str], ...]:
        """Where each value comes from: the reading of a root, by number; -1 is what anything may ask for."""
        return tuple(map(value_of, self.statement.names))

    @property
    def is_same_for_all(self) -> bool:
        """Whether who asks makes no difference to what it tells."""
        return not self.finishers and "viewer" not in self.statement.names


@dataclass
class Plans:
    """What is worked out of one operation: its outlines, and its statements by the views they begin at."""

    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: frozenset[str]
    declared: Mapping[str, Declared]
    shelf: Shelf
    _number: int = field(default_factory=lambda: next(_numbers))
    _sights: Counter[Hashable] = field(default_factory=Counter)

    @classmethod
    def of(cls, document: DocumentNode, operation: OperationDefinitionNode, shelf: Shelf) -> "Plans":
        named = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        fragments = {node.name.value: node for node in named}
        return cls(fragments, _conditions(document), declared(operation), shelf)

    def flags(self, variables: Mapping[str, Any]) -> Flags:
        if not self.conditions:
            return ()
        return tuple((name, bool(variables.get(name))) for name in sorted(self.conditions))

    def flags_of(self, given: Given) -> Flags | None:
        """None where the library does not take the variables."""
        if not self.conditions:
            return ()
        if all(self.declared[name].takes(given.raw) for name in self.conditions if name in self.declared):
            return self.flags(given.raw)
        return None if given.coerced is None else self.flags(given.coerced.coerced)

    def outlined(self, given: Given, make: Callable[[VariableValues], "Outlined"]) -> "Outlined | None":
        """None where the library does not take the variables."""
        flags = self.flags_of(given)
        if flags is None:
            return None
        found = self.shelf.get((self._number, flags))
        if found is MISSING:
            if given.coerced is None:
                return None
            found = replace(make(given.coerced), flags=flags)
            self.shelf.put((self._number, flags), found, _weight(found.size))
        outlined: Outlined = found
        return outlined

    def told(self, flags: Flags, make: Callable[[], Mapping[str, Any] | None]) -> Mapping[str, Any] | None:
        """How the events of a subscription are told without executing them (events.py), if they can be."""
        key = (self._number, flags, "told")
        found = self.shelf.get(key)
        if found is MISSING:
            found = make()
            self.shelf.put(key, found, _weight(CHOSEN_AT_ONCE))
        told: Mapping[str, Any] | None = found
        return told

    def plan(self, outlined: "Outlined", views: tuple[View, ...]) -> Plan | None:
        """None when it is not worth making, or not yet."""
        return self._plan((self._number, outlined.flags, views), outlined.size, lambda: outlined.plan(views))

    def of_nodes(
        self, flags: Flags, nodes: Sequence[FieldNode], make: Callable[[], "Selected | None"]
    ) -> Plan | None:
        """The plan of the objects that some fields stand for; None also when there can be none."""
        key = (self._number, flags, tuple(map(id, nodes)))
        found = self.shelf.get((key, Selected))
        if found is MISSING:
            found = make()
            self.shelf.put((key, Selected), found, _weight(found.size if found else 0))
        selected: Selected | None = found
        return None if selected is None else self._plan(key, selected.size, selected.plan)

    def _plan(self, key: Hashable, size: int, make: Callable[[], Plan]) -> Plan | None:
        found = self.shelf.get(key)
        if found is MISSING:
            if not self._is_due(key, size):
                return None
            made = make()
            # Nothing would keep a longer one prepared.
            found = made if len(made.statement.text) <= STATEMENT_TEXT_MOST else None
            self.shelf.put(key, found, _weight(0) + len(made.statement.text))
        plan: Plan | None = found
        return plan

    def _is_due(self, key: Hashable, size: int) -> bool:
        """Whether the reference executor has answered often enough to make up for the plan."""
        if size <= CHOSEN_AT_ONCE or not self.shelf.is_patient:
            return True
        if len(self._sights) >= SHAPES_MOST:
            self._sights.clear()
        self._sights[key] += 1
        return self._sights[key] * CHOSEN_FOR_EACH_SIGHT >= size - CHOSEN_AT_ONCE + CHOSEN_FOR_EACH_SIGHT


def size_of(chosen: Sequence[Chosen]) -> int:
    """How much a statement has to tell: fields, at whatever depth."""
    return sum(1 + size_of(one.below) for one in chosen)


def _weight(size: int) -> int:
    """Bytes, about, of what is kept of an outline; and of what is kept beside the text of a statement."""
    return 2_000 + 400 * size


@dataclass(frozen=True)
class Outlined:
    """What an outline came to: its roots, or why there is no compiling it."""

    roots: tuple[RootField, ...] = ()
    finishers: tuple[Finisher, ...] = ()
    why_not: str = ""
    # Who may ask for them.
    checks: tuple[Check, ...] = ()
    size: int = 0
    flags: Flags = ()
    # How the arguments of the roots are made; None where that is left to the library.
    recipes: Recipes | None = None

    @classmethod
    def of(
        cls,
        roots: tuple[RootField, ...],
        finishers: tuple[Finisher, ...],
        recipes: Recipes | None,
        checks: tuple[Check, ...] = (),
    ) -> "Outlined":
        size = sum(1 + size_of(root.below) for root in roots)
        if size > CHOSEN_MOST:
            return cls(why_not="it asks for too much at once")
        return cls(roots, finishers, size=size, recipes=recipes, checks=checks)

    def plan(self, views: tuple[View, ...]) -> Plan:
        roots = [
            Root(root.key, view, root.below, page=root.model)
            for root, view in zip(self.roots, views, strict=True)
        ]
        return Plan(statement_of(roots), self.finishers)


@dataclass(frozen=True)
class Selected:
    """What is chosen of the objects of one model."""

    model: str
    chosen: tuple[Chosen, ...]
    finishers: tuple[Finisher, ...]

    @property
    def size(self) -> int:
        return size_of(self.chosen)

    def plan(self) -> Plan:
        return Plan(objects_of(self.model, self.chosen), self.finishers)


class _Conditions(Visitor):
    """The variables that `@include` and `@skip` look at."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.names.add(argument.value.name.value)


def _conditions(document: DocumentNode) -> frozenset[str]:
    found = _Conditions()
    visit(document, found)
    return frozenset(found.names)
