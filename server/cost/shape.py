"""What a document is made of, counted in one walk over it, whatever it asks for."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
    VariableNode,
)

PAGE_ARGUMENTS: Final = frozenset({"limit", "pageSize"})
# A node works its keys out anew whenever it is asked; there are few kinds of nodes.
_KEYS: Final[dict[type[Node], tuple[str, ...]]] = {}


@dataclass(frozen=True)
class Shape:
    """Counts over the whole document, fragments that nobody spreads included."""

    nodes: int
    operations: int
    fragments: int
    fields: int
    directives: int
    variables: int
    root_fields: int
    longest_list: int
    longest_object: int
    # Names of the variables that stand for page sizes: all that a measure of this document depends on.
    pages: frozenset[str]


def shape_of(document: DocumentNode) -> Shape:
    seen: Counter[type[Node]] = Counter()
    most: Counter[str] = Counter()
    pages = set()
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        seen[kind] += 1
        if kind is OperationDefinitionNode:
            most["root"] = max(most["root"], len(node.selection_set.selections))
        elif kind is ListValueNode:
            most["list"] = max(most["list"], len(node.values))
        elif kind is ObjectValueNode:
            most["object"] = max(most["object"], len(node.fields))
        elif kind is ArgumentNode and node.name.value in PAGE_ARGUMENTS and type(node.value) is VariableNode:
            pages.add(node.value.name.value)
        _add_children(waiting, node)
    return Shape(
        nodes=seen.total(),
        operations=seen[OperationDefinitionNode],
        fragments=seen[FragmentDefinitionNode],
        fields=seen[FieldNode],
        directives=seen[DirectiveNode],
        variables=seen[VariableDefinitionNode],
        root_fields=most["root"],
        longest_list=most["list"],
        longest_object=most["object"],
        pages=frozenset(pages),
    )


def _add_children(waiting: list[Any], node: Any) -> None:
    kind = type(node)
    keys = _KEYS.get(kind)
    if keys is None:
        keys = _KEYS[kind] = tuple(node.keys)
    for key in keys:
        child = getattr(node, key)
        if type(child) is tuple or type(child) is list:
            waiting += child
        elif isinstance(child, Node):
            waiting.append(child)
