"""Packages of a role page (contract profiles.graphql)."""

import strawberry

from domain.profiles import model
from domain.profiles.packages import AddonOffer, LicensingOffer, PackageOffer
from schema.scalars import AWSJSON


@strawberry.type
class PackageAddon:
    addon_id: strawberry.ID
    name: str
    price_cents: int

    @classmethod
    def of(cls, addon: model.PackageAddon) -> "PackageAddon":
        return cls(addon_id=strawberry.ID(addon.id), name=addon.name, price_cents=addon.price_cents)


@strawberry.type
class PackageLicensing:
    type: str
    notes: str | None
    tier_adders: AWSJSON | None

    @classmethod
    def of(cls, licensing: model.PackageLicensing) -> "PackageLicensing":
        return cls(
            type=licensing.type.value,
            notes=licensing.notes,
            tier_adders={tier.value: cents for tier, cents in licensing.tier_adder_cents.items()},
        )


@strawberry.type
class ServicePackage:
    package_id: strawberry.ID
    name: str
    slug: str
    price_cents: int
    duration_min: int
    includes: list[str]
    addons: list[PackageAddon]
    licensing: PackageLicensing | None
    recurring: bool

    @classmethod
    def of(cls, package: model.ServicePackage) -> "ServicePackage":
        return cls(
            package_id=strawberry.ID(package.id),
            name=package.name,
            slug=package.slug,
            price_cents=package.price_cents,
            duration_min=package.duration_min,
            includes=list(package.includes),
            addons=[PackageAddon.of(addon) for addon in package.addons],
            licensing=PackageLicensing.of(package.licensing) if package.licensing else None,
            recurring=package.recurring,
        )


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
