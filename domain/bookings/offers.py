"""What a seller offers for a wish: everything about a leg but its fees and taxes."""

from dataclasses import dataclass

from domain.bookings.leg_policy import LegPolicy, bands_from
from domain.bookings.model import LegType, LineKind, LinkedBookingGroup, Scope
from domain.bookings.pricing import (
    PricedLine,
    TalentWish,
    chosen_addons,
    included_licence,
    leg_total,
    talent_lines,
)
from domain.bookings.wishes import StartLeg, invalid
from domain.calendar.holds import Calendar, person_calendar, studio_taken
from domain.calendar.spans import Span
from domain.common.cities import City
from domain.errors import Forbidden
from domain.ids import PackageId, ProfileId, StudioId, UserId
from domain.money import Money
from domain.money.fees import STUDIO
from domain.ports import UnitOfWork
from domain.profiles.model import ServicePackage, ServiceProfile
from domain.profiles.reads import seen_page
from domain.studios.model import Studio
from domain.studios.openings import require_free
from domain.studios.policy import seen
from domain.studios.quote import BasePrice
from domain.studios.schedule import Schedule, calendars_of, schedule
from domain.viewer import Viewer


@dataclass(frozen=True)
class Offer:
    """One leg as its seller would do it."""

    type: LegType
    role: str
    seller_id: UserId
    title: str
    session: Span
    lines: tuple[PricedLine, ...]
    scope: Scope
    policy: LegPolicy
    service_profile_id: ProfileId | None = None
    studio_id: StudioId | None = None
    deposit: Money = Money(0)  # noqa: RUF009 - frozen, so one value serves all
    tax_inclusive: bool = False

    @property
    def subtotal(self) -> Money:
        return leg_total(self.lines)


async def talent_offer(uow: UnitOfWork, viewer: Viewer, wish: StartLeg, session: Span) -> Offer:
    """Raises SP_NOT_FOUND, FORBIDDEN for one's own page, VALIDATION_FAILED for what is not on offer."""
    profile, _ = await seen_page(uow, viewer, ProfileId(wish.service_profile_id or ""))
    _require_another(viewer, profile.user_id)
    package = await _package(uow, profile, PackageId(wish.package_id or ""))
    _require_length(package, session)
    return Offer(
        type=LegType.TALENT,
        role=profile.role.slug,
        seller_id=profile.user_id,
        title=f"{package.name}, {profile.display_name}",
        session=session,
        lines=tuple(talent_lines(_talent_wish(wish, package, profile))),
        scope=_talent_scope(wish, package, profile),
        policy=LegPolicy(),
        service_profile_id=profile.id,
    )


async def studio_offer(
    uow: UnitOfWork, viewer: Viewer, studio_id: StudioId, session: Span, city: City, crew_size: int | None
) -> Offer:
    """Raises NOT_FOUND, FORBIDDEN for one's own place, STUDIO_BLACKOUT, STUDIO_RATE_NOT_FOUND."""
    studio = await _bookable(uow, viewer, studio_id, city)
    plan = await schedule(uow, studio, session)
    # Whether somebody else has the time is for the hold to find out: only it cannot be overtaken.
    require_free(session, (), plan.closed, plan.policy.buffers)
    return _studio_offer(plan, session, crew_size)


async def attached_offer(
    uow: UnitOfWork, viewer: Viewer, group: LinkedBookingGroup, studio_id: StudioId
) -> Offer:
    """The studio for the time of a checkout; also raises CHK_STUDIO_CONFLICT and STUDIO_CONFLICT_BUFFER."""
    session = Span(group.start_at, group.end_at)
    city = await uow.common.city(group.city)
    if city is None:
        raise invalid("studioId", "The city of the checkout is no longer served.")
    studio = await _bookable(uow, viewer, studio_id, city)
    plan = await schedule(uow, studio, session, apart_from=group.id)
    if any(_without_buffers(span, of.calendar).overlaps(session) for of in plan.taken for span in of.spans):
        raise studio_taken()
    plan.require_free(session)
    return _studio_offer(plan, session, None)


async def calendars_for(uow: UnitOfWork, seller_id: UserId, studio_id: StudioId | None) -> list[Calendar]:
    """Whose time a leg takes: the seller's own, or the studio's and, where they attend, its owner's."""
    if studio_id is None:
        return [person_calendar(seller_id)]
    studio = (await uow.studios.by_ids([studio_id]))[studio_id]
    return calendars_of(studio, (await uow.studios.policies([studio_id]))[studio_id])


async def _bookable(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId, city: City) -> Studio:
    studio = await seen(uow, viewer, studio_id)
    _require_another(viewer, studio.owner_user_id)
    if studio.details.city != city.code:
        raise invalid("studioId", f"The studio is not in {city.name}.")
    return studio


def _without_buffers(taken: Span, calendar: Calendar) -> Span:
    """The session of a neighbour, of which the calendar remembers the time it closed."""
    return Span(taken.start + calendar.buffers.lead, taken.end - calendar.buffers.tail)


def _studio_offer(plan: Schedule, session: Span, crew_size: int | None) -> Offer:
    studio, price = plan.studio, plan.price(session, crew_size)
    return Offer(
        type=LegType.STUDIO,
        role=STUDIO,
        seller_id=studio.owner_user_id,
        title=studio.details.title,
        session=session,
        lines=tuple(_studio_lines(price)),
        scope=Scope(role=STUDIO, crew_size=crew_size, house_rules=studio.details.house_rules),
        policy=LegPolicy(
            bands=bands_from(plan.policy.cancellation_policy),
            overtime_cents_per_30m=price.rate.overtime_cents_per_30m,
        ),
        studio_id=studio.studio_id,
        deposit=price.deposit,
        tax_inclusive=price.rate.tax_inclusive,
    )


def _require_another(viewer: Viewer, seller_id: UserId) -> None:
    if viewer.user_id == seller_id:
        raise Forbidden("FORBIDDEN", "Nobody can book themselves.")


async def _package(uow: UnitOfWork, profile: ServiceProfile, package_id: PackageId) -> ServicePackage:
    package = await uow.profiles.package(package_id)
    if package is None or package.profile_id != profile.id:
        raise invalid("leg.packageId", "Not a package of this role page.")
    return package


def _require_length(package: ServicePackage, session: Span) -> None:
    if session.minutes != package.duration_min:
        raise invalid("when.end", f"The package takes {package.duration_min} minutes.")


def _talent_wish(wish: StartLeg, package: ServicePackage, profile: ServiceProfile) -> TalentWish:
    return TalentWish(
        package=package,
        addon_ids=wish.addon_ids,
        license_tier=wish.licence,
        location_kind=wish.place,
        travel_miles=wish.miles,
        radius_km=profile.radius_km,
    )


def _talent_scope(wish: StartLeg, package: ServicePackage, profile: ServiceProfile) -> Scope:
    return Scope(
        role=profile.role.slug,
        package_id=package.id,
        package_name=package.name,
        includes=package.includes,
        addon_ids=wish.addon_ids,
        addons=tuple(addon.name for addon in chosen_addons(package, wish.addon_ids)),
        license_tier=(wish.licence or included_licence(package)).value,
        location_kind=wish.location_kind,
        location_address=wish.location_address,
        crew_size=wish.crew_size,
        deliverables=wish.deliverables,
    )


def _studio_lines(price: BasePrice) -> list[PricedLine]:
    kinds = {"cleaning": LineKind.CLEANING}
    return [
        PricedLine(kinds.get(line.kind, LineKind.STUDIO), line.label, line.unit, line.qty)
        for line in price.lines
    ]
