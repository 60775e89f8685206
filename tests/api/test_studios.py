"""Listing a studio through the API: drafts, rates, pictures, going live, and who sees what."""

from dataclasses import replace
from typing import Any

import pytest

from persistence.tables.bookings import booking_leg, lbg
from tests.api.studio_world import (
    CREATE,
    PAGE,
    PUBLISH,
    UPDATE,
    Listed,
    add_picture,
    add_rate,
    draft,
    facts,
    live,
    offer,
    studio_input,
    tomorrow_at,
    uploaded,
)
from tests.domain.studios.builders import BORN
from tests.world import Person, World

MINE = "{ myStudios { studioId slug isPublished missing } }"
RATES = "query ($id: ID!) { studioRates(studioId: $id) { name kind startLocal endLocal minBookingMinutes active } }"


async def page(api: World, studio: Listed, *, as_owner: bool) -> Any:
    return (await api.run(PAGE, {"slug": studio.slug}, token=studio.owner.token if as_owner else None)).data[
        "studio"
    ]


async def test_a_studio_from_first_draft_to_public_page(api: World) -> None:
    studio = await draft(api)
    assert (await api.run(PAGE, {"slug": studio.slug})).code == "NOT_FOUND"
    assert (await page(api, studio, as_owner=True))["missing"] == ["rates", "media"]

    refused = await api.run(PUBLISH, {"id": studio.studio_id}, token=studio.owner.token)
    assert (refused.code, set(refused.extensions["fields"])) == ("STUDIO_INCOMPLETE", {"rates", "media"})

    assert (await add_rate(api, studio)).errors == []
    for _ in range(3):
        await add_picture(api, studio)
    published = await api.run(PUBLISH, {"id": studio.studio_id}, token=studio.owner.token)
    assert published.data["publishStudio"] == {"isPublished": True, "missing": []}

    seen = await page(api, studio, as_owner=False)
    assert (seen["isPublished"], seen["priceFromCents"], seen["owner"]) == (
        True,
        8_000,
        {"userId": studio.owner.user_id},
    )
    assert seen["rates"] == [{"name": "Hourly", "active": True}]
    assert seen["policy"] == {"bufferBeforeMin": 30, "bufferAfterMin": 30, "cleaningMin": 0}
    assert seen["media"] == [{"position": place, "scanStatus": "clean"} for place in range(3)]
    assert len(seen["availabilityBuckets"]) in {29, 30}  # today is over once it is late in Houston
    assert await facts(api, studio) == [
        "studio.create",
        "studio.rate.add",
        *["studio.media.add"] * 3,
        "studio.publish",
    ]


async def test_the_door_is_shown_to_the_owner_and_a_rough_place_to_others(api: World) -> None:
    studio = await live(api)
    own, public = await page(api, studio, as_owner=True), await page(api, studio, as_owner=False)
    assert own["geo"] == {"lat": 29.760427, "lon": -95.369803}
    assert own["address"] == {"line1": "100 Main St", "postal": "77002"}
    assert own["verificationStatus"] == "none"
    assert public["geo"] == {"lat": 29.76, "lon": -95.37}
    assert (public["address"], public["verificationStatus"]) == (None, None)


@pytest.mark.parametrize(
    ("status", "exact"),
    [("awaiting_payment", False), ("confirmed", True), ("in_progress", True), ("cancelled", False)],
)
async def test_a_guest_with_a_confirmed_booking_learns_where_to_go(
    api: World, status: str, exact: bool
) -> None:
    studio, guest, other = await live(api), await api.sign_up(), await api.sign_up()
    await booked(api, studio, guest, status)
    where = "query ($slug: String!) { studio(slug: $slug) { geo { lat lon } } }"
    seen = [
        (await api.run(where, {"slug": studio.slug}, token=person.token)).data for person in (guest, other)
    ]
    precise, rough = {"lat": 29.760427, "lon": -95.369803}, {"lat": 29.76, "lon": -95.37}
    assert [each["studio"]["geo"] for each in seen] == [precise if exact else rough, rough]


async def booked(api: World, studio: Listed, guest: Person, status: str) -> None:
    """A booking of the studio as it is kept, with whatever does not matter here left empty."""
    at = {"start_at": tomorrow_at(15), "end_at": tomorrow_at(17), "created_at": BORN, "updated_at": BORN}
    free = dict.fromkeys(("subtotal_cents", "tax_cents", "platform_fee_cents", "platform_fee_tax_cents"), 0)
    group = {"lbg_id": "lbg_1", "order_id": "ord_1", "buyer_user_id": guest.user_id, "city": "houston"}
    leg = {
        "leg_id": "leg_1",
        "lbg_id": "lbg_1",
        "type": "studio",
        "seller_user_id": studio.owner.user_id,
        "studio_id": studio.studio_id,
        "title": "Loft",
        "platform_is_merchant": False,
        "tax_provider": "rates",
        "tax_quote_id": "rates:1",
        "tax_lines": [],
        "policy": {},
        "scope": {},
    }
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(lbg.insert().values(**group, status=status, **at))
        await connection.execute(booking_leg.insert().values(**leg, status=status, **free, **at))


