"""The seeded city's own time: it begins in the past and is lived through up to now."""

from datetime import datetime, timedelta


class SeedClock:
    """A clock that only the seed moves; it never goes back."""

    # The offset in the database is for development servers; the seed does not read it.
    movable = False

    def __init__(self, begins_at: datetime) -> None:
        self._now = begins_at

    def now(self) -> datetime:
        return self._now

    def move(self, to: datetime) -> None:
        self._now = max(self._now, to)

    def set_offset(self, offset: timedelta) -> None:
        raise RuntimeError(f"the seed's clock is moved by the seed, not by {offset}")
