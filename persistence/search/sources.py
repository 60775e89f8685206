"""What the index is made from beyond the pages themselves, and what was asked before."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Text, cast, delete, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.accounts.model import AccountStatus
from domain.ids import MediaId, ProfileId, UserId
from domain.media.states import ScanState
from domain.portfolio.gallery import BAND_WITHHELD
from domain.portfolio.model import ItemStatus
from domain.profiles.model import ProfileStatus
from domain.search.memory import Line
from domain.search.model import Owner, Standing, Surface
from persistence.search.standings import standings_of
from persistence.tables.accounts import account
from persistence.tables.calendar import hold
from persistence.tables.kernel import job
from persistence.tables.media import upload
from persistence.tables.portfolio import portfolio_item, portfolio_media
from persistence.tables.profiles import profile_studio, service_profile
from persistence.tables.search import search_query
from persistence.tables.studios import studio, studio_media

# Fewer searches than this may be one person's.
POPULAR_FROM: Final = 3


class SqlSearchSources:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def published(self, surface: Surface, city: str | None = None) -> list[str]:
        if surface is Surface.PEOPLE:
            live = service_profile.c.status == ProfileStatus.PUBLISHED.value
            there = true() if city is None else service_profile.c.city == city
            return await self._ids(service_profile.c.profile_id, live & there)
        there = true() if city is None else studio.c.city == city
        return await self._ids(studio.c.studio_id, studio.c.is_published & there)

    async def lock(self, ids: Collection[str]) -> None:
        # In one order: two workers with the same pages queue and never wait crosswise.
        pages = func.unnest(cast(sorted(set(ids)), ARRAY(Text))).alias("page")
        key = func.hashtextextended(func.concat("search:", pages.column), 0)
        await self._connection.execute(select(func.pg_advisory_xact_lock(key)).select_from(pages))

    async def owned_by(self, user_ids: Collection[str]) -> dict[Surface, list[str]]:
        pages = await self._ids(service_profile.c.profile_id, service_profile.c.user_id.in_(user_ids))
        places = await self._ids(studio.c.studio_id, studio.c.owner_user_id.in_(user_ids))
        return {Surface.PEOPLE: pages, Surface.STUDIOS: places}

    async def showing(self, media_id: str) -> list[str]:
        return await self._ids(studio_media.c.studio_id, studio_media.c.media_id == media_id)

    async def linked_to(self, studio_ids: Collection[str]) -> list[str]:
        return await self._ids(profile_studio.c.profile_id, profile_studio.c.studio_id.in_(studio_ids))

    async def owners(self, user_ids: Collection[str]) -> dict[UserId, Owner]:
        rows = await self._connection.execute(
            select(account.c.user_id, account.c.id_verified).where(
                account.c.user_id.in_(user_ids), account.c.status == AccountStatus.ACTIVE.value
            )
        )
        return {row.user_id: Owner(row.user_id, row.id_verified) for row in rows}

    async def first_pictures(self, profile_ids: Collection[ProfileId]) -> dict[ProfileId, MediaId]:
        order = (portfolio_item.c.profile_id, portfolio_item.c.item_id, portfolio_media.c.position)
        rows = await self._connection.execute(
            select(portfolio_item.c.profile_id, portfolio_media.c.media_id)
            .join(portfolio_media, portfolio_media.c.item_id == portfolio_item.c.item_id)
            .join(upload, upload.c.media_id == portfolio_media.c.media_id)
            .where(
                portfolio_item.c.profile_id.in_(profile_ids),
                portfolio_item.c.status == ItemStatus.PUBLISHED.value,
                upload.c.state == ScanState.CLEAN.value,
                upload.c.nsfw_band < BAND_WITHHELD,
            )
            .ext(distinct_on(portfolio_item.c.profile_id))
            .order_by(*order)
        )
        return {row.profile_id: row.media_id for row in rows}

    async def sellers_of(self, lbg_id: str) -> list[str]:
        people = await self._ids(hold.c.resource, hold.c.lbg_id == lbg_id)
        owners = await self._ids(studio.c.owner_user_id, studio.c.studio_id.in_(people))
        return sorted({*people, *owners})

    async def standings(
        self, surface: Surface, ids: Collection[str], *, since: datetime
    ) -> dict[str, Standing]:
        return await standings_of(self._connection, surface, ids, since=since)

    async def take_over(self, kind: str, subject: str) -> None:
        # What caused a waiting job was committed with it, so whoever reads the page after this sees it too.
        # Jobs that another worker has in hand are left to it.
        waiting = (
            select(job.c.job_id)
            .where(job.c.kind == kind, job.c.status == "queued", job.c.payload["subject"].astext == subject)
            .with_for_update(skip_locked=True)
        )
        await self._connection.execute(delete(job).where(job.c.job_id.in_(waiting)))

    async def asked(self, counts: Mapping[Line, int]) -> None:
        # In one order: two processes that count at once queue and never wait crosswise.
        rows = [
            {
                "surface": line.surface.value,
                "city": line.city,
                "text": line.text,
                "asked_on": line.on,
                "searches": n,
            }
            for line, n in sorted(counts.items())
        ]
        new = insert(search_query).values(rows)
        await self._connection.execute(
            new.on_conflict_do_update(
                index_elements=["surface", "city", "text", "asked_on"],
                set_={"searches": search_query.c.searches + new.excluded.searches},
            )
        )

    async def popular(self, surface: Surface, city: str, prefix: str, *, since: date, most: int) -> list[str]:
        searches = func.sum(search_query.c.searches)
        rows = await self._connection.execute(
            select(search_query.c.text)
            .where(
                search_query.c.surface == surface.value,
                search_query.c.city == city,
                search_query.c.asked_on >= since,
                func.starts_with(search_query.c.text, prefix),
            )
            .group_by(search_query.c.text)
            .having(searches >= POPULAR_FROM)
            .order_by(searches.desc(), search_query.c.text)
            .limit(most)
        )
        return [row.text for row in rows]

    async def _ids(self, column: ColumnElement[str], where: ColumnElement[bool]) -> list[str]:
        return list((await self._connection.scalars(select(column).where(where).order_by(column))).all())
