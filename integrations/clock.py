"""The only reader of the wall clock. Business time is real time, plus an offset that development moves."""

from datetime import UTC, datetime, timedelta


def wall_now() -> datetime:
    return datetime.now(UTC)


class SystemClock:
    """Production: business time is real time."""

    movable = False

    def now(self) -> datetime:
        return wall_now()

    def set_offset(self, offset: timedelta) -> None:
        raise RuntimeError(f"a production clock cannot be moved by {offset}")


class MovableClock(SystemClock):
    """Development and tests: real time plus the offset last read from the database."""

    movable = True

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return wall_now() + self.offset

    def set_offset(self, offset: timedelta) -> None:
        self.offset = offset
