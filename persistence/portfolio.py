"""Portfolio items and their galleries in SQL (`uow.portfolio`)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, case, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import ItemId, MediaId, ProfileId, StudioId, UserId
from domain.portfolio.gallery import Picture
from domain.portfolio.model import CaseStudy, ItemStatus, MediaKind, PortfolioItem
from persistence.media import upload_of
from persistence.tables.media import upload
from persistence.tables.portfolio import portfolio_item, portfolio_media


class SqlPortfolio:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, item: PortfolioItem) -> None:
        await self._connection.execute(insert(portfolio_item), _row(item))

    async def save(self, item: PortfolioItem) -> None:
        where = portfolio_item.c.item_id == item.id
        await self._connection.execute(update(portfolio_item).where(where).values(_row(item)))

    async def holding(self, item_id: ItemId) -> PortfolioItem | None:
        return await self._one(
            select(portfolio_item).where(portfolio_item.c.item_id == item_id).with_for_update()
        )

    async def by_slug(self, slug: str) -> PortfolioItem | None:
        return await self._one(select(portfolio_item).where(portfolio_item.c.slug == slug))

    async def of_profile(self, profile_id: ProfileId) -> Sequence[PortfolioItem]:
        query = select(portfolio_item).where(portfolio_item.c.profile_id == profile_id)
        rows = await self._connection.execute(query.order_by(portfolio_item.c.item_id))
        return [_item_of(row) for row in rows.mappings()]

    async def page_of_profile(
        self, profile_id: ProfileId, *, drafts: bool, before: ItemId | None, limit: int
    ) -> Sequence[PortfolioItem]:
        wanted: list[ColumnElement[bool]] = [portfolio_item.c.profile_id == profile_id]
        if not drafts:
            wanted.append(portfolio_item.c.status == ItemStatus.PUBLISHED.value)
        if before is not None:
            wanted.append(portfolio_item.c.item_id < before)
        query = select(portfolio_item).where(*wanted).order_by(portfolio_item.c.item_id.desc()).limit(limit)
        return [_item_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def pictures(self, item_ids: Sequence[ItemId]) -> Mapping[ItemId, list[Picture]]:
        query = (
            select(portfolio_media, upload)
            .join(upload, upload.c.media_id == portfolio_media.c.media_id)
            .where(portfolio_media.c.item_id.in_(item_ids))
            .order_by(portfolio_media.c.item_id, portfolio_media.c.position)
        )
        found: defaultdict[ItemId, list[Picture]] = defaultdict(list)
        for row in (await self._connection.execute(query)).mappings():
            found[ItemId(row["item_id"])].append(_picture_of(row))
        return dict(found)

    async def add_picture(self, item_id: ItemId, media_id: MediaId, kind: MediaKind, position: int) -> None:
        row = {"media_id": media_id, "item_id": item_id, "kind": kind.value, "position": position}
        await self._connection.execute(insert(portfolio_media), row)

    async def set_order(self, item_id: ItemId, order: Sequence[MediaId]) -> None:
        ours = portfolio_media.c.item_id == item_id
        await self._connection.execute(
            delete(portfolio_media).where(ours, portfolio_media.c.media_id.not_in(order))
        )
        if order:
            places = {media_id: place for place, media_id in enumerate(order)}
            position = case(places, value=portfolio_media.c.media_id)
            await self._connection.execute(update(portfolio_media).where(ours).values(position=position))

    async def item_showing(self, media_id: MediaId) -> ItemId | None:
        query = select(portfolio_media.c.item_id).where(portfolio_media.c.media_id == media_id)
        found: str | None = await self._connection.scalar(query)
        return None if found is None else ItemId(found)

    async def _one(self, query: Select[Any]) -> PortfolioItem | None:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _item_of(row) if row else None


def _picture_of(row: RowMapping) -> Picture:
    return Picture(
        item_id=ItemId(row["item_id"]),
        kind=MediaKind(row["kind"]),
        position=row["position"],
        alt_text=row["alt_text"],
        upload=upload_of(row),
    )


def _item_of(row: RowMapping) -> PortfolioItem:
    return PortfolioItem(
        id=ItemId(row["item_id"]),
        owner_user_id=UserId(row["owner_user_id"]),
        profile_id=ProfileId(row["profile_id"]),
        title=row["title"],
        slug=row["slug"],
        city=row["city"],
        shoot_date=row["shoot_date"],
        genres=tuple(row["genres"]),
        cover_media_id=MediaId(row["cover_media_id"]) if row["cover_media_id"] else None,
        case_study=_case_study_of(row["case_study"]),
        studio_id=StudioId(row["studio_id"]) if row["studio_id"] else None,
        verified_booking=row["verified_leg_id"] is not None,
        status=ItemStatus(row["status"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _case_study_of(kept: Mapping[str, Any] | None) -> CaseStudy | None:
    return None if kept is None else CaseStudy(**{**kept, "deliverables": tuple(kept["deliverables"])})


def _row(item: PortfolioItem) -> dict[str, Any]:
    return {
        "item_id": item.id,
        "owner_user_id": item.owner_user_id,
        "profile_id": item.profile_id,
        "title": item.title,
        "slug": item.slug,
        "city": item.city,
        "shoot_date": item.shoot_date,
        "genres": list(item.genres),
        "cover_media_id": item.cover_media_id,
        "case_study": asdict(item.case_study) if item.case_study else None,
        "studio_id": item.studio_id,
        "status": item.status.value,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
    }
