"""Packages with their add-ons."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, func, select, update
from sqlalchemy.dialects.postgresql import Insert, aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import AddonId, PackageId, ProfileId
from domain.profiles.model import LicenceType, PackageAddon, PackageLicensing, ServicePackage
from persistence.tables.profiles import package_addon, service_package

_ADDON = func.json_build_array(package_addon.c.addon_id, package_addon.c.name, package_addon.c.price_cents)
_ADDONS = (
    select(func.json_agg(aggregate_order_by(_ADDON, package_addon.c.position)))
    .where(package_addon.c.package_id == service_package.c.package_id, package_addon.c.retired_at.is_(None))
    .scalar_subquery()
    .label("addons")
)


_STANDING = (
    select(service_package, _ADDONS)
    .where(service_package.c.retired_at.is_(None))
    .order_by(service_package.c.profile_id, service_package.c.position)
)


async def standing(connection: AsyncConnection, *which: ColumnElement[bool]) -> list[ServicePackage]:
    """Packages on offer, in the order their owners gave them."""
    return [_package_of(row) for row in (await connection.execute(_STANDING.where(*which))).mappings()]


def by_profile(packages: Sequence[ServicePackage]) -> dict[ProfileId, list[ServicePackage]]:
    found: defaultdict[ProfileId, list[ServicePackage]] = defaultdict(list)
    for package in packages:
        found[package.profile_id].append(package)
    return dict(found)


async def replace(
    connection: AsyncConnection, profile_id: ProfileId, packages: Sequence[ServicePackage], at: datetime
) -> None:
    """These packages and add-ons stand from now on; every other one of the page is retired."""
    ours = select(service_package.c.package_id).where(service_package.c.profile_id == profile_id)
    await _retire(connection, package_addon, package_addon.c.package_id.in_(ours), at)
    await _retire(connection, service_package, service_package.c.profile_id == profile_id, at)
    await _stand(
        connection, service_package, [_row(place, package) for place, package in enumerate(packages)]
    )
    addons = [
        {"package_id": package.id, "position": place, **_addon_row(addon)}
        for package in packages
        for place, addon in enumerate(package.addons)
    ]
    await _stand(connection, package_addon, addons)


async def _retire(
    connection: AsyncConnection, table: Table, which: ColumnElement[bool], at: datetime
) -> None:
    await connection.execute(update(table).where(which, table.c.retired_at.is_(None)).values(retired_at=at))


async def _stand(connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(_put(table, tuple(rows[0])), rows)


@cache
def _put(table: Table, names: tuple[str, ...]) -> Insert:
    """Stands from now on, whether it is new or was there."""
    fresh = insert(table)
    changed = {name: fresh.excluded[name] for name in names} | {"retired_at": None}
    return fresh.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)


def _package_of(row: RowMapping) -> ServicePackage:
    return ServicePackage(
        id=PackageId(row["package_id"]),
        profile_id=ProfileId(row["profile_id"]),
        name=row["name"],
        slug=row["slug"],
        price_cents=row["price_cents"],
        duration_min=row["duration_min"],
        includes=tuple(row["includes"]),
        addons=tuple(PackageAddon(AddonId(key), name, cents) for key, name, cents in row["addons"] or []),
        licensing=_licensing_of(row),
        recurring=row["recurring"],
    )


def _licensing_of(row: RowMapping) -> PackageLicensing | None:
    if row["licence_type"] is None:
        return None
    adders = {LicenceType(tier): cents for tier, cents in row["tier_adder_cents"].items()}
    return PackageLicensing(LicenceType(row["licence_type"]), row["licence_notes"], adders)


def _row(position: int, package: ServicePackage) -> dict[str, Any]:
    licensing = package.licensing
    return {
        "package_id": package.id,
        "profile_id": package.profile_id,
        "position": position,
        "name": package.name,
        "slug": package.slug,
        "price_cents": package.price_cents,
        "duration_min": package.duration_min,
        "includes": list(package.includes),
        "licence_type": licensing.type.value if licensing else None,
        "licence_notes": licensing.notes if licensing else None,
        "tier_adder_cents": _adders(licensing),
        "recurring": package.recurring,
    }


def _addon_row(addon: PackageAddon) -> dict[str, Any]:
    return {"addon_id": addon.id, "name": addon.name, "price_cents": addon.price_cents}


def _adders(licensing: PackageLicensing | None) -> dict[str, int]:
    if licensing is None:
        return {}
    return {tier.value: cents for tier, cents in licensing.tier_adder_cents.items()}
