"""Scores add up, follow the plan's weights and depend on the card alone."""

import random
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.search.criteria import Criterion, Op
from domain.search.listing import Position, listed
from domain.search.model import Candidate, Standing, Surface
from domain.search.query import Query
from domain.search.ranking import FactorName, scored, scorer
from domain.search.shares import ONE, share, shown, weighed
from tests.domain.search.builders import NOW, a_candidate, a_query, candidate_lists, queries


def score(candidate: Candidate, **query: object) -> int:
    return scored(candidate, a_query(**query), NOW).score


@given(candidate_lists, queries)
def test_the_factors_of_every_card_add_up_to_its_score_to_the_last_digit(
    candidates: list[Candidate], query: Query
) -> None:
    page = listed(candidates, query, Position(query.hash, NOW))
    for card in page.cards:
        parts = [shown(factor.contribution) for factor in card.why]
        assert sum(parts) == shown(card.score)
        assert sum(Decimal(repr(part)) for part in parts) == Decimal(repr(shown(card.score)))


@given(candidate_lists, queries)
def test_signals_stay_between_0_and_1_and_earn_their_weight(
    candidates: list[Candidate], query: Query
) -> None:
    for candidate in candidates:
        for factor in scored(candidate, query, NOW).why:
            assert 0 <= factor.signal <= ONE
            assert abs(shown(factor.contribution) - shown(factor.signal) * factor.weight) <= 1 / ONE


@given(candidate_lists, queries, st.randoms(use_true_random=False))
def test_the_order_of_what_the_engine_found_makes_no_difference(
    candidates: list[Candidate], query: Query, chance: random.Random
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    start = Position(query.hash, NOW)
    assert listed(shuffled, query, start) == listed(candidates, query, start)


def test_people_are_weighed_as_the_plan_says() -> None:
    why = scored(a_candidate(), a_query(budget=(None, 30_000), words=("x",)), NOW).why
    assert [(factor.name.value, factor.weight) for factor in why] == [
        ("text", 0.25),
        ("reputation", 0.25),
        ("recency", 0.2),
        ("engagement", 0.15),
        ("availability", 0.15),
        ("verification", 0.1),
        ("verification", 0.05),
        ("price", 0.05),
        ("geo", -0.1),
        ("policy_penalty", -0.2),
    ]


def test_studios_are_weighed_as_the_plan_says() -> None:
    query = a_query(surface=Surface.STUDIOS, all_of=(Criterion("amenities", Op.EQ, ("wifi",)),))
    why = scored(a_candidate(), query, NOW).why
    assert [(factor.name.value, factor.weight) for factor in why] == [
        ("reputation", 0.3),
        ("recency", 0.2),
        ("engagement", 0.15),
        ("verification", 0.15),
        ("text", 0.1),
        ("geo", -0.1),
        ("policy_penalty", -0.2),
    ]


def test_text_price_and_amenities_do_not_count_unless_asked_for() -> None:
    names = {factor.name for factor in scored(a_candidate(text=1.0), a_query(), NOW).why}
    assert FactorName.TEXT not in names
    assert FactorName.PRICE not in names


def test_id_verified_outranks_an_equal_unverified_and_trusted_outranks_both() -> None:
    plain, verified = a_candidate(), a_candidate(verified=True)
    assert score(a_candidate(verified=True, trusted=True)) > score(verified) > score(plain)


def test_few_perfect_reviews_do_not_beat_many_very_good_ones() -> None:
    one = a_candidate(rating_avg_hundredths=500, rating_count=1)
    many = a_candidate(rating_avg_hundredths=485, rating_count=120)
    assert score(many) > score(one)


def test_a_card_ages_by_half_in_thirty_days() -> None:
    fresh, aged = (scored(a_candidate(updated_at=NOW - timedelta(days=d)), a_query(), NOW) for d in (0, 30))
    signal = {
        card: factor.signal for card in (fresh, aged) for factor in card.why if factor.name == "recency"
    }
    assert (signal[fresh], signal[aged]) == (ONE, ONE // 2)


def test_distance_costs_nothing_on_the_spot_and_everything_at_the_edge() -> None:
    def geo(metres: int) -> int:
        why = scored(a_candidate(distance_m=metres), a_query(radius_km=10), NOW).why
        return next(factor.contribution for factor in why if factor.name is FactorName.GEO)

    assert geo(0) == 0
    assert geo(10_000) == geo(99_000) == weighed(ONE, -100)
    assert geo(9_000) < geo(3_000) < 0


def test_a_price_within_the_budget_fits_and_one_far_off_does_not() -> None:
    def fit(cents: int | None) -> int:
        why = scored(a_candidate(price_from_cents=cents), a_query(budget=(20_000, 30_000)), NOW).why
        return next(factor.signal for factor in why if factor.name is FactorName.PRICE)

    assert fit(20_000) == fit(25_000) == ONE
    assert ONE > fit(15_000) > fit(5_000)
    assert fit(None) == 0


def test_open_days_count_among_those_asked_for() -> None:
    days = (NOW.date(), NOW.date() + timedelta(days=3))
    why = scored(a_candidate(open_asked=1, open_coming=30), a_query(days=days), NOW).why
    assert next(f.signal for f in why if f.name is FactorName.AVAILABILITY) == share(0.25)


def test_breaches_of_policy_cost_from_their_threshold_on() -> None:
    def penalty(**rates: int) -> int:
        why = scored(a_candidate(standing=Standing(**rates)), a_query(), NOW).why
        return next(f.contribution for f in why if f.name is FactorName.POLICY_PENALTY)

    assert penalty(cancel_bps=1000, dispute_bps=200, late_bps=1500) == 0
    assert penalty(cancel_bps=2000) == weighed(ONE // 2, -200)
    assert penalty(dispute_bps=9000) == weighed(ONE, -200)


def test_equal_scores_go_by_what_changed_last_then_by_id() -> None:
    twins = [a_candidate("srv_b"), a_candidate("srv_a"), a_candidate("srv_c")]
    page = listed(twins, a_query(), Position("", NOW))
    assert [card.candidate.id for card in page.cards] == ["srv_a", "srv_b", "srv_c"]


@given(candidate_lists, queries)
def test_the_bare_score_is_the_explained_one(candidates: list[Candidate], query: Query) -> None:
    for candidate in candidates:
        assert scorer(query, NOW)(candidate) == scored(candidate, query, NOW).score
