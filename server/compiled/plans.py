"""Plans of one document: statements by the choice of directives and the shape of the questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)

from persistence.read.statement import Root, Statement, statement_of
from persistence.read.views import View
from server.compiled.outline import Finisher, RootField

# Per document: a handful is used, more would be somebody trying.
PLANS_MOST: Final = 24

K = TypeVar("K")
V = TypeVar("V")
Flags = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Plan:
    statement: Statement
    finishers: tuple[Finisher, ...]


@dataclass
class Plans:
    """What is worked out of one operation: its outlines, and its statements by the views they begin at."""

    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: frozenset[str]
    outlines: dict[Flags, "Outlined"] = field(default_factory=dict)
    by_views: dict[tuple[Flags, tuple[View, ...]], Plan] = field(default_factory=dict)
    by_nodes: dict[tuple[Flags, tuple[int, ...]], Plan | None] = field(default_factory=dict)

    @classmethod
    def of(cls, document: DocumentNode) -> "Plans":
        named = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        return cls({node.name.value: node for node in named}, _conditions(document))

    def flags(self, variables: Mapping[str, Any]) -> Flags:
        return tuple((name, bool(variables.get(name))) for name in sorted(self.conditions))

    def outlined(self, flags: Flags, make: Callable[[], "Outlined"]) -> "Outlined":
        return _kept(self.outlines, flags, make)

    def plan(self, flags: Flags, outlined: "Outlined", views: tuple[View, ...]) -> Plan:
        return _kept(self.by_views, (flags, views), lambda: outlined.plan(views))

    def of_nodes(
        self, flags: Flags, nodes: Sequence[FieldNode], make: Callable[[], Plan | None]
    ) -> Plan | None:
        """The plan of the objects that some fields of the document stand for."""
        return _kept(self.by_nodes, (flags, tuple(map(id, nodes))), make)


def _kept(shelf: dict[K, V], key: K, make: Callable[[], V]) -> V:
    """What is on the shelf under a key, made when it is not; a full shelf is emptied."""
    if key not in shelf:
        if len(shelf) >= PLANS_MOST:
            shelf.clear()
        shelf[key] = make()
    return shelf[key]


@dataclass(frozen=True)
class Outlined:
    """What an outline came to: its roots, or why there is no compiling it."""

    roots: tuple[RootField, ...] = ()
    finishers: tuple[Finisher, ...] = ()
    why_not: str = ""

    def plan(self, views: tuple[View, ...]) -> Plan:
        roots = [
            Root(root.key, view, root.below, page=root.model)
            for root, view in zip(self.roots, views, strict=True)
        ]
        return Plan(statement_of(roots), self.finishers)


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
