"""Packages as they are offered by a client, checked and made ready to keep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.ids import AddonId, PackageId, ProfileId
from domain.profiles.model import LicenceType, PackageAddon, PackageLicensing, ServicePackage
from domain.profiles.rules.fields import Text, Texts
from domain.profiles.slugs import slug_of, unlike_each_other
from domain.validation import Problems

PRICE_LEAST_CENTS: Final = 1_000
PRICE_MOST_CENTS: Final = 10_000_000
ADDON_LEAST_CENTS: Final = 100
DURATION_LEAST_MIN: Final = 30
# Two weeks: longer work is several bookings, each with its own documents and payout.
DURATION_MOST_MIN: Final = 14 * 24 * 60
PACKAGES_MOST: Final = 12
ADDONS_MOST: Final = 20
INCLUDES: Final = Texts(most=20, most_characters=120)
NAME_MOST: Final = 80
NOTES: Final = Text(300)
TIERS: Final = frozenset(LicenceType)

NewId = Callable[[], str]


@dataclass(frozen=True)
class AddonOffer:
    name: str
    price_cents: int
    addon_id: str | None = None


@dataclass(frozen=True)
class LicensingOffer:
    type: str
    notes: str | None = None
    tier_adders: Any = None


@dataclass(frozen=True)
class PackageOffer:
    """One package as a client sends it; an id keeps that package, none starts a new one."""

    name: str
    price_cents: int
    duration_min: int
    package_id: str | None = None
    includes: Sequence[str] = ()
    addons: Sequence[AddonOffer] = ()
    licensing: LicensingOffer | None = None
    recurring: bool = False


@dataclass(frozen=True)
class Births:
    """Where the ids of new packages and add-ons come from."""

    package: NewId
    addon: NewId


def packages_of(
    profile_id: ProfileId, offers: Sequence[PackageOffer], current: Sequence[ServicePackage], births: Births
) -> tuple[ServicePackage, ...]:
    """The new list in the order given. Raises VALIDATION_FAILED with the path of every wrong value."""
    problems = Problems()
    problems.count("packages", offers, PACKAGES_MOST)
    known = {package.id: package for package in current}
    _check_ids(problems, "packages", "packageId", [offer.package_id for offer in offers], known)
    for index, offer in enumerate(offers[:PACKAGES_MOST]):
        _check(problems.within(f"packages.{index}."), offer, known.get(PackageId(offer.package_id or "")))
    problems.raise_if_any()
    slugs = unlike_each_other([slug_of(offer.name) for offer in offers])
    return tuple(_package(profile_id, offer, births, slug) for offer, slug in zip(offers, slugs, strict=True))


def _check(problems: Problems, offer: PackageOffer, current: ServicePackage | None) -> None:
    problems.text("name", offer.name, NAME_MOST)
    problems.integer("priceCents", offer.price_cents, PRICE_LEAST_CENTS, PRICE_MOST_CENTS)
    problems.integer("durationMin", offer.duration_min, DURATION_LEAST_MIN, DURATION_MOST_MIN)
    INCLUDES.read(problems, "includes", offer.includes)
    problems.count("addons", offer.addons, ADDONS_MOST)
    known = {addon.id: addon for addon in current.addons} if current else {}
    _check_ids(problems, "addons", "addonId", [addon.addon_id for addon in offer.addons], known)
    for index, addon in enumerate(offer.addons[:ADDONS_MOST]):
        inside = problems.within(f"addons.{index}.")
        inside.text("name", addon.name, NAME_MOST)
        inside.integer("priceCents", addon.price_cents, ADDON_LEAST_CENTS, PRICE_MOST_CENTS)
    if offer.licensing is not None:
        _check_licensing(problems.within("licensing."), offer.licensing)


def _check_licensing(problems: Problems, licensing: LicensingOffer) -> None:
    problems.one_of("type", licensing.type, TIERS)
    if licensing.notes:
        NOTES.read(problems, "notes", licensing.notes)
    adders = {} if licensing.tier_adders is None else licensing.tier_adders
    if not problems.require("tierAdders", "Must be an object.", ok=isinstance(adders, Mapping)):
        return
    problems.require("tierAdders", f"Tiers are: {', '.join(TIERS)}.", ok=adders.keys() <= TIERS)
    for tier in adders.keys() & TIERS:
        problems.integer(f"tierAdders.{tier}", adders[tier], 0, PRICE_MOST_CENTS)


def _check_ids(
    problems: Problems, path: str, key: str, given: Sequence[str | None], known: Mapping[Any, object]
) -> None:
    """An id must name something of the same owner, once; anything else could take over a stranger's row."""
    seen: set[str] = set()
    for index, value in enumerate(given):
        if value is None:
            continue
        problems.require(f"{path}.{index}.{key}", "There is none with this id here.", ok=value in known)
        problems.require(f"{path}.{index}.{key}", "Each id only once.", ok=value not in seen)
        seen.add(value)


def _package(profile_id: ProfileId, offer: PackageOffer, births: Births, slug: str) -> ServicePackage:
    return ServicePackage(
        id=PackageId(offer.package_id or births.package()),
        profile_id=profile_id,
        name=offer.name.strip(),
        slug=slug,
        price_cents=offer.price_cents,
        duration_min=offer.duration_min,
        includes=tuple(line.strip() for line in offer.includes),
        addons=tuple(
            PackageAddon(AddonId(addon.addon_id or births.addon()), addon.name.strip(), addon.price_cents)
            for addon in offer.addons
        ),
        licensing=_licensing(offer.licensing) if offer.licensing else None,
        recurring=offer.recurring,
    )


def _licensing(offer: LicensingOffer) -> PackageLicensing:
    adders = {LicenceType(tier): cents for tier, cents in (offer.tier_adders or {}).items()}
    return PackageLicensing(LicenceType(offer.type), (offer.notes or "").strip() or None, adders)
