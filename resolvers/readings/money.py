"""Money: a seller's payouts and payout account."""

from datetime import date

from domain.money.reading import days_between
from persistence.read import money as read
from resolvers.readings.base import Asking, Reading, reading


@reading("my_payouts")
def my_payouts(_: Asking, from_: date, to: date) -> Reading:
    days = days_between(from_, to)
    return Reading(read.PAYOUTS_BETWEEN, {"start": days.start, "end": days.end})


@reading("payout_account")
def payout_account(_: Asking) -> Reading:
    return Reading(read.MY_ACCOUNT)
