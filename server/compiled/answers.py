"""Objects in the answers of mutations and in live events: read by one statement for each selection.

The reference executor runs the operation; where it comes to an object that the database holds, a compiled
statement gives everything below it, in the transaction of the mutation where there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiodataloader import DataLoader
from graphql import FieldNode, GraphQLObjectType
from graphql.execution.executor_throwing_on_incremental import ExecutorThrowingOnIncremental

from persistence.read import MODELS
from schema.context import Context
from schema.reading import Held
from server.compiled.executor import CompiledExecutor, Read
from server.compiled.outline import Outline, Uncompiled
from server.compiled.plans import CHOSEN_MOST, Flags, Plan, Plans, Selected
from server.compiled.together import Together


@dataclass
class Answers:
    """What the objects of one operation are read by."""

    compiled: CompiledExecutor
    plans: Plans
    context: Context
    read: Read
    # How the objects of live events are read, if this is one.
    together: Together | None = None
    _loaders: dict[Plan, DataLoader[tuple[Any, ...], bytes | None]] = field(default_factory=dict)

    def plan(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], variables: Any) -> Plan | None:
        """None where only the reference executor can tell these objects."""
        flags: Flags = self.plans.flags(variables.coerced)
        return self.plans.of_nodes(flags, nodes, lambda: self._selected(kind, nodes, variables))

    def _selected(
        self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], variables: Any
    ) -> Selected | None:
        try:
            return selected(Outline(self.compiled.schema, self.plans.fragments, variables), kind, nodes)
        except Uncompiled:
            return None

    async def told(self, plan: Plan, ref: tuple[Any, ...]) -> bytes | None:
        """One object; those of the same selection that are asked for together are read together."""
        if self.together is not None:
            return await self.together.told(plan, ref, self.context)
        loader = self._loaders.get(plan)
        if loader is None:

            async def batch(refs: list[tuple[Any, ...]]) -> list[bytes | None]:
                return await self.compiled.objects(plan, refs, self.context, self.read)

            loader = self._loaders[plan] = DataLoader(batch)
        return await loader.load(ref)


def selected(outline: Outline, kind: GraphQLObjectType, nodes: Sequence[FieldNode]) -> Selected:
    """What is chosen of the objects of a model. Raises Uncompiled."""
    if MODELS[kind.name].table is None:
        raise Uncompiled(f"{kind.name} is no row")
    found = Selected(kind.name, outline.below(kind, nodes), tuple(outline.finishers))
    if found.size > CHOSEN_MOST:
        raise Uncompiled("it asks for too much at once")
    return found


class AnsweringExecutor(ExecutorThrowingOnIncremental):
    """Executes as the reference does, down to the objects that `Context.answers` can tell whole."""

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        def executed() -> Any:
            return super(AnsweringExecutor, self).complete_object_value(
                return_type, field_details_list, info, path, result, position_context
            )

        if not isinstance(result, Held) or return_type.name not in MODELS:
            return executed()
        answers: Answers | None = self.context_value.answers
        if answers is None:
            return executed()
        if result.row is not None:
            # It came beside another one, with its fields, and maybe from elsewhere than its key says.
            return executed()
        plan = answers.plan(
            return_type, [details.node for details in field_details_list], self.variable_values
        )
        return executed() if plan is None else _told(answers, plan, result, executed)


async def _told(answers: Answers, plan: Plan, result: Held, executed: Any) -> Any:
    body = await answers.told(plan, result.ref)
    if body is not None:
        return orjson.Fragment(body)
    made = executed()
    return await made if hasattr(made, "__await__") else made
