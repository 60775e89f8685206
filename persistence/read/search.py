"""Pages of search results: cards of the index in the order that ranking gave them (contract search.graphql).

What ranking knows comes with each reading, card by card; everything else of a card is its row of the index.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    Double,
    FromClause,
    Integer,
    Text,
    and_,
    case,
    cast,
    column,
    exists,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.types import TypeEngine

from domain.search.diversity import NEW_BELOW_REVIEWS
from domain.search.memory import Shown
from domain.search.model import Surface
from persistence.read.chosen import Chosen
from persistence.read.elements import elements, of_element
from persistence.read.model import VIEWER, ReadModel, Row
from persistence.read.social import metrics
from persistence.read.views import Ask, One
from persistence.tables.accounts import account
from persistence.tables.common import city
from persistence.tables.search import search_doc, search_edition

# What a page is known to be before its cards are read, by name, and of what kind.
_KNOWN: Final[Mapping[str, TypeEngine[Any]]] = {
    "ids": ARRAY(Text),
    "scores": ARRAY(Double),
    "distances_km": ARRAY(Double),
    "available": ARRAY(Boolean),
    "why": ARRAY(Text),
    "facets": Text(),
    "total": Integer(),
    "cursor": Text(),
    "query_hash": Text(),
    "suggestions": ARRAY(Text),
    "files": Text(),
}
# With each id, what is known of its card: the list it stands in, and its kind.
_PLACED: Final[Mapping[str, tuple[str, TypeEngine[Any]]]] = {
    "id": ("ids", Text()),
    "score": ("scores", Double()),
    "distance_km": ("distances_km", Double()),
    "available_on_date": ("available", Boolean()),
    "why": ("why", Text()),
}


def known(ask: Ask, chosen: Sequence[Chosen] | None = None) -> FromClause:
    """What is known of a page, as a row: no more than is chosen, for reasons and facets are long."""
    wanted = _KNOWN if chosen is None else {"query_hash", *_wanted(chosen)}
    return select(
        *(ask(name, kind).label(name) for name, kind in _KNOWN.items() if name in wanted)
    ).subquery()


def _wanted(chosen: Sequence[Chosen]) -> Iterator[str]:
    for one in chosen:
        if one.name == "items":
            yield from ("ids", "files")
            yield from (_PLACED[card.name][0] for card in one.below if card.name in _PLACED)
        else:
            yield _CURSORS.get(one.name, one.name)


def cards(page: Row) -> FromClause:
    """The cards that the page names, as far as they still are in the index, each with its place."""
    there = {name: placed for name, placed in _PLACED.items() if placed[0] in page.table.c}
    columns: list[Any] = [column(name, kind) for name, (_, kind) in there.items()]
    given = func.unnest(*(page.table.c[name] for name, _ in there.values()))
    placed = given.table_valued(*columns, with_ordinality="place").render_derived()
    known_of_it = [placed.c[name] for name in (*there, "place") if name != "id"]
    return (
        select(search_doc, *known_of_it, page.files.label("files"))
        .join_from(placed, search_doc, search_doc.c.id == placed.c.id)
        .correlate(page.table)
        .lateral()
    )


_CURSORS: Final = {"next_cursor": "cursor", "page": "cursor"}
PAGE = ReadModel("SearchPage")
PAGE.columns("total", "query_hash", "suggestions", **_CURSORS)
PAGE.many("items", "SearchCard", source=cards, order=lambda card: [card.place])
PAGE.many(
    "facets",
    "Facet",
    source=lambda row: elements(cast(row.facets, JSON)),
    order=lambda facet: [facet.place],
)

FACET = ReadModel("Facet")
FACET.computed(field=of_element("field"))
FACET.many(
    "buckets",
    "FacetBucket",
    source=lambda row: elements(row.one["buckets"]),
    order=lambda bucket: [bucket.place],
)

BUCKET = ReadModel("FacetBucket")
BUCKET.computed(value=of_element("value"), label=of_element("label"), count=of_element("count"))

FACTOR = ReadModel("RankFactor")
FACTOR.computed(**{name: of_element(name) for name in ("factor", "signal", "weight", "contribution", "note")})

CARD = ReadModel("SearchCard")
CARD.columns(
    "id", "score", "distance_km", "price_from_cents", "price_to_cents", "currency", "city", "region",
    "handle", "slug", "role", "verified", "instant_book", "rating_count", "nsfw_band", "available_on_date",
)  # fmt: skip


def _of_people(row: Row, value: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((row.surface == Surface.PEOPLE.value, value))


def _of_studios(row: Row, value: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((row.surface == Surface.STUDIOS.value, value))


def _in_card(row: Row, name: str) -> ColumnElement[Any]:
    inside: ColumnElement[Any] = row.card[name]
    return inside


CARD.computed(
    kind=lambda row: case((row.surface == Surface.PEOPLE.value, "service_profile"), else_="studio"),
    display_name=lambda row: _of_people(row, row.title),
    name=lambda row: _of_studios(row, row.title),
    trusted=lambda row: _of_people(row, row.trusted),
    social_verified=lambda row: _of_people(row, row.social_verified),
    deposit_required=lambda row: _of_studios(row, row.deposit_required),
    rating_avg=lambda row: cast(row.rating_avg_hundredths, Double) / literal(100.0, Double),
    is_new=lambda row: row.rating_count < NEW_BELOW_REVIEWS,
    highlights=lambda row: _in_card(row, "highlights"),
    linked_studio_name=lambda row: _in_card(row, "linked_studio").astext,
)
CARD.many(
    "why", "RankFactor", source=lambda row: elements(cast(row.why, JSON)), order=lambda factor: [factor.place]
)
CARD.many(
    "social",
    "SocialMetric",
    # Only verified figures are in the index.
    source=lambda row: metrics(row, _in_card(row, "social"), verified=true()),
    order=lambda metric: [metric.place],
)


@CARD.field()
def deep_link(row: Row) -> ColumnElement[str]:
    """The mirror of the domain's `Document.deep_link`."""
    person = func.concat("/u/", row.handle, "/", row.slug)
    return case((row.surface == Surface.PEOPLE.value, person), else_=func.concat("/studio/", row.slug))


