"""Role pages and their instant-book rules."""

from domain.profiles.reads import require_name
from persistence.read import packages
from persistence.read import profiles as read
from resolvers.readings.base import Asking, Reading, reading
from schema.profiles import RoleType


@reading("service_profile")
def service_profile(
    _: Asking, service_profile_id: str | None = None, handle: str | None = None, role: RoleType | None = None
) -> Reading:
    if service_profile_id is not None:
        return Reading(read.PAGE_BY_ID, {"profile": service_profile_id})
    handle, role = require_name(handle, role)
    return Reading(read.PAGE_BY_HANDLE, {"handle": handle, "role": role.value})


@reading("my_service_profiles")
def my_service_profiles(_: Asking) -> Reading:
    return Reading(read.PAGES_OF_READER)


@reading("auto_accept_rules")
def auto_accept_rules(_: Asking, service_profile_id: str) -> Reading:
    return Reading(packages.RULES_OF_PAGE, {"profile": service_profile_id})
