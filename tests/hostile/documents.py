"""A document for every root field that is served, derived from the schema itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from schema.served import ROOTS, error_codes, operations
from server.schema import served_schema

# What any operation may answer; operations.csv does not repeat them.
GENERAL: Final = frozenset(
    {
        "AUTH_EXPIRED",
        "CONFLICT",
        "FORBIDDEN",
        "INPUT_TOO_LARGE",
        "NOT_FOUND",
        "QUERY_LIMIT_EXCEEDED",
        "RATE_LIMITED",
        "UNAUTHENTICATED",
        "UNAVAILABLE",
        "VALIDATION_FAILED",
    }
)
_LEVELS: Final = 2


@dataclass(frozen=True)
class Door:
    """One root field: how to knock, and what it may answer."""

    kind: str
    name: str
    field: GraphQLField
    document: str

    @property
    def who(self) -> str:
        return operations()[(self.kind, self.name)]["who"]

    @property
    def codes(self) -> frozenset[str]:
        listed = operations()[(self.kind, self.name)]["error_codes"].split(";")
        return GENERAL | (set(listed) & set(error_codes()))


@cache
def doors() -> dict[str, Door]:
    """Every root field served, by name."""
    return {door.name: door for door in _doors()}


def _doors() -> Iterator[Door]:
    for root, kind in ROOTS.items():
        served = served_schema().type_map[root]
        assert isinstance(served, GraphQLObjectType)
        for name, field in sorted(served.fields.items()):
            yield Door(kind, name, field, _document(kind, name, field))


def _document(kind: str, name: str, field: GraphQLField) -> str:
    declared = ", ".join(f"${argument}: {given.type}" for argument, given in field.args.items())
    passed = ", ".join(f"{argument}: ${argument}" for argument in field.args)
    head = f"{kind} ({declared})" if declared else kind
    call = f"{name}({passed})" if passed else name
    return f"{head} {{ {call} {_selection(get_named_type(field.type), _LEVELS)} }}"


def _selection(of: GraphQLNamedType, levels: int) -> str:
    """Everything that takes no argument, down to a depth that stays affordable."""
    if isinstance(of, GraphQLUnionType):
        return "{ __typename }"
    if not isinstance(of, GraphQLObjectType):
        return ""
    parts = [part for name, field in of.fields.items() if (part := _part(name, field, levels))]
    return f"{{ {' '.join(parts or ['__typename'])} }}"


def _part(name: str, field: Any, levels: int) -> str:
    if any(is_required_argument(argument) for argument in field.args.values()):
        return ""
    of = get_named_type(field.type)
    if is_leaf_type(of):
        return name
    return f"{name} {_selection(of, levels - 1)}" if levels else ""
