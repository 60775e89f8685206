"""The roots of reading and writing: every noun adds what it has built; nothing else is served."""

import strawberry

from resolvers.accounts import AccountsMutation, AccountsQuery
from resolvers.clock import ClockMutation, ClockQuery
from resolvers.common import CommonQuery
from resolvers.media import MediaMutation, MediaQuery
from resolvers.studios import StudiosMutation, StudiosQuery
from resolvers.threads import ThreadsMutation, ThreadsQuery


@strawberry.type
class Query(
    AccountsQuery,
    ClockQuery,
    CommonQuery,
    MediaQuery,
    StudiosQuery,
    ThreadsQuery,
):
    pass


@strawberry.type
class Mutation(
    AccountsMutation,
    ClockMutation,
    MediaMutation,
    StudiosMutation,
    ThreadsMutation,
):
    pass
