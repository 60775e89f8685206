"""Where a portfolio item stands. Nothing else sets its status."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Invalid
from domain.portfolio.model import ItemStatus as S


class ItemMove(StrEnum):
    PUBLISH = "publish"
    HOLD = "hold"
    ARCHIVE = "archive"
    BLOCK = "block"
    RESTORE = "restore"


MOVES: Final[Mapping[tuple[S, ItemMove], S]] = MappingProxyType(
    {
        (S.DRAFT, ItemMove.PUBLISH): S.PUBLISHED,
        (S.PENDING, ItemMove.PUBLISH): S.PUBLISHED,
        (S.PUBLISHED, ItemMove.PUBLISH): S.PUBLISHED,
        (S.ARCHIVED, ItemMove.PUBLISH): S.PUBLISHED,
        # Publishing while pictures are still being looked at: it goes live by itself once they are clean.
        (S.DRAFT, ItemMove.HOLD): S.PENDING,
        (S.PENDING, ItemMove.HOLD): S.PENDING,
        (S.ARCHIVED, ItemMove.HOLD): S.PENDING,
        # What is live stays live: a new picture shows when it is clean, the others do not wait for it.
        (S.PUBLISHED, ItemMove.HOLD): S.PUBLISHED,
        (S.DRAFT, ItemMove.ARCHIVE): S.ARCHIVED,
        (S.PENDING, ItemMove.ARCHIVE): S.ARCHIVED,
        (S.PUBLISHED, ItemMove.ARCHIVE): S.ARCHIVED,
        (S.ARCHIVED, ItemMove.ARCHIVE): S.ARCHIVED,
        (S.DRAFT, ItemMove.BLOCK): S.BLOCKED,
        (S.PENDING, ItemMove.BLOCK): S.BLOCKED,
        (S.PUBLISHED, ItemMove.BLOCK): S.BLOCKED,
        (S.ARCHIVED, ItemMove.BLOCK): S.BLOCKED,
        # Only staff restore, and the owner decides anew whether it goes live.
        (S.BLOCKED, ItemMove.RESTORE): S.DRAFT,
    }
)


def after(status: S, move: ItemMove) -> S:
    """Raises VALIDATION_FAILED when an item that stands so cannot make the move."""
    try:
        return MOVES[status, move]
    except KeyError:
        message = f"An item that is {status} cannot {move}."
        raise Invalid("VALIDATION_FAILED", message, fields={"id": message}) from None
