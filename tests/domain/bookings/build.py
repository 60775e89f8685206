"""Builders: every argument has a default, a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.bookings.attempts import Attempt, AttemptStatus, Method
from domain.bookings.leg_policy import LegPolicy
from domain.bookings.model import (
    Leg,
    LegPrice,
    LegType,
    LineItem,
    LineKind,
    LinkedBookingGroup,
    Scope,
    TaxLine,
)
from domain.bookings.states import LegStatus
from domain.ids import (
    AddonId,
    ChargeId,
    LbgId,
    LegId,
    LineId,
    OrderId,
    PackageId,
    ProfileId,
    StudioId,
    UserId,
)
from domain.money import Money
from domain.profiles.model import LicenceType, PackageAddon, PackageLicensing, ServicePackage

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
START = datetime(2026, 5, 10, 15, tzinfo=UTC)
BUYER, TALENT, OWNER = UserId("usr_buyer"), UserId("usr_talent"), UserId("usr_owner")
LBG = LbgId("lbg_1")


def a_price(cents: int = 30_000, tax: int = 0, fee: int = 3_000, fee_tax: int = 0) -> LegPrice:
    return LegPrice(
        lines=(LineItem(LineId("lin_1"), LineKind.PACKAGE, "Half day", Money(cents)),),
        tax_lines=(TaxLine("US-TX", 825, Money(tax)),) if tax else (),
        platform_fee=Money(fee),
        platform_fee_tax=Money(fee_tax),
    )


def a_leg(status: LegStatus = LegStatus.AWAITING_DOCS, price: LegPrice | None = None) -> Leg:
    return Leg(
        id=LegId("leg_talent"),
        lbg_id=LBG,
        type=LegType.TALENT,
        seller_id=TALENT,
        title="Half day with Ada",
        start_at=START,
        end_at=START + timedelta(hours=4),
        price=price or a_price(),
        policy=LegPolicy(),
        scope=Scope(role="MODEL"),
        status=status,
        created_at=NOW,
        service_profile_id=ProfileId("srv_1"),
    )


def a_studio_leg(status: LegStatus = LegStatus.AWAITING_DOCS, deposit: int = 20_000) -> Leg:
    leg = a_leg(status, a_price(12_000, fee=1_200))
    return replace(
        leg,
        id=LegId("leg_studio"),
        type=LegType.STUDIO,
        seller_id=OWNER,
        title="Loft",
        scope=Scope(role="STUDIO"),
        service_profile_id=None,
        studio_id=StudioId("std_1"),
        deposit=Money(deposit),
    )


def a_group(*legs: Leg) -> LinkedBookingGroup:
    empty = LinkedBookingGroup(
        id=LBG,
        order_id=OrderId("ord_1"),
        buyer_id=BUYER,
        city="houston",
        start_at=START,
        end_at=START + timedelta(hours=4),
        legs=(),
        status=LegStatus.DRAFT,
        created_at=NOW,
        updated_at=NOW,
        hold_until=NOW + timedelta(minutes=30),
    )
    return empty.with_legs(legs or [a_leg()])


def an_attempt(status: AttemptStatus = AttemptStatus.OPEN, intent_id: str | None = "pi_1") -> Attempt:
    return Attempt(
        id=ChargeId("chg_1"),
        lbg_id=LBG,
        status=status,
        amount=Money(33_000),
        deposit=Money(0),
        method=Method("card"),
        capture="automatic",
        created_at=NOW,
        updated_at=NOW,
        intent_id=intent_id,
    )


def a_package(price: int = 30_000) -> ServicePackage:
    return ServicePackage(
        id=PackageId("pkg_1"),
        profile_id=ProfileId("srv_1"),
        name="Half day",
        slug="half-day",
        price_cents=price,
        duration_min=240,
        addons=(
            PackageAddon(AddonId("add_look"), "Extra look", 5_000),
            PackageAddon(AddonId("add_rush"), "Rush", 7_500),
        ),
        licensing=PackageLicensing(LicenceType.COMMERCIAL, None, {LicenceType.ADS: 25_000}),
    )
