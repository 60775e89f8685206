"""Looking at role pages."""

from collections.abc import Sequence
from datetime import datetime

from domain.calendar import actions as calendars
from domain.calendar.availability import asked_range, not_yet_past
from domain.calendar.holds import person_calendar
from domain.calendar.spans import Span
from domain.common.cities import City
from domain.errors import Invalid
from domain.ids import ProfileId
from domain.ports import UnitOfWork
from domain.profiles.availability import free_times
from domain.profiles.model import Role, ServiceProfile
from domain.profiles.visibility import GUEST_EYES, Eyes, not_found, require_seen, sees
from domain.viewer import Viewer


async def eyes_of(uow: UnitOfWork, viewer: Viewer) -> Eyes:
    if viewer.user_id is None:
        return GUEST_EYES
    return (await uow.profiles.eyes([viewer.user_id])).get(viewer.user_id, GUEST_EYES)


async def service_profile(
    uow: UnitOfWork,
    viewer: Viewer,
    *,
    profile_id: ProfileId | None,
    handle: str | None,
    role: Role | None,
) -> ServiceProfile:
    """By id, or by handle and role. Raises SP_NOT_FOUND, SEARCH_CITY_GATED, SP_UNSAFE_PUBLIC."""
    profile = await _named(uow, profile_id, handle, role)
    city = await uow.common.city(profile.city) if profile else None
    return require_seen(await eyes_of(uow, viewer), profile, city_open=city is not None and city.active)


async def my_service_profiles(uow: UnitOfWork, viewer: Viewer) -> Sequence[ServiceProfile]:
    owner = viewer.require_user()
    return (await uow.profiles.of_users([owner])).get(owner, ())


async def service_profile_availability(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, *, start: datetime, end: datetime
) -> list[Span]:
    """Raises SP_NOT_FOUND, or VALIDATION_FAILED for a range that cannot be used."""
    profile, city = await seen_page(uow, viewer, profile_id)
    within = not_yet_past(asked_range(start, end, uow.now), uow.now)
    if within is None:
        return []
    windows = (await uow.profiles.windows([profile_id])).get(profile_id, ())
    taken = await calendars.busy(uow, person_calendar(profile.user_id), within)
    return free_times(windows, taken, within, city.zone)


async def seen_page(uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId) -> tuple[ServiceProfile, City]:
    """A page the viewer may see, and its city; SP_NOT_FOUND for any other, whatever the reason."""
    profile = await uow.profiles.by_id(profile_id)
    city = await uow.common.city(profile.city) if profile else None
    eyes = await eyes_of(uow, viewer)
    if profile is None or city is None or not sees(eyes, profile) or not (city.active or eyes.owns(profile)):
        raise not_found()
    return profile, city


async def _named(
    uow: UnitOfWork, profile_id: ProfileId | None, handle: str | None, role: Role | None
) -> ServiceProfile | None:
    if profile_id is not None:
        return await uow.profiles.by_id(profile_id)
    return await uow.profiles.by_handle(*require_name(handle, role))


def require_name(handle: str | None, role: Role | None) -> tuple[str, Role]:
    """What names a page that was not named by its id."""
    if handle is None or role is None:
        message = "Name the page by its id, or by handle and role."
        raise Invalid("VALIDATION_FAILED", message, fields={"serviceProfileId": message})
    return handle, role
