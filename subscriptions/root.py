"""The live root: every noun adds the fields it has built."""

import strawberry

from subscriptions.threads import ThreadsSubscription


@strawberry.type
class Subscription(ThreadsSubscription):
    pass
