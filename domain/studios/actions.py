"""Writing a studio and putting it live."""

from dataclasses import replace

from domain.accounts.model import Group
from domain.common.cities import City
from domain.errors import Forbidden, Invalid
from domain.facts import Fact
from domain.ids import Prefix, StudioId, UserId
from domain.ports import UnitOfWork
from domain.studios.model import Policy, Studio, StudioDetails
from domain.studios.policy import holding_own
from domain.studios.publishing import Offered, missing, require_complete
from domain.studios.rules import STUDIOS_MAX, check_details
from domain.studios.slug import slug_for
from domain.viewer import Viewer


async def create_studio(uow: UnitOfWork, viewer: Viewer, details: StudioDetails) -> Studio:
    """Start a listing as a draft; its writer becomes a studio owner."""
    owner = viewer.require_user()
    checked = await _checked(uow, details)
    await _require_space(uow, owner)
    studio_id = StudioId(uow.new_id(Prefix.STUDIO))
    studio = Studio(
        studio_id=studio_id,
        owner_user_id=owner,
        slug=slug_for(checked.title, studio_id),
        details=checked,
        is_published=False,
        created_at=uow.now,
        updated_at=uow.now,
    )
    await uow.studios.add(studio)
    await uow.studios.set_policy(studio_id, Policy())
    await uow.accounts.join_group(owner, Group.STUDIO_OWNER)
    uow.emit(Fact("studio.create", studio_id, {"studio_id": studio_id, "user_id": owner}, actor=owner))
    return studio


async def update_studio(
    uow: UnitOfWork, viewer: Viewer, studio_id: StudioId, details: StudioDetails
) -> Studio:
    """Replace what the owner wrote. The address of the page stays; a live studio stays complete.

    The fact says whether house rules or deposit changed: those outdate document packs of open bookings.
    """
    studio = await holding_own(uow, viewer, studio_id)
    changed = replace(studio, details=await _checked(uow, details), updated_at=uow.now)
    if changed.is_published:
        await _require_still_publishable(uow, changed)
    await uow.studios.save(changed)
    uow.emit(
        Fact(
            "studio.update",
            studio_id,
            {
                "studio_id": studio_id,
                "user_id": studio.owner_user_id,
                "house_rules_changed": changed.details.house_rules != studio.details.house_rules,
                "deposit_changed": changed.deposit_cents != studio.deposit_cents,
            },
            actor=studio.owner_user_id,
        )
    )
    return changed


async def publish_studio(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId) -> Studio:
    """Put a complete studio of an open city live; one that is live already stays so.

    Raises STUDIO_INCOMPLETE with everything that is missing, or SEARCH_CITY_GATED.
    """
    studio = await holding_own(uow, viewer, studio_id)
    if studio.is_published:
        return studio
    require_complete(await gaps(uow, studio))
    require_open(await city_of(uow, studio.details.city))
    live = replace(studio, is_published=True, updated_at=uow.now)
    await uow.studios.save(live)
    ids = {"studio_id": studio_id, "user_id": studio.owner_user_id}
    uow.emit(Fact("studio.publish", studio_id, ids, actor=studio.owner_user_id))
    return live


async def gaps(uow: UnitOfWork, studio: Studio) -> dict[str, str]:
    """What still keeps the studio from going live."""
    ids = [studio.studio_id]
    rates = await uow.studios.rates(ids)
    gallery = await uow.studios.gallery(ids)
    shown = sum(picture.shown for picture in gallery.get(studio.studio_id, []))
    return dict(missing(Offered.by(studio, rates.get(studio.studio_id, []), shown)))


async def city_of(uow: UnitOfWork, city: str) -> City:
    """The city of a studio. Raises VALIDATION_FAILED for a place nobody knows: its clock is unknown too."""
    found = await uow.common.city(city)
    if found is None:
        raise Invalid(
            "VALIDATION_FAILED",
            "The marketplace does not know that city.",
            hint="Take the code of one of `cities`.",
            fields={"city": "Must be one of cities."},
        )
    return found


def require_open(city: City) -> None:
    if not city.active:
        raise Forbidden(
            "SEARCH_CITY_GATED",
            f"Studios are not open in {city.name} yet.",
            hint="Keep it as a draft until the city opens.",
        )


async def _require_space(uow: UnitOfWork, owner: UserId) -> None:
    if await uow.studios.count_of(owner) >= STUDIOS_MAX:
        raise Invalid(
            "VALIDATION_FAILED",
            f"One account lists at most {STUDIOS_MAX} studios.",
            fields={"input": f"At most {STUDIOS_MAX} studios."},
        )


async def _checked(uow: UnitOfWork, details: StudioDetails) -> StudioDetails:
    """The details with every field in range and the city by its code."""
    check_details(details).raise_if_any()
    city = await city_of(uow, details.city)
    return replace(details, city=city.code)


async def _require_still_publishable(uow: UnitOfWork, studio: Studio) -> None:
    lacking = await gaps(uow, studio)
    city = await city_of(uow, studio.details.city)
    if not city.active:
        lacking["city"] = f"Studios are not open in {city.name} yet."
    if lacking:
        raise Invalid(
            "VALIDATION_FAILED", "A live studio cannot lose what it needs to be live.", fields=lacking
        )
