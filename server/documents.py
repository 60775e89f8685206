"""Documents: parsed, measured and validated once, then kept, bounded by number and size."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeVar

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    TokenKind,
    parse,
    validate,
)
from graphql.validation import validation_context
from graphql.validation.rules import overlapping_fields_can_be_merged

from domain.errors import DomainError
from server.cost.limits import TOKENS_MOST, check_shape, check_size
from server.cost.measure import Measure, Size
from server.cost.shape import Shape, shape_of

T = TypeVar("T")
CACHE_BYTES: Final = 4 * 1024 * 1024
STRANGERS_SHARE: Final = 4
SIZES_KEPT: Final = 32
# Longer ones are worked out anew each time: one of them could push out everybody else's.
KEPT_TEXT_MOST: Final = 16 * 1024
PASSING_MOST: Final = 4
# Shorter ones are worked out in about a millisecond.
SHORT_TEXT_MOST: Final = 1024
ERRORS_MOST: Final = 10
# What validation may spend on comparing fields of one name with each other, and on spreads of shared
# fragments; the library's own bounds let a document take a second.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 10_000
validation_context.MAX_FRAGMENT_WORK = 5_000
_SCHEMA_FIELDS: Final = frozenset({"__schema", "__type"})
_INTROSPECTION: Final = _SCHEMA_FIELDS | {"__typename"}


@dataclass(frozen=True)
class Document:
    """A document that may be executed, or the errors why it may not."""

    schema: GraphQLSchema
    node: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()
    reads_schema: bool = False
    _pages: frozenset[str] = frozenset()
    _sizes: dict[Any, Size] = field(default_factory=dict, compare=False)
    _plans: dict[Any, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def _only(self) -> OperationDefinitionNode | None:
        return self._called(None)

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation to run; None when the name fits none, or none is named and there are several."""
        return self._only if name is None else self._called(name)

    def _called(self, name: str | None) -> OperationDefinitionNode | None:
        if self.node is None:
            return None
        found = [node for node in self.node.definitions if isinstance(node, OperationDefinitionNode)]
        if name is not None:
            found = [node for node in found if node.name is not None and node.name.value == name]
        return found[0] if len(found) == 1 else None

    def plans(self, operation: OperationDefinitionNode, make: Callable[[DocumentNode], T]) -> T:
        """What the compiled executor has worked out of an operation; forgotten with the document."""
        key = operation.loc and operation.loc.start
        if key not in self._plans and self.node is not None:
            self._plans[key] = make(self.node)
        found: T = self._plans[key]
        return found

    def size(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Size:
        """What this operation costs with these variables, which is within the limits; only page sizes matter.

        Raises QUERY_LIMIT_EXCEEDED inside a GraphQLError.
        """
        asked = tuple(sorted((name, str(variables.get(name))) for name in self._pages)) if self._pages else ()
        key = (operation.loc and operation.loc.start, asked)
        if key not in self._sizes and self.node is not None:
            if len(self._sizes) >= SIZES_KEPT:
                self._sizes.clear()
            size = Measure(self.schema, self.node, variables).operation(operation)
            check_size(size, is_deep=reads_schema_only(operation))
            self._sizes[key] = size
        return self._sizes[key]


class Shelf:
    """Documents by their text, bounded by what they weigh, least recently used out first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self.bytes = 0
        self.kept: OrderedDict[str, Document] = OrderedDict()

    def get(self, text: str) -> Document | None:
        found = self.kept.get(text)
        if found is not None:
            self.kept.move_to_end(text)
        return found

    def put(self, text: str, document: Document) -> None:
        # Two requests may have worked out the same document at once.
        if text not in self.kept:
            self.bytes += _size(text)
        self.kept[text] = document
        while self.bytes > self._most:
            dropped, _ = self.kept.popitem(last=False)
            self.bytes -= _size(dropped)


class Documents:
    """A cache of documents on two shelves: what strangers send can push out only what strangers sent."""

    def __init__(self, schema: GraphQLSchema, *, most_bytes: int = CACHE_BYTES) -> None:
        self._schema = schema
        self._known = Shelf(most_bytes - most_bytes // STRANGERS_SHARE)
        self._strangers = Shelf(most_bytes // STRANGERS_SHARE)
        # Not worth room for long, such as faulty documents; but a request asks for its own more than once.
        self._passing: OrderedDict[tuple[str, bool], Document] = OrderedDict()
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="documents")

    async def ready(self, text: str, *, hide_suggestions: bool, is_strangers: bool) -> Document:
        """The same as `of`; a long document that is not known yet is worked out beside the loop, one after
        the other: small ones do not wait for it.
        """
        found = self._found(text, hide_suggestions, is_strangers)
        if found is None and len(text) > SHORT_TEXT_MOST:
            loop = asyncio.get_running_loop()
            found = await loop.run_in_executor(self._aside, self._made, text, hide_suggestions)
            self._remember(text, found, hide_suggestions, is_strangers)
        return found or self.of(text, hide_suggestions=hide_suggestions, is_strangers=is_strangers)

    def of(self, text: str, *, hide_suggestions: bool, is_strangers: bool) -> Document:
        """The document of a text; `is_strangers` when nobody whom we know stands behind it."""
        found = self._found(text, hide_suggestions, is_strangers)
        if found is None:
            found = self._made(text, hide_suggestions)
            self._remember(text, found, hide_suggestions, is_strangers)
        return found

    def _found(self, text: str, hide_suggestions: bool, is_strangers: bool) -> Document | None:
        kept = self._known.get(text)
        if kept is None and is_strangers:
            kept = self._strangers.get(text)
        return kept or self._passing.get((text, hide_suggestions))

    def _remember(self, text: str, made: Document, hide_suggestions: bool, is_strangers: bool) -> None:
        if not made.errors and len(text) <= KEPT_TEXT_MOST:
            (self._strangers if is_strangers else self._known).put(text, made)
            return
        self._passing[text, hide_suggestions] = made
        while len(self._passing) > PASSING_MOST:
            self._passing.popitem(last=False)

    @property
    def kept_count(self) -> int:
        return len(self._known.kept) + len(self._strangers.kept)

    @property
    def kept_bytes(self) -> int:
        return self._known.bytes + self._strangers.bytes

    def refusing(self, refusal: DomainError) -> Document:
        """What stands for a document that is good, but not for this caller."""
        return Document(self._schema, None, (GraphQLError(str(refusal), original_error=refusal),))

    def _made(self, text: str, hide_suggestions: bool) -> Document:
        try:
            node = parse(text, max_tokens=TOKENS_MOST)
            shape = self._check(node)
        except GraphQLError as error:
            return Document(self._schema, None, (error,))
        except RecursionError:
            return Document(self._schema, None, (GraphQLError("The document nests too deeply to be read."),))
        errors = validate(self._schema, node, max_errors=ERRORS_MOST, hide_suggestions=hide_suggestions)
        if errors:
            return Document(self._schema, None, tuple(_without_hints(errors) if hide_suggestions else errors))
        return Document(self._schema, node, reads_schema=_reads_schema(node), _pages=shape.pages)

    def _check(self, node: DocumentNode) -> Shape:
        """Limits before validation, whose work they bound. Page sizes in variables count as 1 here."""
        shape = shape_of(node)
        check_shape(shape)
        # One measure for all operations: a fragment is looked at once, however many spread it.
        measure = Measure(self._schema, node, _SMALLEST)
        for definition in node.definitions:
            if isinstance(definition, OperationDefinitionNode):
                check_size(measure.operation(definition), is_deep=reads_schema_only(definition))
        return shape


class _Smallest(dict[str, int]):
    """Every page size variable at 1: what even the smallest answer of a document would cost."""

    def get(self, _key: str, _default: Any = None) -> Any:
        return 1


_SMALLEST: Final = _Smallest()


def _size(text: str) -> int:
    # Measured: a parsed document takes about thirty times its text.
    return 30 * len(text)


def reads_schema_only(operation: OperationDefinitionNode) -> bool:
    """Introspection nests deeper than questions about data; a rule of validation keeps it from blowing up."""
    return operation.operation is OperationType.QUERY and all(
        isinstance(node, FieldNode) and node.name.value in _INTROSPECTION
        for node in operation.selection_set.selections
    )


def _reads_schema(node: DocumentNode) -> bool:
    """Whether introspection is named anywhere, in fragments too; strings and comments are not names."""
    token = node.loc.start_token if node.loc else None
    while token is not None:
        if token.kind is TokenKind.NAME and token.value in _SCHEMA_FIELDS:
            return True
        token = token.next
    return False


def _without_hints(errors: list[GraphQLError]) -> list[GraphQLError]:
    """The library leaves out what it guesses at, but for one rule that says how a selection is written."""
    return [
        GraphQLError(error.message.partition(" Did you mean ")[0], error.nodes, error.source, error.positions)
        for error in errors
    ]
