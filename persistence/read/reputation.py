"""How role pages are rated, the mirror of `domain.profiles.reputation` (contract reviews.graphql)."""

from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Double, Integer, case, cast, func, literal_column

from domain.profiles.reputation import LIMITED_BELOW, PRIOR_COUNT, PRIOR_STARS
from persistence.read.model import ReadModel

STARS: Final = range(1, 6)
_NO_REVIEWS: Final[ColumnElement[Any]] = cast(literal_column("'{0,0,0,0,0}'"), ARRAY(Integer))


def _histogram(row: Any) -> ColumnElement[Any]:
    return func.coalesce(row.reviews.histogram, _NO_REVIEWS)


def rating_count(row: Any) -> ColumnElement[int]:
    counts = [func.coalesce(row.reviews.histogram[stars], 0) for stars in STARS]
    return sum(counts[1:], start=counts[0])


def rating_avg(row: Any) -> ColumnElement[float]:
    """0 without any review."""
    given = [stars * func.coalesce(row.reviews.histogram[stars], 0) for stars in STARS]
    return _of_any(row, cast(sum(given[1:], start=given[0]), Double) / rating_count(row))


def _score(row: Any) -> ColumnElement[float]:
    """One glowing review does not outrank fifty good ones."""
    count = rating_count(row)
    return _of_any(row, (row.reviews.recent_avg * count + PRIOR_STARS * PRIOR_COUNT) / (count + PRIOR_COUNT))


def _of_any(row: Any, value: ColumnElement[Any]) -> ColumnElement[float]:
    return case((rating_count(row) > 0, value), else_=cast(0, Double))


REPUTATION = ReadModel("Reputation")
REPUTATION.computed(
    rating_avg=rating_avg,
    rating_count=rating_count,
    rating_recent_avg=lambda row: func.coalesce(row.reviews.recent_avg, 0.0),
    histogram=_histogram,
    limited_reviews=lambda row: rating_count(row) < LIMITED_BELOW,
    last_review_at=lambda row: row.reviews.last_review_at,
    score=_score,
    volume=rating_count,
)
