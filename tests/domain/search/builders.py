"""Set-up phrases for tests of search: name only what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.common.cities import City
from domain.profiles.model import Role
from domain.search.criteria import Criterion, Op
from domain.search.model import Candidate, Document, Point, Sort, Standing, Surface
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


def a_document(card_id: str = "srv_1", **changes: Any) -> Document:
    plain = Document(
        id=card_id,
        surface=Surface.PEOPLE,
        owner_id=f"usr_of_{card_id}",
        role=Role.MODEL,
        title="Ada Lovelace",
        handle="ada",
        slug="model",
        city="houston",
        region="TX",
        location=Point(HOUSTON.lat, HOUSTON.lon),
        reach_km=0,
        currency="USD",
        price_from_cents=20_000,
        price_to_cents=40_000,
        verified=False,
        trusted=False,
        social_verified=False,
        instant_book=False,
        deposit_required=False,
        nsfw_band=0,
        completeness=80,
        standing=Standing(),
        published_at=NOW - timedelta(days=40),
        updated_at=NOW - timedelta(days=10),
    )
    return replace(plain, **changes)


def a_studio(card_id: str = "std_1", **changes: Any) -> Document:
    return a_document(
        card_id,
        **{"surface": Surface.STUDIOS, "role": None, "handle": None, "title": "East End Loft", "slug": "loft"}
        | changes,
    )


_TERMS = {
    "genres": ["fashion", "editorial", "swim"],
    "specialties": ["portrait", "wedding"],
    "amenities": ["natural_light", "parking", "cyc_wall"],
    "tags": ["moody", "film"],
}
_WORDS = ["ada", "loft", "wedding", "portrait", "black and white", "la", "moody", "naturallight"]


def _document(number: int, rest: dict[str, Any]) -> Document:
    surface = rest.pop("surface")
    person = surface is Surface.PEOPLE
    given = rest | {"surface": surface, "role": rest["role"] if person else None}
    return a_document(f"{'srv' if person else 'std'}_{number:03}", **given)


_document_details = st.fixed_dictionaries(
    {
        "surface": st.sampled_from([*Surface, Surface.PEOPLE, Surface.PEOPLE]),
        "role": st.sampled_from(Role),
        "title": st.sampled_from(_WORDS),
        "description": st.lists(st.sampled_from(_WORDS), max_size=4).map(" ".join),
        "city": st.sampled_from(["houston"] * 6 + ["austin"]),
        "location": st.builds(Point, st.floats(29.5, 30.0), st.floats(-95.6, -95.1)),
        "reach_km": st.integers(0, 60),
        "price_from_cents": st.none() | st.integers(0, 100_000),
        "price_to_cents": st.none() | st.integers(0, 100_000),
        "verified": st.booleans(),
        "trusted": st.booleans(),
        "social_verified": st.booleans(),
        "instant_book": st.booleans(),
        "deposit_required": st.booleans(),
        "nsfw_band": st.sampled_from([0, 0, 1, 2]),
        "standing": standings,
        "open_days": st.frozensets(st.integers(0, 6).map(lambda n: TODAY + timedelta(days=n))),
        "terms": st.fixed_dictionaries(
            {},
            optional={
                name: st.lists(st.sampled_from(values), min_size=1, unique=True).map(
                    lambda v: tuple(sorted(v))
                )
                for name, values in _TERMS.items()
            },
        ),
        "numbers": st.fixed_dictionaries(
            {}, optional={"heightCm": st.integers(150, 200), "capacity": st.integers(1, 50)}
        ),
        "flags": st.fixed_dictionaries(
            {}, optional={"insurance": st.booleans(), "travelReady": st.booleans()}
        ),
    }
)

document_lists = st.lists(_document_details, min_size=8, max_size=16).map(
    lambda many: [_document(number, dict(rest)) for number, rest in enumerate(many)]
)

_bounds = st.tuples(st.none() | st.integers(0, 250), st.none() | st.integers(0, 250))
criteria = st.one_of(
    st.builds(
        lambda name, values: Criterion(name, Op.IN, tuple(values)),
        st.sampled_from(sorted(_TERMS)),
        st.lists(st.sampled_from([value for values in _TERMS.values() for value in values]), min_size=1),
    ),
    st.builds(
        lambda name, value: Criterion(name, Op.EQ, (value,)),
        st.sampled_from(["verified", "trusted", "instantBook", "insurance", "travelReady"]),
        st.booleans(),
    ),
    st.builds(
        lambda name, bounds: Criterion(name, Op.BETWEEN, bounds),
        st.sampled_from(["heightCm", "capacity", "ratingAvg", "ratingCount", "priceFromCents"]),
        _bounds,
    ),
    st.builds(
        lambda name, value: Criterion(name, Op.EQ, (value,)),
        st.sampled_from(["heightCm", "ratingCount"]),
        st.integers(150, 200),
    ),
)

searches = st.builds(
    a_query,
    surface=st.sampled_from([*Surface, Surface.PEOPLE]),
    origin=st.builds(Point, st.floats(29.6, 29.9), st.floats(-95.5, -95.2)),
    radius_km=st.sampled_from([10, 30, 60, 500]),
    days=st.sampled_from(
        [None, None, (TODAY, TODAY), (TODAY + timedelta(days=2), TODAY + timedelta(days=4))]
    ),
    budget=st.sampled_from([None, None, (None, 60_000), (10_000, None), (20_000, 60_000)]),
    safe_mode=st.booleans(),
    any_of=st.just(()) | st.lists(criteria, min_size=2, max_size=3).map(tuple),
    all_of=st.just(()) | st.lists(criteria, max_size=1).map(tuple),
    sort=st.sampled_from(Sort),
    words=st.sampled_from(
        [(), (), ("portr",), ("bnw",), ("la",), ("wedding", "moody"), ("natural", "light")]
    ),
)
