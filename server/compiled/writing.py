"""Does a mutation by one statement, or leaves it to the reference executor: then nothing was written.

It does only what ends well and usually. Refusals, repeats, lost races and whatever the answer needs Python
for are the reference executor's, which decides by the same functions of the domain.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues

from domain.errors import DomainError
from persistence.driver import BadValue, Undone
from persistence.ids import new_id
from persistence.keys import IN_PLAIN
from persistence.lean import LeanPool
from persistence.read import MODELS
from persistence.read.chosen import Chosen
from persistence.read.views import Added
from persistence.unit_of_work import SqlUnits
from resolvers.reading import definition
from resolvers.writings import WRITINGS, Writer, Writing
from schema.context import Context
from schema.served import access_rule
from server.access import Check, check_for
from server.compiled.arguments import Given
from server.compiled.executor import CompiledExecutor
from server.compiled.outline import Outline, Uncompiled
from server.compiled.plans import Outlined, Plan, Plans
from server.documents import Document
from server.scope import Key

_OPENING: Final = b'{"data":'
_KEPT_OPENING: Final = (IN_PLAIN + _OPENING).decode()


@dataclass(frozen=True)
class Ready:
    """What to run for one request."""

    writing: Writing
    plan: Plan


class WritingExecutor:
    def __init__(self, compiled: CompiledExecutor, pool: LeanPool, units: SqlUnits) -> None:
        self._compiled = compiled
        self._pool = pool
        self._units = units
        # By the names of the fields that are written: who may ask for them.
        self._checks = _checks(compiled.schema)

    async def answer(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        make_context: Callable[[], Context],
        key: Key | None,
        extensions: Mapping[str, Any],
    ) -> bytes | None:
        """The whole body, kept under the key like any other; None when nothing was written."""
        root = operation.selection_set.selections[0]
        if not isinstance(root, FieldNode) or root.name.value not in self._checks:
            return None
        plans = self._compiled.plans(document, operation)
        given = self._compiled.given(operation, variables)
        outlined = plans.outlined(given, lambda variables: self._outlined(plans, operation, variables))
        if outlined is None or outlined.why_not:
            return None
        context = make_context()
        try:
            await self._checks[root.name.value](context)
            await self._compiled.renew()
            ready = self._ready(plans, outlined, given, context, key)
            return None if ready is None else await self._written(ready, context, key, extensions)
        except (DomainError, BadValue, *Undone):
            return None

    def _outlined(
        self, plans: Plans, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Outlined:
        try:
            outline = Outline(self._compiled.schema, plans.fragments, variables)
            roots = tuple(outline.roots(operation))
        except Uncompiled as reason:
            return Outlined(why_not=str(reason))
        if len(roots) > 1:
            return Outlined(why_not="it does several things")
        return Outlined.of(roots, tuple(outline.finishers), self._compiled.making.recipes(operation, roots))

    def _ready(
        self, plans: Plans, outlined: Outlined, given: Given, context: Context, key: Key | None
    ) -> Ready | None:
        [root] = outlined.roots
        writer = Writer(context.viewer, context.clock.now(), new_id, None if key is None else key.key)
        arguments = self._compiled.arguments(outlined, given)
        if arguments is None:
            return None
        begun = WRITINGS[root.said.python_name](writer, **arguments[0])
        # What others do about a fact is written by whoever enqueues it.
        if begun is None or self._units.kernel.routes.get(begun.fact.name):
            return None
        if outlined.finishers and _needs_python(begun.view, root.below):
            return None
        plan = plans.plan(outlined, (begun.view,))
        return None if plan is None else Ready(begun, plan)

    async def _written(
        self, ready: Ready, context: Context, key: Key | None, extensions: Mapping[str, Any]
    ) -> bytes | None:
        closing = b',"extensions":%b}' % orjson.dumps(extensions)
        values = self._values(ready.writing, context, key, closing)
        statement = ready.plan.statement
        rows = await self._pool.rows(statement.text, [values[name] for name in statement.names])
        if not rows:
            return None
        [row] = rows
        await self._units.hint([tuple(one) for one in orjson.loads(row["positions"])])
        return b"".join((_OPENING, row["answer"], closing))

    def _values(
        self, writing: Writing, context: Context, key: Key | None, closing: bytes
    ) -> Mapping[str, Any]:
        values = self._compiled.any_asks(context.viewer, writing.values["now"]) | dict(writing.values)
        if key is not None:
            values |= {"key": key.key, "fingerprint": key.fingerprint, "opening": _KEPT_OPENING}
            values["closing"] = closing.decode()
        return values


def _checks(schema: GraphQLSchema) -> Mapping[str, Check]:
    kind = schema.mutation_type
    written = kind.fields.items() if kind else ()
    return {
        name: check_for(access_rule("Mutation", name))
        for name, field in written
        if definition(field).python_name in WRITINGS
    }


def _needs_python(view: Added, below: Sequence[Chosen]) -> bool:
    """Whether anything of the answer is finished in Python; what leads nowhere yet is not."""
    there = [one for one in below if one.name not in view.empty]
    return any(_is_finished(view.model, one) for one in there)


def _is_finished(model: str, chosen: Chosen) -> bool:
    edge = MODELS[model].edges.get(chosen.name)
    if edge is not None:
        return any(_is_finished(edge.model, one) for one in chosen.below)
    field = MODELS[model].fields.get(chosen.name)
    return field is not None and field.finished
