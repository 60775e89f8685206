"""Packages of a role page (contract profiles.graphql)."""

import strawberry

from domain.profiles.packages import AddonOffer, LicensingOffer, PackageOffer
from schema.reading import Held, read
from schema.scalars import AWSJSON


@strawberry.type
class PackageAddon(Held):
    addon_id: strawberry.ID = read()
    name: str = read()
    price_cents: int = read()


@strawberry.type
class PackageLicensing(Held):
    type: str = read()
    notes: str | None = read()
    tier_adders: AWSJSON | None = read()


@strawberry.type
class ServicePackage(Held):
    package_id: strawberry.ID = read()
    name: str = read()
    slug: str = read()
    price_cents: int = read()
    duration_min: int = read()
    includes: list[str] = read()
    addons: list[PackageAddon] = read()
    licensing: PackageLicensing | None = read()
    recurring: bool = read()


@strawberry.input
class PackageAddonInput:
    name: str
    price_cents: int
    addon_id: strawberry.ID | None = None

    def to_domain(self) -> AddonOffer:
        return AddonOffer(self.name, self.price_cents, self.addon_id)


@strawberry.input
class PackageLicensingInput:
    type: str
    notes: str | None = None
    tier_adders: AWSJSON | None = None

    def to_domain(self) -> LicensingOffer:
        return LicensingOffer(self.type, self.notes, self.tier_adders)


@strawberry.input
class ServicePackageInput:
    name: str
    price_cents: int
    duration_min: int
    package_id: strawberry.ID | None = None
    includes: list[str] | None = None
    addons: list[PackageAddonInput] | None = None
    licensing: PackageLicensingInput | None = None
    recurring: bool | None = False

    def to_domain(self) -> PackageOffer:
        return PackageOffer(
            name=self.name,
            price_cents=self.price_cents,
            duration_min=self.duration_min,
            package_id=self.package_id,
            includes=self.includes or (),
            addons=[addon.to_domain() for addon in self.addons or ()],
            licensing=self.licensing.to_domain() if self.licensing else None,
            recurring=bool(self.recurring),
        )
