"""The limits of one operation (spec 27 C, and the chosen rest), checked before it is validated."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLError

from domain.errors import Invalid
from server.cost.measure import Size
from server.cost.shape import Shape

DEPTH_MOST: Final = 8
# Tools ask for types nine wrappers deep.
INTROSPECTION_DEPTH_MOST: Final = 20
COST_MOST: Final = 2_000
ALIASES_MOST: Final = 100
FIELDS_MOST: Final = 1_000
ROOT_FIELDS_MOST: Final = 20
DIRECTIVES_MOST: Final = 100
VARIABLES_MOST: Final = 100
TOKENS_MOST: Final = 2_500
LIST_MOST: Final = 200
OBJECT_MOST: Final = 100
OPERATIONS_MOST: Final = 20
FRAGMENTS_MOST: Final = 100


def check_shape(shape: Shape) -> None:
    """Limits on the text of a document, which bound the work of measuring and validating it.

    Raises QUERY_LIMIT_EXCEEDED inside a GraphQLError.
    """
    _at_most("operations in a document", shape.operations, OPERATIONS_MOST)
    _at_most("fragments", shape.fragments, FRAGMENTS_MOST)
    _at_most("fields", shape.fields, FIELDS_MOST)
    _at_most("root fields", shape.root_fields, ROOT_FIELDS_MOST)
    _at_most("variables", shape.variables, VARIABLES_MOST)
    _at_most("directives", shape.directives, DIRECTIVES_MOST)
    _at_most("entries in a list", shape.longest_list, LIST_MOST)
    _at_most("entries in an object", shape.longest_object, OBJECT_MOST)


def check_size(size: Size, *, is_deep: bool = False) -> None:
    """Limits on what was measured; `is_deep` for introspection, which needs more levels.

    Raises QUERY_LIMIT_EXCEEDED inside a GraphQLError.
    """
    _at_most("levels", size.depth, INTROSPECTION_DEPTH_MOST if is_deep else DEPTH_MOST)
    _at_most("aliases", size.aliases, ALIASES_MOST)
    _at_most("fields", size.fields, FIELDS_MOST)
    _at_most("cost points", size.cost, COST_MOST)


def check_variables(variables: Mapping[str, Any]) -> None:
    """No list in the variables may be longer than one in a document."""
    waiting: list[Any] = [*variables.values()]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            _at_most("entries in a list", len(part), LIST_MOST)
            waiting += part
        elif isinstance(part, dict):
            waiting += part.values()


def _at_most(what: str, found: int, most: int) -> None:
    if found > most:
        refusal = Invalid(
            "QUERY_LIMIT_EXCEEDED",
            "The query is too deep or too costly.",
            hint=f"At most {most} {what}; this has {found if found < 10**9 else 'far too many'}.",
            facts={"limit": most, "found": min(found, 10**9)},
        )
        raise GraphQLError(str(refusal), original_error=refusal)
