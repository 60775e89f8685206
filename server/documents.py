"""Documents: parsed, measured and validated once, then kept, bounded by number and size."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    validate,
)

from domain.errors import Invalid

DEPTH_MOST: Final = 8
TOKENS_MOST: Final = 5_000
ROOT_FIELDS_MOST: Final = 20
CACHE_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """A document that may be executed, or the errors why it may not."""

    node: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation to run; None when the name fits none, or none is named and there are several."""
        if self.node is None:
            return None
        found = [node for node in self.node.definitions if isinstance(node, OperationDefinitionNode)]
        if name is not None:
            found = [node for node in found if node.name is not None and node.name.value == name]
        return found[0] if len(found) == 1 else None


class Documents:
    """A cache of documents by their text, least recently used out first."""

    def __init__(self, schema: GraphQLSchema, *, suggestions: bool, most_bytes: int = CACHE_BYTES) -> None:
        self._schema = schema
        self._hide = not suggestions
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def of(self, text: str) -> Document:
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        made = self._made(text)
        # Strangers' faulty documents are not worth room.
        if not made.errors:
            self._keep(text, made)
        return made

    def _made(self, text: str) -> Document:
        try:
            node = parse(text, no_location=False, max_tokens=TOKENS_MOST)
            _measure(node)
        except GraphQLError as error:
            return Document(None, (error,))
        except RecursionError:
            return Document(None, (_too_deep(),))
        errors = validate(self._schema, node, max_errors=20, hide_suggestions=self._hide)
        return Document(None, tuple(errors)) if errors else Document(node)

    def _keep(self, text: str, made: Document) -> None:
        self._kept[text] = made
        self._bytes += _size(text)
        while self._bytes > self._most:
            dropped, _ = self._kept.popitem(last=False)
            self._bytes -= _size(dropped)


def _size(text: str) -> int:
    # Measured: a parsed document takes about thirty times its text.
    return 30 * len(text)


def _measure(node: DocumentNode) -> None:
    """Refuse what is too deep or too wide, looking at every fragment once."""
    fragments = {d.name.value: d for d in node.definitions if isinstance(d, FragmentDefinitionNode)}
    depths: dict[str, int] = {}
    for definition in node.definitions:
        if isinstance(definition, OperationDefinitionNode):
            if _is_introspection(definition):
                continue
            if len(definition.selection_set.selections) > ROOT_FIELDS_MOST:
                raise _limit(f"At most {ROOT_FIELDS_MOST} root fields in one operation.")
            if _depth(definition.selection_set, fragments, depths) > DEPTH_MOST:
                raise _too_deep()


def _depth(
    selections: SelectionSetNode | None,
    fragments: dict[str, FragmentDefinitionNode],
    depths: dict[str, int],
) -> int:
    deepest = 0
    for selection in selections.selections if selections else ():
        if isinstance(selection, FieldNode):
            deepest = max(deepest, 1 + _depth(selection.selection_set, fragments, depths))
        elif isinstance(selection, InlineFragmentNode):
            deepest = max(deepest, _depth(selection.selection_set, fragments, depths))
        elif isinstance(selection, FragmentSpreadNode):
            deepest = max(deepest, _fragment_depth(selection.name.value, fragments, depths))
    return deepest


def _fragment_depth(name: str, fragments: dict[str, FragmentDefinitionNode], depths: dict[str, int]) -> int:
    if name not in depths:
        # A fragment that spreads itself is refused by validation; here it only must not loop.
        depths[name] = 0
        if name in fragments:
            depths[name] = _depth(fragments[name].selection_set, fragments, depths)
    return depths[name]


def _is_introspection(operation: OperationDefinitionNode) -> bool:
    """Introspection nests deeper than any question about data, and its answer is bounded by the schema."""
    return operation.operation is OperationType.QUERY and all(
        isinstance(node, FieldNode) and node.name.value in {"__schema", "__type", "__typename"}
        for node in operation.selection_set.selections
    )


def _too_deep() -> GraphQLError:
    return _limit(f"At most {DEPTH_MOST} levels deep.")


def _limit(hint: str) -> GraphQLError:
    refusal = Invalid("QUERY_LIMIT_EXCEEDED", "The query is too deep or too costly.", hint=hint)
    return GraphQLError(str(refusal), original_error=refusal)
