"""What the tables of role pages refuse by themselves, and what a head counts."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from domain.errors import Conflict
from domain.ids import AddonId, PackageId, Prefix, ProfileId, UserId
from domain.profiles.model import (
    LicenceType,
    PackageAddon,
    PackageLicensing,
    Role,
    ServicePackage,
    ServiceProfile,
)
from persistence.unit_of_work import SqlUnits
from tests.domain.profiles.pages import a_page
from tests.world import World


async def kept(units: SqlUnits, owner: str, role: Role = Role.MODEL) -> ServiceProfile:
    async with units() as uow:
        page = a_page(
            role, id=ProfileId(uow.new_id(Prefix.PROFILE)), user_id=UserId(owner), cover_media_id=None
        )
        await uow.profiles.add(page)
    return page


def a_package(page: ServiceProfile, number: int, **changes: object) -> ServicePackage:
    package = ServicePackage(
        id=PackageId(f"pkg_{page.id}_{number}"),
        profile_id=page.id,
        name=f"Package {number}",
        slug=f"package-{number}",
        price_cents=1_000 * (10 - number),
        duration_min=60,
        includes=("10 photos",),
        addons=(PackageAddon(AddonId(f"add_{page.id}_{number}"), "Print", 100),),
        licensing=PackageLicensing(LicenceType.ADS, "web", {LicenceType.BUYOUT: 5}),
    )
    return replace(package, **changes)  # type: ignore[arg-type]


async def test_a_page_comes_back_as_it_was_kept(api: World) -> None:
    ana = await api.sign_up(handle="kevin")
    page = await kept(api.units, ana.user_id)
    async with api.units() as uow:
        found = await uow.profiles.by_id(page.id)
    assert found is not None
    assert replace(found, showing=page.showing) == page
    assert found.showing.media_count == 0


async def test_packages_come_back_in_order_and_set_the_price(api: World) -> None:
    page = await kept(api.units, (await api.sign_up()).user_id)
    packages = [a_package(page, number) for number in (1, 2, 3)]
    async with api.units() as uow:
        await uow.profiles.set_packages(page.id, packages, uow.now)
        await uow.profiles.set_packages(page.id, packages[::-1], uow.now)
    async with api.units() as uow:
        assert await uow.profiles.packages([page.id]) == {page.id: packages[::-1]}
        assert await uow.profiles.package(packages[0].id) == packages[0]
        found = await uow.profiles.by_id(page.id)
    assert found is not None
    assert (found.showing.price_from_cents, found.showing.package_count) == (7_000, 3)


@pytest.mark.parametrize("changes", [{"price_cents": 999}, {"duration_min": 29}])
async def test_the_floors_hold_below_the_domain(api: World, changes: dict[str, int]) -> None:
    page = await kept(api.units, (await api.sign_up()).user_id)
    with pytest.raises(IntegrityError):
        async with api.units() as uow:
            await uow.profiles.set_packages(page.id, [a_package(page, 1, **changes)], uow.now)


async def test_a_second_page_in_one_role_is_a_conflict(api: World) -> None:
    ana = await api.sign_up()
    await kept(api.units, ana.user_id)
    await kept(api.units, ana.user_id, Role.CREATOR)
    with pytest.raises(Conflict):
        await kept(api.units, ana.user_id)


async def test_pages_of_many_people_come_in_one_statement(api: World) -> None:
    people = [(await api.sign_up()).user_id for _ in range(3)]
    for owner in people:
        for role in (Role.CREATOR, Role.MODEL):
            await kept(api.units, owner, role)
    async with api.units() as uow:
        with api.statements() as counted:
            found = await uow.profiles.of_users([UserId(owner) for owner in people])
    assert len(counted) == 1
    assert {owner: [page.role for page in pages] for owner, pages in found.items()} == {
        key: [Role.MODEL, Role.CREATOR] for key in people
    }