async def test_whoever_lists_a_studio_becomes_a_studio_owner_at_once(api: World) -> None:
    studio = await draft(api)
    me = await api.run("{ me { groups } }", token=studio.owner.token)
    assert me.data["me"]["groups"] == ["buyer", "studio_owner"]
    assert (await add_rate(api, studio)).errors == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "bell\a"}, "title"),
        ({"description": "x" * 5_000}, "description"),
        ({"city": "atlantis"}, "city"),
        ({"city": ""}, "city"),
        ({"lat": 91.0}, "lat"),
        ({"capacityPeople": 0}, "capacityPeople"),
        ({"capacityPeople": 2**31 - 1}, "capacityPeople"),
        ({"depositAuthCents": -1}, "depositAuthCents"),
        ({"depositRequired": False}, "depositAuthCents"),
        ({"amenities": ["heliport"]}, "amenities"),
        ({"houseRules": [""]}, "houseRules.0"),
    ],
)
async def test_a_faulty_studio_names_the_field_and_leaves_nothing(
    api: World, change: dict[str, Any], field: str
) -> None:
    owner = await api.sign_up()
    refused = await api.run(CREATE, {"input": studio_input(**change)}, token=owner.token)
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", [field])
    assert (await api.run(MINE, token=owner.token)).data == {"myStudios": []}
    assert (await api.run("{ me { groups } }", token=owner.token)).data["me"]["groups"] == ["buyer"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "weekly"}, "rate.kind"),
        ({"dow": []}, "rate.dow"),
        ({"dow": [7]}, "rate.dow"),
        ({"startLocal": "9am"}, "rate.startLocal"),
        ({"endLocal": "25:00"}, "rate.endLocal"),
        ({"priceCents": 0}, "rate.priceCents"),
        ({"priceCents": -8_000}, "rate.priceCents"),
        ({"overtimeCentsPer30m": -1}, "rate.overtimeCentsPer30m"),
        ({"kind": "slot"}, "rate.slotMinutes"),
        ({"minBookingMinutes": 600}, "rate.minBookingMinutes"),
        ({"maxBookingMinutes": 30}, "rate.maxBookingMinutes"),
    ],
)
async def test_a_faulty_rate_names_the_field_and_leaves_nothing(
    api: World, change: dict[str, Any], field: str
) -> None:
    studio = await draft(api)
    refused = await add_rate(api, studio, **change)
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", [field])
    assert (await page(api, studio, as_owner=True))["rates"] == []
    assert await facts(api, studio) == ["studio.create"]


async def test_what_a_rate_leaves_out_has_the_contracts_defaults(api: World) -> None:
    studio = await draft(api)
    await add_rate(api, studio, minBookingMinutes=None, endLocal="24:00")
    answer = await api.run(RATES, {"id": studio.studio_id}, token=studio.owner.token)
    assert answer.data["studioRates"] == [
        {
            "name": "Hourly",
            "kind": "hourly",
            "startLocal": "09:00",
            "endLocal": "00:00",
            "minBookingMinutes": 60,
            "active": True,
        }
    ]


async def test_a_rate_that_is_switched_off_is_the_owners_alone(api: World) -> None:
    studio = await live(api)
    await add_rate(api, studio, name="Off", priceCents=100, active=False)
    mine = await api.run(RATES, {"id": studio.studio_id}, token=studio.owner.token)
    public = await api.run(RATES, {"id": studio.studio_id})
    assert [rate["name"] for rate in mine.data["studioRates"]] == ["Hourly", "Off"]
    assert [rate["name"] for rate in public.data["studioRates"]] == ["Hourly"]
    assert (await page(api, studio, as_owner=False))["priceFromCents"] == 8_000


async def test_others_may_not_change_a_studio_and_do_not_learn_of_drafts(api: World) -> None:
    hidden, public = await draft(api), await live(api)
    stranger = (await draft(api)).owner
    for studio, code in ((hidden, "NOT_FOUND"), (public, "FORBIDDEN")):
        as_stranger = replace(studio, owner=stranger)
        key = await uploaded(api, stranger)
        before = await facts(api, studio)
        answers = [
            await api.run(
                UPDATE, {"id": studio.studio_id, "input": studio_input(title="Mine")}, token=stranger.token
            ),
            await api.run(PUBLISH, {"id": studio.studio_id}, token=stranger.token),
            await add_rate(api, as_stranger),
            await offer(api, as_stranger, key),
        ]
        assert [answer.code for answer in answers] == [code] * 4
        assert await facts(api, studio) == before
    assert (await page(api, public, as_owner=True))["title"] == "Sunny Loft"


