"""The three roots: every noun adds the fields it has built. What is not built is not served."""

import strawberry

from resolvers.accounts import AccountsMutation, AccountsQuery
from resolvers.clock import ClockMutation, ClockQuery
from resolvers.common import CommonQuery
from resolvers.media import MediaMutation, MediaQuery
from resolvers.threads import ThreadsMutation, ThreadsQuery
from schema.scalars import SCALARS
from subscriptions.threads import ThreadsSubscription


@strawberry.type
class Query(AccountsQuery, ClockQuery, CommonQuery, MediaQuery, ThreadsQuery):
    pass


@strawberry.type
class Mutation(AccountsMutation, ClockMutation, MediaMutation, ThreadsMutation):
    pass


@strawberry.type
class Subscription(ThreadsSubscription):
    pass


def strawberry_schema() -> strawberry.Schema:
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=strawberry.schema.config.StrawberryConfig(scalar_map=SCALARS),
    )
