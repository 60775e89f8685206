"""Every filter of a query as SQL. Values are always bound; field names come from the allowlist only."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Double,
    Integer,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from domain.profiles.model import Role
from domain.search.criteria import Criterion, Op, Value
from domain.search.fields import FIELDS, Kind
from domain.search.geo import EARTH_M
from domain.search.query import Query
from domain.search.wording import Wanted
from persistence.tables.search import search_doc as doc

Condition = ColumnElement[bool]

# Fields with a column of their own; the others live in terms, numbers and flags.
NUMBERS: Final[Mapping[str, ColumnElement[int]]] = MappingProxyType(
    {
        "priceFromCents": doc.c.price_from_cents,
        "ratingAvg": doc.c.rating_avg_hundredths,
        "ratingCount": doc.c.rating_count,
    }
)
FLAGS: Final[Mapping[str, ColumnElement[bool]]] = MappingProxyType(
    {
        "verified": doc.c.verified,
        "trusted": doc.c.trusted,
        "socialVerified": doc.c.social_verified,
        "instantBook": doc.c.instant_book,
        "depositRequired": doc.c.deposit_required,
    }
)


def found_by(query: Query, wanted: Wanted) -> Condition:
    """Everything a card must meet to be in the result."""
    conditions = [
        doc.c.surface == query.surface.value,
        doc.c.city == query.city.code,
        doc.c.nsfw_band <= query.band_most,
        _role(query),
        distance_m(query) <= func.greatest(query.radius_km, doc.c.reach_km) * 1000,
        *(met(criterion) for criterion in query.all_of),
    ]
    if query.any_of:
        conditions.append(or_(*(met(criterion) for criterion in query.any_of)))
    if query.days is not None:
        conditions.append(doc.c.open_days.overlap(_days(*query.days)))
    if query.budget is not None:
        conditions.append(_affordable(*query.budget))
    if wanted:
        conditions.append(doc.c.words.bool_op("@@")(asked(wanted)))
    return and_(*conditions)


def met(criterion: Criterion) -> Condition:
    """One criterion. A card that says nothing about a field does not meet it."""
    return _MET[FIELDS[criterion.field].kind](criterion)


def asked(wanted: Wanted) -> ColumnElement[Any]:
    """The words as a tsquery: every group must be met, by any of its phrases, word beginnings counted."""
    return _tsquery(wanted, lambda word: f"'{word}':*" if len(word) > 2 else f"'{word}'")


def begun(wanted: Wanted) -> ColumnElement[Any]:
    """The same for words still being typed, in names and controlled values only."""
    return _tsquery(wanted, lambda word: f"'{word}':*AB")


def distance_m(query: Query) -> ColumnElement[int]:
    """Haversine, the same formula as `domain.search.geo`."""
    lat, lon = literal(query.origin.lat, Double), literal(query.origin.lon, Double)
    chord = func.pow(func.sin(func.radians(doc.c.lat - lat) / 2), 2) + func.cos(func.radians(lat)) * func.cos(
        func.radians(doc.c.lat)
    ) * func.pow(func.sin(func.radians(doc.c.lon - lon) / 2), 2)
    return cast(func.round(2 * EARTH_M * func.asin(func.least(1.0, func.sqrt(chord)))), Integer)


def open_between(first: date, last: date) -> ColumnElement[int]:
    """How many of the days a card is open: its days are kept in order, so two searches in them tell."""
    before = func.width_bucket(literal(first - timedelta(days=1), Date), doc.c.open_days)
    up_to = func.width_bucket(literal(last, Date), doc.c.open_days)
    return cast(up_to - before, Integer)


def term_of(field: str, value: Value) -> str:
    return f"{field}:{value}"


def _tsquery(wanted: Wanted, lexeme: Callable[[str], str]) -> ColumnElement[Any]:
    """Words are letters and digits only (`domain.search.words`), so quotes cannot be broken out of."""
    groups = (" | ".join(f"({' <-> '.join(map(lexeme, phrase))})" for phrase in group) for group in wanted)
    return func.to_tsquery("simple", " & ".join(f"({group})" for group in groups))


def _role(query: Query) -> Condition:
    if query.role is not None:
        return doc.c.role == query.role.value
    if query.safe_mode:
        return doc.c.role.is_distinct_from(Role.FANSUB.value)
    return true()


def _affordable(low: int | None, high: int | None) -> Condition:
    """Some price of the card lies within the budget."""
    not_dearer = true() if high is None else doc.c.price_from_cents <= high
    not_cheaper = true() if low is None else doc.c.price_to_cents >= low
    return and_(not_dearer, not_cheaper)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _term(criterion: Criterion) -> Condition:
    terms = [term_of(criterion.field, value) for value in criterion.values]
    overlap: Condition = doc.c.terms.overlap(cast(array(terms), ARRAY(Text)))
    return overlap


def _flag(criterion: Criterion) -> Condition:
    column = FLAGS.get(criterion.field)
    wanted = [value is True for value in criterion.values]
    if column is not None:
        return column.in_(wanted)
    return or_(*(doc.c.flags.contains({criterion.field: value}) for value in wanted))


def _number(criterion: Criterion) -> Condition:
    column = NUMBERS.get(criterion.field)
    if column is None:
        column = cast(doc.c.numbers[criterion.field].astext, BigInteger)
    if criterion.op is not Op.BETWEEN:
        return column.in_(criterion.values)
    low, high = criterion.values
    not_below = column.is_not(None) if low is None else column >= low
    not_above = column.is_not(None) if high is None else column <= high
    return and_(not_below, not_above)


_MET: Final[Mapping[Kind, Callable[[Criterion], Condition]]] = MappingProxyType(
    {Kind.TERM: _term, Kind.FLAG: _flag, Kind.NUMBER: _number}
)
