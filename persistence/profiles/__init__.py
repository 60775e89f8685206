"""Role pages in SQL (`uow.profiles`)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    any_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Conflict, DomainError
from domain.ids import PackageId, ProfileId, RuleId, StudioId, UserId
from domain.profiles.model import AutoAcceptRule, AvailabilityWindow, Role, ServicePackage, ServiceProfile
from domain.profiles.reputation import ReviewStat
from domain.profiles.visibility import Eyes
from persistence.profiles import instant_book
from persistence.profiles import packages as package_rows
from persistence.profiles.heads import heads, profile_of, row_of
from persistence.tables.accounts import account
from persistence.tables.profiles import (
    auto_accept_rule,
    profile_studio,
    profile_window,
    review_stat,
    service_package,
    service_profile,
)
from persistence.violations import refused_as

_ONE_PER_ROLE: Final[Mapping[str, DomainError]] = {
    "uq_service_profile_user_id_role": Conflict(
        "CONFLICT",
        "You have a page in that role already.",
        hint="The query myServiceProfiles lists your pages.",
        fields={"role": "One page per role."},
    )
}
_IN_ORDER_OF_ROLES: Final = (
    service_profile.c.user_id,
    func.array_position(postgresql.array([role.value for role in Role]), service_profile.c.role),
)


_BY_IDS = heads().where(service_profile.c.profile_id == any_(bindparam("ids", type_=ARRAY(Text))))
_LOCK = (
    select(service_profile.c.profile_id)
    .where(service_profile.c.profile_id == bindparam("profile_id"))
    .with_for_update()
)
_SAVE = update(service_profile).where(service_profile.c.profile_id == bindparam("of"))


class SqlProfiles:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, profile: ServiceProfile) -> None:
        with refused_as(_ONE_PER_ROLE):
            await self._connection.execute(insert(service_profile), row_of(profile))

    async def save(self, profile: ServiceProfile) -> None:
        await self._connection.execute(_SAVE, row_of(profile) | {"of": profile.id})

    async def by_id(self, profile_id: ProfileId) -> ServiceProfile | None:
        return (await self.by_ids([profile_id])).get(profile_id)

    async def by_ids(self, profile_ids: Sequence[ProfileId]) -> Mapping[ProfileId, ServiceProfile]:
        rows = await self._connection.execute(_BY_IDS, {"ids": list(profile_ids)})
        return {profile.id: profile for profile in map(profile_of, rows.mappings())}

    async def by_handle(self, handle: str, role: Role) -> ServiceProfile | None:
        named = account.c.handle == handle
        return await self._one(heads().where(named, service_profile.c.role == role.value))

    async def holding(self, profile_id: ProfileId) -> ServiceProfile | None:
        # Locked first and read after: counts taken while waiting for the lock would be from before the wait.
        if await self._connection.scalar(_LOCK, {"profile_id": profile_id}) is None:
            return None
        return await self.by_id(profile_id)

    async def of_users(self, user_ids: Sequence[UserId]) -> Mapping[UserId, list[ServiceProfile]]:
        query = heads().where(service_profile.c.user_id.in_(user_ids)).order_by(*_IN_ORDER_OF_ROLES)
        found: defaultdict[UserId, list[ServiceProfile]] = defaultdict(list)
        for profile in await self._all(query):
            found[profile.user_id].append(profile)
        return dict(found)

    async def set_reviews(self, profile_id: ProfileId, reviews: ReviewStat) -> None:
        values = {
            "histogram": list(reviews.histogram),
            "recent_avg": reviews.recent_avg,
            "recent_weight": reviews.recent_weight,
            "last_review_at": reviews.last_review_at,
        }
        fresh = postgresql.insert(review_stat).values(profile_id=profile_id, **values)
        await self._connection.execute(
            fresh.on_conflict_do_update(index_elements=[review_stat.c.profile_id], set_=values)
        )

    async def package(self, package_id: PackageId) -> ServicePackage | None:
        found = await package_rows.standing(self._connection, service_package.c.package_id == package_id)
        return found[0] if found else None

    async def packages(self, profile_ids: Sequence[ProfileId]) -> Mapping[ProfileId, list[ServicePackage]]:
        which = service_package.c.profile_id.in_(profile_ids)
        return package_rows.by_profile(await package_rows.standing(self._connection, which))

    async def set_packages(
        self, profile_id: ProfileId, packages: Sequence[ServicePackage], at: datetime
    ) -> None:
        await package_rows.replace(self._connection, profile_id, packages, at)

    async def eyes(self, user_ids: Sequence[UserId]) -> Mapping[UserId, Eyes]:
        query = select(account.c.user_id, account.c.age_verified, account.c.safe_mode)
        rows = await self._connection.execute(query.where(account.c.user_id.in_(user_ids)))
        return {
            UserId(row.user_id): Eyes(row.user_id, adult=row.age_verified, safe_mode=row.safe_mode)
            for row in rows
        }

    async def windows(self, profile_ids: Sequence[ProfileId]) -> Mapping[ProfileId, list[AvailabilityWindow]]:
        query = (
            select(profile_window)
            .where(profile_window.c.profile_id.in_(profile_ids))
            .order_by(profile_window.c.profile_id, profile_window.c.position)
        )
        found: defaultdict[ProfileId, list[AvailabilityWindow]] = defaultdict(list)
        for row in (await self._connection.execute(query)).mappings():
            values = dict(row)
            profile_id = ProfileId(values.pop("profile_id"))
            values.pop("position")
            found[profile_id].append(AvailabilityWindow(**values))
        return dict(found)

    async def set_windows(self, profile_id: ProfileId, windows: Sequence[AvailabilityWindow]) -> None:
        await self._connection.execute(
            delete(profile_window).where(profile_window.c.profile_id == profile_id)
        )
        if windows:
            rows = [_window_row(profile_id, place, window) for place, window in enumerate(windows)]
            await self._connection.execute(insert(profile_window), rows)

    async def studio_links(self, profile_ids: Sequence[ProfileId]) -> Mapping[ProfileId, list[StudioId]]:
        query = (
            select(profile_studio.c.profile_id, profile_studio.c.studio_id)
            .where(profile_studio.c.profile_id.in_(profile_ids))
            .order_by(profile_studio.c.profile_id, profile_studio.c.linked_at, profile_studio.c.studio_id)
        )
        found: defaultdict[ProfileId, list[StudioId]] = defaultdict(list)
        for row in await self._connection.execute(query):
            found[ProfileId(row.profile_id)].append(StudioId(row.studio_id))
        return dict(found)

    async def rules(self, profile_id: ProfileId) -> list[AutoAcceptRule]:
        return await instant_book.rules_where(self._connection, auto_accept_rule.c.profile_id == profile_id)

    async def rule(self, rule_id: RuleId) -> AutoAcceptRule | None:
        found = await instant_book.rules_where(self._connection, auto_accept_rule.c.rule_id == rule_id)
        return found[0] if found else None

    async def keep_rule(self, rule: AutoAcceptRule) -> None:
        await instant_book.keep_rule(self._connection, rule)

    async def drop_rule(self, rule_id: RuleId) -> None:
        await self._connection.execute(delete(auto_accept_rule).where(auto_accept_rule.c.rule_id == rule_id))

    async def link_studio(self, profile_id: ProfileId, studio_id: StudioId, at: datetime) -> None:
        link = postgresql.insert(profile_studio).values(
            profile_id=profile_id, studio_id=studio_id, linked_at=at
        )
        await self._connection.execute(link.on_conflict_do_nothing())

    async def unlink_studio(self, profile_id: ProfileId, studio_id: StudioId) -> None:
        await self._connection.execute(delete(profile_studio).where(*_link(profile_id, studio_id)))

    async def _one(self, query: Select[Any]) -> ServiceProfile | None:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return profile_of(row) if row else None

    async def _all(self, query: Select[Any]) -> list[ServiceProfile]:
        return [profile_of(row) for row in (await self._connection.execute(query)).mappings()]


def _link(profile_id: ProfileId, studio_id: StudioId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return profile_studio.c.profile_id == profile_id, profile_studio.c.studio_id == studio_id


def _window_row(profile_id: ProfileId, position: int, window: AvailabilityWindow) -> dict[str, Any]:
    return {
        "profile_id": profile_id,
        "position": position,
        "weekday": window.weekday,
        "start_minute": window.start_minute,
        "end_minute": window.end_minute,
        "effective_from": window.effective_from,
        "effective_to": window.effective_to,
        "blocked": window.blocked,
    }
