"""Scores that explain themselves: one factor per signal, and the score is their sum, exactly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.search import signals
from domain.search.model import Candidate, Surface
from domain.search.query import Query
from domain.search.shares import HALF, MILLE, ONE, share, shown, weighed


class FactorName(StrEnum):
    TEXT = "text"
    GEO = "geo"
    REPUTATION = "reputation"
    VERIFICATION = "verification"
    PRICE = "price"
    AVAILABILITY = "availability"
    RECENCY = "recency"
    ENGAGEMENT = "engagement"
    NEW_SELLER_FLOOR = "new_seller_floor"
    DIVERSITY = "diversity"
    POLICY_PENALTY = "policy_penalty"


@dataclass(frozen=True, slots=True)
class Factor:
    """One part of a score. Signal and contribution are fixed point (`shares`), the weight is for reading."""

    name: FactorName
    signal: int
    weight: float
    contribution: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """A candidate and its score: all that putting a thousand of them in order needs."""

    candidate: Candidate
    score: int

    def moved_to(self, score: int) -> "Rated":
        return Rated(self.candidate, score)


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with the factors of its score."""

    candidate: Candidate
    why: tuple[Factor, ...]
    score: int

    def moved_to(self, score: int) -> "Scored":
        """The same card at the score of its place in a fair list; the difference is a factor of its own."""
        difference = score - self.score
        if not difference:
            return self
        lifted = difference > 0
        name = FactorName.NEW_SELLER_FLOOR if lifted else FactorName.DIVERSITY
        note = "a place kept for newcomers" if lifted else "others of this owner, or newcomers, come first"
        factor = Factor(name, ONE, shown(difference), difference, note)
        return Scored(self.candidate, (*self.why, factor), score)


Signal = Callable[[Candidate, Query, datetime], int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A factor before it is applied: what is measured, how much it weighs, and when it is asked at all."""

    name: FactorName
    weight_milli: int
    signal: Signal
    note: str | None = None
    applies: Callable[[Query], bool] = lambda _: True


def _price(candidate: Candidate, query: Query, _: datetime) -> int:
    return signals.price_fit(candidate.price_from_cents, query.budget or (None, None))


TEXT: Final = Rule(
    FactorName.TEXT, 250, lambda c, _q, _t: share(c.text), "words", applies=lambda q: bool(q.words)
)
PRICE: Final = Rule(FactorName.PRICE, 50, _price, "fit to the budget", applies=lambda q: q.budget is not None)
GEO: Final = Rule(
    FactorName.GEO, -100, lambda c, q, _: signals.distance_penalty(c.distance_m, q.radius_km), "distance"
)
POLICY: Final = Rule(
    FactorName.POLICY_PENALTY,
    -200,
    lambda c, _q, _t: signals.policy_breach(c.standing),
    "cancellations, disputes or late deliveries",
)
RECENCY: Final = Rule(FactorName.RECENCY, 200, lambda c, _, now: signals.recency(c.updated_at, now))
ENGAGEMENT: Final = Rule(FactorName.ENGAGEMENT, 150, lambda c, _q, _t: signals.engagement(c.standing))

# Weights in thousandths as the plan gives them (1.21.E); text comes on top when words are asked for.
RULES: Final[Mapping[Surface, tuple[Rule, ...]]] = MappingProxyType(
    {
        Surface.PEOPLE: (
            TEXT,
            Rule(FactorName.REPUTATION, 250, lambda c, _q, _t: signals.reputation(c.standing)),
            RECENCY,
            ENGAGEMENT,
            Rule(FactorName.AVAILABILITY, 150, lambda c, q, _: signals.availability(c, q)),
            Rule(FactorName.VERIFICATION, 100, lambda c, _q, _t: signals.flag(c.verified), "ID verified"),
            Rule(FactorName.VERIFICATION, 50, lambda c, _q, _t: signals.flag(c.trusted), "Trusted Pro"),
            PRICE,
            GEO,
            POLICY,
        ),
        Surface.STUDIOS: (
            TEXT,
            Rule(
                FactorName.REPUTATION,
                300,
                lambda c, _q, _t: signals.booking(c.standing),
                "bookings and ratings",
            ),
            RECENCY,
            ENGAGEMENT,
            Rule(FactorName.VERIFICATION, 150, lambda c, _q, _t: signals.flag(c.verified), "Verified Studio"),
            Rule(
                FactorName.TEXT,
                100,
                lambda c, q, _: signals.amenity_fit(c.amenities, q.amenities),
                "amenities",
                applies=lambda q: bool(q.amenities),
            ),
            GEO,
            POLICY,
        ),
    }
)


def scorer(query: Query, as_of: datetime) -> Callable[[Candidate], int]:
    """What gives a candidate its score: the sum of all factors that apply to the query."""
    parts = [(rule.signal, rule.weight_milli) for rule in _rules(query)]

    def score(candidate: Candidate) -> int:
        # A thousand times for one search: plain loops and no call that can be spared.
        total = 0
        for signal, weight in parts:
            total += (signal(candidate, query, as_of) * weight + HALF) // MILLE
        return total

    return score


def scored(candidate: Candidate, query: Query, as_of: datetime) -> Scored:
    """The same sum with every factor told. Depends on nothing but these three."""
    why = tuple(
        Factor(rule.name, signal, rule.weight_milli / MILLE, weighed(signal, rule.weight_milli), rule.note)
        for rule in _rules(query)
        for signal in (rule.signal(candidate, query, as_of),)
    )
    return Scored(candidate, why, sum(factor.contribution for factor in why))


def _rules(query: Query) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES[query.surface] if rule.applies(query))
