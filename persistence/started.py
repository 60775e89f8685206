"""A coroutine that has taken its first step, such as sending a statement; the rest is awaited later."""

from collections.abc import Coroutine, Generator
from functools import partial
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Started(Generic[T]):
    """To be awaited once, by any task. What the first step raised is raised there."""

    __slots__ = ("_coroutine", "_raised", "_result", "_waits_for")

    def __init__(self, coroutine: Coroutine[Any, None, T]) -> None:
        self._coroutine: Coroutine[Any, None, T] | None = coroutine
        self._raised: BaseException | None = None
        self._waits_for: Any = None
        self._result: Any = None
        try:
            self._waits_for = coroutine.send(None)
        except StopIteration as end:
            self._coroutine, self._result = None, end.value
        except Exception as error:  # noqa: BLE001 - raised where it is awaited
            self._coroutine, self._raised = None, error

    def __await__(self) -> Generator[Any, None, T]:
        if self._raised is not None:
            raise self._raised
        if self._coroutine is None:
            told: T = self._result
            return told
        advance, waits_for = partial(self._coroutine.send, None), self._waits_for
        while True:
            try:
                yield waits_for
            except BaseException as thrown:  # noqa: BLE001 - handed on: being cancelled is told this way
                step = partial(self._coroutine.throw, thrown)
            else:
                step = advance
            try:
                waits_for = step()
            except StopIteration as end:
                # Not kept: it would hold what it carries, by its traceback and this frame, in a circle.
                result: T = end.value
                return result
            finally:
                del step
