"""Runs one operation: its document, its context, its transaction, its answer as bytes."""

import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias, cast

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution import create_source_event_stream, execute
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import DomainError, Forbidden, RateLimited
from domain.ports import Services
from domain.viewer import Viewer
from persistence.unit_of_work import SqlUnits
from resolvers.loaders import Loaders
from schema.context import Context, PresenceBoard
from schema.context import Feed as LiveFeed
from server.answered import Answered, Cost, Pieces, no_operation, replayed, too_long
from server.asked import Asked
from server.compiled.answers import AnsweringExecutor, Answers
from server.compiled.events import Telling
from server.compiled.executor import CompiledExecutor
from server.compiled.together import Together
from server.compiled.writing import WritingExecutor
from server.cost.limits import check_variables
from server.cost.quota import Quotas
from server.deadlines import Deadlines
from server.documents import Document, Documents
from server.errors import told
from server.following import Following, selection_of
from server.metrics import COST, EXECUTED
from server.observed import ran
from server.scope import Key, MutationScope, Replay, kept
from server.trusted import Library
from server.whole_events import WholeEvents
from subscriptions.audiences import Audiences
from subscriptions.live import Live

MUTATION_MOST_S: Final = 90.0
_COMPILED: Final = EXECUTED.labels(executor="compiled")
_BY_REFERENCE: Final = EXECUTED.labels(executor="reference")
_COSTS: Final = {kind: COST.labels(kind.value) for kind in OperationType}
_HIDDEN: Final = Forbidden("FORBIDDEN", "The schema is not told here.", hint="Introspection is for admins.")


# A document, and the operation of it that is to be run.
Found: TypeAlias = tuple[Document, OperationDefinitionNode | None]


