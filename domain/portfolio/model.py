"""A piece of finished work on a role page, with its pictures and its story."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.ids import ItemId, MediaId, ProfileId, StudioId, UserId

MEDIA_MOST: Final = 40


class ItemStatus(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    BLOCKED = "blocked"


class MediaKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"


@dataclass(frozen=True)
class CaseStudy:
    """The story behind a piece of work."""

    client_type: str | None = None
    summary: str | None = None
    deliverables: tuple[str, ...] = ()
    results: str | None = None
    budget_low_cents: int | None = None
    budget_high_cents: int | None = None


@dataclass(frozen=True)
class PortfolioItem:
    """The head of an item; its media are read beside it."""

    id: ItemId
    owner_user_id: UserId
    profile_id: ProfileId
    title: str
    slug: str
    created_at: datetime
    updated_at: datetime
    city: str | None = None
    shoot_date: date | None = None
    genres: tuple[str, ...] = ()
    cover_media_id: MediaId | None = None
    case_study: CaseStudy | None = None
    studio_id: StudioId | None = None
    verified_booking: bool = False
    status: ItemStatus = ItemStatus.DRAFT

    @property
    def is_published(self) -> bool:
        return self.status is ItemStatus.PUBLISHED
