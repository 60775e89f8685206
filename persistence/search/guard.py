"""What the database cannot answer becomes the one code of the contract; the details stay in the log."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError

from domain.errors import Unavailable

log = logging.getLogger(__name__)


@asynccontextmanager
async def engine_errors() -> AsyncIterator[None]:
    try:
        yield
    except DBAPIError as error:
        log.exception("the search engine failed")
        raise Unavailable(
            "SEARCH_ENGINE_ERROR", "Search is not available right now.", hint="Try again in a moment."
        ) from error
