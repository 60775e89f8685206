"""Measures an operation on its parsed document: every selection and every fragment is looked at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
)
from graphql.pyutils import Undefined

from domain.pages import MOST as PAGE_MOST
from server.cost.shape import PAGE_ARGUMENTS
from server.cost.weights import LIST, MUTATION, OBJECT, SIZES, SUBSCRIPTION, WEIGHTS

# Costs grow by multiplication; past this nothing depends on the exact figure any more.
HIGHEST: Final = 10**9
# The list of a page, whatever the page is called; its size is the page size of the field above.
PAGE_LIST: Final = "items"


@dataclass(frozen=True)
class Size:
    """How deep and how dear a part of a document is; `each` is what every item of the page above costs."""

    depth: int = 0
    cost: int = 0
    each: int = 0
    aliases: int = 0
    fields: int = 0

    def beside(self, other: "Size") -> "Size":
        return Size(
            max(self.depth, other.depth),
            min(self.cost + other.cost, HIGHEST),
            min(self.each + other.each, HIGHEST),
            min(self.aliases + other.aliases, HIGHEST),
            min(self.fields + other.fields, HIGHEST),
        )


class Measure:
    """Measures the operations of one document for one set of variables."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        # None while a fragment is being measured: one that spreads itself counts as nothing here, and is
        # refused by validation.
        self._measured: dict[str, Size | None] = {}
        # Selections looked at: never more than there are in the document, for each operation measured.
        self.visits = 0

    def operation(self, node: OperationDefinitionNode) -> Size:
        root = self._schema.get_root_type(node.operation)
        return self._selections(node.selection_set, root)

    def _selections(self, node: SelectionSetNode | None, of: GraphQLNamedType | None) -> Size:
        size = Size()
        for selection in node.selections if node else ():
            self.visits += 1
            if isinstance(selection, FieldNode):
                size = size.beside(self._field(selection, of))
            elif isinstance(selection, InlineFragmentNode):
                narrowed = self._named(selection.type_condition, of)
                size = size.beside(self._selections(selection.selection_set, narrowed))
            elif isinstance(selection, FragmentSpreadNode):
                size = size.beside(self._fragment(selection.name.value))
        return size

    def _field(self, node: FieldNode, of: GraphQLNamedType | None) -> Size:
        name = node.name.value
        field = of.fields.get(name) if isinstance(of, GraphQLObjectType | GraphQLInterfaceType) else None
        below = get_named_type(field.type) if field is not None else None
        inside = self._selections(node.selection_set, below)
        where = f"{of.name}.{name}" if of is not None else name
        own = WEIGHTS.get(where, self._weight(of, below))
        once = inside.cost + inside.each * self._page(node, field)
        is_list = field is not None and _is_list(field)
        paged = is_list and name == PAGE_LIST
        times = SIZES.get(where, LIST) if is_list and not paged else 1
        return Size(
            depth=inside.depth + 1,
            cost=0 if paged else min(own * times + once * times, HIGHEST),
            each=min(own + once, HIGHEST) if paged else 0,
            aliases=min(inside.aliases + (node.alias is not None), HIGHEST),
            fields=min(inside.fields + 1, HIGHEST),
        )

    def _fragment(self, name: str) -> Size:
        if name not in self._measured:
            self._measured[name] = None
            node = self._fragments.get(name)
            of = self._named(node.type_condition, None) if node is not None else None
            self._measured[name] = self._selections(node.selection_set if node else None, of)
        return self._measured[name] or Size()

    def _weight(self, of: GraphQLNamedType | None, below: GraphQLNamedType | None) -> int:
        if of is self._schema.mutation_type and of is not None:
            return MUTATION
        if of is self._schema.subscription_type and of is not None:
            return SUBSCRIPTION
        return 0 if below is None or is_leaf_type(below) else OBJECT

    def _page(self, node: FieldNode, field: GraphQLField | None) -> int:
        """The page size asked for on this field, which is how long the list below it may be."""
        if field is None:
            return LIST
        for name in PAGE_ARGUMENTS:
            if name in field.args:
                given = next((a.value for a in node.arguments or () if a.name.value == name), None)
                return self._number(given, field.args[name].default_value)
        return LIST

    def _number(self, given: Any, default: Any) -> int:
        value: Any = default
        if isinstance(given, IntValueNode):
            value = int(given.value[:9])
        elif isinstance(given, VariableNode):
            value = self._variables.get(given.name.value, default)
        if value is Undefined or not isinstance(value, int) or isinstance(value, bool):
            return PAGE_MOST
        return max(1, min(value, PAGE_MOST))

    def _named(self, condition: Any, otherwise: GraphQLNamedType | None) -> GraphQLNamedType | None:
        return self._schema.type_map.get(condition.name.value) if condition is not None else otherwise


def _is_list(field: GraphQLField) -> bool:
    kind: Any = field.type
    return is_list_type(getattr(kind, "of_type", None)) or is_list_type(kind)
