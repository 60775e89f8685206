"""A subscription that was granted: with whom it is told, and how the payload of one event is made."""

from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final, cast

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)

from server.asked import Asked
from server.compiled.events import Telling
from server.metrics import PAYLOADS
from server.whole_events import WholeEvents
from subscriptions.audiences import Audiences
from subscriptions.live import Live
from subscriptions.member import Outlet
from subscriptions.sharing import is_same_for_all

RESUMES_BY: Final = "after"


class Following:
    """One follower's subscription, as it was asked."""

    def __init__(
        self,
        live: Live[Any],
        executor: WholeEvents,
        telling: Telling,
        selection: Hashable,
        *,
        audiences: Audiences,
        told: Callable[[ExecutionResult], bytes],
    ) -> None:
        self.live = live
        self._executor, self.telling = executor, telling
        self._selection = selection
        self._audiences = audiences
        self._told = told

    async def serve(self, outlet: Outlet) -> None:
        """Until cancelled. Raises a refusal, or why the follower was cut."""
        await self._audiences.follow(self._selection, self.live, self.payload_of, outlet)

    async def payload_of(self, value: Any) -> bytes:
        """The answer to one event for this selection and these rights; an audience shares it."""
        PAYLOADS.inc()
        data = await self.telling.data(value)
        if data is not None:
            return b'{"data":%b}' % data
        return await self.executed(value)

    async def executed(self, value: Any) -> bytes:
        """The same by the reference executor."""
        made = self._executor.build_per_event_executor(value).execute_operation(serially=False)
        result = await made if isinstance(made, Awaitable) else made
        return self._told(cast("ExecutionResult", result))


def selection_of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    asked: Asked,
    live: Live[Any],
) -> Hashable:
    """Equal for followers who hear the same. Where they resume is theirs alone."""
    resumes_by = _resumes_by(document, operation)
    variables = {name: value for name, value in asked.variables.items() if name != resumes_by}
    return (
        type(live).__name__,
        live.topic,
        asked.text,
        asked.operation_name,
        # As text, for the bytes that orjson makes keep the room they were written in.
        orjson.dumps(variables, option=orjson.OPT_SORT_KEYS).decode(),
        None if is_same_for_all(schema, document, operation) else live.rights,
    )


def _resumes_by(document: DocumentNode, operation: OperationDefinitionNode) -> str | None:
    """The variable that says where to resume, unless it says anything else as well."""
    (root, *_) = operation.selection_set.selections
    if not isinstance(root, FieldNode):
        return None
    named = {argument.name.value: argument.value for argument in root.arguments or ()}
    cursor = named.get(RESUMES_BY)
    if not isinstance(cursor, VariableNode):
        return None
    uses = _Uses()
    visit(document, uses)
    # Where it is declared, and where it is used.
    return cursor.name.value if uses.counted[cursor.name.value] == 2 else None


class _Uses(Visitor):
    """How often each variable is written."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: Counter[str] = Counter()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.counted[node.name.value] += 1
