"""How a role page is rated: what the reviews of that role add up to, and nobody else's."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

HALF_LIFE_DAYS: Final = 180.0
# Fewer reviews than this are shown, but say little.
LIMITED_BELOW: Final = 5
# Laplace smoothing: as if every page began with this many reviews of this many stars.
PRIOR_COUNT: Final = 5
PRIOR_STARS: Final = 4.0


@dataclass(frozen=True)
class ReviewStat:
    """Reviews counted by stars, and a running average in which a review weighs half after 180 days."""

    histogram: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    recent_avg: float = 0.0
    recent_weight: float = 0.0
    last_review_at: datetime | None = None

    @property
    def count(self) -> int:
        return sum(self.histogram)

    @property
    def average(self) -> float:
        stars = sum(stars * count for stars, count in enumerate(self.histogram, start=1))
        return stars / self.count if self.count else 0.0

    @property
    def limited(self) -> bool:
        return self.count < LIMITED_BELOW

    @property
    def score(self) -> float:
        """Combined standing, 0 to 5: one glowing review does not outrank fifty good ones. 0 without any."""
        if not self.count:
            return 0.0
        return (self.recent_avg * self.count + PRIOR_STARS * PRIOR_COUNT) / (self.count + PRIOR_COUNT)

    def with_review(self, stars: int, at: datetime) -> "ReviewStat":
        """One review more. The weight of the others has decayed since the last; their average has not."""
        histogram = [count + (place == stars) for place, count in enumerate(self.histogram, start=1)]
        before = self.recent_weight * self._decay_until(at)
        weight = before + 1
        one, two, three, four, five = histogram
        return replace(
            self,
            histogram=(one, two, three, four, five),
            recent_avg=(self.recent_avg * before + stars) / weight,
            recent_weight=weight,
            last_review_at=max(at, self.last_review_at or at),
        )

    def _decay_until(self, at: datetime) -> float:
        if self.last_review_at is None:
            return 0.0
        days = max((at - self.last_review_at).total_seconds(), 0) / 86_400
        return float(0.5 ** (days / HALF_LIFE_DAYS))


UNREVIEWED: Final = ReviewStat()
