"""How long work may take, watched by one timer for all that is under way."""

import asyncio
from types import TracebackType


class Deadlines:
    """`with deadlines.one():` raises TimeoutError when its body takes longer than `most_s` seconds.

    Setting a timer for every request and taking it away again would cost more than most of what it does.
    """

    def __init__(self, most_s: float) -> None:
        self._most_s = most_s
        # Who came first is over first, for all may take as long.
        self._under_way: dict[Deadline, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def one(self) -> "Deadline":
        return Deadline(self._under_way, self._begin())

    def _begin(self) -> float:
        """When work that begins now is over."""
        loop = asyncio.get_running_loop()
        at = loop.time() + self._most_s
        if self._timer is None:
            self._timer = loop.call_at(at, self._look)
        return at

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for one in list(self._under_way):
            if one.at > now:
                self._timer = loop.call_at(one.at, self._look)
                return
            one.end()
        self._timer = None


class Deadline:
    __slots__ = ("_cancelling", "_is_over", "_task", "_under_way", "at")

    def __init__(self, under_way: dict["Deadline", None], at: float) -> None:
        self._under_way, self.at = under_way, at
        self._is_over = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be ended")
        self._task, self._cancelling = task, task.cancelling()
        self._under_way[self] = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._under_way.pop(self, None)
        # Who was cancelled for another reason as well stays cancelled.
        if self._is_over and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def end(self) -> None:
        del self._under_way[self]
        self._is_over = True
        self._task.cancel()
