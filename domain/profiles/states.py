"""Where a role page stands. Nothing else sets its status."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.profiles.model import ProfileStatus as S


class ProfileMove(StrEnum):
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"


# Asking for what is already so is granted: two taps on one button are one wish.
MOVES: Final[Mapping[tuple[S, ProfileMove], S]] = MappingProxyType(
    {
        (S.DRAFT, ProfileMove.PUBLISH): S.PUBLISHED,
        (S.PUBLISHED, ProfileMove.PUBLISH): S.PUBLISHED,
        (S.PUBLISHED, ProfileMove.UNPUBLISH): S.DRAFT,
        (S.DRAFT, ProfileMove.UNPUBLISH): S.DRAFT,
    }
)


def after(status: S, move: ProfileMove) -> S:
    return MOVES[status, move]
