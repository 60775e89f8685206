"""Limits on documents: deep, wide, aliased, looping or dear ones are refused before they cost anything."""

import pytest
from graphql import OperationDefinitionNode, parse

from server.cost.measure import Measure
from server.schema import served_schema
from tests.world import World

INBOX = "inbox(limit: %s) { items { id participants { user { handle } } lastMessage { author { handle } } } }"


def cost(text: str, **variables: object) -> int:
    document = parse(text)
    (operation,) = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return Measure(served_schema(), document, variables).operation(operation).cost


def test_a_page_costs_what_its_items_do_times_its_size() -> None:
    one, ten = cost("{ " + INBOX % 1 + " }"), cost("{ " + INBOX % 10 + " }")
    # 1 for the page; for each thread itself, two participants with a user each, a message and its author.
    assert (one, ten) == (1 + 7, 1 + 7 * 10)


def test_a_page_size_in_a_variable_counts_as_given_or_by_default() -> None:
    text = "query ($n: Int) { " + INBOX % "$n" + " }"
    assert cost(text, n=3) == 1 + 7 * 3
    assert cost(text) == 1 + 7 * 25
    assert cost(text, n=10**6) == 1 + 7 * 100


def test_spreading_a_fragment_twice_counts_twice_and_is_measured_once() -> None:
    links = [f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(100)]
    text = "{ ...f0 } " + " ".join(links) + " fragment f100 on Query { me { user { handle } } }"
    assert cost(text) == 10**9


@pytest.mark.parametrize(
    "document",
    [
        "{ " + " ".join(f"a{i}: me {{ userId }}" for i in range(21)) + " }",
        "{ me { " + " ".join(f"a{i}: userId" for i in range(101)) + " } }",
        "{ me { userId " + "@include(if: true) " * 101 + "} }",
        "query (" + " ".join(f"$v{i}: Int" for i in range(101)) + ") { me { userId } }",
        '{ search(input: {city: "houston", model: {genres: [' + '"x" ' * 201 + "]}}) { total } }",
        "{ ...a } "
        + " ".join(
            f"fragment {a} on Query {{ ...{b} ...{b} }}"
            for a, b in ("ab", "bc", "cd", "de", "ef", "fg", "gh", "hi", "ij", "jk", "kl", "lm")
        )
        + " fragment m on Query { me { user { handle } } }",
        "{ me " + "{ user { serviceProfiles " * 4 + "{ userId }" + "} }" * 4 + " }",
    ],
)
async def test_what_is_too_much_is_refused_with_its_limit(api: World, document: str) -> None:
    refused = await api.run(document)
    assert refused.code == "QUERY_LIMIT_EXCEEDED"
    assert refused.extensions["found"] > refused.extensions["limit"]


async def test_a_long_list_in_the_variables_is_too_much(api: World) -> None:
    document = "query ($input: SearchInput!) { search(input: $input) { total } }"
    variables = {"input": {"city": "houston", "model": {"genres": ["x"] * 201}}}
    assert (await api.run(document, variables)).code in {"QUERY_LIMIT_EXCEEDED", "VALIDATION_FAILED"}


async def test_too_many_tokens_and_endless_fragments_are_refused(api: World) -> None:
    for document in ("{ " + "a " * 6000 + "}", "query { ...a } fragment a on Query { ...a }"):
        assert (await api.run(document)).code == "VALIDATION_FAILED"
