"""What each role's page may say, and what it must say before it goes live."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from domain.profiles.model import About, Role
from domain.profiles.rules import creator, fansub, model, photographer, videographer
from domain.profiles.rules.fields import Field, refuse_unknown
from domain.validation import Problems

FIELDS: Final[Mapping[Role, tuple[Field, ...]]] = MappingProxyType(
    {
        Role.MODEL: model.FIELDS,
        Role.PHOTOGRAPHER: photographer.FIELDS,
        Role.VIDEOGRAPHER: videographer.FIELDS,
        Role.CREATOR: creator.FIELDS,
        Role.FANSUB: fansub.FIELDS,
    }
)
ABOUT: Final = "aboutFields"


def about_of(problems: Problems, role: Role, document: Any, *, kept: About = MappingProxyType({})) -> About:
    """`kept` with the fields of `document` put over it; a null takes a field away.

    Unknown keys and wrong types are named by their path. A fan-sub page must say that it is for adults at all
    times, a draft included: nothing of it may exist without that.
    """
    if not problems.require(ABOUT, "Must be an object.", ok=isinstance(document, Mapping)):
        return kept
    inside = problems.within(f"{ABOUT}.")
    merged = {**kept, **_read(inside, role, document)}
    about = {key: value for key, value in merged.items() if value is not None}
    if role is Role.FANSUB:
        inside.require(
            fansub.ADULT, "Must be true: a fan-sub page is for adults only.", ok=fansub.ADULT in about
        )
    return about


def needed_fields(role: Role) -> tuple[str, ...]:
    return tuple(field.key for field in FIELDS[role] if field.needed)


def missing_fields(role: Role, about: About) -> tuple[str, ...]:
    """Keys a page of this role needs and does not have; an empty list says as little as none."""
    return tuple(key for key in needed_fields(role) if about.get(key) in (None, [], ()))


def _read(problems: Problems, role: Role, document: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.key: field for field in FIELDS[role]}
    refuse_unknown(problems, document, fields, f"Not a field of a {role.slug} page.")
    return {
        key: value if value is None else fields[key].kind.read(problems, key, value)
        for key, value in document.items()
        if key in fields
    }
