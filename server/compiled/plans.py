"""Plans of one document: statements by the choice of directives and the shape of the questions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import DirectiveNode, DocumentNode, VariableNode, Visitor, visit

from persistence.read.statement import Root, Statement, statement_of
from persistence.read.views import View
from server.compiled.outline import Finisher, RootField

# Per document: a handful is used, more would be somebody trying.
PLANS_MOST: Final = 24

Flags = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Plan:
    statement: Statement
    finishers: tuple[Finisher, ...]


@dataclass
class Plans:
    """What is worked out of one operation: its outlines, and its statements by the views they begin at."""

    document: DocumentNode
    conditions: frozenset[str]
    outlines: dict[Flags, "Outlined"] = field(default_factory=dict)
    by_views: dict[tuple[Flags, tuple[View, ...]], Plan] = field(default_factory=dict)

    @classmethod
    def of(cls, document: DocumentNode) -> "Plans":
        return cls(document, _conditions(document))

    def flags(self, variables: Mapping[str, Any]) -> Flags:
        return tuple((name, bool(variables.get(name))) for name in sorted(self.conditions))

    def outlined(self, flags: Flags, make: Callable[[], "Outlined"]) -> "Outlined":
        found = self.outlines.get(flags)
        if found is None:
            if len(self.outlines) >= PLANS_MOST:
                self.outlines.clear()
            found = self.outlines[flags] = make()
        return found

    def plan(self, flags: Flags, outlined: "Outlined", views: tuple[View, ...]) -> Plan:
        found = self.by_views.get((flags, views))
        if found is None:
            if len(self.by_views) >= PLANS_MOST:
                self.by_views.clear()
            found = self.by_views[flags, views] = outlined.plan(views)
        return found


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
