"""Making calls with anything in them, and judging what comes back."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import ExecutionResult, GraphQLError

from domain.errors import DomainError
from domain.viewer import Viewer
from server.asked import checked
from server.errors import told
from tests.hostile.documents import Door
from tests.world import World

STATUSES: Final = frozenset({200, 400, 401, 413, 429})
# A follower who is let in hears nothing until something happens; one who is not hears so within this.
HEARD_S: Final = 0.05
REFUSED_S: Final = 10.0


@dataclass(frozen=True)
class Outcome:
    status: int
    errors: Sequence[Mapping[str, Any]]

    @property
    def codes(self) -> set[str]:
        return {error["extensions"]["code"] for error in self.errors}

    @property
    def code(self) -> str | None:
        return self.errors[0]["extensions"]["code"] if self.errors else None

    def complaint(self, door: Door) -> str | None:
        """What is wrong with the answer itself; None when it is one that may be given."""
        if self.status not in STATUSES:
            return f"HTTP {self.status} {sorted(self.codes)}"
        unlisted = self.codes - door.codes
        return f"{sorted(unlisted)} {self.errors[0]['message'][:90]}" if unlisted else None


async def knock(
    api: World, door: Door, given: Mapping[str, Any], token: str | None, patience_s: float = HEARD_S
) -> Outcome:
    asked = {"query": door.document, "variables": given}
    if door.kind == "subscription":
        return await _follow(api, asked, token, patience_s)
    # Escaped by hand: what httpx would refuse to write is what is asked here.
    content = json.dumps(asked).encode()
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    response = await api.client.post("/graphql", content=content, headers=headers)
    return Outcome(response.status_code, response.json().get("errors", []))


async def _follow(api: World, asked: dict[str, Any], token: str | None, patience_s: float) -> Outcome:
    """What a socket would be told about a subscription, up to its first event."""
    try:
        source = await _source(api, asked, token)
    except orjson.JSONDecodeError:
        return Outcome(400, [])
    except (DomainError, GraphQLError) as refused:
        return _refused([refused])
    if isinstance(source, ExecutionResult):
        return _refused(source.errors or [])
    first = FirstPayload()
    serving = asyncio.ensure_future(source.serve(first))
    try:
        await asyncio.wait({serving, first.got}, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
        return _heard(serving, first)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


class FirstPayload:
    """An outlet that is interested in what comes first."""

    def __init__(self) -> None:
        self.got: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    def push(self, payload: bytes) -> bool:
        if not self.got.done():
            self.got.set_result(orjson.loads(payload))
        return True

    async def send(self, payload: bytes) -> None:
        self.push(payload)


async def _source(api: World, asked: dict[str, Any], token: str | None) -> Any:
    viewer = Viewer()
    if token:
        viewer = await api.process.verifier.viewer(token, address="", agent="")
    engine = api.process.engine
    request = checked(orjson.loads(json.dumps(asked)))
    document, operation = engine.find(request, viewer)
    if operation is None:
        return ExecutionResult(errors=list(document.errors))
    await engine.pay(request, document, operation, viewer)
    return await engine.follow(request, document, operation, viewer)


def _heard(serving: "asyncio.Future[None]", first: FirstPayload) -> Outcome:
    if first.got.done():
        return Outcome(200, first.got.result().get("errors", []))
    error = serving.exception() if serving.done() else None
    return _refused([error] if isinstance(error, Exception) else [])


def _refused(errors: Sequence[Exception]) -> Outcome:
    told_of = [error if isinstance(error, GraphQLError) else _as_graphql(error) for error in errors]
    return Outcome(200, [told(error) for error in told_of])


def _as_graphql(error: Exception) -> GraphQLError:
    return GraphQLError(str(error), original_error=error)
