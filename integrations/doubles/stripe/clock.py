"""The double's own business clock: real time plus an offset, and what falls due on it, in order."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from integrations.doubles.stripe.store import Store

DAY: Final = 86_400
Due = Callable[[str], None]


class Clock:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._moment: int | None = None

    def now(self) -> int:
        if self._moment is not None:
            return self._moment
        return int(time.time()) + int(self._store.setting("clock_offset", "0"))

    def schedule(self, kind: str, subject: str, at: int) -> None:
        """One entry per kind and subject; scheduling again moves it."""
        self._store.db.execute(
            "insert into due (at, kind, subject) values (?, ?, ?)"
            " on conflict (kind, subject) do update set at = excluded.at",
            (at, kind, subject),
        )

    def run_due(self, handlers: Mapping[str, Due], until: int | None = None) -> int:
        """Let everything due happen at its own moment, one transaction each; how many things happened."""
        happened = 0
        limit = self.now() if until is None else until
        while (row := self._next(limit)) is not None:
            self._moment = max(int(row["at"]), 0)
            try:
                with self._store.transaction():
                    self._store.db.execute("delete from due where seq = ?", (row["seq"],))
                    handlers[row["kind"]](row["subject"])
            finally:
                self._moment = None
            happened += 1
        return happened

    def move(self, to: int, handlers: Mapping[str, Due]) -> int:
        """Live up to a moment; one that is past changes nothing."""
        if to <= self.now():
            return self.run_due(handlers)
        happened = self.run_due(handlers, to)
        with self._store.transaction():
            self._store.set_setting("clock_offset", str(to - int(time.time())))
        return happened

    def next_due(self) -> int | None:
        row = self._store.db.execute("select min(at) as at from due").fetchone()
        return None if row["at"] is None else int(row["at"])

    def _next(self, limit: int) -> Mapping[str, Any] | None:
        row = self._store.db.execute(
            "select seq, at, kind, subject from due where at <= ? order by at, seq limit 1", (limit,)
        ).fetchone()
        return dict(row) if row else None