@CARD.field()
def thumb_url(row: Row) -> ColumnElement[str | None]:
    address: ColumnElement[str | None] = row.files + _preview(row, "thumb_key").astext
    return address


@CARD.field()
def preview(row: Row) -> ColumnElement[Any]:
    shown = func.json_build_object(
        "url", row.files + _preview(row, "key").astext,
        "thumbUrl", row.files + _preview(row, "thumb_key").astext,
        "width", _preview(row, "width"), "height", _preview(row, "height"),
        "alt", _preview(row, "alt"), "blur", _preview(row, "blur"),
        type_=JSON,
    )  # fmt: skip
    return case((_preview(row, "key").is_not(None), shown))


def _preview(row: Row, name: str) -> Any:
    return row.card["preview"][name]


@cache
def page(*, safe_mode: bool) -> One:
    """A page as it was ranked, while the index and the city are as they were then; else nothing."""

    def where(_: Row, ask: Ask) -> ColumnElement[bool]:
        place, edition = city.alias(), search_edition.alias()
        now = select(edition.c.edition).where(
            edition.c.surface == ask("surface"), edition.c.city == ask("place")
        )
        return and_(
            func.coalesce(now.scalar_subquery(), 0) == ask("edition", BigInteger),
            exists().where(
                place.c.code == ask("place"),
                place.c.active,
                place.c.lat == ask("lat", Double),
                place.c.lon == ask("lon", Double),
                place.c.timezone == ask("zone"),
            ),
            true() if safe_mode else _is_adult(),
        )

    return One("SearchPage", where, known)


def _is_adult() -> ColumnElement[bool]:
    reader = account.alias()
    return exists().where(reader.c.user_id == VIEWER, reader.c.age_verified)


def values_of(shown: Shown, files: str) -> dict[str, Any]:
    """What a page asks for; `files` is where public files are reached."""
    return {name: getattr(shown, name) for name in _KNOWN if name != "files"} | {
        "files": files,
        "surface": shown.surface.value,
        "place": shown.city.code,
        "edition": shown.edition,
        "lat": shown.city.lat,
        "lon": shown.city.lon,
        "zone": shown.city.timezone,
    }
