"""How much anybody may say, and how many strangers they may write to. Chosen here, used everywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Protocol

from domain.errors import DomainError, PaymentRequired
from domain.ids import UserId

TEXT_MAX: Final = 4000
ATTACHMENTS_MAX: Final = 10
CLIENT_ID_MAX: Final = 100

SENDS_MOST, SENDS_PER = 30, timedelta(minutes=1)
OPENING_MESSAGES: Final = 5
REQUEST_LASTS: Final = timedelta(days=14)

# New conversations by how well we know who starts them (spec 1.4(2).I): within an hour, within a day.
STARTS: Final = MappingProxyType({False: (3, 20), True: (10, 100)})
MONTHLY_CREDITS: Final = 20
VERIFIED_BONUS: Final = 10


class Limits(Protocol):
    """The part of `uow.limits` needed here."""

    async def take(self, bucket: str, *, most: int, per: timedelta) -> None: ...


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


def send_bucket(sender: UserId) -> str:
    return f"threads.send:{sender}"


async def take_send(limits: Limits, sender: UserId) -> None:
    await limits.take(send_bucket(sender), most=SENDS_MOST, per=SENDS_PER)


async def take_start(limits: Limits, asker: UserId, *, verified: bool) -> None:
    for most, per in zip(STARTS[verified], (timedelta(hours=1), timedelta(days=1)), strict=True):
        await limits.take(f"threads.start:{per.total_seconds():.0f}:{asker}", most=most, per=per)
