"""Ratings (contract reviews.graphql)."""

import strawberry

from domain.profiles.reputation import ReviewStat
from schema.scalars import AWSDateTime


@strawberry.type
class Reputation:
    rating_avg: float
    rating_count: int
    rating_recent_avg: float
    histogram: list[int]
    limited_reviews: bool
    last_review_at: AWSDateTime | None
    score: float
    volume: int

    @classmethod
    def of(cls, reviews: ReviewStat) -> "Reputation":
        return cls(
            rating_avg=reviews.average,
            rating_count=reviews.count,
            rating_recent_avg=reviews.recent_avg,
            histogram=list(reviews.histogram),
            limited_reviews=reviews.limited,
            last_review_at=reviews.last_review_at,
            score=reviews.score,
            volume=reviews.count,
        )
