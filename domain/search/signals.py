"""The raw figures of a candidate as signals between 0 and 1 (fixed point)."""

import math
from datetime import datetime
from functools import lru_cache
from typing import Final

from domain.search.model import Candidate, Standing
from domain.search.query import Query
from domain.search.shares import ONE, share

# Smoothing of ratings: as if this many reviews of this average had been there from the start.
PRIOR_REVIEWS: Final = 5
PRIOR_HUNDREDTHS: Final = 350
LOWEST_HUNDREDTHS, HIGHEST_HUNDREDTHS = 100, 500

# The same figures come again and again among a thousand cards; what they make is worked out once.
FIGURES_KEPT: Final = 1024

COMING_DAYS: Final = 30
RECENCY_HALF_LIFE_DAYS: Final = 30
BOOKINGS_HALF: Final = 10
ENGAGEMENT_HALF: Final = 8
BOOKING_ENGAGEMENT: Final = 3

# From the first figure on a shortfall counts against a seller; at the second it counts in full.
CANCEL_BPS: Final = (1000, 3000)
DISPUTE_BPS: Final = (200, 1000)
LATE_BPS: Final = (1500, 4000)


def reputation(standing: Standing) -> int:
    """The average rating, pulled towards the ordinary while reviews are few (Laplace)."""
    return _reputation(standing.rating_count, standing.rating_avg_hundredths)


@lru_cache(FIGURES_KEPT)
def _reputation(count: int, average_hundredths: int) -> int:
    smoothed = (PRIOR_REVIEWS * PRIOR_HUNDREDTHS + count * average_hundredths) / (PRIOR_REVIEWS + count)
    return share((smoothed - LOWEST_HUNDREDTHS) / (HIGHEST_HUNDREDTHS - LOWEST_HUNDREDTHS))


def booking(standing: Standing) -> int:
    """How booked a studio is and how its guests liked it, half and half."""
    return (reputation(standing) + share(_saturating(standing.bookings, BOOKINGS_HALF))) // 2


def recency(updated_at: datetime, as_of: datetime) -> int:
    """Half of it is gone after every `RECENCY_HALF_LIFE_DAYS`."""
    days = (as_of - updated_at).total_seconds() / 86_400
    return share(0.5 ** (days / RECENCY_HALF_LIFE_DAYS)) if days > 0 else ONE


def engagement(standing: Standing) -> int:
    """Recent inquiries and bookings, with less and less to gain from more of them."""
    return _engagement(standing.inquiries_recent + BOOKING_ENGAGEMENT * standing.bookings_recent)


@lru_cache(FIGURES_KEPT)
def _engagement(times: int) -> int:
    return share(_saturating(times, ENGAGEMENT_HALF))


def availability(candidate: Candidate, query: Query) -> int:
    """The share of open days: among those asked for, or else among the coming weeks."""
    if query.days is None:
        return share(candidate.open_coming / COMING_DAYS)
    first, last = query.days
    return share(candidate.open_asked / ((last - first).days + 1))


def flag(value: bool) -> int:
    return ONE if value else 0


@lru_cache(FIGURES_KEPT)
def price_fit(price_cents: int | None, budget: tuple[int | None, int | None]) -> int:
    """1 at a price within the budget, falling off (Gaussian) with the distance from it."""
    if price_cents is None:
        return 0
    low, high = budget
    nearest = max(price_cents if low is None else max(price_cents, low), 0)
    nearest = nearest if high is None else min(nearest, high)
    return share(math.exp(-(((price_cents - nearest) / max(nearest, 1)) ** 2) * 2))


def amenity_fit(offered: frozenset[str], wanted: frozenset[str]) -> int:
    """How much what is offered is what was asked for (Jaccard)."""
    together = offered | wanted
    return share(len(offered & wanted) / len(together)) if together else 0


@lru_cache(FIGURES_KEPT)
def distance_penalty(distance_m: int, radius_km: int) -> int:
    """0 on the spot, rising (Gaussian) to 1 at the edge of the radius and beyond."""
    if distance_m >= radius_km * 1000:
        return ONE
    return ONE - share(math.exp(-((distance_m / (radius_km * 500)) ** 2) / 2))


def policy_breach(standing: Standing) -> int:
    """The worst of the cancel, dispute and late-delivery rates, measured from its threshold."""
    return _worst_breach(standing.cancel_bps, standing.dispute_bps, standing.late_bps)


@lru_cache(FIGURES_KEPT)
def _worst_breach(cancel_bps: int, dispute_bps: int, late_bps: int) -> int:
    return max(
        _breach(cancel_bps, CANCEL_BPS), _breach(dispute_bps, DISPUTE_BPS), _breach(late_bps, LATE_BPS)
    )


def _breach(rate_bps: int, thresholds: tuple[int, int]) -> int:
    start, full = thresholds
    return share((rate_bps - start) / (full - start))


def _saturating(count: int, half: int) -> float:
    return count / (count + half) if count > 0 else 0.0
