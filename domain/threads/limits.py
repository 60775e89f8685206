"""How much anybody may say, and how many strangers they may write to. Chosen here, used everywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from types import MappingProxyType
from typing import Final

from domain.errors import DomainError, PaymentRequired, RateLimited

TEXT_MAX: Final = 4000
ATTACHMENTS_MAX: Final = 10
ATTACHMENT_MAX_BYTES: Final = 20 * 1024 * 1024
CLIENT_ID_MAX: Final = 100

SENDS_PER_MINUTE: Final = 30
OPENING_MESSAGES: Final = 5
REQUEST_LASTS: Final = timedelta(days=14)

# New conversations by how well we know who starts them (spec 1.4(2).I): within an hour, within a day.
STARTS: Final = MappingProxyType({False: (3, 20), True: (10, 100)})
MONTHLY_CREDITS: Final = 20
VERIFIED_BONUS: Final = 10


@dataclass(frozen=True)
class Credits:
    """A person's allowance of new conversations in one month."""

    period: str
    granted: int
    spent: int = 0
    carryover: int = 0

    @property
    def remaining(self) -> int:
        return max(0, self.granted + self.carryover - self.spent)


def period_of(now: datetime) -> str:
    return f"{now:%Y-%m}"


def monthly_grant(*, verified: bool) -> int:
    return MONTHLY_CREDITS + (VERIFIED_BONUS if verified else 0)


def credits_exhausted(now: datetime) -> DomainError:
    month = now.year * 12 + now.month
    return PaymentRequired(
        "CREDITS_EXHAUSTED",
        "No new conversations are left this month.",
        hint=f"More are granted on {month // 12}-{month % 12 + 1:02d}-01. Replies and bookings stay free.",
    )


def require_send_rate(sent: int, oldest: datetime | None, now: datetime) -> None:
    """`sent` messages within the last minute, the oldest of them at `oldest`."""
    if sent >= SENDS_PER_MINUTE and oldest is not None:
        raise _limited("You are writing very fast.", oldest + timedelta(minutes=1) - now)


def require_start_rate(count: Callable[[timedelta], int], *, verified: bool) -> None:
    """`count` tells how many conversations were started within a stretch of time."""
    for limit, window in zip(STARTS[verified], (timedelta(hours=1), timedelta(days=1)), strict=True):
        if count(window) >= limit:
            raise _limited(f"You may start {limit} conversations in {_said(window)}.", window)


def _limited(message: str, wait: timedelta) -> DomainError:
    seconds = max(1, ceil(wait.total_seconds()))
    return RateLimited(
        "RATE_LIMITED", message, hint=f"Try again in {seconds} seconds.", facts={"retryAfterSec": seconds}
    )


def _said(window: timedelta) -> str:
    return "an hour" if window == timedelta(hours=1) else "a day"
