"""Spans as a collector would get them: operation, unit of work, statement, job; nobody's values."""

from collections.abc import AsyncIterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.settings import Settings
from server.traces import Traces
from server.trusted import hash_of
from tests.world import World, open_world

ME = "query Mine { me { userId } }"


@pytest.fixture
def told() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
async def api(settings: Settings, told: InMemorySpanExporter) -> AsyncIterator[World]:
    async with open_world(settings, traces=Traces(SimpleSpanProcessor(told))) as world:
        yield world


def named(told: InMemorySpanExporter, name: str) -> ReadableSpan:
    (span,) = [span for span in told.get_finished_spans() if span.name == name]
    return span


def ancestors(told: InMemorySpanExporter, span: ReadableSpan) -> list[str]:
    by_id = {one.context.span_id: one for one in told.get_finished_spans()}
    found = []
    while span.parent is not None:
        span = by_id[span.parent.span_id]
        found.append(span.name)
    return found


async def test_a_query_is_a_span_with_its_document_cost_and_corr_id(
    api: World, told: InMemorySpanExporter
) -> None:
    answer = await api.run(ME)
    span = named(told, "query me")
    assert dict(span.attributes or {}) == {
        "graphql.operation.type": "query",
        "graphql.document.id": hash_of(ME),
        "rastup.cost": 1,
        "rastup.corr_id": answer.headers["x-corr-id"],
    }


async def test_a_mutation_holds_its_unit_of_work_which_holds_its_statements(
    api: World, told: InMemorySpanExporter
) -> None:
    await api.sign_up()
    account = [
        span
        for span in told.get_finished_spans()
        if "INSERT INTO account" in str((span.attributes or {}).get("db.query.text"))
    ]
    assert [span.name for span in account] == ["INSERT"]
    assert ancestors(told, account[0]) == ["unit of work", "mutation signUp"]


async def test_a_job_is_a_span_that_quotes_the_request_behind_it(
    api: World, told: InMemorySpanExporter
) -> None:
    person = await api.sign_up()
    request = named(told, "mutation signUp")
    told.clear()
    await api.drain()
    job = named(told, "job accounts.mail")
    assert (job.attributes or {})["rastup.corr_id"] == (request.attributes or {})["rastup.corr_id"]
    said = " ".join(span.to_json() for span in told.get_finished_spans())
    assert [word for word in (person.email, person.handle, person.token) if word in said] == []


async def test_a_statement_that_fails_is_a_failed_span(api: World, told: InMemorySpanExporter) -> None:
    with pytest.raises(DBAPIError):
        async with api.process.kernel.engine.connect() as connection:
            await connection.execute(text("select 1 / 0"))
    failed = [span for span in told.get_finished_spans() if not span.status.is_ok]
    assert [(span.name, span.status.description) for span in failed] == [("SELECT", "22012")]


async def test_a_job_that_fails_is_a_failed_span_with_the_code_alone(
    api: World, told: InMemorySpanExporter
) -> None:
    async with api.units() as uow:
        await uow.enqueue("accounts.mail", {"purpose": "nobody@private.example"})
    await api.drain()
    job = named(told, "job accounts.mail")
    assert (job.status.status_code, job.status.description) == (StatusCode.ERROR, "ValueError")


async def test_what_a_use_case_said_when_it_failed_stays_out_of_its_span(
    api: World, told: InMemorySpanExporter
) -> None:
    with pytest.raises(LookupError):
        async with api.units():
            raise LookupError("nobody@private.example")
    unit = named(told, "unit of work")
    assert (unit.status.description, "nobody@" in unit.to_json()) == ("LookupError", False)


async def test_without_a_collector_nothing_listens(settings: Settings) -> None:
    async with open_world(settings) as plain:
        assert type(plain.process.engine).__name__ == "Engine"
        assert type(plain.process.units).__name__ == "SqlUnits"
        assert not plain.process.kernel.engine.sync_engine.dispatch.before_cursor_execute
