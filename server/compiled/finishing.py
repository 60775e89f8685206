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

    def pieces(self, body: bytes, mark: bytes) -> list[bytes | memoryview]:
        """The body with every marked text, quotes and all, replaced by the value made of it.

        In pieces, for a page is tens of kilobytes and nothing is gained by copying them.
        """
        pieces: list[bytes | memoryview] = []
        view, at = memoryview(body), 0
        while (begins := body.find(mark, at)) >= 0:
            ends = body.index(mark, begins + len(mark))
            slot, _, text = body[begins + len(mark) : ends].partition(b":")
            inputs = orjson.loads(orjson.loads(b'"' + text + b'"'))
            pieces += [view[at : begins - 1], orjson.dumps(self._value(self.finishers[int(slot)], inputs))]
            at = ends + len(mark) + 1
        return [*pieces, view[at:]]

    def _value(self, finisher: Finisher, inputs: Any) -> Any:
        if finisher.function is None:
            return inputs and self.cursors.seal(self.lists[finisher.root], [_opened(one) for one in inputs])
        return finisher.shape.told(finisher.function(inputs, self.context))


def _opened(value: Any) -> Any:
    return datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value
