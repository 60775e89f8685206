"""Studios in PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    RowMapping,
    Select,
    Text,
    any_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.calendar.buffers import Buffers
from domain.calendar.spans import Span
from domain.ids import MediaId, StudioId, UserId
from domain.studios.gallery import in_another_gallery
from domain.studios.model import (
    Address,
    Blackout,
    BlackoutId,
    Geo,
    MediaKind,
    Picture,
    Policy,
    Rate,
    RateKind,
    Studio,
    StudioDetails,
    StudioMedia,
)
from persistence.calendar import as_range, as_span
from persistence.media import upload_of
from persistence.tables.media import upload as upload_table
from persistence.tables.studios import studio as studio_table
from persistence.tables.studios import studio_blackout, studio_media, studio_policy, studio_rate
from persistence.violations import refused_as


def visible_to(user_id: UserId | None) -> ColumnElement[bool]:
    """The one definition of who may see a studio: everybody once it is live, its owner before."""
    return or_(studio_table.c.is_published, studio_table.c.owner_user_id == user_id)


_BY_IDS = select(studio_table).where(studio_table.c.studio_id == any_(bindparam("ids", type_=ARRAY(Text))))


class SqlStudios:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, studio: Studio) -> None:
        await self._connection.execute(insert(studio_table), _row(studio))

    async def save(self, studio: Studio) -> None:
        change = update(studio_table).where(studio_table.c.studio_id == studio.studio_id)
        await self._connection.execute(change.values(_row(studio)))

    async def seen(self, studio_id: StudioId, by: UserId | None) -> Studio | None:
        return await self._one(_visible(by).where(studio_table.c.studio_id == studio_id))

    async def seen_by_slug(self, slug: str, by: UserId | None) -> Studio | None:
        return await self._one(_visible(by).where(studio_table.c.slug == slug))

    async def holding(self, studio_id: StudioId, by: UserId | None) -> Studio | None:
        return await self._one(_visible(by).where(studio_table.c.studio_id == studio_id).with_for_update())

    async def by_ids(self, ids: Collection[StudioId]) -> Mapping[StudioId, Studio]:
        rows = await self._connection.execute(_BY_IDS, {"ids": list(ids)})
        return {row["studio_id"]: _studio(row) for row in rows.mappings()}

    async def owned_by(self, owner: UserId) -> Sequence[Studio]:
        query = select(studio_table).where(studio_table.c.owner_user_id == owner)
        newest = (studio_table.c.updated_at.desc(), studio_table.c.studio_id.desc())
        return [_studio(row) for row in (await self._connection.execute(query.order_by(*newest))).mappings()]

    async def count_of(self, owner: UserId) -> int:
        count = select(func.count()).select_from(studio_table).where(studio_table.c.owner_user_id == owner)
        return (await self._connection.execute(count)).scalar_one()

    async def rates(self, ids: Collection[StudioId]) -> Mapping[StudioId, list[Rate]]:
        query = select(studio_rate).where(studio_rate.c.studio_id.in_(ids)).order_by(studio_rate.c.rate_id)
        found: dict[StudioId, list[Rate]] = {}
        for row in (await self._connection.execute(query)).mappings():
            found.setdefault(row["studio_id"], []).append(_rate(row))
        return found

    async def add_rate(self, rate: Rate) -> None:
        await self._connection.execute(insert(studio_rate), asdict(rate) | {"dow": list(rate.dow)})

    async def policies(self, ids: Collection[StudioId]) -> Mapping[StudioId, Policy]:
        query = select(studio_policy).where(studio_policy.c.studio_id.in_(ids))
        return {row["studio_id"]: _policy(row) for row in (await self._connection.execute(query)).mappings()}

    async def set_policy(self, studio_id: StudioId, policy: Policy) -> None:
        values = {
            "buffer_before_min": policy.buffers.before_min,
            "buffer_after_min": policy.buffers.after_min,
            "cleaning_min": policy.buffers.cleaning_min,
            "cancellation_policy": policy.cancellation_policy,
        }
        new = insert(studio_policy).values(studio_id=studio_id, **values)
        await self._connection.execute(new.on_conflict_do_update(index_elements=["studio_id"], set_=values))

    async def add_blackout(self, blackout: Blackout) -> None:
        await self._connection.execute(
            insert(studio_blackout).values(
                blackout_id=blackout.blackout_id,
                studio_id=blackout.studio_id,
                span=as_range(blackout.span),
                reason=blackout.reason,
            )
        )

    async def blackout(self, blackout_id: BlackoutId) -> Blackout | None:
        query = select(studio_blackout).where(studio_blackout.c.blackout_id == blackout_id)
        row = (await self._connection.execute(query)).one_or_none()
        return Blackout(row.blackout_id, row.studio_id, as_span(row.span), row.reason) if row else None

    async def delete_blackout(self, blackout_id: BlackoutId) -> None:
        gone = delete(studio_blackout).where(studio_blackout.c.blackout_id == blackout_id)
        await self._connection.execute(gone)

    async def blackouts(self, ids: Collection[StudioId], within: Span) -> Mapping[StudioId, list[Blackout]]:
        query = (
            select(studio_blackout)
            .where(studio_blackout.c.studio_id.in_(ids))
            .where(studio_blackout.c.span.overlaps(as_range(within)))
            .order_by(studio_blackout.c.span, studio_blackout.c.blackout_id)
        )
        found: dict[StudioId, list[Blackout]] = {}
        for row in await self._connection.execute(query):
            blackout = Blackout(row.blackout_id, row.studio_id, as_span(row.span), row.reason)
            found.setdefault(row.studio_id, []).append(blackout)
        return found

    async def add_media(self, media: StudioMedia) -> None:
        """At its place, with those from there on moved up by one."""
        behind = (studio_media.c.studio_id == media.studio_id) & (studio_media.c.position >= media.position)
        await self._connection.execute(
            update(studio_media).where(behind).values(position=studio_media.c.position + 1)
        )
        with refused_as({"pk_studio_media": in_another_gallery()}):
            await self._connection.execute(insert(studio_media).values(asdict(media)))

    async def gallery(self, ids: Collection[StudioId]) -> Mapping[StudioId, list[Picture]]:
        query = (
            select(upload_table, *_HUNG)
            .join(studio_media, studio_media.c.media_id == upload_table.c.media_id)
            .where(studio_media.c.studio_id.in_(ids))
            .order_by(studio_media.c.studio_id, studio_media.c.position, studio_media.c.media_id)
        )
        found: dict[StudioId, list[Picture]] = {}
        for row in (await self._connection.execute(query)).mappings():
            found.setdefault(row["studio_id"], []).append(_picture(row))
        return found

    async def _one(self, query: Select[Any]) -> Studio | None:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _studio(row) if row else None


_HUNG = tuple(studio_media.c[name] for name in ("studio_id", "kind", "alt_text", "position"))
_PLAIN = ("title", "description", "city", "region", "country", "capacity_people", "size_sqft")
_TERMS = ("deposit_required", "deposit_auth_cents", "insurance_confirmed")
_STANDING = (
    "studio_id",
    "owner_user_id",
    "slug",
    "is_published",
    "verification_status",
    "owner_attends",
    "instant_book",
    "price_from_cents",
    "currency",
    "rating_avg",
    "rating_count",
    "created_at",
    "updated_at",
)


def _visible(by: UserId | None) -> Select[Any]:
    return select(studio_table).where(visible_to(by))


def _row(studio: Studio) -> dict[str, Any]:
    details = studio.details
    return {
        **{name: getattr(studio, name) for name in _STANDING},
        **{name: getattr(details, name) for name in (*_PLAIN, *_TERMS)},
        "lat": details.geo.lat,
        "lon": details.geo.lon,
        "address": asdict(details.address),
        "amenities": list(details.amenities),
        "house_rules": list(details.house_rules),
    }


def _studio(row: RowMapping) -> Studio:
    details = StudioDetails(
        **{name: row[name] for name in (*_PLAIN, *_TERMS)},
        geo=Geo(row["lat"], row["lon"]),
        address=Address(**row["address"]),
        amenities=tuple(row["amenities"]),
        house_rules=tuple(row["house_rules"]),
    )
    return Studio(details=details, **{name: row[name] for name in _STANDING})


def _rate(row: RowMapping) -> Rate:
    return Rate(**{**row, "kind": RateKind(row["kind"]), "dow": tuple(row["dow"])})


def _policy(row: RowMapping) -> Policy:
    buffers = Buffers(row["buffer_before_min"], row["buffer_after_min"], row["cleaning_min"])
    return Policy(buffers, row["cancellation_policy"])


def _picture(row: RowMapping) -> Picture:
    media = StudioMedia(
        studio_id=row["studio_id"],
        media_id=MediaId(row["media_id"]),
        kind=MediaKind(row["kind"]),
        position=row["position"],
        alt_text=row["alt_text"],
    )
    return Picture(media, upload_of(row))
