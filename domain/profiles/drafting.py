"""What an owner writes on the head of a role page, checked and put over what was there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.profiles.model import About, ServiceProfile, SocialMetric
from domain.profiles.rules import about_of, common
from domain.profiles.rules.common import cleared_or, kept_or
from domain.profiles.social import social_of
from domain.validation import Problems


@dataclass(frozen=True)
class Writing:
    """Words and numbers for a page. None stays as it is; an empty text takes an optional one away."""

    display_name: str | None = None
    bio: str | None = None
    city: str | None = None
    region: str | None = None
    travel_notes: str | None = None
    languages: Sequence[str] | None = None
    tags: Sequence[str] | None = None
    about: Any = None
    social: Any = None
    radius_km: int | None = None


def written(profile: ServiceProfile, writing: Writing, at: datetime) -> ServiceProfile:
    """The page with the writing on it. Raises VALIDATION_FAILED with the path of every wrong value.

    The city is taken as it was typed: whether there is such a place is for the caller to ask.
    """
    problems = Problems()
    about, social = _documents(problems, profile, writing)
    languages = kept_or(problems, "languages", common.LANGUAGES, writing.languages, profile.languages)
    tags = kept_or(problems, "tags", common.TAGS, writing.tags, profile.tags)
    changed = replace(
        profile,
        display_name=kept_or(
            problems, "displayName", common.DISPLAY_NAME, writing.display_name, profile.display_name
        ),
        bio=kept_or(problems, "bio", common.BIO, writing.bio, profile.bio),
        city=kept_or(problems, "city", common.CITY, writing.city, profile.city),
        region=cleared_or(problems, "region", common.REGION, writing.region, profile.region),
        travel_notes=cleared_or(
            problems, "travelNotes", common.TRAVEL_NOTES, writing.travel_notes, profile.travel_notes
        ),
        radius_km=kept_or(problems, "radiusKm", common.RADIUS_KM, writing.radius_km, profile.radius_km),
        about=about,
        social=social,
        updated_at=at,
    )
    problems.raise_if_any()
    return replace(changed, languages=tuple(languages), tags=tuple(tags))


def _documents(
    problems: Problems, profile: ServiceProfile, writing: Writing
) -> tuple[About, tuple[SocialMetric, ...]]:
    about = about_of(
        problems, profile.role, {} if writing.about is None else writing.about, kept=profile.about
    )
    social = {} if writing.social is None else writing.social
    return about, social_of(problems, social, profile.social)
