"""Answers queries by one statement each, or leaves them to the reference executor."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from secrets import token_hex
from typing import Any, cast

from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.values import VariableValues
from strawberry import Schema as StrawberrySchema

from domain.errors import DomainError
from domain.pages import Cursors
from domain.viewer import Viewer
from persistence.driver import BadValue
from persistence.lean import LeanPool
from persistence.read.model import asked_by
from resolvers.readings import READINGS, Asking, Reading
from schema.context import Context
from schema.served import access_rule
from server.access import Check, check_for
from server.answered import Pieces
from server.compiled.arguments import Given, Making
from server.compiled.finishing import Finishing
from server.compiled.outline import Outline, Uncompiled
from server.compiled.plans import Outlined, Plan, Plans
from server.compiled.shelf import Shelf
from server.documents import Document

# A statement and its values to its records.
Read = Callable[[str, Sequence[Any]], Awaitable[list[Any]]]


@dataclass(slots=True)
class Compiled:
    """What to run for one request: a plan and the values of its parameters."""

    plan: Plan
    checks: tuple[Check, ...]
    readings: Sequence[Reading]
    # What any statement may ask for.
    any_asks: Mapping[str, Any]

    @property
    def values(self) -> list[Any]:
        """In the order of the parameters; what the preludes of the readings look up has to be there."""
        readings, any_asks = self.readings, self.any_asks
        return [
            any_asks[name] if number < 0 else readings[number].values[name]
            for number, name in self.plan.places
        ]


class CompiledExecutor:
    """`renew_clock` is there where another process may have moved the clock of a development database."""

    def __init__(
        self,
        schema: GraphQLSchema,
        pool: LeanPool,
        cursors: Cursors,
        *,
        files: str = "",
        renew_clock: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self.schema = schema
        self.pool = pool
        self._cursors = cursors
        # Where public files are fetched.
        self._files = files
        self._renew_clock = renew_clock
        # Around what Python finishes, in every answer of this process and in nothing else.
        self._mark = token_hex(16)
        self._mark_bytes = self._mark.encode()
        # How Strawberry turns what was given into what resolvers take.
        said = cast("StrawberrySchema", schema._strawberry_schema)  # type: ignore[attr-defined]  # noqa: SLF001
        self.making = Making(said)
        self.shelf = Shelf()

    def plans(self, document: Document, operation: OperationDefinitionNode) -> Plans:
        """What is worked out of an operation."""
        return document.plans(operation, lambda node: Plans.of(node, operation, self.shelf))

    async def data(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
    ) -> Pieces | None:
        """The JSON of `data`, in pieces; None when the reference executor is to answer.

        That is so for what is not compiled, and whenever there is anything to tell but data: refusals,
        nothing found, values that PostgreSQL does not take.
        """
        found = self.compiled(document, operation, variables, context.viewer, context.clock.now())
        if found is not None and self._renew_clock is not None and "now" in found.plan.statement.names:
            await self._renew_clock()
            found = self.compiled(document, operation, variables, context.viewer, context.clock.now())
        if found is None:
            return None
        try:
            # Who may not ask is told so by the reference executor.
            for check in found.checks:
                await check(context)
            body = await self._body(found, context)
            if body is None and any(one.prelude for one in found.readings):
                return await self._body(found, context, anew=True)
        except (BadValue, DomainError):
            return None
        return body

    async def _body(self, found: Compiled, context: Context, *, anew: bool = False) -> Pieces | None:
        for one in found.readings:
            if one.prelude is not None:
                one.values = {**one.values, **await one.prelude(context, anew)}
        body: bytes | None = await self.pool.reading(found.plan.statement.text, found.values)
        if body is None:
            return None
        if not found.plan.finishers:
            return (body,)
        names = [one.list_name for one in found.readings]
        return Finishing(found.plan.finishers, context, self._cursors, names).pieces(body, self._mark_bytes)

    def compiled(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        viewer: Viewer,
        now: datetime,
    ) -> Compiled | None:
        """The plan and its values; None for what the reference executor answers."""
        given, plans = self.given(operation, variables), self.plans(document, operation)
        outlined = self.outlined(plans, operation, given)
        if outlined is None or outlined.why_not:
            return None
        arguments = self.arguments(outlined, given)
        if arguments is None:
            return None
        asking = Asking(viewer, now, self._cursors)
        try:
            readings = [
                READINGS[root.said.python_name](asking, **made)
                for root, made in zip(outlined.roots, arguments, strict=True)
            ]
        except DomainError:
            return None
        plan = plans.plan(outlined, tuple([reading.view for reading in readings]))
        if plan is None:
            return None
        return Compiled(plan, outlined.checks, readings, self.any_asks(viewer, now))

    def given(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Given:
        return Given(self.schema, operation, variables)

    def outlined(self, plans: Plans, operation: OperationDefinitionNode, given: Given) -> Outlined | None:
        """What is chosen, or why that cannot be compiled; None when the variables are not taken."""
        return plans.outlined(given, lambda variables: self._outlined(plans, operation, variables))

    def _outlined(
        self, plans: Plans, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Outlined:
        try:
            outline = Outline(self.schema, plans.fragments, variables)
            roots = tuple(outline.roots(operation))
            unread = [root.said.python_name for root in roots if root.said.python_name not in READINGS]
            if unread:
                return Outlined(why_not=f"Query.{unread[0]} has no reading")
            recipes = self.making.recipes(operation, roots)
            checks = tuple(check for root in roots if (check := _check(root.node.name.value)))
            return Outlined.of(roots, tuple(outline.finishers), recipes, checks)
        except Uncompiled as reason:
            return Outlined(why_not=str(reason))

    def arguments(self, outlined: Outlined, given: Given) -> list[dict[str, Any]] | None:
        """Of each root, as resolvers take them; None when the variables are not taken."""
        return self.making.arguments(outlined.roots, outlined.recipes, given)

    async def objects(
        self, plan: Plan, refs: Sequence[tuple[Any, ...]], context: Context, read: Read
    ) -> list[bytes | None]:
        """Objects by their keys, in order, as JSON; None for each that has no row."""
        values = self.any_asks(context.viewer, context.clock.now())
        values |= {f"key_{number}": list(column) for number, column in enumerate(zip(*refs, strict=True))}
        statement = plan.statement
        rows = await read(statement.text, [values[name] for name in statement.names])
        found: list[bytes | None] = [row[0] for row in rows]
        if not plan.finishers:
            return found
        finishing = Finishing(plan.finishers, context, self._cursors, ())
        return [
            body if body is None else b"".join(finishing.pieces(body, self._mark_bytes)) for body in found
        ]

    async def renew(self) -> None:
        """Wherever another process may have moved the clock to."""
        if self._renew_clock is not None:
            await self._renew_clock()

    def any_asks(self, viewer: Viewer, now: datetime) -> dict[str, Any]:
        """What any statement may ask for."""
        asks = self.asked_by(viewer, now)
        asks["mark"] = self._mark
        return asks

    def asked_by(self, viewer: Viewer, now: datetime) -> dict[str, Any]:
        return asked_by(viewer.user_id, now, self._files)


@cache
def _check(name: str) -> Check | None:
    """Who may ask for a root field; None when anybody may."""
    rule = access_rule("Query", name)
    return None if rule is None else check_for(rule)
