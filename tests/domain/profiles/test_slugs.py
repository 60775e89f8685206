"""Parts of addresses."""

import re

from hypothesis import given
from hypothesis import strategies as st

from domain.profiles.slugs import slug_of, unlike_each_other


@given(st.text())
def test_a_slug_is_plain_and_never_empty(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug_of(name))
    assert len(slug_of(name)) <= 60


def test_accents_are_folded() -> None:
    assert slug_of("  Été à Montréal! ") == "ete-a-montreal"


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "a-2-2", "b"]), max_size=12))
def test_no_two_are_alike_and_the_first_of_a_kind_keeps_its_name(slugs: list[str]) -> None:
    unlike = unlike_each_other(slugs)
    assert len(set(unlike)) == len(slugs)
    for slug in set(slugs):
        assert unlike[slugs.index(slug)] == slug
