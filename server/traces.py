"""OpenTelemetry spans per operation, job, unit of work and statement. Imported only where they are asked for:
without a place to send spans to, nothing here is in the way of anything.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from typing import Any

from graphql import OperationDefinitionNode
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.viewer import Viewer
from persistence.driver import listeners
from persistence.queue import Job
from persistence.unit_of_work import Kernel, SqlUnitOfWork, SqlUnits
from server.answered import Answered, Cost
from server.asked import Asked
from server.documents import Document
from server.errors import corr_id
from server.graphql import Engine
from server.runner import Runner
from server.trusted import hash_of

Uow = Callable[[], AbstractAsyncContextManager[SqlUnitOfWork]]


class Traces:
    """Makes the parts of a process that tell their spans."""

    def __init__(self, processor: SpanProcessor) -> None:
        self._provider = TracerProvider(
            resource=Resource.create({"service.name": "rastup"}), shutdown_on_exit=False
        )
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("rastup")

    def units(self, kernel: Kernel, hint: Any) -> SqlUnits:
        _tell_statements(kernel.engine, self._tracer)
        listeners.append(self._statement)
        return TracedUnits(self._tracer, kernel, hint)

    def engine(self, *parts: Any, **named: Any) -> Engine:
        return TracedEngine(self._tracer, *parts, **named)

    def runner(self, *parts: Any) -> Runner:
        return TracedRunner(self._tracer, *parts)

    def _statement(self, text: str) -> AbstractContextManager[Span]:
        """A span of a statement that runs past SQLAlchemy, on the driver."""
        return _span(self._tracer, _verb(text), kind=SpanKind.CLIENT, attributes=_of_statement(text))

    def close(self) -> None:
        """Send what is still here; waits for the collector for seconds at most."""
        if self._statement in listeners:
            listeners.remove(self._statement)
        self._provider.shutdown()


def sent_by_otlp(endpoint: str) -> Traces:
    """Traces that go to a collector, by OTLP over HTTP."""
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=5)
    return Traces(BatchSpanProcessor(exporter))


class TracedUnits(SqlUnits):
    def __init__(self, tracer: Tracer, kernel: Kernel, hint: Any) -> None:
        super().__init__(kernel, hint)
        self._tracer = tracer

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        with _span(self._tracer, "unit of work"):
            async with super().__call__() as uow:
                yield uow


class TracedEngine(Engine):
    def __init__(self, tracer: Tracer, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        self._tracer = tracer

    async def run(self, *asked: Any, **named: Any) -> Answered:
        with _span(self._tracer, "graphql", kind=SpanKind.SERVER) as span:
            span.set_attribute("rastup.corr_id", corr_id.get())
            return await super().run(*asked, **named)

    async def pay(
        self, asked: Asked, document: Document, operation: OperationDefinitionNode, viewer: Viewer
    ) -> Cost:
        paid = await super().pay(asked, document, operation, viewer)
        span = trace.get_current_span()
        # Named for what is asked for: names that clients give their operations are their own affair.
        fields = [getattr(node, "name", None) for node in operation.selection_set.selections]
        names = [field.value for field in fields if field is not None]
        span.update_name(" ".join([operation.operation.value, *names[:3]]))
        span.set_attributes(
            {
                "graphql.operation.type": operation.operation.value,
                "graphql.document.id": hash_of(asked.text),
                "rastup.cost": paid.requested,
            }
        )
        return paid

    def context(self, viewer: Viewer, connections: Any, *, cache: bool = True, uow: Uow | None = None) -> Any:
        """A mutation's unit of work lives in the request's transaction, and is a span all the same."""
        return super().context(viewer, connections, cache=cache, uow=uow and self._traced(uow))

    def _traced(self, uow: Uow) -> Uow:
        @asynccontextmanager
        async def traced() -> AsyncIterator[SqlUnitOfWork]:
            with _span(self._tracer, "unit of work"):
                async with uow() as one:
                    yield one

        return traced


class TracedRunner(Runner):
    def __init__(self, tracer: Tracer, *parts: Any) -> None:
        super().__init__(*parts)
        self._tracer = tracer

    async def attempt(self, job: Job) -> str | None:
        told: Mapping[str, Any] = {"rastup.corr_id": corr_id.get(), "rastup.job.attempt": job.attempts + 1}
        with _span(self._tracer, f"job {job.kind}", attributes=told) as span:
            error = await super().attempt(job)
            if error is not None:
                # The code alone: the sentence may quote somebody.
                span.set_status(StatusCode.ERROR, error.partition(":")[0])
            return error


@contextmanager
def _span(tracer: Tracer, name: str, **named: Any) -> Iterator[Span]:
    """A span that names the kind of what went wrong and leaves out the sentence, which may quote somebody."""
    with tracer.start_as_current_span(
        name, record_exception=False, set_status_on_exception=False, **named
    ) as span:
        try:
            yield span
        except Exception as error:
            span.set_status(StatusCode.ERROR, type(error).__name__)
            raise


def _verb(statement: str) -> str:
    return statement.split(maxsplit=1)[0].upper()


def _of_statement(statement: str) -> Mapping[str, str]:
    return {"db.system.name": "postgresql", "db.query.text": statement}


def _tell_statements(engine: AsyncEngine, tracer: Tracer) -> None:
    """A span per statement, with its text and never its parameters."""

    def begin(_c: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: Any) -> None:
        attributes = _of_statement(statement)
        context.span = tracer.start_span(_verb(statement), kind=SpanKind.CLIENT, attributes=attributes)

    def end(_c: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: Any) -> None:
        context.span.end()

    def fail(failure: Any) -> None:
        span = getattr(failure.execution_context, "span", None)
        if span is not None:
            cause = failure.original_exception
            span.set_status(StatusCode.ERROR, getattr(cause, "sqlstate", None) or type(cause).__name__)
            span.end()

    event.listen(engine.sync_engine, "before_cursor_execute", begin)
    event.listen(engine.sync_engine, "after_cursor_execute", end)
    event.listen(engine.sync_engine, "handle_error", fail)
