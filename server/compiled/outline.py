"""From a validated operation to what is chosen of each read model, or why it cannot be compiled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
)
from graphql.execution import get_directive_values
from graphql.execution.values import VariableValues
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective
from strawberry.types.field import StrawberryField

from persistence.read import MODELS
from persistence.read.chosen import Chosen
from persistence.read.statement import TYPENAME
from resolvers.reading import definition
from schema.reading import FINISH, Finish
from server.compiled.shapes import Leaf, Shape, leaf_of

# PostgreSQL cuts longer names.
NAME_BYTES_MOST: Final = 63
# More than any page asks for; what is longer than this would be planned longer than it is read.
FIELDS_MOST: Final = 1_000


class Uncompiled(Exception):
    """Why a document runs on the reference executor."""


@dataclass(frozen=True)
class Finisher:
    """What makes the value of a field from what the statement gives, and how the value is told."""

    # None for the cursor of a list in pages, which is sealed for the list of its root.
    function: Finish | None
    shape: Shape
    root: int


@dataclass(frozen=True)
class RootField:
    key: str
    field: GraphQLField
    node: FieldNode
    # The model that is chosen from.
    model: str
    below: tuple[Chosen, ...]

    @cached_property
    def said(self) -> StrawberryField:
        return definition(self.field)


Nodes = dict[str, list[FieldNode]]


class Outline:
    """The selection of one operation under one choice of its `@include` and `@skip`."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = fragments
        self._fields = 0
        self._at = 0
        self.finishers: list[Finisher] = []

    def roots(self, operation: OperationDefinitionNode) -> list[RootField]:
        """The root fields of a query."""
        kind = self._schema.get_root_type(operation.operation)
        if kind is None:
            raise Uncompiled("there is no such root")
        found: list[RootField] = []
        for key, nodes in self._collected(kind, [operation.selection_set]).items():
            found.append(self._root(kind, key, nodes))
            self._at += 1
        if not found:
            raise Uncompiled("it asks for nothing")
        return found

    def _root(self, root: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> RootField:
        name = nodes[0].name.value
        if name.startswith("__"):
            raise Uncompiled("it asks about the schema")
        field = root.fields[name]
        kind = get_named_type(field.type)
        if not isinstance(kind, GraphQLObjectType) or kind.name not in MODELS:
            raise Uncompiled(f"{root.name}.{name} has no read model")
        return RootField(_named(key), field, nodes[0], kind.name, self.below(kind, nodes))

    def below(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode]) -> tuple[Chosen, ...]:
        """What is chosen of a type that has a read model."""
        sets = [node.selection_set for node in nodes if node.selection_set]
        found = self._collected(kind, sets)
        return tuple(self._chosen(kind, key, same) for key, same in found.items())

    def _chosen(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Chosen:
        name = nodes[0].name.value
        if name == TYPENAME:
            return Chosen(_named(key), TYPENAME)
        field = kind.fields[name]
        said, model = definition(field), MODELS[kind.name]
        inner = get_named_type(field.type)
        if said.python_name in model.edges and isinstance(inner, GraphQLObjectType):
            return Chosen(_named(key), said.python_name, self.below(inner, nodes))
        known = model.fields.get(said.python_name)
        if said.python_name == model.cursor or (known is not None and known.finished):
            shape = self._shape(field.type, nodes)
            self.finishers.append(Finisher(said.metadata.get(FINISH), shape, self._at))
            return Chosen(_named(key), said.python_name, slot=len(self.finishers) - 1)
        if known is None or not is_leaf_type(inner):
            raise Uncompiled(f"{kind.name}.{name} is computed in Python")
        return Chosen(_named(key), said.python_name)

    def _shape(self, kind: Any, nodes: Sequence[FieldNode]) -> Shape:
        """How a value that Python made is told."""
        inner = get_named_type(kind)
        if is_leaf_type(inner):
            return leaf_of(inner)
        if not isinstance(inner, GraphQLObjectType):
            raise Uncompiled(f"{inner} is no object")
        sets = [node.selection_set for node in nodes if node.selection_set]
        return Shape(
            tuple(self._told(inner, key, same) for key, same in self._collected(inner, sets).items())
        )

    def _told(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> tuple[str, str, Shape]:
        name = nodes[0].name.value
        if name == TYPENAME:
            return key, "", Leaf(write=lambda _: kind.name)
        field = kind.fields[name]
        if not definition(field).is_basic_field or kind.name in MODELS:
            raise Uncompiled(f"{kind.name}.{name} is computed in Python")
        return key, definition(field).python_name, self._shape(field.type, nodes)

    def _collected(self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Nodes:
        """Fields by response key, in the order first asked for; fragments opened, repeats together."""
        found: Nodes = {}
        seen: set[str] = set()
        for selection_set in sets:
            for node in self._opened(kind, selection_set, seen):
                self._fields += 1
                if self._fields > FIELDS_MOST:
                    raise Uncompiled("it asks for too much at once")
                key = node.alias.value if node.alias else node.name.value
                found.setdefault(key, []).append(node)
        return found

    def _opened(
        self, kind: GraphQLObjectType, selection_set: SelectionSetNode, seen: set[str]
    ) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or node.type_condition.name.value == kind.name:
                    yield from self._opened(kind, node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self._fragments[node.name.value]
                if fragment.type_condition.name.value == kind.name:
                    yield from self._opened(kind, fragment.selection_set, seen)

    def _included(self, node: Any) -> bool:
        for directive, wanted in ((GraphQLSkipDirective, False), (GraphQLIncludeDirective, True)):
            given = get_directive_values(directive, node, self._variables)
            if given is not None and given["if"] is not wanted:
                return False
        return True


def _named(key: str) -> str:
    if len(key) > NAME_BYTES_MOST:
        raise Uncompiled(f"a response key is longer than {NAME_BYTES_MOST} bytes")
    return key
