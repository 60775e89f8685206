"""A search as it was sent, and the same search in one canonical form."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from domain.common.cities import City
from domain.errors import Forbidden, Invalid
from domain.pages import page_limit
from domain.profiles.model import Role
from domain.search.criteria import CRITERIA_MOST, Criterion, Op, Scope, canonical, parsed, too_many
from domain.search.filters import Check, Filters, require_scope
from domain.search.model import Point, Sort, Surface
from domain.search.scope import budget_asked, days_asked, origin_asked, surface_asked
from domain.search.words import WORDS_MOST, words
from domain.validation import Problems

PAGE_DEFAULT: Final = 20
RADIUS_DEFAULT_KM: Final = 50
RADIUS_MOST_KM: Final = 500
TEXT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The input of a search, unchecked."""

    city: str
    surface: str | None = None
    scope: str | None = None
    role: str | None = None
    query: str | None = None
    lat: float | None = None
    lon: float | None = None
    origin_lat: float | None = None
    origin_lon: float | None = None
    radius_km: int | None = RADIUS_DEFAULT_KM
    day: date | None = None
    days: tuple[date, date] | None = None
    budget_min_cents: int | None = None
    budget_max_cents: int | None = None
    rating_min: float | None = None
    verified_only: bool | None = None
    instant_book_only: bool | None = None
    safe_mode: bool | None = True
    any: Any = None
    all: Any = None
    filters: tuple[Filters, ...] = ()
    sort: str | None = None
    cursor: str | None = None
    page: str | None = None
    page_size: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: every filter is here, in one form, and holds for whatever engine answers."""

    surface: Surface
    city: City
    origin: Point
    role: Role | None = None
    words: tuple[str, ...] = ()
    radius_km: int = RADIUS_DEFAULT_KM
    days: tuple[date, date] | None = None
    budget: tuple[int | None, int | None] | None = None
    safe_mode: bool = True
    any_of: tuple[Criterion, ...] = ()
    all_of: tuple[Criterion, ...] = ()
    sort: Sort = Sort.DEFAULT
    page_size: int = PAGE_DEFAULT
    cursor: str | None = field(default=None, compare=False)

    @property
    def band_most(self) -> int:
        """The highest safety band a card may have; explicit media is on no card either way."""
        return 1 if self.safe_mode else 2

    @property
    def amenities(self) -> frozenset[str]:
        """The amenities asked for, wherever they were asked for."""
        named = (c for c in self.all_of + self.any_of if c.field == "amenities")
        return frozenset(str(value) for criterion in named for value in criterion.values)

    @property
    def hash(self) -> str:
        """The signature of the search without its page: equal searches have equal ones."""
        body = json.dumps(self._document(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(body.encode()).hexdigest()[:32]

    def _document(self) -> dict[str, Any]:
        return {
            "scope": self.surface.value,
            "city": self.city.code,
            "role": self.role,
            "words": self.words,
            "origin": [self.origin.lat, self.origin.lon],
            "radiusKm": self.radius_km,
            "days": self.days and [day.isoformat() for day in self.days],
            "budget": self.budget,
            "safeMode": self.safe_mode,
            "any": [criterion.document() for criterion in self.any_of],
            "all": [criterion.document() for criterion in self.all_of],
            "sort": self.sort.value,
        }


def normalized(request: SearchRequest, city: City, *, today: date, adult: bool) -> Query:
    """The canonical form of a request in an open city; `adult` says that an age check was passed."""
    problems = Problems()
    surface = surface_asked(request.surface, request.scope)
    scope = Scope(surface, _role(request.role, surface, problems))
    origin = origin_asked(request, city, problems)
    safe_mode = _safe_mode(request, scope, adult=adult)
    all_of = canonical((*_typed(request, scope, problems), *parsed(request.all, "all", scope, problems)))
    any_of = parsed(request.any, "any", scope, problems)
    if len(all_of) + len(any_of) > CRITERIA_MOST:
        raise too_many(f"At most {CRITERIA_MOST} criteria in all.")
    query = Query(
        surface=surface,
        city=city,
        origin=origin,
        role=scope.role,
        words=text_words(request.query, "query", problems),
        radius_km=_radius(request.radius_km, problems),
        days=days_asked(request, today, problems),
        budget=budget_asked(request, problems),
        safe_mode=safe_mode,
        any_of=any_of,
        all_of=all_of,
        sort=_sort(request.sort, problems),
        page_size=_page_size(request.page_size),
        cursor=_cursor(request, problems),
    )
    problems.raise_if_any()
    return query


def text_words(text: str | None, name: str, problems: Problems) -> tuple[str, ...]:
    """The words of free text; anything that is no text at all is a problem."""
    if not text or not problems.text(name, text, max=TEXT_MOST, min=0):
        return ()
    return words(text)[:WORDS_MOST]


def _role(raw: str | None, surface: Surface, problems: Problems) -> Role | None:
    if raw is None or not problems.one_of("role", raw, list(Role)):
        return None
    if surface is Surface.STUDIOS:
        raise Invalid(
            "SEARCH_ROLE_FILTER_CONFLICT",
            "Studios have no role.",
            hint="Leave role out, or search people.",
        )
    return Role(raw)


def _safe_mode(request: SearchRequest, scope: Scope, *, adult: bool) -> bool:
    safe_mode = request.safe_mode is not False
    if not safe_mode and not adult:
        raise Forbidden(
            "SEARCH_UNDERAGE_SAFEMODE",
            "Safe-Mode can only be turned off by a verified adult.",
            hint="Search with Safe-Mode on, or verify your age first.",
        )
    if safe_mode and scope.role is Role.FANSUB:
        raise Forbidden(
            "SEARCH_UNDERAGE_SAFEMODE",
            "Fan-sub pages are found with Safe-Mode off only.",
            hint="Choose another role.",
        )
    return safe_mode


def _typed(request: SearchRequest, scope: Scope, problems: Problems) -> list[Criterion]:
    found: list[Criterion] = []
    check = Check(problems)
    for group in request.filters:
        require_scope(group, scope)
        found.extend(group.criteria(check))
    found.extend(check.only("verified", request.verified_only))
    found.extend(check.only("instantBook", request.instant_book_only))
    if request.rating_min is not None and problems.number("ratingMin", request.rating_min, min=1, max=5):
        found.append(Criterion("ratingAvg", Op.BETWEEN, (round(request.rating_min * 100), None)))
    return found


def _radius(raw: int | None, problems: Problems) -> int:
    if raw is None:
        return RADIUS_DEFAULT_KM
    return raw if problems.integer("radiusKm", raw, min=1, max=RADIUS_MOST_KM) else RADIUS_DEFAULT_KM


def _sort(raw: str | None, problems: Problems) -> Sort:
    if raw is None or not problems.one_of("sort", raw, list(Sort)):
        return Sort.DEFAULT
    return Sort(raw)


def _page_size(raw: int | None) -> int:
    try:
        return page_limit(raw, PAGE_DEFAULT)
    except Invalid as refusal:
        raise Invalid(refusal.code, str(refusal), fields={"pageSize": "At least 1."}) from None


def _cursor(request: SearchRequest, problems: Problems) -> str | None:
    given = {value for value in (request.cursor, request.page) if value is not None}
    if len(given) > 1:
        problems.add("page", "cursor and page are two names of one thing; give one.")
    return min(given, default=None)
