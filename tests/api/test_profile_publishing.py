"""The gate between a draft and the public, walked through with nothing but what the refusals say."""

from typing import Any

from sqlalchemy import update

from persistence.tables.accounts import account
from tests.api.supply import (
    ABOUT,
    a_draft_page,
    a_live_page,
    a_shown_item,
    an_item,
    an_offer,
    publish,
    send_picture,
    set_packages,
    show_item,
)
from tests.integrations.pictures import a_picture
from tests.world import Answer, Person, World

UNPUBLISH = "mutation ($id: ID!) { unpublishServiceProfile(serviceProfileId: $id) { isPublished } }"
STATE = """
query ($id: ID!) {
  serviceProfile(serviceProfileId: $id) { isPublished missing completenessScore safeModeBandMax portfolioCount }
}
"""
# One document for each mutation that a remedy may name.
REMEDIES = {
    "updateServiceProfile": "mutation ($serviceProfileId: ID!, $input: ServiceProfilePatch!) {"
    " updateServiceProfile(serviceProfileId: $serviceProfileId, input: $input) { missing } }",
    "setServicePackages": "mutation ($serviceProfileId: ID!, $packages: [ServicePackageInput!]!) {"
    " setServicePackages(serviceProfileId: $serviceProfileId, packages: $packages) { missing } }",
    "createPortfolioDraft": "mutation ($input: PortfolioDraftInput!) { createPortfolioDraft(input: $input) }",
    "uploadPortfolioMedia": "mutation ($itemId: ID!, $mediaKind: String!, $fileName: String!) {"
    " uploadPortfolioMedia(itemId: $itemId, mediaKind: $mediaKind, fileName: $fileName) }",
    "publishPortfolio": "mutation ($input: PortfolioPublishInput!) { publishPortfolio(input: $input) }",
    "setPortfolioMedia": "mutation ($itemId: ID!, $order: [ID!]!) {"
    " setPortfolioMedia(itemId: $itemId, order: $order) { media { id } } }",
}


async def follow(api: World, owner: Person, remedy: dict[str, Any], **filled_in: Any) -> Answer:
    """Call what the remedy says with what it says; `filled_in` replaces the nulls left for the owner."""
    variables = {**remedy["variables"], **filled_in}
    return await api.run(REMEDIES[remedy["mutation"]], variables, token=owner.token)


def remedies(refused: Answer) -> dict[str, dict[str, Any]]:
    return {remedy["mutation"]: remedy for remedy in refused.extensions["remedies"]}


async def state(api: World, owner: Person, profile_id: str) -> Any:
    return (await api.run(STATE, {"id": profile_id}, token=owner.token)).data["serviceProfile"]


async def test_everything_missing_is_told_at_once_and_following_the_remedies_gets_a_page_live(
    api: World,
) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana, "PHOTOGRAPHER", aboutFields={"gear": ["Canon R5"]})
    refused = await publish(api, ana, profile_id)
    assert refused.code == "SP_INCOMPLETE"
    assert list(refused.extensions["fields"]) == [
        "aboutFields.specialties",
        "aboutFields.editing_turnaround_days",
        "aboutFields.insurance",
        "packages",
        "portfolio",
    ]
    assert (await state(api, ana, profile_id))["missing"] == list(refused.extensions["fields"])
    ways = remedies(refused)
    assert ways.keys() == {"updateServiceProfile", "setServicePackages", "createPortfolioDraft"}

    assert (
        ways["updateServiceProfile"]["variables"]["input"]["aboutFields"].keys()
        == ABOUT["PHOTOGRAPHER"].keys()
    )
    filled_in = {"aboutFields": ABOUT["PHOTOGRAPHER"]}
    assert (await follow(api, ana, ways["updateServiceProfile"], input=filled_in)).code is None
    assert (await follow(api, ana, ways["setServicePackages"], packages=[an_offer()])).code is None
    draft = ways["createPortfolioDraft"]["variables"]["input"] | {"title": "Faces"}
    assert (await follow(api, ana, ways["createPortfolioDraft"], input=draft)).code is None

    ways = remedies(await publish(api, ana, profile_id))
    assert ways.keys() == {"uploadPortfolioMedia"}
    item_id = ways["uploadPortfolioMedia"]["variables"]["itemId"]
    for number in range(6):
        place = (await follow(api, ana, ways["uploadPortfolioMedia"], fileName=f"{number}.jpg")).data
        await api.put(place["uploadPortfolioMedia"]["url"], a_picture(), "image/jpeg")
        key = place["uploadPortfolioMedia"]["key"]
        await api.run(
            "query ($key: String!) { uploadStatus(key: $key) { status } }", {"key": key}, token=ana.token
        )
    await api.drain()

    ways = remedies(await publish(api, ana, profile_id))
    assert ways["publishPortfolio"]["variables"]["input"]["id"] == item_id
    assert (await follow(api, ana, ways["publishPortfolio"])).data == {"publishPortfolio": True}
    assert (await publish(api, ana, profile_id)).data["publishServiceProfile"] == {"isPublished": True}
    assert (await state(api, ana, profile_id))["missing"] == []


