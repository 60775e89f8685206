"""Audience numbers: what an owner may claim, and what only proof may set."""

from typing import Any

import pytest

from domain.profiles.model import Platform, SocialMetric
from domain.profiles.social import social_of
from domain.validation import Problems

PROVEN = SocialMetric(Platform.INSTAGRAM, "@name", verified=True, followers=10)


def read(document: Any, *kept: SocialMetric) -> tuple[tuple[SocialMetric, ...], dict[str, str]]:
    problems = Problems()
    return social_of(problems, document, kept), problems.fields


def test_the_shape_in_the_specification_is_accepted_unproven() -> None:
    metrics, problems = read(
        {
            "youtube": {"handle": "@name", "subscribers": 48_000, "avg_views": 23_000},
            "instagram": {"handle": "@name", "followers": 182_000, "engagement_rate": 0.028},
        }
    )
    assert problems == {}
    assert metrics == (
        SocialMetric(Platform.INSTAGRAM, "@name", followers=182_000, engagement_rate=0.028),
        SocialMetric(Platform.YOUTUBE, "@name", followers=48_000, avg_views=23_000),
    )


def test_nobody_verifies_themselves() -> None:
    _, problems = read({"instagram": {"handle": "@name", "verified": True}})
    assert problems.keys() == {"socialFields.instagram.verified"}


def test_what_was_shown_may_be_sent_back() -> None:
    metrics, problems = read({"instagram": {"handle": "@name", "verified": True, "followers": 20}}, PROVEN)
    assert (problems, metrics[0].verified, metrics[0].followers) == ({}, True, 20)


def test_a_changed_handle_loses_its_proof() -> None:
    metrics, problems = read({"instagram": {"handle": "@other"}}, PROVEN)
    assert (problems, metrics[0].verified) == ({}, False)
    _, problems = read({"instagram": {"handle": "@other", "verified": True}}, PROVEN)
    assert problems.keys() == {"socialFields.instagram.verified"}


def test_a_platform_left_out_stays_and_a_null_takes_it_away() -> None:
    assert read({"x": {"handle": "@x"}}, PROVEN)[0] == (PROVEN, SocialMetric(Platform.X, "@x"))
    assert read({"instagram": None}, PROVEN)[0] == ()


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"instagram": {"handle": "@n", "followers": -1}}, "socialFields.instagram.followers"),
        ({"instagram": {"handle": "@n", "followers": 1.5}}, "socialFields.instagram.followers"),
        ({"instagram": {"handle": "@n", "followers": 10**11}}, "socialFields.instagram.followers"),
        ({"instagram": {"handle": "@n", "engagement_rate": 1.01}}, "socialFields.instagram.engagement_rate"),
        ({"instagram": {"handle": "@n", "engagement_rate": True}}, "socialFields.instagram.engagement_rate"),
        ({"tiktok": {"handle": "@n", "avg_views": -5}}, "socialFields.tiktok.avg_views"),
        ({"tiktok": {}}, "socialFields.tiktok.handle"),
        ({"tiktok": {"handle": 5}}, "socialFields.tiktok.handle"),
        ({"tiktok": {"handle": "@n", "subscribers": 5}}, "socialFields.tiktok.subscribers"),
        ({"tiktok": "@n"}, "socialFields.tiktok"),
        ({"myspace": {"handle": "@n"}}, "socialFields"),
        ([], "socialFields"),
        ("x", "socialFields"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(document: Any, path: str) -> None:
    assert read(document)[1].keys() == {path}
