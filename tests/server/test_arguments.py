"""Arguments that are taken as they come are those that the library would have made, or they are the library's."""

from functools import cache
from typing import Any, cast

import pytest
from graphql import OperationDefinitionNode
from hypothesis import given
from hypothesis import strategies as st
from strawberry import Schema as StrawberrySchema

from server.compiled.arguments import Given, Making, Recipes, declared
from server.compiled.outline import Outline, RootField
from server.compiled.plans import Plans
from server.compiled.shelf import Shelf
from server.documents import Documents
from server.schema import served_schema

DOCUMENTS = [
    "query ($a: String, $b: Int) { inbox(folder: $a, limit: $b) { cursor } }",
    'query ($a: String = "unread", $b: Int! = 7) { inbox(folder: $a, limit: $b) { cursor } }',
    "query ($a: ID!, $b: Int) { thread(threadId: $a) { kind } messages(threadId: $a, limit: $b) { cursor } }",
    "query ($a: ID!, $b: Boolean!) { booking(lbgId: $a) { status @include(if: $b) } }",
    "query ($a: InboxFilterInput, $b: String) { inbox(filter: $a, cursor: $b) { cursor } }",
    "query ($a: SearchInput!, $b: Int) { search(input: $a) { total } inbox(limit: $b) { cursor } }",
    "query ($a: AWSDateTime, $b: String) { myBookings(from: $a, status: $b) { cursor } }",
    "query ($a: ID!, $b: Boolean!) { cities(activeOnly: $b) { code } booking(lbgId: $a) { city @skip(if: $b) } }",
    "query ($a: String) { inbox(filter: {city: $a}, limit: 3) { cursor } }",
]
# Right for something, wrong for most.
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**33), 2**33),
    st.floats(allow_nan=False),
    st.sampled_from(["", "all", "é", "2026-01-01T00:00:00.000Z", "7"]),
    st.lists(st.sampled_from(["a", 1]), max_size=2),
    st.sampled_from(
        [
            {},
            {"city": "houston"},
            {"surface": "PEOPLE", "city": "houston", "verifiedOnly": True},
            {"surface": "PEOPLE", "city": "houston", "pageSize": 2, "dateRange": {"from": "2026-01-01", "to": "2026-01-02"}},
            {"unknown": 1},
        ]
    ),
)  # fmt: skip
VARIABLES = st.dictionaries(st.sampled_from("ab"), VALUES)


@cache
def asked(text: str) -> tuple[OperationDefinitionNode, tuple[RootField, ...], Recipes | None, Making]:
    schema = served_schema()
    document = Documents(schema).of(text, hide_suggestions=False, is_strangers=False)
    operation = document.operation(None)
    assert operation is not None, document.errors
    assert document.node is not None
    making = Making(cast("StrawberrySchema", schema._strawberry_schema))  # type: ignore[attr-defined]
    shown = Given(schema, operation, {name: _any(one.exact) for name, one in declared(operation).items()})
    plans = Plans.of(document.node, operation, Shelf())
    assert shown.coerced is not None or "Input" in text
    roots = tuple(Outline(schema, plans.fragments, cast("Any", shown.coerced)).roots(operation))
    return operation, roots, making.recipes(operation, roots), making


def _any(exact: type | None) -> Any:
    shown: dict[type | None, Any] = {str: "x", int: 1, bool: True}
    return shown.get(exact)


@pytest.mark.parametrize("text", DOCUMENTS)
@given(variables=VARIABLES)
def test_whatever_is_given_the_arguments_are_the_librarys(text: str, variables: dict[str, Any]) -> None:
    operation, roots, recipes, making = asked(text)
    theirs = made(making, roots, None, operation, variables)
    # Once to be learnt, once as it was learnt.
    assert made(making, roots, recipes, operation, variables) == theirs
    assert made(making, roots, recipes, operation, variables) == theirs


def made(
    making: Making,
    roots: tuple[RootField, ...],
    recipes: Recipes | None,
    operation: OperationDefinitionNode,
    variables: dict[str, Any],
) -> Any:
    return making.arguments(roots, recipes, Given(served_schema(), operation, variables))


def test_what_needs_no_coercion_does_not_reach_the_library() -> None:
    recipes = asked(DOCUMENTS[2])[2]
    assert recipes is not None
    assert recipes.made({"a": "thr_1", "b": 5}, Shelf()) == [
        {"thread_id": "thr_1"},
        {"thread_id": "thr_1", "limit": 5},
    ]
    assert recipes.made({"a": "thr_1", "b": 5.0}, Shelf()) is None


def test_a_variable_inside_a_written_value_is_the_librarys() -> None:
    assert asked(DOCUMENTS[-1])[2] is None
