"""Which cards a search shows, worked out once by the server's own rules when the floor starts.

Ranking is Python by nature; the floor is spared it, so that it stands for reading and writing alone.
"""

from itertools import product
from typing import Any, Final, TypeAlias

import orjson

from domain.pages import Cursors
from domain.search.actions import find
from domain.search.memory import Memory
from domain.search.model import Surface
from domain.search.query import SearchRequest
from domain.viewer import Viewer
from integrations.clock import SystemClock
from persistence.database import open_database
from persistence.unit_of_work import Kernel, begin

PAGE: Final = 24
CITIES: Final = ("houston", "austin", "los-angeles", "new-york", "phoenix")
ROLES: Final = ("MODEL", "PHOTOGRAPHER", "VIDEOGRAPHER", "CREATOR")

# Ids and distances in ranked order, and the answer around the items, by the input as it is sent.
Ranked: TypeAlias = dict[bytes, tuple[list[str], list[float], bytes]]


def searches() -> list[dict[str, Any]]:
    """The inputs that are searched for: every trade in every city, narrowed in some ways, and places."""
    people = [
        {"city": city, "surface": "PEOPLE", "role": role, "pageSize": PAGE} | narrowed
        for city, role in product(CITIES, ROLES)
        for narrowed in ({}, {"budgetMaxCents": 40_000}, {"instantBookOnly": True})
    ]
    places = [
        {"city": city, "surface": "STUDIOS", "pageSize": PAGE} | narrowed
        for city in CITIES
        for narrowed in ({}, {"verifiedOnly": True})
    ]
    return [*people, *places]


async def rank(url: str) -> Ranked:
    engine = open_database(url, pool_size=1)
    try:
        kernel = Kernel(engine, SystemClock(), Cursors(b"bench"))
        return {orjson.dumps(asked): await _ranked(kernel, asked) for asked in searches()}
    finally:
        await engine.dispose()


async def _ranked(kernel: Kernel, asked: dict[str, Any]) -> tuple[list[str], list[float], bytes]:
    async with kernel.engine.connect() as connection:
        results = await find(await begin(kernel, connection), Viewer(), _request(asked), Memory())
    head = b'{"data":{"search":{"total":%d,"queryHash":"%s","items":%%s}}}' % (
        results.total,
        results.query_hash.encode(),
    )
    return results.ids, results.distances_km, head


def _request(asked: dict[str, Any]) -> SearchRequest:
    return SearchRequest(
        city=asked["city"],
        surface=Surface(asked["surface"].lower()),
        role=asked.get("role"),
        budget_max_cents=asked.get("budgetMaxCents"),
        instant_book_only=asked.get("instantBookOnly"),
        verified_only=asked.get("verifiedOnly"),
        page_size=asked["pageSize"],
    )
