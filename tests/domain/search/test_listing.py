"""Pages fit together: nothing twice, nothing lost, whatever happens to other cards in between."""

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.search.listing import Position, listed
from domain.search.model import Candidate, Sort
from domain.search.query import Query
from domain.search.ranking import FactorName
from tests.domain.search.builders import NOW, a_candidate, a_query, candidate_lists, queries


def sealed(position: Position, query: Query) -> Position:
    return Position.opened(position.sealed(), query)


def all_pages(candidates: list[Candidate], query: Query) -> list[str]:
    position: Position | None = Position(query.hash, NOW)
    shown: list[str] = []
    while position is not None:
        page = listed(candidates, query, position)
        shown += [card.candidate.id for card in page.cards]
        position = page.position and sealed(page.position, query)
    return shown


@given(candidate_lists, queries, st.sampled_from(Sort), st.integers(1, 30))
@settings(max_examples=60)
def test_pages_of_any_size_make_up_the_whole(
    candidates: list[Candidate], query: Query, sort: Sort, size: int
) -> None:
    whole = a_query(surface=query.surface, sort=sort, page_size=100)
    paged = a_query(surface=query.surface, sort=sort, page_size=size)
    assert all_pages(candidates, paged) == all_pages(candidates, whole)
    assert sorted(all_pages(candidates, paged)) == sorted(c.id for c in candidates)


@given(candidate_lists, st.sampled_from(Sort), st.integers(1, 12), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_unchanged_cards_come_once_while_others_come_change_and_go(
    candidates: list[Candidate], sort: Sort, size: int, chance: random.Random
) -> None:
    query = a_query(sort=sort, page_size=size)
    stable = {card.id for card in candidates[::2]}
    moving = list(candidates)
    position: Position | None = Position(query.hash, NOW)
    shown: list[str] = []
    while position is not None:
        page = listed(moving, query, position)
        shown += [card.candidate.id for card in page.cards]
        position = page.position and sealed(page.position, query)
        moving = [card for card in moving if card.id in stable or chance.random() < 0.7]
        moving += [_newly(len(shown), n, chance) for n in range(3)]
    assert sorted(card for card in shown if card in stable) == sorted(stable)


def _newly(seen: int, number: int, chance: random.Random) -> Candidate:
    return a_candidate(
        f"srv_new{seen}_{number}",
        owner_id=f"usr_{number}",
        rating_count=chance.randrange(100),
        rating_avg_hundredths=chance.randrange(100, 500),
        completeness=chance.randrange(100),
        updated_at=NOW - timedelta(days=chance.randrange(200)),
        price_from_cents=chance.randrange(100_000),
    )


def test_later_pages_are_scored_at_the_moment_of_the_first() -> None:
    candidates = [a_candidate(f"srv_{n:02}", updated_at=NOW - timedelta(days=n)) for n in range(30)]
    query = a_query(page_size=10)
    first = listed(candidates, query, Position(query.hash, NOW))
    assert first.position is not None
    assert sealed(first.position, query).as_of == NOW


def test_a_card_below_the_head_shows_no_higher_score_than_the_head() -> None:
    best = {"rating_count": 90, "rating_avg_hundredths": 490}
    greedy = [a_candidate(f"srv_g{n}", owner_id="usr_greedy", **best) for n in range(5)]
    others = [a_candidate(f"srv_o{n:02}", rating_count=9, rating_avg_hundredths=400) for n in range(25)]
    page = listed(greedy + others, a_query(page_size=100), Position("", NOW))
    scores = [card.score for card in page.cards]
    assert scores == sorted(scores, reverse=True)
    assert page.cards[20].candidate.owner_id == "usr_greedy"
    assert page.cards[20].why[-1].name is FactorName.DIVERSITY


def test_the_explicit_sorts_are_taken_literally() -> None:
    cards = [
        a_candidate("a", price_from_cents=300, distance_m=2, rating_avg_hundredths=450, rating_count=2),
        a_candidate("b", price_from_cents=None, distance_m=1, rating_avg_hundredths=450, rating_count=9),
        a_candidate("c", price_from_cents=100, distance_m=3, published_at=NOW),
    ]

    def order(sort: Sort) -> str:
        page = listed(cards, a_query(sort=sort), Position("", NOW))
        return "".join(card.candidate.id for card in page.cards)

    assert order(Sort.PRICE_LOW) == "cab"
    assert order(Sort.PRICE_HIGH) == "acb"
    assert order(Sort.DISTANCE) == "bac"
    assert order(Sort.TOP_RATED) == "bac"
    assert order(Sort.NEW) == "cab"


def test_a_cursor_of_another_search_is_refused() -> None:
    query, other = a_query(), a_query(radius_km=5)
    with pytest.raises(Invalid) as refusal:
        Position.opened(Position(query.hash, NOW).sealed(), other)
    assert refusal.value.code == "VALIDATION_FAILED"
    assert list(refusal.value.fields) == ["cursor"]
