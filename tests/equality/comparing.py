"""One request on both executors, for one reader: what may differ is nothing."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from typing import Any, Final

import orjson
from graphql import GraphQLError, OperationDefinitionNode

from domain.errors import DomainError
from domain.viewer import Viewer
from persistence.read import MODELS
from persistence.read.chosen import Chosen
from server.asked import Asked, checked
from server.documents import Document
from tests.equality.documents import Request
from tests.equality.town import Town
from tests.executors import as_number

# Addresses are signed for the second they were asked in.
_SIGNED_AT: Final = re.compile(r"X-Amz-(Date|Signature)=\w+")


class Different(AssertionError):
    """The executors do not agree."""


# What one request came to for one reader.
COMPILED, REFERENCE, FAULTY = "compiled", "reference", "faulty"


@dataclass
class Tally:
    """How many documents there were, and how many of them were compiled for somebody."""

    documents: int = 0
    compiled: int = 0
    # Refused before anything was run.
    faulty: int = 0
    # Root fields of what was compiled, and fields of read models in it, for each reader.
    roots: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        return self.compiled / self.documents


class Comparison:
    def __init__(self, town: Town) -> None:
        self.town, self._engine = town, town.engine
        self.tally = Tally()

    async def hold(self, request: Request) -> None:
        """Raises Different when the executors differ, or the engine answers INTERNAL or something of its own."""
        readers = self.town.readers.values()
        came_to = await asyncio.gather(*(self._held(request, one) for one in readers), return_exceptions=True)
        for one in came_to:
            if isinstance(one, Different):
                raise Different(f"{request}\n{one}") from None
            if isinstance(one, BaseException):
                raise one
        self.tally.documents += 1
        self.tally.compiled += COMPILED in came_to
        self.tally.faulty += FAULTY in came_to

    async def _held(self, request: Request, viewer: Viewer) -> str:
        try:
            asked = checked(
                {"query": request.text, "variables": request.variables, "operationName": request.name}
            )
        except DomainError:
            return FAULTY
        document, operation = self._engine.find(asked, viewer)
        if operation is None:
            await self._run(asked, viewer)
            return FAULTY
        try:
            await self._engine.pay(asked, document, operation, viewer)
        except GraphQLError:
            await self._run(asked, viewer)
            return FAULTY
        return await self._both(asked, document, operation, viewer)

    async def _both(
        self, asked: Asked, document: Document, operation: OperationDefinitionNode, viewer: Viewer
    ) -> str:
        engine = self._engine
        context = engine.context(viewer, engine.connections)
        engine.compiled.shelf.is_patient = False
        data = await engine.compiled.data(document, operation, asked.variables, context)
        reference = await self._reference(asked, document, viewer)
        if data is not None:
            _same(_told(b'{"data":%b}' % b"".join(data)), reference)
            self._count(asked, document, operation)
            return COMPILED
        whole = await self._run(asked, viewer)
        if not _is_race(whole, reference):
            _same(whole, reference)
        return REFERENCE

    def _count(self, asked: Asked, document: Document, operation: OperationDefinitionNode) -> None:
        compiled = self._engine.compiled
        given, plans = compiled.given(operation, asked.variables), compiled.plans(document, operation)
        outlined = compiled.outlined(plans, operation, given)
        assert outlined is not None
        for root in outlined.roots:
            self.tally.roots[root.said.python_name] += 1
            self.tally.fields.update(_fields(root.model, root.below))

    async def _reference(self, asked: Asked, document: Document, viewer: Viewer) -> str:
        engine = self._engine
        return _told(
            engine.body(await engine.execute(asked, document, engine.context(viewer, engine.connections)))
        )

    async def _run(self, asked: Asked, viewer: Viewer) -> str:
        """What the engine as a whole answers."""
        return _told((await self._engine.run(asked, viewer)).body)


def _told(body: bytes) -> str:
    """An answer without what it cost, so that equal texts are equal answers, order of keys included."""
    answer = json.loads(body, object_pairs_hook=_unique, parse_float=as_number)
    answer.pop("extensions", None)
    # Roots that are refused beside each other are told of in the order in which they were.
    answer.get("errors", []).sort(key=lambda error: str(error.get("path")))
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    if "INTERNAL" in codes:
        raise Different(f"INTERNAL: {body.decode()}")
    return _SIGNED_AT.sub(r"X-Amz-\1=", orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


def _unique(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Different(f"a key is there twice: {[key for key, _ in pairs]}")
    return found


def _same(ours: str, reference: str) -> None:
    if ours != reference:
        raise Different(
            "\n".join(unified_diff(reference.splitlines(), ours.splitlines(), "reference", "ours", n=8))
        )


def _is_race(ours: str, reference: str) -> bool:
    """Of several refused roots the first that fails ends the others; which one that is, is chance."""
    answers = [orjson.loads(one) for one in (ours, reference)]
    if any(one.get("data", 0) is not None for one in answers):
        return False
    told_of = [{error["path"][0] for error in one["errors"] if error.get("path")} for one in answers]
    return told_of[0] != told_of[1]


def _fields(model: str, chosen: Sequence[Chosen]) -> Iterator[str]:
    for one in chosen:
        yield f"{model}.{one.name}"
        if one.name in MODELS[model].edges:
            yield from _fields(MODELS[model].edges[one.name].model, one.below)
