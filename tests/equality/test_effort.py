"""What a document can make the compiled executor do: never much more than it would have cost without it."""

import orjson
import pytest
from graphql import OperationDefinitionNode

from domain.ids import UserId
from domain.viewer import Viewer
from server.asked import Asked
from server.compiled.plans import CHOSEN_AT_ONCE, CHOSEN_FOR_EACH_SIGHT, CHOSEN_MOST
from server.compiled.shelf import MISSING, Shelf
from server.graphql import Engine
from server.metrics import EXECUTED
from tests.executors import both
from tests.hostile.pages import dear, growing, merged, nested, repeated, rooted, wide
from tests.world import World


class Caller:
    """Somebody signed in, and what the engine did for them."""

    def __init__(self, engine: Engine, viewer: Viewer) -> None:
        self.engine, self.viewer = engine, viewer

    async def ask(self, text: str) -> str:
        """`compiled`, `reference`, or the code of the refusal."""
        before = {name: EXECUTED.labels(executor=name)._value.get() for name in ("compiled", "reference")}
        answer = orjson.loads((await self.engine.run(Asked(text), self.viewer)).body)
        if "errors" in answer:
            return str(answer["errors"][0]["extensions"]["code"])
        return next(name for name in before if EXECUTED.labels(executor=name)._value.get() > before[name])

    def size(self, text: str) -> int:
        document, operation = self.engine.find(Asked(text), self.viewer)
        assert isinstance(operation, OperationDefinitionNode), document.errors
        compiled = self.engine.compiled
        given, plans = compiled.given(operation, {}), compiled.plans(document, operation)
        outlined = compiled.outlined(plans, operation, given)
        assert outlined is not None
        return outlined.size


@pytest.fixture
async def caller(api: World) -> Caller:
    return Caller(api.process.engine, Viewer(UserId((await api.sign_up()).user_id)))


async def test_a_short_document_is_compiled_when_it_is_first_seen(caller: Caller) -> None:
    for text in (wide(1), dear(10), repeated(100), merged(10), nested(6), rooted(1)):
        assert caller.size(text) <= CHOSEN_AT_ONCE
        assert await caller.ask(text) == "compiled"


@pytest.mark.parametrize("text", [wide(20), dear(60), wide(50), rooted(5)])
async def test_a_longer_one_is_compiled_once_the_reference_executor_has_spent_as_much(
    caller: Caller, text: str
) -> None:
    waits = -(-(caller.size(text) - CHOSEN_AT_ONCE) // CHOSEN_FOR_EACH_SIGHT)
    assert waits > 0
    assert [await caller.ask(text) for _ in range(waits)] == ["reference"] * waits
    assert [await caller.ask(text) for _ in range(2)] == ["compiled"] * 2


async def test_long_documents_that_come_once_each_have_no_plans_made(caller: Caller) -> None:
    before = len(caller.engine.compiled.shelf)
    for number in range(20):
        text = wide(20).replace("a0:", f"other{number}:")
        assert await caller.ask(text) == "reference"
    # Outlines only.
    assert len(caller.engine.compiled.shelf) == before + 20


async def test_what_no_page_needs_is_never_compiled_however_often_it_comes(caller: Caller) -> None:
    engine, text = caller.engine, wide(100)
    assert caller.size(text) > CHOSEN_MOST or caller.size(text) == 0
    assert (await both(engine, caller.viewer, text)).compiled is None


async def test_a_statement_that_nothing_would_keep_prepared_is_not_run(caller: Caller) -> None:
    text = dear(100)
    assert caller.size(text) <= CHOSEN_MOST
    assert (await both(caller.engine, caller.viewer, text)).compiled is None
    kept = len(caller.engine.compiled.shelf)
    assert (await both(caller.engine, caller.viewer, text)).compiled is None
    assert len(caller.engine.compiled.shelf) == kept


async def test_limits_come_before_any_plan(caller: Caller) -> None:
    before = len(caller.engine.compiled.shelf)
    over = (
        dear(101),
        rooted(21),
        "{ inbox(limit: 100) { items { " + "participants { user { handle } } " * 600 + "} } }",
    )
    for text in over:
        assert await caller.ask(text) in {"QUERY_LIMIT_EXCEEDED", "VALIDATION_FAILED"}
    assert len(caller.engine.compiled.shelf) == before


@pytest.mark.parametrize(("name", "text"), list(growing()), ids=[name for name, _ in growing()])
async def test_whatever_its_size_a_document_is_answered_alike(caller: Caller, name: str, text: str) -> None:
    answers = await both(caller.engine, caller.viewer, text)
    assert answers.compiled in (None, answers.reference), name


async def test_no_value_of_a_caller_is_in_a_statement_as_text(caller: Caller) -> None:
    hostile = "\\\" ' || $1 -- drop table account; {0} %s :name"
    text = (
        f'{{ a: thread(threadId: "{hostile}") {{ id }} inbox(filter: {{city: "{hostile}"}}) {{ cursor }} }}'
    )
    document, operation = caller.engine.find(Asked(text), caller.viewer)
    assert operation is not None, document.errors
    now = caller.engine.clock.now()
    found = caller.engine.compiled.compiled(document, operation, {}, caller.viewer, now)
    assert found is not None
    assert "drop table" in str(found.values)
    assert "drop" not in found.plan.statement.text


def test_a_shelf_holds_what_it_may_weigh_and_drops_what_nobody_asked_for_longest() -> None:
    shelf = Shelf(most_bytes=100)
    for name in "abc":
        shelf.put(name, name.upper(), 40)
        shelf.get("a")
    assert [shelf.get(name) for name in "abc"] == ["A", MISSING, "C"]
    assert (len(shelf), shelf.bytes) == (2, 80)
    shelf.put("huge", None, 1_000)
    assert (len(shelf), shelf.bytes) == (0, 0)
