"""What the owner of a portfolio does with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from domain.errors import DomainError, Invalid, NotFound
from domain.ids import ItemId, MediaId, Prefix, ProfileId, StudioId
from domain.media.actions import Place, ask_for_place, use_upload
from domain.media.ports import Files
from domain.media.states import ScanState
from domain.portfolio.drafting import Draft, case_study_of, check_draft, picture_type
from domain.portfolio.gallery import Picture
from domain.portfolio.model import MEDIA_MOST, MediaKind, PortfolioItem
from domain.portfolio.publishing import move_for
from domain.portfolio.states import ItemMove, after
from domain.ports import UnitOfWork
from domain.profiles.actions import my_page, tell_updated
from domain.profiles.slugs import slug_of
from domain.viewer import Viewer

SETTLE_TIMER: Final = "portfolio.settle"
# Later than the last look at an upload that was asked for and perhaps never sent.
SETTLE_AFTER: Final = timedelta(minutes=30)
PURPOSE: Final = "portfolio"


@dataclass(frozen=True)
class PicturePlace:
    """Where to send one picture, and the id it will have in the gallery."""

    place: Place
    media_id: MediaId


@dataclass(frozen=True)
class Publication:
    """What an owner says when an item goes live."""

    cover_media_id: MediaId
    case_study: Any = None
    studio_id: StudioId | None = None


async def create_portfolio_draft(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, draft: Draft
) -> PortfolioItem:
    """Raises SP_NOT_FOUND for a page that is not mine."""
    profile = await my_page(uow, viewer, profile_id)
    check_draft(draft, _tomorrow(uow))
    item_id = ItemId(uow.new_id(Prefix.ITEM))
    item = PortfolioItem(
        id=item_id,
        owner_user_id=profile.user_id,
        profile_id=profile.id,
        slug=f"{slug_of(draft.title)}-{item_id[-8:]}",
        created_at=uow.now,
        updated_at=uow.now,
        **_head(draft),
    )
    await uow.portfolio.add(item)
    return item


async def update_portfolio_item(
    uow: UnitOfWork, viewer: Viewer, item_id: ItemId, profile_id: ProfileId, draft: Draft
) -> PortfolioItem:
    """Head data anew, on another page of mine if one is named. The address stays: it may be linked to."""
    item = await my_item(uow, viewer, item_id)
    await _move_to(uow, viewer, profile_id)
    check_draft(draft, _tomorrow(uow))
    changed = replace(item, profile_id=profile_id, updated_at=uow.now, **_head(draft))
    if profile_id != item.profile_id:
        tell_updated(uow, item.profile_id, item.owner_user_id)
    return await _kept(uow, changed)


async def archive_portfolio_item(uow: UnitOfWork, viewer: Viewer, item_id: ItemId) -> None:
    """Off public view; publishing brings it back."""
    item = await my_item(uow, viewer, item_id)
    await uow.unschedule(SETTLE_TIMER, item_id)
    await _kept(uow, replace(item, status=after(item.status, ItemMove.ARCHIVE), updated_at=uow.now))


async def upload_portfolio_media(
    uow: UnitOfWork, files: Files, viewer: Viewer, item_id: ItemId, *, media_kind: str, file_name: str
) -> PicturePlace:
    """A place at the end of the gallery, filled once the bytes are there and clean.

    Raises UNSUPPORTED_TYPE, NOT_FOUND.
    """
    item = await my_item(uow, viewer, item_id)
    mime = picture_type(media_kind, file_name)
    pictures = (await uow.portfolio.pictures([item_id])).get(item_id, ())
    if len(pictures) >= MEDIA_MOST:
        message = f"An item has at most {MEDIA_MOST} pictures."
        raise Invalid("VALIDATION_FAILED", message, fields={"itemId": message})
    place = await ask_for_place(
        uow, files, viewer, mime=mime, purpose=PURPOSE, size=None, file_name=file_name
    )
    upload = await uow.media.owned(place.key, item.owner_user_id)
    if upload is None:
        raise item_not_found()
    position = max((picture.position for picture in pictures), default=-1) + 1
    await uow.portfolio.add_picture(item_id, upload.id, MediaKind(media_kind), position)
    return PicturePlace(place, upload.id)


async def set_portfolio_media(
    uow: UnitOfWork, viewer: Viewer, item_id: ItemId, order: Sequence[MediaId]
) -> PortfolioItem:
    """The gallery becomes exactly this. Raises NOT_FOUND when the item, or a picture, is not mine."""
    item = await my_item(uow, viewer, item_id)
    known = {picture.media_id for picture in (await uow.portfolio.pictures([item_id])).get(item_id, ())}
    if not set(order) <= known:
        raise NotFound(
            "NOT_FOUND", "Not all of these are pictures of this item.", fields={"order": "Unknown picture."}
        )
    if len(set(order)) < len(order):
        message = "Each picture only once."
        raise Invalid("VALIDATION_FAILED", message, fields={"order": message})
    _require_cover_kept(item, order)
    await uow.portfolio.set_order(item_id, order)
    cover = item.cover_media_id if item.cover_media_id in order else None
    return await _kept(uow, replace(item, cover_media_id=cover, updated_at=uow.now))


async def publish_portfolio(
    uow: UnitOfWork, viewer: Viewer, item_id: ItemId, publication: Publication
) -> bool:
    """Whether the item is live now; if not, it waits for its pictures and goes live by itself.

    Raises NOT_FOUND, UPLOAD_QUARANTINED, SP_UNSAFE_PUBLIC, VALIDATION_FAILED.
    """
    item = await my_item(uow, viewer, item_id)
    item = replace(item, cover_media_id=publication.cover_media_id, updated_at=uow.now)
    if publication.case_study is not None:
        item = replace(item, case_study=case_study_of(publication.case_study))
    if publication.studio_id is not None:
        item = replace(item, studio_id=await _studio_used(uow, viewer, publication.studio_id))
    pictures = (await uow.portfolio.pictures([item_id])).get(item_id, ())
    move = move_for(item_id, pictures, publication.cover_media_id)
    published = await _kept(uow, replace(item, status=after(item.status, move)))
    if move is ItemMove.HOLD:
        await _look_at(uow, viewer, pictures)
        await uow.schedule(SETTLE_TIMER, item_id, uow.now + SETTLE_AFTER)
    return published.is_published


async def my_item(uow: UnitOfWork, viewer: Viewer, item_id: ItemId) -> PortfolioItem:
    """My item, locked. Raises NOT_FOUND for one of somebody else as for none at all."""
    item = await uow.portfolio.holding(item_id)
    if item is None or item.owner_user_id != viewer.require_user():
        raise item_not_found()
    return item


async def _move_to(uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId) -> None:
    """Raises NOT_FOUND for a page that is not mine: the one code that changing an item lists."""
    try:
        await my_page(uow, viewer, profile_id)
    except NotFound as refused:
        raise NotFound("NOT_FOUND", str(refused), fields={"roleProfileId": str(refused)}) from None


def item_not_found() -> DomainError:
    return NotFound("NOT_FOUND", "There is no such portfolio item of yours.")


def _head(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title.strip(),
        "city": draft.city,
        "shoot_date": draft.shoot_date,
        "genres": tuple(draft.genres),
    }


def _tomorrow(uow: UnitOfWork) -> date:
    """A zone ahead of UTC has it already."""
    return (uow.now + timedelta(days=1)).date()


async def _look_at(uow: UnitOfWork, viewer: Viewer, pictures: Sequence[Picture]) -> None:
    """Has everything scanned that was sent and not yet asked about."""
    for picture in pictures:
        if picture.upload.state is ScanState.WAITING:
            await use_upload(uow, viewer, picture.upload.key, (PURPOSE,))


async def _studio_used(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId) -> StudioId:
    if await uow.studios.seen(studio_id, viewer.user_id) is None:
        raise NotFound("NOT_FOUND", "There is no such studio.", fields={"studioUsedId": "No such studio."})
    return studio_id


def _require_cover_kept(item: PortfolioItem, order: Sequence[MediaId]) -> None:
    if item.is_published and item.cover_media_id not in order:
        message = "A published item keeps its cover; publish it with another one first."
        raise Invalid("VALIDATION_FAILED", message, fields={"order": message})


async def _kept(uow: UnitOfWork, item: PortfolioItem) -> PortfolioItem:
    await uow.portfolio.save(item)
    tell_updated(uow, item.profile_id, item.owner_user_id)
    return item
