"""How documents are run: what is read by one statement, and why the rest is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from domain.ids import UserId
from domain.viewer import SUPER, Viewer
from persistence.read import MODELS
from persistence.read.statement import Statement
from server.compiled.answers import selected
from server.compiled.executor import CompiledExecutor
from server.compiled.outline import Outline, Uncompiled
from server.compiled.plans import Plans
from server.documents import Document

# Whoever asks: nothing of a plan depends on who it is.
SOMEBODY: Final = Viewer(UserId("usr_somebody"), admin_roles=frozenset({SUPER}))
_NOW: Final = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Part:
    """A whole query, or objects in an answer, and the statement that reads them."""

    name: str
    statement: Statement | None = None
    why_not: str = ""

    def __str__(self) -> str:
        return self.name if self.statement else f"{self.name}: {self.why_not}"


@dataclass(frozen=True)
class Listed:
    """One operation, run with some variables."""

    document: str
    operation: str
    kind: str
    parts: tuple[Part, ...]

    @property
    def compiled(self) -> frozenset[str]:
        return frozenset(part.name for part in self.parts if part.statement)


def listed(
    compiled: CompiledExecutor,
    name: str,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Listed:
    """How an operation of a valid document is run."""
    coerced = get_variable_values(compiled.schema, operation.variable_definitions or (), dict(variables))
    kind = operation.operation.value
    called = operation.name.value if operation.name else ""
    if isinstance(coerced, list):
        return Listed(name, called, kind, (Part(kind, why_not=coerced[0].message),))
    if operation.operation is OperationType.QUERY:
        parts = [_query(compiled, document, operation, variables)]
    elif operation.operation is OperationType.SUBSCRIPTION:
        parts = [Part("events", why_not="executed once for all with the same rights")]
    else:
        parts = list(_Objects(compiled, compiled.plans(document, operation), coerced).of(operation))
    return Listed(name, called, kind, tuple(parts))


def _query(
    compiled: CompiledExecutor,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Part:
    given = compiled.given(operation, variables)
    outlined = compiled.outlined(compiled.plans(document, operation), operation, given)
    if outlined is not None and outlined.why_not:
        return Part("query", why_not=outlined.why_not)
    found = compiled.compiled(document, operation, variables, SOMEBODY, _NOW)
    if found is None:
        return Part("query", why_not="its values are refused, or its statement is too long")
    return Part("query", found.plan.statement)


class _Objects:
    """What is read by statements in the answer of a mutation."""

    def __init__(self, compiled: CompiledExecutor, plans: Plans, variables: VariableValues) -> None:
        self._schema: GraphQLSchema = compiled.schema
        self._fragments: Mapping[str, FragmentDefinitionNode] = plans.fragments
        self._variables = variables

    def of(self, operation: OperationDefinitionNode) -> Iterator[Part]:
        root = self._schema.get_root_type(operation.operation)
        if root is not None:
            yield from self._inside(root, operation.selection_set)

    def _inside(self, kind: GraphQLObjectType, selection_set: SelectionSetNode) -> Iterator[Part]:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                yield from self._field(kind, node)
            elif isinstance(node, FragmentSpreadNode):
                yield from self._inside(kind, self._fragments[node.name.value].selection_set)
            elif isinstance(node, InlineFragmentNode):
                yield from self._inside(kind, node.selection_set)

    def _field(self, kind: GraphQLObjectType, node: FieldNode) -> Iterator[Part]:
        inner = get_named_type(kind.fields[node.name.value].type) if node.selection_set else None
        if not isinstance(inner, GraphQLObjectType) or node.selection_set is None:
            return
        if inner.name not in MODELS or MODELS[inner.name].table is None:
            yield from self._inside(inner, node.selection_set)
            return
        name = f"{(node.alias or node.name).value} {inner.name}"
        try:
            outline = Outline(self._schema, self._fragments, self._variables)
            yield Part(name, selected(outline, inner, [node]).plan().statement)
        except Uncompiled as reason:
            yield Part(name, why_not=str(reason))
