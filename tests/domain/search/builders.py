"""Set-up phrases for tests of search: name only what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.common.cities import City
from domain.search.model import Candidate, Point, Standing, Surface
from domain.search.query import Query, SearchRequest, normalized

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = date(2026, 3, 2)
HOUSTON = City("houston", "Houston", "TX", "US", 29.7604, -95.3698, "America/Chicago", active=True)


def a_request(**changes: Any) -> SearchRequest:
    return replace(SearchRequest(city="Houston", surface="PEOPLE"), **changes)


def normal(*, adult: bool = False, **changes: Any) -> Query:
    return normalized(a_request(**changes), HOUSTON, today=TODAY, adult=adult)


def a_query(**changes: Any) -> Query:
    query = Query(surface=Surface.PEOPLE, city=HOUSTON, origin=Point(HOUSTON.lat, HOUSTON.lon))
    return replace(query, **changes)


def a_candidate(card_id: str = "srv_1", **changes: Any) -> Candidate:
    standing = changes.pop("standing", None) or Standing(
        **{name: changes.pop(name) for name in Standing.__dataclass_fields__ if name in changes}
    )
    plain = Candidate(
        id=card_id,
        owner_id=f"usr_of_{card_id}",
        updated_at=NOW - timedelta(days=10),
        published_at=NOW - timedelta(days=40),
        distance_m=0,
        text=0.0,
        price_from_cents=20_000,
        verified=False,
        trusted=False,
        completeness=60,
        standing=standing,
        open_coming=15,
        open_asked=0,
    )
    return replace(plain, **changes)


standings = st.builds(
    Standing,
    rating_avg_hundredths=st.integers(0, 500),
    rating_count=st.integers(0, 400),
    bookings=st.integers(0, 400),
    bookings_recent=st.integers(0, 50),
    inquiries_recent=st.integers(0, 50),
    cancel_bps=st.integers(0, 10_000),
    dispute_bps=st.integers(0, 10_000),
    late_bps=st.integers(0, 10_000),
)


def _candidate(number: int, rest: dict[str, Any]) -> Candidate:
    owner = rest.pop("owner")
    return a_candidate(f"srv_{number:04}", owner_id=f"usr_{owner}", **rest)


_details = st.fixed_dictionaries(
    {
        "owner": st.integers(0, 12),
        "standing": standings,
        "updated_at": st.integers(0, 400).map(lambda days: NOW - timedelta(days=days)),
        "published_at": st.integers(0, 400).map(lambda days: NOW - timedelta(days=days)),
        "distance_m": st.integers(0, 60_000),
        "text": st.floats(0, 1),
        "price_from_cents": st.none() | st.integers(0, 1_000_000),
        "verified": st.booleans(),
        "trusted": st.booleans(),
        "completeness": st.integers(0, 100),
        "open_coming": st.integers(0, 30),
        "open_asked": st.integers(0, 3),
        "amenities": st.frozensets(st.sampled_from(["parking", "wifi", "cyc_wall", "ac"])),
    }
)

candidate_lists = st.lists(_details, max_size=45).map(
    lambda many: [_candidate(number, dict(rest)) for number, rest in enumerate(many)]
)

queries = st.builds(
    a_query,
    surface=st.sampled_from(Surface),
    words=st.sampled_from([(), ("portrait",)]),
    budget=st.sampled_from([None, (None, 30_000), (10_000, 30_000), (50_000, None), (0, 0)]),
    days=st.sampled_from([None, (TODAY, TODAY + timedelta(days=2))]),
    radius_km=st.integers(1, 500),
)