async def test_buyers_and_guests_list_nothing(api: World) -> None:
    studio = await live(api)
    buyer = await api.sign_up()
    assert (await api.run(PUBLISH, {"id": studio.studio_id}, token=buyer.token)).code == "FORBIDDEN"
    assert (await api.run(CREATE, {"input": studio_input()})).code == "UNAUTHENTICATED"
    assert (await api.run(MINE)).code == "UNAUTHENTICATED"


@pytest.mark.parametrize("studio_id", ["", "std_nothing", "usr_0", "x" * 10_000])
async def test_an_id_of_nothing_is_not_found(api: World, studio_id: str) -> None:
    owner = (await draft(api)).owner
    answers = [
        await api.run(PUBLISH, {"id": studio_id}, token=owner.token),
        await api.run(RATES, {"id": studio_id}),
    ]
    assert [answer.code for answer in answers] == ["NOT_FOUND"] * 2


async def test_a_page_keeps_its_address_when_its_title_changes(api: World) -> None:
    studio = await live(api)
    changed = await api.run(
        UPDATE, {"id": studio.studio_id, "input": studio_input(title="Dark Cellar")}, token=studio.owner.token
    )
    assert changed.data["updateStudio"] == {"title": "Dark Cellar", "slug": studio.slug}
    assert studio.slug.startswith("sunny-loft-")


async def test_two_studios_of_one_title_have_an_address_each(api: World) -> None:
    first = await draft(api)
    second = await draft(api, first.owner)
    assert first.slug != second.slug


async def test_an_update_says_whether_what_guests_sign_has_changed(api: World) -> None:
    studio = await live(api)
    for changes in ({"houseRules": ["No pets."]}, {"houseRules": ["No pets."], "depositAuthCents": 30_000}):
        await api.run(
            UPDATE, {"id": studio.studio_id, "input": studio_input(**changes)}, token=studio.owner.token
        )
    from sqlalchemy import text

    async with api.process.kernel.engine.connect() as connection:
        rows = await connection.execute(
            text("select ids from event where name = 'studio.update' order by seq")
        )
        told = [(row.ids["house_rules_changed"], row.ids["deposit_changed"]) for row in rows]
    assert told == [(True, False), (False, True)]


async def test_a_live_studio_cannot_lose_what_it_needs_to_be_live(api: World) -> None:
    studio = await live(api)
    bare = studio_input(houseRules=[], amenities=[], city="denver")
    refused = await api.run(UPDATE, {"id": studio.studio_id, "input": bare}, token=studio.owner.token)
    assert refused.code == "VALIDATION_FAILED"
    assert set(refused.extensions["fields"]) == {"houseRules", "amenities", "city"}
    assert (await page(api, studio, as_owner=False))["houseRules"] == ["No glitter."]


async def test_a_city_that_is_not_open_keeps_studios_as_drafts(api: World) -> None:
    studio = await draft(api, city="denver")
    assert (await add_rate(api, studio)).errors == []
    for _ in range(3):
        await add_picture(api, studio)
    refused = await api.run(PUBLISH, {"id": studio.studio_id}, token=studio.owner.token)
    assert refused.code == "SEARCH_CITY_GATED"
    assert (await page(api, studio, as_owner=True))["isPublished"] is False


async def test_a_city_that_closes_takes_its_studios_out_of_sight(api: World) -> None:
    studio = await live(api)
    from sqlalchemy import text

    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(text("update city set active = false where code = 'houston'"))
    assert (await api.run(PAGE, {"slug": studio.slug})).code == "SEARCH_CITY_GATED"
    assert (await page(api, studio, as_owner=True))["slug"] == studio.slug


async def test_publishing_twice_is_publishing_once(api: World) -> None:
    studio = await live(api)
    again = await api.run(PUBLISH, {"id": studio.studio_id}, token=studio.owner.token)
    assert again.data["publishStudio"]["isPublished"] is True
    assert (await facts(api, studio)).count("studio.publish") == 1


async def test_my_studios_are_mine_alone_latest_change_first(api: World) -> None:
    first = await draft(api)
    second = await draft(api, first.owner)
    await draft(api)
    assert (await add_rate(api, first)).errors == []
    mine = (await api.run(MINE, token=first.owner.token)).data["myStudios"]
    assert [studio["studioId"] for studio in mine] == [first.studio_id, second.studio_id]


async def test_my_studios_ask_the_database_as_often_for_one_as_for_six(api: World) -> None:
    document = (
        "{ myStudios { title missing owner { handle } rates { name } policy { cleaningMin }"
        " media { position } availabilityBuckets } }"
    )
    owner = (await live(api)).owner
    with api.statements() as for_one:
        assert (await api.run(document, token=owner.token)).errors == []
    for _ in range(5):
        await draft(api, owner)
    with api.statements() as for_six:
        answer = await api.run(document, token=owner.token)
    assert len(answer.data["myStudios"]) == 6
    assert len(for_six) == len(for_one)
