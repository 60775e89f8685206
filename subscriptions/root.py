"""The live root: every noun adds the fields it has built."""

import strawberry

from subscriptions.bookings import BookingsSubscription
from subscriptions.threads import ThreadsSubscription


@strawberry.type
class Subscription(BookingsSubscription, ThreadsSubscription):
    pass
