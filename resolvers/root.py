"""The roots of reading and writing: every noun adds what it has built; nothing else is served."""

import strawberry

from resolvers.accounts import AccountsMutation, AccountsQuery
from resolvers.bookings import BookingsMutation, BookingsQuery
from resolvers.clock import ClockMutation, ClockQuery
from resolvers.common import CommonQuery
from resolvers.docs import DocsMutation, DocsQuery
from resolvers.instant_book import InstantBookMutation, InstantBookQuery
from resolvers.media import MediaMutation, MediaQuery
from resolvers.money import MoneyMutation, MoneyQuery
from resolvers.portfolio import PortfolioMutation, PortfolioQuery
from resolvers.profiles import ProfilesMutation, ProfilesQuery
from resolvers.search import SearchQuery
from resolvers.studios import StudiosMutation, StudiosQuery
from resolvers.threads import ThreadsMutation, ThreadsQuery


@strawberry.type
class Query(
    AccountsQuery,
    BookingsQuery,
    ClockQuery,
    CommonQuery,
    DocsQuery,
    InstantBookQuery,
    MediaQuery,
    MoneyQuery,
    PortfolioQuery,
    ProfilesQuery,
    SearchQuery,
    StudiosQuery,
    ThreadsQuery,
):
    pass


@strawberry.type
class Mutation(
    AccountsMutation,
    BookingsMutation,
    ClockMutation,
    DocsMutation,
    InstantBookMutation,
    MediaMutation,
    MoneyMutation,
    PortfolioMutation,
    ProfilesMutation,
    StudiosMutation,
    ThreadsMutation,
):
    pass
