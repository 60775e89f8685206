"""Studios shown as chips on a role page. The chip says who owns the place; ratings stay apart."""

from dataclasses import replace

from domain.errors import Forbidden, Invalid
from domain.ids import ProfileId, StudioId
from domain.ports import UnitOfWork
from domain.profiles.actions import my_page, page, tell_updated
from domain.profiles.model import ServiceProfile
from domain.viewer import Viewer

LINKS_MOST = 12


async def link_studio(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, studio_id: StudioId
) -> ServiceProfile:
    """Raises SP_FORBIDDEN_LINK_STUDIO for a studio of somebody else, as for one that does not exist."""
    profile = await my_page(uow, viewer, profile_id)
    linked = (await uow.profiles.studio_links([profile_id])).get(profile_id, ())
    if studio_id in linked:
        return await page(uow, profile_id)
    await _require_owned(uow, profile, studio_id)
    if len(linked) >= LINKS_MOST:
        message = f"A page shows at most {LINKS_MOST} studios."
        raise Invalid("VALIDATION_FAILED", message, fields={"studioId": message})
    await uow.profiles.link_studio(profile_id, studio_id, uow.now)
    return await _changed(uow, profile)


async def unlink_studio(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, studio_id: StudioId
) -> ServiceProfile:
    """A chip that is there can always be taken off, even when the studio has changed hands."""
    profile = await my_page(uow, viewer, profile_id)
    linked = (await uow.profiles.studio_links([profile_id])).get(profile_id, ())
    if studio_id not in linked:
        await _require_owned(uow, profile, studio_id)
        return await page(uow, profile_id)
    await uow.profiles.unlink_studio(profile_id, studio_id)
    return await _changed(uow, profile)


async def _require_owned(uow: UnitOfWork, profile: ServiceProfile, studio_id: StudioId) -> None:
    studio = await uow.studios.seen(studio_id, profile.user_id)
    if studio is None or not studio.owned_by(profile.user_id):
        raise Forbidden(
            "SP_FORBIDDEN_LINK_STUDIO",
            "Only the owner of a studio may tie it to a role page.",
            hint="The query myStudios lists yours.",
        )


async def _changed(uow: UnitOfWork, profile: ServiceProfile) -> ServiceProfile:
    await uow.profiles.save(replace(profile, updated_at=uow.now))
    tell_updated(uow, profile.id, profile.user_id)
    return await page(uow, profile.id)
