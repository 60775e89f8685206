"""What the owner of a role page does with it."""

from collections.abc import Sequence
from dataclasses import replace

from domain.accounts.model import Account, Group
from domain.common.cities import City
from domain.errors import Invalid
from domain.facts import Fact
from domain.ids import Prefix, ProfileId, UserId
from domain.media.actions import use_upload
from domain.portfolio.remedies import portfolio_remedies
from domain.ports import UnitOfWork
from domain.profiles.availability import check_windows
from domain.profiles.drafting import Writing, written
from domain.profiles.model import AvailabilityWindow, Role, ServiceProfile
from domain.profiles.packages import Births, PackageOffer, packages_of
from domain.profiles.publishing import require_publishable, require_still_complete
from domain.profiles.states import ProfileMove, after
from domain.profiles.visibility import not_found
from domain.viewer import Viewer

COVER_PURPOSES = ("portfolio", "preview")


async def create_service_profile(
    uow: UnitOfWork, viewer: Viewer, role: Role, writing: Writing
) -> ServiceProfile:
    """A draft page; its owner is a seller from now on. Raises CONFLICT when there is one in that role."""
    account = await account_of(uow, viewer)
    profile = written(_blank(uow, account, role), writing, uow.now)
    profile = replace(profile, city=(await city_named(uow, profile.city)).code)
    await uow.profiles.add(profile)
    await uow.accounts.join_group(account.user_id, Group.SELLER)
    _tell(uow, profile)
    return await page(uow, profile.id)


async def update_service_profile(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, writing: Writing, cover_key: str | None
) -> ServiceProfile:
    profile = await my_page(uow, viewer, profile_id)
    changed = written(profile, writing, uow.now)
    if writing.city is not None:
        changed = replace(changed, city=(await city_named(uow, writing.city)).code)
    if cover_key is not None:
        cover = await use_upload(uow, viewer, cover_key, COVER_PURPOSES)
        changed = replace(changed, cover_media_id=cover.id)
    require_still_complete(changed, ["aboutFields"])
    return await _kept(uow, changed)


async def set_service_packages(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, offers: Sequence[PackageOffer]
) -> ServiceProfile:
    """The list becomes exactly this; a package named by its id keeps that id."""
    profile = await my_page(uow, viewer, profile_id)
    current = (await uow.profiles.packages([profile_id])).get(profile_id, ())
    births = Births(
        package=lambda: uow.new_id(Prefix.PACKAGE),
        addon=lambda: uow.new_id(Prefix.ADDON),
    )
    packages = packages_of(profile_id, offers, current, births)
    counted = replace(profile.showing, package_count=len(packages))
    require_still_complete(replace(profile, showing=counted), ["packages"])
    await uow.profiles.set_packages(profile_id, packages, uow.now)
    return await _kept(uow, replace(profile, updated_at=uow.now))


async def set_service_availability(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, windows: Sequence[AvailabilityWindow]
) -> ServiceProfile:
    profile = await my_page(uow, viewer, profile_id)
    check_windows(windows)
    await uow.profiles.set_windows(profile_id, windows)
    return await _kept(uow, replace(profile, updated_at=uow.now))


async def publish_service_profile(uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId) -> ServiceProfile:
    """Raises FANSUB_IDV_REQUIRED, SEARCH_CITY_GATED, SP_UNSAFE_PUBLIC, or SP_INCOMPLETE with all it lacks."""
    profile = await my_page(uow, viewer, profile_id)
    account = await account_of(uow, viewer)
    city = await uow.common.city(profile.city)
    require_publishable(
        profile,
        city_open=city is not None and city.active,
        adult=account.age_verified,
        portfolio=await portfolio_remedies(uow, profile_id),
    )
    return await _kept(uow, _moved(uow, profile, ProfileMove.PUBLISH))


async def unpublish_service_profile(uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId) -> ServiceProfile:
    profile = await my_page(uow, viewer, profile_id)
    return await _kept(uow, _moved(uow, profile, ProfileMove.UNPUBLISH))


async def my_page(uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId) -> ServiceProfile:
    """My page, locked. Raises SP_NOT_FOUND for a page of somebody else as for none at all."""
    profile = await uow.profiles.holding(profile_id)
    if profile is None or profile.user_id != viewer.require_user():
        raise not_found()
    return profile


async def city_named(uow: UnitOfWork, name: str) -> City:
    city = await uow.common.city(name)
    if city is None:
        raise Invalid(
            "VALIDATION_FAILED",
            "There is no such city in the marketplace.",
            hint="The query cities lists them all.",
            fields={"city": "Not a city of the marketplace."},
        )
    return city


async def account_of(uow: UnitOfWork, viewer: Viewer) -> Account:
    account = await uow.accounts.by_id(viewer.require_user())
    if account is None:
        raise not_found()
    return account


async def page(uow: UnitOfWork, profile_id: ProfileId) -> ServiceProfile:
    """The page as it now stands, its counts taken anew."""
    profile = await uow.profiles.by_id(profile_id)
    if profile is None:
        raise not_found()
    return profile


async def _kept(uow: UnitOfWork, profile: ServiceProfile) -> ServiceProfile:
    await uow.profiles.save(profile)
    _tell(uow, profile)
    return await page(uow, profile.id)


def _moved(uow: UnitOfWork, profile: ServiceProfile, move: ProfileMove) -> ServiceProfile:
    return replace(profile, status=after(profile.status, move), updated_at=uow.now)


def _blank(uow: UnitOfWork, account: Account, role: Role) -> ServiceProfile:
    return ServiceProfile(
        id=ProfileId(uow.new_id(Prefix.PROFILE)),
        user_id=account.user_id,
        handle=account.person.handle,
        role=role,
        display_name=account.person.display_name,
        bio="",
        city="",
        created_at=uow.now,
        updated_at=uow.now,
    )


def _tell(uow: UnitOfWork, profile: ServiceProfile) -> None:
    tell_updated(uow, profile.id, profile.user_id)


def tell_updated(uow: UnitOfWork, profile_id: ProfileId, actor: UserId | str) -> None:
    """Whoever indexes or caches the page looks again."""
    uow.emit(Fact("entity.updated", profile_id, {"entity_id": profile_id}, actor=actor))
