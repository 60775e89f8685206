"""Packages of role pages through the API."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.api.profile_world import (
    facts,
    seen,
)
from tests.api.supply import a_draft_page, an_offer, set_packages
from tests.world import World


async def test_packages_are_replaced_kept_by_id_and_priced_from_the_cheapest(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await set_packages(api, ana, profile_id, an_offer(), an_offer(name="Half day", priceCents=60_000))
    first = await seen(api, ana, id=profile_id)
    assert [package["slug"] for package in first["packages"]] == ["2-hour-shoot", "half-day"]
    assert first["priceFromCents"] == 20_000
    kept = first["packages"][1]
    addon = kept["addons"][0]["addonId"]
    again = an_offer(
        packageId=kept["packageId"],
        name="Half day",
        priceCents=50_000,
        addons=[{"addonId": addon, "name": "Extra retouch", "priceCents": 2_000}],
    )
    await set_packages(api, ana, profile_id, again)
    (package,) = (await seen(api, ana, id=profile_id))["packages"]
    assert (package["packageId"], package["priceCents"]) == (kept["packageId"], 50_000)
    assert package["addons"] == [{"addonId": addon, "name": "Extra retouch", "priceCents": 2_000}]
    assert package["licensing"] == {"type": "standard", "notes": None, "tierAdders": {"commercial": 10_000}}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"priceCents": 999}, "priceCents"),
        ({"priceCents": -(2**31)}, "priceCents"),
        ({"durationMin": 29}, "durationMin"),
        ({"addons": [{"name": "Print", "priceCents": 99}]}, "addons.0.priceCents"),
        ({"name": ""}, "name"),
        ({"licensing": {"type": "forever"}}, "licensing.type"),
        ({"licensing": {"type": "ads", "tierAdders": {"buyout": "x"}}}, "licensing.tierAdders.buyout"),
        ({"packageId": "pkg_theirs"}, "packageId"),
    ],
)
async def test_a_wrong_package_is_named_and_the_list_stays(
    api: World, given: dict[str, Any], path: str
) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await set_packages(api, ana, profile_id, an_offer())
    before, count = await seen(api, ana, id=profile_id), await facts(api)
    refused = await set_packages(api, ana, profile_id, an_offer(name="Fine"), an_offer(**given))
    assert (refused.code, refused.extensions["fields"].keys()) == (
        "VALIDATION_FAILED",
        {f"packages.1.{path}"},
    )
    assert await seen(api, ana, id=profile_id) == before
    assert await facts(api) == count


async def test_a_package_taken_off_stands_no_more_but_its_row_remains(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    made = await set_packages(api, ana, profile_id, an_offer())
    package_id = made.data["setServicePackages"]["packages"][0]["packageId"]
    await set_packages(api, ana, profile_id)
    async with api.units() as uow:
        assert await uow.profiles.package(package_id) is None
        rows = await uow.connection.execute(text("select retired_at from service_package"))
        assert [row.retired_at is not None for row in rows] == [True]
    assert (await seen(api, ana, id=profile_id))["packages"] == []
    # An id that was given up cannot be taken up again.
    refused = await set_packages(api, ana, profile_id, an_offer(packageId=package_id))
    assert refused.code == "VALIDATION_FAILED"