async def test_a_refused_page_stays_as_it_was(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    before = await state(api, ana, profile_id)
    for _ in range(2):
        assert (await publish(api, ana, profile_id)).code == "SP_INCOMPLETE"
    assert await state(api, ana, profile_id) == before


async def test_five_pictures_are_too_few_and_six_are_enough(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await set_packages(api, ana, profile_id, an_offer())
    await a_shown_item(api, ana, profile_id, pictures=5)
    refused = await publish(api, ana, profile_id)
    assert refused.extensions["fields"] == {
        "portfolio": "Show at least 6 pictures in published items; there are 5."
    }
    await a_shown_item(api, ana, profile_id, pictures=1)
    assert (await publish(api, ana, profile_id)).code is None


async def test_pictures_that_nobody_has_looked_at_do_not_count(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await set_packages(api, ana, profile_id, an_offer())
    item_id, _ = await a_shown_item(api, ana, profile_id, pictures=5)
    await send_picture(api, ana, item_id)
    assert (await publish(api, ana, profile_id)).code == "SP_INCOMPLETE"
    await api.drain()
    assert (await publish(api, ana, profile_id)).code is None


async def test_a_picture_turned_down_keeps_a_page_off_until_it_is_taken_out(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    await send_picture(api, ana, supply.item_id, a_picture(band=2))
    await api.drain()
    # The page stays live without the picture, but cannot go live anew with it.
    assert (await state(api, ana, supply.profile_id))["isPublished"]
    await api.run(UNPUBLISH, {"id": supply.profile_id}, token=ana.token)
    refused = await publish(api, ana, supply.profile_id)
    assert refused.code == "SP_UNSAFE_PUBLIC"
    assert not (await state(api, ana, supply.profile_id))["isPublished"]
    taken_out = await follow(api, ana, remedies(refused)["setPortfolioMedia"])
    assert [media["id"] for media in taken_out.data["setPortfolioMedia"]["media"]] == list(supply.media_ids)
    assert (await publish(api, ana, supply.profile_id)).code is None


async def test_a_closed_city_is_told_when_publishing(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana, city="Denver")
    assert (await publish(api, ana, profile_id)).code == "SEARCH_CITY_GATED"


async def test_a_fan_sub_page_goes_live_only_for_a_verified_adult(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana, "FANSUB")
    await set_packages(api, ana, profile_id, an_offer())
    item_id, media = await a_shown_item(api, ana, profile_id)
    assert (await publish(api, ana, profile_id)).code == "FANSUB_IDV_REQUIRED"
    assert not (await state(api, ana, profile_id))["isPublished"]
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(
            update(account).where(account.c.user_id == ana.user_id).values(age_verified=True)
        )
    assert (await publish(api, ana, profile_id)).code is None
    assert (await show_item(api, ana, item_id, media[1])).data == {"publishPortfolio": True}


async def test_a_blurred_picture_counts_and_sets_the_band(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await set_packages(api, ana, profile_id, an_offer())
    await a_shown_item(api, ana, profile_id, pictures=5)
    item_id = await an_item(api, ana, profile_id, "Late looks")
    media_id = await send_picture(api, ana, item_id, a_picture(band=1))
    await api.drain()
    await show_item(api, ana, item_id, media_id)
    assert (await publish(api, ana, profile_id)).code is None
    found = await state(api, ana, profile_id)
    assert (found["safeModeBandMax"], found["portfolioCount"]) == (1, 2)
