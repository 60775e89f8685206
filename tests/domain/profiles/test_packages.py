"""Packages: floors, ceilings, and ids that cannot reach into a stranger's list."""

from itertools import count
from typing import Any

import pytest

from domain.errors import Invalid
from domain.ids import ProfileId
from domain.profiles.model import LicenceType, ServicePackage
from domain.profiles.packages import AddonOffer, Births, LicensingOffer, PackageOffer, packages_of
from tests.domain.profiles.pages import an_offer

PAGE = ProfileId("srv_1")


def births() -> Births:
    packages, addons = count(1), count(1)
    return Births(package=lambda: f"pkg_new{next(packages)}", addon=lambda: f"add_new{next(addons)}")


def offered(*offers: PackageOffer, current: tuple[ServicePackage, ...] = ()) -> tuple[ServicePackage, ...]:
    return packages_of(PAGE, offers, current, births())


def refused(*offers: PackageOffer, current: tuple[ServicePackage, ...] = ()) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        offered(*offers, current=current)
    assert refusal.value.code == "VALIDATION_FAILED"
    return refusal.value.fields


def test_an_offer_becomes_a_package_with_an_address_and_ids() -> None:
    licensing = LicensingOffer("standard", "social, web up to 1y", {"buyout": 50_000})
    addon = AddonOffer("Extra retouch", 1_500)
    (package,) = offered(an_offer(includes=[" 10 photos "], addons=[addon], licensing=licensing))
    assert (package.id, package.profile_id, package.slug) == ("pkg_new1", PAGE, "2-hour-shoot")
    assert package.includes == ("10 photos",)
    assert [(a.id, a.name, a.price_cents) for a in package.addons] == [("add_new1", "Extra retouch", 1_500)]
    assert package.licensing is not None
    assert package.licensing.tier_adder_cents == {LicenceType.BUYOUT: 50_000}


def test_an_empty_list_is_a_list() -> None:
    assert offered() == ()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"price_cents": 999}, "priceCents"),
        ({"price_cents": -1}, "priceCents"),
        ({"price_cents": 10_000_001}, "priceCents"),
        ({"duration_min": 29}, "durationMin"),
        ({"duration_min": 20_161}, "durationMin"),
        ({"name": " "}, "name"),
        ({"name": "n" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"includes": [""]}, "includes.0"),
        ({"includes": ["one", "One"]}, "includes"),
        ({"includes": [f"line {n}" for n in range(21)]}, "includes"),
        ({"addons": [AddonOffer("Retouch", 99)]}, "addons.0.priceCents"),
        ({"addons": [AddonOffer("", 100)]}, "addons.0.name"),
        ({"addons": [AddonOffer(f"Extra {n}", 100) for n in range(21)]}, "addons"),
        ({"addons": [AddonOffer("Retouch", 100, "add_theirs")]}, "addons.0.addonId"),
        ({"licensing": LicensingOffer("forever")}, "licensing.type"),
        ({"licensing": LicensingOffer("ads", tier_adders=[1])}, "licensing.tierAdders"),
        ({"licensing": LicensingOffer("ads", tier_adders={"forever": 1})}, "licensing.tierAdders"),
        ({"licensing": LicensingOffer("ads", tier_adders={"buyout": -1})}, "licensing.tierAdders.buyout"),
        ({"licensing": LicensingOffer("ads", tier_adders={"buyout": "1"})}, "licensing.tierAdders.buyout"),
        ({"licensing": LicensingOffer("ads", notes="n" * 301)}, "licensing.notes"),
        ({"package_id": "pkg_theirs"}, "packageId"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(changes: dict[str, Any], path: str) -> None:
    assert refused(an_offer(), an_offer(**changes)).keys() == {f"packages.1.{path}"}


def test_the_floors_themselves_are_accepted() -> None:
    (package,) = offered(an_offer(price_cents=1_000, duration_min=30, addons=[AddonOffer("Print", 100)]))
    assert (package.price_cents, package.duration_min, package.addons[0].price_cents) == (1_000, 30, 100)


def test_every_wrong_value_is_told_at_once() -> None:
    assert len(refused(an_offer(name="", price_cents=0, duration_min=0), an_offer(price_cents=0))) == 4


def test_no_more_packages_than_chosen() -> None:
    assert refused(*[an_offer()] * 13) == {"packages": "At most 12 allowed."}


def test_a_known_id_keeps_the_package_and_its_addons() -> None:
    before = offered(an_offer(addons=[AddonOffer("Print", 100)]))
    again = an_offer(package_id="pkg_new1", price_cents=30_000, addons=[AddonOffer("Print", 200, "add_new1")])
    (after,) = offered(again, current=before)
    assert (after.id, after.price_cents, after.addons[0].id) == ("pkg_new1", 30_000, "add_new1")


def test_one_id_cannot_be_two_packages() -> None:
    before = offered(an_offer())
    twice = an_offer(package_id="pkg_new1")
    assert refused(twice, twice, current=before) == {"packages.1.packageId": "Each id only once."}


def test_an_addon_of_one_package_is_unknown_to_another() -> None:
    before = offered(an_offer(addons=[AddonOffer("Print", 100)]), an_offer())
    stolen = an_offer(package_id="pkg_new2", addons=[AddonOffer("Print", 100, "add_new1")])
    assert refused(stolen, current=before).keys() == {"packages.0.addons.0.addonId"}


def test_packages_of_one_name_have_an_address_each() -> None:
    names = ["Half day", "Half day", "half-day-2", "Half day"]
    slugs = [package.slug for package in offered(*(an_offer(name=name) for name in names))]
    assert slugs[0] == "half-day"
    assert len(set(slugs)) == 4


def test_a_name_without_plain_letters_still_has_an_address() -> None:
    assert offered(an_offer(name="撮影"))[0].slug == "untitled"
