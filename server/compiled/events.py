"""What is told of a live event as JSON, without executing it.

For plain fields and for objects that the database holds. Whatever else is selected, and whatever is not as it
should be, the executor tells, with its errors.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, cast

import orjson
from graphql import (
    GraphQLField,
    GraphQLLeafType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetails, collect_fields, collect_subfields
from strawberry.types.field import StrawberryField

from persistence.read import MODELS
from persistence.read.statement import TYPENAME
from schema.reading import Held
from server.compiled.answers import AnsweringExecutor, Answers


class Untold(Exception):
    """The executor has to tell this event."""


@dataclass(frozen=True)
class _Told:
    """One field: where its value is found, and what is chosen below it."""

    value: Callable[[Any], Any]
    is_required: bool
    kind: GraphQLLeafType | GraphQLObjectType
    details: Sequence[FieldDetails]
    below: Mapping[str, "_Told"]


class Telling:
    """The events of one subscription. How, is found out once for all who sent its document."""

    def __init__(self, executor: AnsweringExecutor, answers: Answers) -> None:
        self._executor, self._answers = executor, answers

    async def data(self, value: Any) -> bytes | None:
        """The JSON of `data`; None when the executor is to answer."""
        plans = self._answers.plans
        root = plans.told(plans.flags(self._executor.variable_values.coerced), self._chosen)
        if root is None:
            return None
        try:
            return orjson.dumps({key: await self._whole(one, value) for key, one in root.items()})
        except Untold:
            return None
        except Exception:  # noqa: BLE001 - it comes to the same, and tells it as errors are told
            return None

    def _chosen(self) -> Mapping[str, _Told] | None:
        run = self._executor
        root = cast("GraphQLObjectType", run.schema.subscription_type)
        collected = collect_fields(run.schema, run.fragments, run.variable_values, root, run.operation)
        try:
            return {
                # The root is the event itself.
                key: self._field(root.fields[details[0].node.name.value], details, lambda value: value)
                for key, details in collected.grouped_field_set.items()
            }
        except Untold:
            return None

    def _field(
        self, said: GraphQLField, details: Sequence[FieldDetails], value: Callable[[Any], Any]
    ) -> _Told:
        is_required = isinstance(said.type, GraphQLNonNull)
        kind = said.type.of_type if isinstance(said.type, GraphQLNonNull) else said.type
        if is_leaf_type(kind):
            return _Told(value, is_required, kind, details, {})
        if not isinstance(kind, GraphQLObjectType):
            raise Untold
        # A row of the database is told by its plan.
        below = {} if kind.name in MODELS else self._below(kind, details)
        return _Told(value, is_required, kind, details, below)

    def _below(self, kind: GraphQLObjectType, details: Sequence[FieldDetails]) -> Mapping[str, _Told]:
        run = self._executor
        collected = collect_subfields(
            run.schema, run.fragments, run.variable_values, run.operation, kind, list(details)
        )
        return {key: self._inner(kind, inner) for key, inner in collected.grouped_field_set.items()}

    def _inner(self, kind: GraphQLObjectType, details: Sequence[FieldDetails]) -> _Told:
        name = details[0].node.name.value
        if name == TYPENAME:
            return _Told(lambda _: kind.name, True, GraphQLString, details, {})
        return self._field(kind.fields[name], details, _getter(kind.fields[name]))

    async def _whole(self, one: _Told, value: Any) -> Any:
        """Raises Untold where only the executor knows what to say."""
        if value is None:
            if one.is_required:
                raise Untold
            return None
        if isinstance(value, Held):
            return await self._held(one, value)
        if one.kind.name in MODELS:
            raise Untold
        return {key: await self._part(inner, inner.value(value)) for key, inner in one.below.items()}

    async def _part(self, one: _Told, value: Any) -> Any:
        if value is None or isinstance(one.kind, GraphQLObjectType):
            return await self._whole(one, value)
        written = one.kind.coerce_output_value(value)
        if written is None:
            raise Untold
        return written

    async def _held(self, one: _Told, value: Held) -> orjson.Fragment:
        nodes = [details.node for details in one.details]
        kind = cast("GraphQLObjectType", one.kind)
        if value.row is not None:
            raise Untold
        plan = self._answers.plan(kind, nodes, self._executor.variable_values)
        body = None if plan is None else await self._answers.told(plan, value.ref)
        if body is None:
            raise Untold
        return orjson.Fragment(body)


def _getter(said: GraphQLField) -> Callable[[Any], Any]:
    """How a field finds its value where it asks nobody but the object itself."""
    field = said.extensions.get("strawberry-definition")
    if not isinstance(field, StrawberryField) or field.extensions or said.args:
        raise Untold
    if field.is_basic_field:
        return attrgetter(field.python_name)
    made = field.base_resolver
    if made is None or made.is_async or made.self_parameter is None or made.info_parameter is not None:
        raise Untold
    return cast("Callable[[Any], Any]", made.wrapped_func)
