"""One loader per edge. They live for one request, and read where its transaction reads."""

from resolvers.loaders.bookings import BookingLoaders
from resolvers.loaders.profiles import ProfileLoaders
from resolvers.loaders.reading import ReadLoaders
from resolvers.loaders.search import SearchLoaders
from resolvers.loaders.studios import StudioLoaders
from resolvers.loaders.threads import ThreadLoaders


class Loaders(
    BookingLoaders,
    ProfileLoaders,
    SearchLoaders,
    StudioLoaders,
    ThreadLoaders,
    ReadLoaders,
):
    """Every loader of a request: each noun adds its own as a base class."""


__all__ = ["Loaders"]
