"""Limits on documents: deep, wide, aliased, looping or dear ones are refused before they cost anything."""

import asyncio

import pytest
from graphql import OperationDefinitionNode, parse

from server.cost.limits import (
    FIELDS_MOST,
    FRAGMENTS_MOST,
    OBJECT_MOST,
    OPERATIONS_MOST,
    VARIABLES_MOST,
)
from server.cost.measure import Measure
from server.cost.shape import shape_of
from server.documents import PASSING_MOST, SHORT_TEXT_MOST
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


def chained(links: int) -> str:
    chain = " ".join(f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(links))
    return f"{{ ...f0 }} {chain} fragment f{links} on Query {{ me {{ userId }} }}"


@pytest.mark.parametrize("links", [10, 100, 400])
def test_measuring_looks_at_every_selection_once(links: int) -> None:
    document = parse(chained(links))
    (operation,) = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    measure = Measure(served_schema(), document, {})
    measure.operation(operation)
    # The root's spread, two in every link, and the two fields at the end.
    assert measure.visits == 1 + 2 * links + 2


def test_operations_of_one_document_share_what_was_measured() -> None:
    document = parse(
        " ".join(f"query q{i} {{ ...f }}" for i in range(50)) + " fragment f on Query { me { userId } }"
    )
    measure = Measure(served_schema(), document, {})
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            measure.operation(node)
    assert measure.visits == 50 + 2


def test_the_shape_of_a_document_is_counted_in_one_walk_over_its_nodes() -> None:
    small, twice = (shape_of(parse("{ " + "me { userId } " * n + "}")) for n in (100, 200))
    # Beside the document, its operation and selection set: two fields with their names, and one more set.
    assert (small.nodes, twice.nodes) == (3 + 100 * 5, 3 + 200 * 5)
    assert (small.fields, small.root_fields) == (200, 100)


@pytest.mark.parametrize(
    ("limit", "document"),
    [
        (OPERATIONS_MOST, " ".join(f"query q{i} {{ me {{ userId }} }}" for i in range(100))),
        (
            FRAGMENTS_MOST,
            "{ me { userId } } " + " ".join(f"fragment f{i} on Query {{ me }}" for i in range(300)),
        ),
        (FIELDS_MOST, "{ me { userId } } fragment never on Account { " + "userId " * 2_000 + "}"),
        (OBJECT_MOST, "{ search(input: {" + " ".join(f"a{i}: 1" for i in range(500)) + "}) { total } }"),
        (
            VARIABLES_MOST,
            " ".join(f"query q{i}({'$a: Int ' * 30}) {{ me {{ userId }} }}" for i in range(9)),
        ),
    ],
)
async def test_a_document_that_would_be_dear_to_check_is_refused_before(
    api: World, limit: int, document: str
) -> None:
    refused = await api.run(document)
    assert (refused.code, refused.extensions["limit"]) == ("QUERY_LIMIT_EXCEEDED", limit)


async def test_no_document_may_push_the_others_out_of_the_cache(api: World) -> None:
    documents = api.process.engine.documents
    await api.run("{ me { userId } }")
    kept = (documents.kept_count, documents.kept_bytes)
    assert kept[0] >= 1
    assert (await api.run("{ me { userId } }" + " " * 200_000)).data == {"me": None}
    await api.run("{ nothing }")
    assert (documents.kept_count, documents.kept_bytes) == kept


async def test_a_long_list_in_the_variables_is_too_much(api: World) -> None:
    document = "query ($input: SearchInput!) { search(input: $input) { total } }"
    variables = {"input": {"city": "houston", "model": {"genres": ["x"] * 201}}}
    assert (await api.run(document, variables)).code in {"QUERY_LIMIT_EXCEEDED", "VALIDATION_FAILED"}


async def test_too_many_tokens_and_endless_fragments_are_refused(api: World) -> None:
    for document in ("{ " + "a " * 6000 + "}", "query { ...a } fragment a on Query { ...a }"):
        assert (await api.run(document)).code == "VALIDATION_FAILED"


async def test_a_long_document_is_worked_out_beside_the_loop_and_short_ones_need_not_wait(api: World) -> None:
    documents = api.process.engine.documents
    long = "{ " + "me { userId } " * 19 + "}" + " " * SHORT_TEXT_MOST
    working = asyncio.create_task(documents.ready(long, hide_suggestions=True, is_strangers=True))
    while not working.done():
        assert documents.of("{ me { userId } }", hide_suggestions=True, is_strangers=True).errors == ()
        await asyncio.sleep(0)
    kept = documents.kept_count
    assert documents.of(long, hide_suggestions=True, is_strangers=True).errors == ()
    assert documents.kept_count == kept


async def test_faulty_documents_pass_through_and_leave_nothing(api: World) -> None:
    documents = api.process.engine.documents
    before = documents.kept_count, documents.kept_bytes
    for number in range(50):
        text = f"{{ nothing{number} }}" + " " * SHORT_TEXT_MOST
        assert (await documents.ready(text, hide_suggestions=True, is_strangers=True)).errors
    assert (documents.kept_count, documents.kept_bytes) == before
    assert len(documents._passing) == PASSING_MOST
