"""Ratings of a role page."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.profiles.reputation import UNREVIEWED, ReviewStat
from tests.domain.profiles.pages import NOON


def reviewed(*stars: int, days_apart: float = 0) -> ReviewStat:
    stat = UNREVIEWED
    for index, given_stars in enumerate(stars):
        stat = stat.with_review(given_stars, NOON + timedelta(days=index * days_apart))
    return stat


def test_a_page_without_reviews_has_no_standing() -> None:
    assert (UNREVIEWED.average, UNREVIEWED.score, UNREVIEWED.count, UNREVIEWED.limited) == (0, 0, 0, True)


def test_reviews_are_counted_by_stars() -> None:
    stat = reviewed(5, 5, 1, 4, 5)
    assert (stat.histogram, stat.count, stat.average) == ((1, 0, 0, 1, 3), 5, 4.0)
    assert not stat.limited


def test_a_review_weighs_half_after_180_days() -> None:
    assert reviewed(1, 4, days_apart=180).recent_avg == pytest.approx((1 * 0.5 + 4) / 1.5)


def test_one_glowing_review_does_not_outrank_fifty_good_ones() -> None:
    assert reviewed(5).score < reviewed(*[5, 5, 5, 5, 4] * 10).score


@given(stars=st.lists(st.integers(1, 5), min_size=1, max_size=60), days=st.floats(0, 400))
def test_averages_stay_between_the_worst_and_the_best_review(stars: list[int], days: float) -> None:
    stat = reviewed(*stars, days_apart=days)
    assert min(stars) - 1e-9 <= stat.recent_avg <= max(stars) + 1e-9
    assert min(stars) <= stat.average <= max(stars)
    assert 0 < stat.score <= 5
    assert stat.count == len(stars)
