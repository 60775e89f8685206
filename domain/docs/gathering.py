"""Gathers what the documents of a leg say from the booking, its people and its place."""

from collections.abc import Mapping
from datetime import timedelta

from domain.accounts.model import Account, AccountStatus
from domain.bookings.model import Leg, LegType, LinkedBookingGroup, LocationKind
from domain.common.cities import City
from domain.docs.terms import (
    REMOTE,
    CancellationBand,
    Described,
    LegTerms,
    Party,
    PriceItem,
    StudioTerms,
)
from domain.errors import NotFound
from domain.ids import UserId
from domain.money import Money
from domain.ports import UnitOfWork
from domain.studios.model import Address, Studio


async def terms_of(uow: UnitOfWork, group: LinkedBookingGroup, leg: Leg) -> LegTerms:
    city = await uow.common.city(group.city)
    if city is None:
        raise NotFound("NOT_FOUND", "The city of this booking is no longer known.")
    studio = await _studio_of(uow, leg)
    accounts = await uow.accounts.by_ids([group.buyer_id, leg.seller_id])
    return LegTerms(
        lbg_id=group.id,
        leg_id=leg.id,
        type=leg.type,
        role=leg.scope.role,
        title=leg.title,
        city=city.code,
        governing_region=f"{city.region}, {city.country}",
        zone=city.zone,
        start_at=leg.start_at,
        end_at=leg.end_at,
        place=studio.details.address if studio else await _place(uow, group, leg, city),
        buyer=_party(group.buyer_id, accounts),
        seller=_party(leg.seller_id, accounts),
        items=tuple(PriceItem(f"{line.title} x {line.qty}", line.total) for line in leg.price.lines),
        tax=leg.price.tax,
        total=leg.price.total,
        cancellation=_bands(leg),
        acceptance_window=timedelta(hours=leg.policy.acceptance_hours),
        deliverables=_deliverables(leg),
        license_tier=leg.scope.license_tier,
        studio=_studio_terms(leg, studio) if studio else None,
    )


def _party(user_id: UserId, accounts: Mapping[UserId, Account]) -> Party:
    account = accounts.get(user_id)
    if account is None:
        return Party(user_id, None, None, is_active=False, is_adult=False)
    return Party(user_id, account.legal_name, account.email, _can_sign(account), account.is18_plus_attested)


def _can_sign(account: Account) -> bool:
    return account.status in {AccountStatus.ACTIVE, AccountStatus.PAUSED}


async def _studio_of(uow: UnitOfWork, leg: Leg) -> Studio | None:
    if leg.studio_id is None:
        return None
    return (await uow.studios.by_ids([leg.studio_id])).get(leg.studio_id)


async def _place(
    uow: UnitOfWork, group: LinkedBookingGroup, leg: Leg, city: City
) -> Address | Described | None:
    """Where the talent has to be: at the studio that is booked with them, or where the buyer said."""
    beside = group.leg_of(LegType.STUDIO)
    if beside is not None and (studio := await _studio_of(uow, beside)):
        return studio.details.address
    if leg.scope.location_address:
        return _address(leg)
    if leg.scope.location_kind == LocationKind.PROVIDER_STUDIO:
        return Described(f"the Talent's own studio in {city.name}, {city.region}")
    return REMOTE if leg.scope.location_kind == LocationKind.REMOTE else None


def _address(leg: Leg) -> Address:
    given = leg.scope.location_address or {}
    return Address(
        line1=given.get("line1") or "",
        city=given.get("city") or "",
        region=given.get("region") or "",
        postal=given.get("postal") or "",
        country=given.get("country") or "",
        line2=given.get("line2"),
    )


def _bands(leg: Leg) -> tuple[CancellationBand, ...]:
    return tuple(CancellationBand(band.from_hours, band.buyer_refund_pct) for band in leg.policy.bands)


def _deliverables(leg: Leg) -> str | None:
    """What the buyer asked for, then what the package and its extras bring."""
    scope = leg.scope
    included = [scope.package_name, *scope.includes, *scope.addons]
    words = [scope.deliverables, "; ".join(item for item in included if item)]
    return "\n".join(part for part in words if part) or None


def _studio_terms(leg: Leg, studio: Studio) -> StudioTerms:
    return StudioTerms(
        name=studio.details.title,
        # Rules and deposit as they were frozen with the leg: exactly what will be held and enforced.
        house_rules=leg.scope.house_rules,
        capacity_people=studio.details.capacity_people,
        deposit=leg.deposit,
        claim_window=timedelta(hours=leg.policy.deposit_claim_hours),
        overtime_per_30m=Money(leg.policy.overtime_cents_per_30m, leg.deposit.currency),
    )