class Engine:
    """Executes operations against the served schema."""

    def __init__(
        self,
        schema: GraphQLSchema,
        units: SqlUnits,
        services: Services,
        feed: LiveFeed,
        presence: PresenceBoard,
        audiences: Audiences,
        *,
        compiled: CompiledExecutor,
        writings: WritingExecutor,
        quotas: Quotas,
        secret: bytes,
        library: Library,
        readers: frozenset[str],
        query_most_s: float,
        slow_s: float,
    ) -> None:
        self.schema = schema
        self.documents = Documents(schema)
        self.units = units
        # Loaders read by one statement each: nothing to begin, nothing to put back.
        self._reading = units.kernel.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._services = services
        self._feed = feed
        self._presence = presence
        self.audiences = audiences
        self.compiled = compiled
        self.writings = writings
        self._together = Together(compiled)
        self._quotas = quotas
        self._secret = secret
        self._slow_s = slow_s
        self._library = library
        self._readers = readers
        # A mutation may wait for the processor of payments, and is never left without an end either.
        self._querying, self._mutating = Deadlines(query_most_s), Deadlines(MUTATION_MOST_S)
        self.clock = services.clock

    async def opened(self, asked: Asked, viewer: Viewer) -> tuple[Asked, Found]:
        """The request with the text of its document, and what `find` gives for it.

        Raises a refusal when it has no document that may be run.
        """
        asked = self._library.opened(asked, viewer)
        hides, is_strangers = self._hides(viewer), self._is_strangers(asked, viewer)
        document = await self.documents.ready(asked.text, hide_suggestions=hides, is_strangers=is_strangers)
        return asked, self._shown(document, asked, viewer, hides=hides)

    def find(self, asked: Asked, viewer: Viewer) -> Found:
        """The document as this viewer may have it: one that reads the schema is a faulty one to others."""
        hides, is_strangers = self._hides(viewer), self._is_strangers(asked, viewer)
        document = self.documents.of(asked.text, hide_suggestions=hides, is_strangers=is_strangers)
        return self._shown(document, asked, viewer, hides=hides)

    def _shown(self, document: Document, asked: Asked, viewer: Viewer, *, hides: bool) -> Found:
        if document.reads_schema and hides:
            document = self.documents.refusing(_HIDDEN)
        if document.node is not None:
            self._library.learn(asked, viewer)
        return document, document.operation(asked.operation_name)

    def _is_strangers(self, asked: Asked, viewer: Viewer) -> bool:
        return viewer.user_id is None and not self._library.trusts(asked)

    def _hides(self, viewer: Viewer) -> bool:
        """Whether this viewer must not learn the schema from us, by introspection or by suggestions."""
        return viewer.role not in self._readers

    async def run(
        self,
        asked: Asked,
        viewer: Viewer,
        *,
        found: Found | None = None,
        refresh_cookie: str | None = None,
        key: str | None = None,
    ) -> Answered:
        """Answer a query or a mutation; `found` is what `find` gave for the same."""
        document, operation = found or self.find(asked, viewer)
        if document.node is None:
            return Answered((self.errors_only(document.errors),), executed=False)
        if operation is None or operation.operation is OperationType.SUBSCRIPTION:
            return Answered((self.errors_only([no_operation(operation)]),), executed=False)
        kind = "mutation" if operation.operation is OperationType.MUTATION else "query"
        started = time.perf_counter()
        try:
            paid = await self.pay(asked, document, operation, viewer)
        except GraphQLError as error:
            return self._refused(error)
        try:
            with (self._mutating if kind == "mutation" else self._querying).one():
                if kind == "mutation":
                    return await self._mutate(asked, document, operation, viewer, refresh_cookie, key, paid)
                return Answered(await self._query(asked, document, operation, viewer, paid))
        except TimeoutError:
            return Answered((self.errors_only([too_long()]),))
        finally:
            took_s = time.perf_counter() - started
            ran(asked.text, kind, paid.requested, took_s, slow_s=self._slow_s)

    async def pay(
        self, asked: Asked, document: Document, operation: OperationDefinitionNode, viewer: Viewer
    ) -> Cost:
        """Measure an operation with its variables and take its points. Raises a GraphQLError of its limit."""
        check_variables(asked.variables)
        size = document.size(operation, asked.variables)
        try:
            spent = self._quotas.spent(viewer, size.cost) or await self._quotas.spend(viewer, size.cost)
        except RateLimited as refused:
            raise GraphQLError(str(refused), original_error=refused) from None
        _COSTS[operation.operation].observe(size.cost)
        remaining, rate = spent
        return Cost(size.cost, remaining, rate)

    async def follow(
        self, asked: Asked, document: Document, operation: OperationDefinitionNode, viewer: Viewer
    ) -> Following | ExecutionResult:
        """A subscription that may be followed, or the one result that says why it may not."""
        node = cast("DocumentNode", document.node)
        context = self.context(viewer, self.connections, cache=False)
        plans = self.compiled.plans(document, operation)
        context.answers = Answers(
            self.compiled, plans, context, self.compiled.pool.rows, together=self._together
        )
        executor = WholeEvents.build(
            self.schema,
            node,
            context_value=context,
            raw_variable_values=asked.variables,
            operation_name=asked.operation_name,
            hide_suggestions=self._hides(viewer),
        )
        if isinstance(executor, list):
            return ExecutionResult(None, errors=executor)
        made = create_source_event_stream(executor)
        live = await made if isinstance(made, Awaitable) else made
        if isinstance(live, ExecutionResult):
            return live
        wish, events = cast("Live[Any]", live), cast("WholeEvents", executor)
        selection = selection_of(self.schema, node, operation, asked, wish)
        telling = Telling(events, context.answers)
        return Following(wish, events, telling, selection, audiences=self.audiences, told=self.body)

    def context(self, viewer: Viewer, connections: Any, *, cache: bool = True, uow: Any = None) -> Context:
        return Context(
            viewer=viewer,
            unit_of_work=uow or self.units,
            units=self.units,
            services=self._services,
            feed=self._feed,
            presence=self._presence,
            load=Loaders(
                connections, viewer, lambda: self.compiled.asked_by(viewer, self.clock.now()), cache=cache
            ),
        )

    def refused(self, refusal: DomainError) -> Answered:
        """An operation that was not run, and why."""
        return self._refused(GraphQLError(str(refusal), original_error=refusal))

    def _refused(self, error: GraphQLError) -> Answered:
        """An operation that was not run for its limits."""
        body = (self.errors_only([error]),)
        if not isinstance(error.original_error, RateLimited):
            return Answered(body, executed=False)
        wait = {"retry-after": str(error.original_error.facts["retryAfterSec"])}
        return Answered(body, executed=False, status=429, headers=wait)

    def body(self, result: ExecutionResult, paid: Cost | None = None) -> bytes:
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [told(error) for error in result.errors]
        if paid is not None:
            answer["extensions"] = {"cost": paid.told()}
        return orjson.dumps(answer)

    def errors_only(self, errors: Any) -> bytes:
        return orjson.dumps({"errors": [told(error) for error in errors]})

    async def _query(
        self,
        asked: Asked,
        document: Document,
        operation: OperationDefinitionNode,
        viewer: Viewer,
        paid: Cost,
    ) -> Pieces:
        """By one statement where the document compiles and there is nothing to tell but data."""
        context = self.context(viewer, self.connections)
        try:
            data = await self.compiled.data(document, operation, asked.variables, context)
        except Exception as error:  # noqa: BLE001 - told like any other, with a traceback in the log
            return (self.errors_only([GraphQLError(str(error), original_error=error)]),)
        (_BY_REFERENCE if data is None else _COMPILED).inc()
        if data is None:
            return (self.body(await self.execute(asked, document, context), paid),)
        return (b'{"data":', *data, b',"extensions":%b}' % orjson.dumps({"cost": paid.told()}))

    async def _mutate(
        self,
        asked: Asked,
        document: Document,
        operation: OperationDefinitionNode,
        viewer: Viewer,
        refresh_cookie: str | None,
        key: str | None,
        paid: Cost,
    ) -> Answered:
        own = self._key(asked, viewer, key)
        try:
            written = await self.writings.answer(
                document,
                operation,
                asked.variables,
                lambda: self.context(viewer, self.connections),
                own,
                {"cost": paid.told()},
            )
        except Exception as error:  # noqa: BLE001 - told like any other, nothing was written
            return Answered((self.errors_only([GraphQLError(str(error), original_error=error)]),))
        if written is not None:
            return Answered((written,))
        return await self._mutate_by_reference(asked, document, operation, viewer, refresh_cookie, own, paid)

    async def _mutate_by_reference(
        self,
        asked: Asked,
        document: Document,
        operation: OperationDefinitionNode,
        viewer: Viewer,
        refresh_cookie: str | None,
        key: Key | None,
        paid: Cost,
    ) -> Answered:
        scope = MutationScope(self.units, self.compiled.pool, key, savepoints=_root_fields(operation) > 1)
        context = self.context(viewer, scope.connection, uow=scope.unit_of_work)
        context.refresh_cookie = refresh_cookie
        context.answers = Answers(
            self.compiled, self.compiled.plans(document, operation), context, scope.rows
        )
        try:
            earlier = await scope.earlier_answer()
            if earlier is not None:
                return replayed(earlier)
            result = await self.execute(asked, document, context)
            _raise_replay(result)
            sealed = await scope.finish(
                lambda: kept(self.body(result, paid), context.set_refresh_cookie), refused=bool(result.errors)
            )
            return replayed(sealed)
        except Replay as replay:
            return replayed(replay.answer)
        except Exception as error:  # noqa: BLE001 - told like any other, the transaction is gone already
            return Answered((self.errors_only([GraphQLError(str(error), original_error=error)]),))
        finally:
            await scope.abandon()

    async def execute(self, asked: Asked, document: Document, context: Context) -> ExecutionResult:
        made = execute(
            self.schema,
            cast("Any", document.node),
            context_value=context,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            executor_class=AnsweringExecutor,
            hide_suggestions=self._hides(context.viewer),
        )
        return await made if isinstance(made, Awaitable) else made

    def _key(self, asked: Asked, viewer: Viewer, key: str | None) -> Key | None:
        if key is None:
            return None
        content = [asked.text, asked.operation_name, asked.variables]
        return Key.of(viewer.user_id or "guest", key, content, self._secret)

    @asynccontextmanager
    async def connections(self) -> AsyncIterator[AsyncConnection]:
        async with self._reading.connect() as connection:
            yield connection


def _raise_replay(result: ExecutionResult) -> None:
    for error in result.errors or ():
        if isinstance(error.original_error, Replay):
            raise error.original_error


def _root_fields(operation: OperationDefinitionNode) -> int:
    return len(operation.selection_set.selections)
