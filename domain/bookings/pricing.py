"""What a leg costs, in whole cents, line by line. Fees and taxes come from the rules of `domain.money`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.bookings.model import LineKind, LocationKind
from domain.errors import Invalid
from domain.money import Money, total
from domain.profiles.model import LicenceType, PackageAddon, ServicePackage

CENTS_PER_MILE: Final = 70
"""For each begun mile beyond the seller's radius: the standard rate for business travel (decision 036)."""

_MILES_PER_KM: Final = Fraction(1_000_000, 1_609_344)


@dataclass(frozen=True)
class PricedLine:
    """A line before it has an id."""

    kind: LineKind
    title: str
    unit: Money
    qty: int = 1

    @property
    def total(self) -> Money:
        return self.unit * self.qty


@dataclass(frozen=True)
class TalentWish:
    """What a buyer wants of a role page."""

    package: ServicePackage
    addon_ids: tuple[str, ...] = ()
    license_tier: LicenceType | None = None
    location_kind: LocationKind | None = None
    travel_miles: Fraction = Fraction(0)
    radius_km: int | None = None


def talent_lines(wish: TalentWish) -> list[PricedLine]:
    """Package, add-ons, licence and travel. Raises VALIDATION_FAILED for what is not on offer."""
    package = PricedLine(LineKind.PACKAGE, wish.package.name, Money(wish.package.price_cents))
    return [package, *_addon_lines(wish), *_license_lines(wish), *_travel_lines(wish)]


def chosen_addons(package: ServicePackage, addon_ids: Sequence[str]) -> list[PackageAddon]:
    """The add-ons in the order asked for. Raises VALIDATION_FAILED for one that the package does not have."""
    offered: dict[str, PackageAddon] = {addon.id: addon for addon in package.addons}
    unknown = [wanted for wanted in addon_ids if wanted not in offered]
    if unknown or len(set(addon_ids)) != len(addon_ids):
        message = "Not an add-on of this package." if unknown else "Each add-on may be chosen once."
        raise Invalid("VALIDATION_FAILED", "The add-ons do not fit.", fields={"leg.addons": message})
    return [offered[wanted] for wanted in addon_ids]


def included_licence(package: ServicePackage) -> LicenceType:
    return package.licensing.type if package.licensing else LicenceType.STANDARD


def miles_beyond(miles: Fraction, radius_km: int | None) -> int:
    """Begun miles outside the radius the seller travels for nothing."""
    return max(0, -((_MILES_PER_KM * (radius_km or 0) - miles) // 1))


def leg_total(lines: Iterable[PricedLine]) -> Money:
    return total([line.total for line in lines])


def _addon_lines(wish: TalentWish) -> list[PricedLine]:
    return [
        PricedLine(LineKind.EXTRA, addon.name, Money(addon.price_cents))
        for addon in chosen_addons(wish.package, wish.addon_ids)
    ]


def _license_lines(wish: TalentWish) -> list[PricedLine]:
    included = included_licence(wish.package)
    tier = wish.license_tier or included
    if tier is included:
        return []
    adders = wish.package.licensing.tier_adder_cents if wish.package.licensing else {}
    if tier not in adders:
        raise Invalid(
            "VALIDATION_FAILED",
            "The package is not offered under that licence.",
            fields={"leg.licenseTier": f"One of: {', '.join(sorted({included, *adders}))}."},
        )
    return [PricedLine(LineKind.LICENSE, f"{tier.capitalize()} licence", Money(adders[tier]))]


def _travel_lines(wish: TalentWish) -> list[PricedLine]:
    # Only a buyer's own place makes the seller travel further than they said they would.
    if wish.location_kind is not LocationKind.BUYER:
        return []
    miles = miles_beyond(wish.travel_miles, wish.radius_km)
    return [PricedLine(LineKind.TRAVEL, "Travel, per mile", Money(CENTS_PER_MILE), miles)] if miles else []
