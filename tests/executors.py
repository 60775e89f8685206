"""One document on both executors, so that tests can hold the answers against each other."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

import orjson

from domain.viewer import Viewer
from server.asked import Asked
from server.compiled.outline import Uncompiled
from server.graphql import Engine

_SIGNED: Final = re.compile(rb"X-Amz-(?:Date|Signature)=[^&\"]*")


@dataclass(frozen=True)
class Both:
    """`compiled` is None where the reference executor answers for both."""

    compiled: Any
    reference: Any


async def both(engine: Engine, viewer: Viewer, text: str, variables: dict[str, Any] | None = None) -> Both:
    """The answers, each as a client would read it, of one and the same minute: searches rank by it."""
    while True:
        began = engine.clock.now()
        answers = await _both(engine, viewer, text, variables)
        if engine.clock.now().replace(second=0, microsecond=0) <= began:
            return answers


async def _both(engine: Engine, viewer: Viewer, text: str, variables: dict[str, Any] | None) -> Both:
    asked = Asked(text, variables or {})
    document, operation = engine.find(asked, viewer)
    assert operation is not None, document.errors
    engine.compiled.shelf.is_patient = False
    data = await engine.compiled.data(
        document, operation, asked.variables, engine.context(viewer, engine.connections)
    )
    result = await engine.execute(asked, document, engine.context(viewer, engine.connections))
    return Both(None if data is None else {"data": _read(b"".join(data))}, _read(engine.body(result)))


async def same(engine: Engine, viewer: Viewer, text: str, variables: dict[str, Any] | None = None) -> Any:
    """The data, asserted to be compiled and the same on both executors, key order included."""
    answers = await both(engine, viewer, text, variables)
    if answers.compiled is None:
        raise Uncompiled("the reference executor answered this one")
    assert orjson.dumps(answers.compiled) == orjson.dumps(answers.reference)
    return answers.reference["data"]


def _read(body: bytes) -> Any:
    """JSON as every client has it: 5.0 and 5 are the same number. Addresses are signed for the second."""
    return json.loads(_SIGNED.sub(b"", body), parse_float=as_number)


def as_number(text: str) -> float:
    number = float(text)
    return int(number) if abs(number) < 2**53 and number.is_integer() else number
