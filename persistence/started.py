"""A coroutine that has taken its first step, such as sending a statement; the rest is awaited later."""

from collections.abc import Coroutine, Generator
from functools import partial
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Started(Generic[T]):
    """To be awaited once, by any task. What the first step raised is raised there."""

    __slots__ = ("_coroutine", "_ended", "_waits_for")

    def __init__(self, coroutine: Coroutine[Any, None, T]) -> None:
        self._coroutine = coroutine
        self._ended: BaseException | None = None
        self._waits_for: Any = None
        try:
            self._waits_for = coroutine.send(None)
        except Exception as end:  # noqa: BLE001 - StopIteration, which carries the result, or what went wrong
            self._ended = end

    def __await__(self) -> Generator[Any, None, T]:
        ended = self._ended
        while ended is None:
            advance = partial(self._coroutine.send, None)
            try:
                yield self._waits_for
            except BaseException as thrown:  # noqa: BLE001 - handed on: being cancelled is told this way
                advance = partial(self._coroutine.throw, thrown)
            try:
                self._waits_for = advance()
            except StopIteration as end:
                ended = end
        if isinstance(ended, StopIteration):
            result: T = ended.value
            return result
        raise ended
