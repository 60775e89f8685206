"""Ratings (contract reviews.graphql)."""

import strawberry

from schema.reading import Held, read
from schema.scalars import AWSDateTime


@strawberry.type
class Reputation(Held):
    rating_avg: float = read()
    rating_count: int = read()
    rating_recent_avg: float = read()
    histogram: list[int] = read()
    limited_reviews: bool = read()
    last_review_at: AWSDateTime | None = read()
    score: float = read()
    volume: int = read()
