"""Caps and floors hold whenever there are candidates enough, and every move shows in the explanation."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given

from domain.search.diversity import FAIRNESS, arranged, newcomer
from domain.search.listing import KEYS
from domain.search.model import Candidate, Sort, Surface
from domain.search.query import Query
from domain.search.ranking import FactorName, Rated, scored, scorer
from tests.domain.search.builders import NOW, a_candidate, a_query, candidate_lists, queries


def fair(candidates: list[Candidate], query: Query) -> tuple[list[Rated], list[Rated]]:
    ranked = sorted((Rated(c, scorer(query, NOW)(c)) for c in candidates), key=KEYS[Sort.DEFAULT])
    return arranged(ranked, FAIRNESS[query.surface])


@given(candidate_lists, queries)
def test_caps_hold_whenever_other_owners_are_left(candidates: list[Candidate], query: Query) -> None:
    head, rest = fair(candidates, query)
    left = [card.candidate.owner_id for card in head + rest]
    seen: Counter[str] = Counter()
    for place, card in enumerate(head, 1):
        cap = min(cap.most for cap in FAIRNESS[query.surface].caps if place <= cap.first)
        others = [owner for owner in left if seen[owner] < cap]
        assert seen[card.candidate.owner_id] < cap or not others
        seen[card.candidate.owner_id] += 1
        left.remove(card.candidate.owner_id)


@given(candidate_lists, queries)
def test_arranging_neither_loses_nor_repeats_a_card_and_scores_never_rise(
    candidates: list[Candidate], query: Query
) -> None:
    head, rest = fair(candidates, query)
    assert sorted(card.candidate.id for card in head + rest) == sorted(c.id for c in candidates)
    assert all(above.score >= below.score for above, below in pairwise(head))


@pytest.mark.parametrize("surface", list(Surface))
def test_newcomers_hold_their_reserved_places_among_veterans(surface: Surface) -> None:
    veterans = [a_candidate(f"srv_v{n}", rating_count=90, rating_avg_hundredths=490) for n in range(30)]
    newcomers = [a_candidate(f"srv_n{n}", completeness=90) for n in range(5)]
    query = a_query(surface=surface)
    head, _ = fair(veterans + newcomers, query)
    places = [place for place, card in enumerate(head, 1) if newcomer(card.candidate)]
    assert places == [7, 13, 19]
    for place in places:
        lifted = head[place - 1]
        last = scored(lifted.candidate, query, NOW).moved_to(lifted.score).why[-1]
        assert (last.name, last.contribution > 0) == (FactorName.NEW_SELLER_FLOOR, True)


def test_an_incomplete_unverified_page_is_no_newcomer() -> None:
    assert not newcomer(a_candidate(completeness=79))
    assert newcomer(a_candidate(completeness=79, verified=True))
    assert not newcomer(a_candidate(completeness=100, rating_count=3))
    assert not newcomer(a_candidate(completeness=100, bookings=3))


def test_the_third_card_of_an_owner_is_held_back_and_says_so() -> None:
    best = {"rating_count": 90, "rating_avg_hundredths": 490}
    greedy = [a_candidate(f"srv_g{n}", owner_id="usr_greedy", **best) for n in range(3)]
    others = [a_candidate(f"srv_o{n}", rating_count=9, rating_avg_hundredths=400) for n in range(25)]
    head, rest = fair(greedy + others, a_query())
    assert [card.candidate.owner_id for card in head].count("usr_greedy") == 2
    assert rest[0].candidate.owner_id == "usr_greedy"


def test_the_first_ten_studios_have_ten_owners() -> None:
    studios = [
        a_candidate(f"std_{n:02}", owner_id=f"usr_{n % 11}", rating_count=n, rating_avg_hundredths=490)
        for n in range(33)
    ]
    head, _ = fair(studios, a_query(surface=Surface.STUDIOS))
    owners = [card.candidate.owner_id for card in head]
    assert len(set(owners[:10])) == 10
    assert max(Counter(owners).values()) == 2


def test_a_lone_owner_is_shown_all_the_same() -> None:
    alone = [a_candidate(f"srv_{n}", owner_id="usr_only") for n in range(4)]
    head, rest = fair(alone, a_query())
    assert len(head) == 4
    assert rest == []
