"""Puts what only Python can make into the bytes of an answer, in the places that the statement marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from domain.pages import Cursors
from schema.context import Context
from server.compiled.outline import Finisher


@dataclass(slots=True)
class Finishing:
    """`lists` names, for each root, the list that its cursors are sealed for."""

    finishers: Sequence[Finisher]
    context: Context
    cursors: Cursors
    lists: Sequence[str]

    def whole(self, body: bytes, mark: str) -> bytes:
        """The body with every marked text, quotes and all, replaced by the value made of it."""
        plain, *rest = body.split(mark.encode())
        pieces = [plain]
        for marked, plain in zip(rest[::2], rest[1::2], strict=True):
            slot, _, text = marked.partition(b":")
            inputs = orjson.loads(orjson.loads(b'"' + text + b'"'))
            pieces[-1] = pieces[-1][:-1]
            pieces += [orjson.dumps(self._value(self.finishers[int(slot)], inputs)), plain[1:]]
        return b"".join(pieces)

    def _value(self, finisher: Finisher, inputs: Any) -> Any:
        if finisher.function is None:
            return inputs and self.cursors.seal(self.lists[finisher.root], [_opened(one) for one in inputs])
        return finisher.shape.told(finisher.function(inputs, self.context))


def _opened(value: Any) -> Any:
    return datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value
