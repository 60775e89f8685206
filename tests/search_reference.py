"""Search as simply as it can be said, over a handful of documents: what every engine is judged by."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from domain.profiles.model import Role
from domain.search.criteria import Criterion, Op, Value
from domain.search.facets import Counts
from domain.search.fields import FACETS, FIELDS, Kind
from domain.search.geo import distance_m
from domain.search.model import Document
from domain.search.query import Query
from domain.search.wording import Wanted
from domain.search.words import words

OWN = {
    "verified": "verified",
    "trusted": "trusted",
    "socialVerified": "social_verified",
    "instantBook": "instant_book",
    "depositRequired": "deposit_required",
    "priceFromCents": "price_from_cents",
}


def found(documents: Iterable[Document], query: Query, wanted: Wanted = ()) -> list[Document]:
    return [document for document in documents if passes(document, query, wanted)]


def passes(document: Document, query: Query, wanted: Wanted) -> bool:
    return (
        document.surface is query.surface
        and document.city == query.city.code
        and document.nsfw_band <= query.band_most
        and _role_fits(document, query)
        and distance_m(query.origin, document.location) <= max(query.radius_km, document.reach_km) * 1000
        and (query.days is None or bool(document.open_days & _days(query)))
        and _affordable(document, query)
        and all(meets(document, criterion) for criterion in query.all_of)
        and (not query.any_of or any(meets(document, criterion) for criterion in query.any_of))
        and says(document, wanted)
    )


def meets(document: Document, criterion: Criterion) -> bool:
    values = values_of(document, criterion.field)
    if criterion.op is not Op.BETWEEN:
        return any(value in values and type(value) is type(values[0]) for value in criterion.values)
    low, high = criterion.values
    return any(
        (low is None or int(low) <= int(value)) and (high is None or int(value) <= int(high))
        for value in values
        if value is not None
    )


def values_of(document: Document, name: str) -> Sequence[Value]:
    if name in OWN:
        return [getattr(document, OWN[name])]
    if name == "ratingAvg":
        return [document.standing.rating_avg_hundredths]
    if name == "ratingCount":
        return [document.standing.rating_count]
    if FIELDS[name].kind is Kind.TERM:
        return document.terms.get(name, ())
    if FIELDS[name].kind is Kind.FLAG:
        return [document.flags[name]] if name in document.flags else []
    return [document.numbers[name]] if name in document.numbers else []


def says(document: Document, wanted: Wanted) -> bool:
    controlled = " ".join(value for values in document.terms.values() for value in values)
    named = " ".join(filter(None, (document.title, document.handle, document.linked_studio)))
    texts = [words(named), words(controlled), words(document.description)]
    return all(any(_contains(said, phrase) for phrase in group for said in texts) for group in wanted)


def counted(documents: Sequence[Document], query: Query) -> Counts:
    counts: dict[str, dict[str, int]] = {}
    for field in FACETS[query.surface]:
        seen = Counter(_shown(value) for document in documents for value in _facet_values(document, field))
        if seen:
            counts[field] = dict(seen)
    return counts


def _facet_values(document: Document, field: str) -> Iterable[Value]:
    return [document.role.value if document.role else None] if field == "role" else values_of(document, field)


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _contains(said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(
        all(_begins(word, said[at + n]) for n, word in enumerate(phrase))
        for at in range(len(said) - len(phrase) + 1)
    )


def _begins(word: str, said: str) -> bool:
    return said.startswith(word) if len(word) > 2 else said == word


def _role_fits(document: Document, query: Query) -> bool:
    if query.role is not None:
        return document.role is query.role
    return document.role is not Role.FANSUB or not query.safe_mode


def _days(query: Query) -> frozenset[object]:
    assert query.days is not None
    first, last = query.days
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))


def _affordable(document: Document, query: Query) -> bool:
    low, high = query.budget or (None, None)
    lowest, highest = document.price_from_cents, document.price_to_cents
    if low is not None and (highest is None or highest < low):
        return False
    return high is None or (lowest is not None and lowest <= high)
