"""Sellers for tests, made the way sellers make themselves: through the API, with real bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.integrations.pictures import a_picture
from tests.world import Answer, Person, World

CREATE = (
    "mutation ($input: ServiceProfileInput!) { createServiceProfile(input: $input) { serviceProfileId } }"
)
PACKAGES = """
mutation ($id: ID!, $packages: [ServicePackageInput!]!) {
  setServicePackages(serviceProfileId: $id, packages: $packages) { packages { packageId addons { addonId } } }
}
"""
DRAFT = "mutation ($input: PortfolioDraftInput!) { createPortfolioDraft(input: $input) }"
PLACE = """
mutation ($item: ID!, $kind: String!, $name: String!) {
  uploadPortfolioMedia(itemId: $item, mediaKind: $kind, fileName: $name)
}
"""
STATUS = "query ($key: String!) { uploadStatus(key: $key) { status } }"
SHOW = "mutation ($input: PortfolioPublishInput!) { publishPortfolio(input: $input) }"
PUBLISH = "mutation ($id: ID!) { publishServiceProfile(serviceProfileId: $id) { isPublished } }"

ABOUT: Mapping[str, Mapping[str, Any]] = {
    "MODEL": {"height_cm": 175, "genres": ["fashion"], "experience_years": 3},
    "PHOTOGRAPHER": {"specialties": ["portrait"], "editing_turnaround_days": 7, "insurance": True},
    "VIDEOGRAPHER": {
        "specialties": ["music"],
        "audio_capability": True,
        "editing_turnaround_days": 10,
        "deliverable_formats": ["mp4"],
    },
    "CREATOR": {"platforms": ["instagram"], "categories": ["fashion"]},
    "FANSUB": {"platforms": ["instagram"], "categories": ["fashion"], "adult": True},
}


@dataclass(frozen=True)
class Supply:
    """A role page that is live, and what hangs on it."""

    owner: Person
    profile_id: str
    package_id: str
    addon_id: str
    item_id: str
    media_ids: tuple[str, ...]


async def create_page(api: World, owner: Person, role: str = "MODEL", **given: Any) -> Answer:
    values = {
        "role": role,
        "bio": "Ten years before the camera.",
        "city": "houston",
        "aboutFields": ABOUT[role],
    }
    return await api.run(CREATE, {"input": values | given}, token=owner.token)


async def a_draft_page(api: World, owner: Person, role: str = "MODEL", **given: Any) -> str:
    answer = await create_page(api, owner, role, **given)
    return str(answer.data["createServiceProfile"]["serviceProfileId"])


def an_offer(**given: Any) -> dict[str, Any]:
    return {
        "name": "2-Hour Shoot",
        "priceCents": 20_000,
        "durationMin": 120,
        "includes": ["10 edited photos"],
        "addons": [{"name": "Extra retouch", "priceCents": 1_500}],
        "licensing": {"type": "standard", "tierAdders": {"commercial": 10_000}},
    } | given


async def set_packages(api: World, owner: Person, profile_id: str, *offers: Mapping[str, Any]) -> Answer:
    return await api.run(PACKAGES, {"id": profile_id, "packages": list(offers)}, token=owner.token)


async def an_item(api: World, owner: Person, profile_id: str, title: str = "Spring looks") -> str:
    draft = {"title": title, "roleProfileId": profile_id, "genres": ["fashion"]}
    return str((await api.run(DRAFT, {"input": draft}, token=owner.token)).data["createPortfolioDraft"])


async def a_place(api: World, owner: Person, item_id: str, name: str = "look.jpg") -> dict[str, Any]:
    answer = await api.run(PLACE, {"item": item_id, "kind": "image", "name": name}, token=owner.token)
    place: dict[str, Any] = answer.data["uploadPortfolioMedia"]
    return place


async def send_picture(api: World, owner: Person, item_id: str, body: bytes | None = None) -> str:
    """Bytes in the store and a scan under way; the picture's media id."""
    place = await a_place(api, owner, item_id)
    await api.put(place["url"], body or a_picture(), "image/jpeg")
    await api.run(STATUS, {"key": place["key"]}, token=owner.token)
    return str(place["mediaId"])


async def show_item(api: World, owner: Person, item_id: str, cover: str, **given: Any) -> Answer:
    return await api.run(SHOW, {"input": {"id": item_id, "coverMediaId": cover} | given}, token=owner.token)


async def a_shown_item(
    api: World, owner: Person, profile_id: str, pictures: int = 6
) -> tuple[str, tuple[str, ...]]:
    item_id = await an_item(api, owner, profile_id)
    media = tuple([await send_picture(api, owner, item_id) for _ in range(pictures)])
    await api.drain()
    assert (await show_item(api, owner, item_id, media[0])).data == {"publishPortfolio": True}
    return item_id, media


async def publish(api: World, owner: Person, profile_id: str) -> Answer:
    return await api.run(PUBLISH, {"id": profile_id}, token=owner.token)


async def a_live_page(api: World, owner: Person, role: str = "MODEL", **given: Any) -> Supply:
    profile_id = await a_draft_page(api, owner, role, **given)
    packages = (await set_packages(api, owner, profile_id, an_offer())).data["setServicePackages"]["packages"]
    item_id, media = await a_shown_item(api, owner, profile_id)
    assert (await publish(api, owner, profile_id)).data["publishServiceProfile"] == {"isPublished": True}
    return Supply(
        owner=owner,
        profile_id=profile_id,
        package_id=packages[0]["packageId"],
        addon_id=packages[0]["addons"][0]["addonId"],
        item_id=item_id,
        media_ids=media,
    )
