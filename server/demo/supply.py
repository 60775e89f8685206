"""Scene two: a model and a studio go live, and not before they are complete."""

import asyncio
from typing import Any

from server.demo.client import Unexpected
from server.demo.stage import Stage, dollars, expect
from server.seed.pictures import portrait, room

CREATE_PAGE = "mutation ($i: ServiceProfileInput!) { createServiceProfile(input: $i) { serviceProfileId } }"
PUBLISH_PAGE = "mutation ($id: ID!) { publishServiceProfile(serviceProfileId: $id) { isPublished } }"
PACKAGES = """mutation ($id: ID!, $packages: [ServicePackageInput!]!) {
  setServicePackages(serviceProfileId: $id, packages: $packages) { packages { packageId priceCents } }
}"""
HOURS = """mutation ($id: ID!, $windows: [AvailabilityWindowInput!]!) {
  setServiceAvailability(serviceProfileId: $id, windows: $windows) { serviceProfileId }
}"""
DRAFT = "mutation ($i: PortfolioDraftInput!) { createPortfolioDraft(input: $i) }"
PLACE = """mutation ($id: ID!, $name: String!) {
  uploadPortfolioMedia(itemId: $id, mediaKind: "image", fileName: $name)
}"""
STATUS = """query ($key: String!) {
  uploadStatus(key: $key) { status attachment { url width height } }
}"""
PUBLISH_ITEM = "mutation ($i: PortfolioPublishInput!) { publishPortfolio(input: $i) }"
CREATE_STUDIO = "mutation ($i: StudioInput!) { createStudio(input: $i) { studioId slug } }"
PUBLISH_STUDIO = "mutation ($id: ID!) { publishStudio(studioId: $id) { isPublished } }"
RATE = "mutation ($id: ID!, $rate: StudioRateInput!) { addStudioRate(studioId: $id, rate: $rate) { rateId } }"
ASK = """mutation ($bytes: Int!) {
  getPresignedUrl(mime: "image/jpeg", purpose: "studio", bytes: $bytes) { url key }
}"""
HANG = """mutation ($id: ID!, $key: String!) {
  addStudioMedia(studioId: $id, media: {key: $key, kind: "image"}) { id }
}"""
PACKAGE_CENTS, HOURLY_CENTS, DEPOSIT_CENTS = 60_000, 9_000, 25_000
ABOUT = {"height_cm": 178, "genres": ["fashion", "editorial"], "experience_years": 6}
STUDIO = {
    "title": "East End Loft",
    "description": "A bright loft with north-facing windows, a cyc wall and room for a crew of twelve.",
    "city": "houston",
    "region": "TX",
    "country": "US",
    "lat": 29.7499,
    "lon": -95.3411,
    "address": {
        "line1": "1200 Sampson Street",
        "city": "Houston",
        "region": "TX",
        "postal": "77003",
        "country": "US",
    },
    "amenities": ["natural_light", "cyc_wall", "parking"],
    "capacityPeople": 12,
    "depositRequired": True,
    "depositAuthCents": DEPOSIT_CENTS,
    "houseRules": ["No glitter.", "Shoes off on the cyc wall."],
    "insuranceConfirmed": True,
}


async def play(stage: Stage) -> None:
    stage.scene("Supply")
    await _model(stage)
    await _studio(stage)


async def _model(stage: Stage) -> None:
    api, model = stage.api, stage.players["model"]
    page: dict[str, Any] = {
        "role": "MODEL",
        "bio": "Editorial and commercial work, calm on set.",
        "city": "houston",
        "aboutFields": ABOUT,
    }
    made = await api.run(CREATE_PAGE, model.token, i=page)
    page_id = stage.made["page"] = made["createServiceProfile"]["serviceProfileId"]
    await stage.sign_in("model")
    lacking = await api.refused(PUBLISH_PAGE, "SP_INCOMPLETE", model.token, id=page_id)
    expect("what an empty page lacks", sorted(lacking["fields"]), ["packages", "portfolio"])
    await stage.tell("Amara's empty page is not published: it lacks packages and portfolio.")
    offer = {"name": "2-Hour Shoot", "priceCents": PACKAGE_CENTS, "durationMin": 120}
    packages = await api.run(PACKAGES, model.token, id=page_id, packages=[offer])
    stage.made["package"] = packages["setServicePackages"]["packages"][0]["packageId"]
    windows = [{"weekday": day, "startMinute": 480, "endMinute": 1200} for day in range(7)]
    await api.run(HOURS, model.token, id=page_id, windows=windows)
    await _portfolio(stage)
    await api.run(PUBLISH_PAGE, model.token, id=page_id)
    await stage.tell(f"Amara's page is live: two hours for {dollars(PACKAGE_CENTS)}.")


async def _portfolio(stage: Stage) -> None:
    api, model = stage.api, stage.players["model"]
    draft = {"title": "Spring looks", "roleProfileId": stage.made["page"], "genres": ["fashion"]}
    item = (await api.run(DRAFT, model.token, i=draft))["createPortfolioDraft"]
    places = []
    for number in range(6):
        place = (await api.run(PLACE, model.token, id=item, name=f"look-{number}.jpg"))[
            "uploadPortfolioMedia"
        ]
        await api.send(place["url"], portrait(number), "image/jpeg")
        places.append(place)
    for place in places:
        await _until_clean(stage, model.token, place["key"])
    await api.run(PUBLISH_ITEM, model.token, i={"id": item, "coverMediaId": places[0]["mediaId"]})
    await stage.tell("Six pictures were sent to the store, scanned, stripped and published.")


async def _until_clean(stage: Stage, token: str, key: str) -> None:
    for _ in range(600):
        found = (await stage.api.run(STATUS, token, key=key))["uploadStatus"]
        if found["status"] == "clean":
            await stage.api.visit(found["attachment"]["url"])
            return
        await asyncio.sleep(0.05)
    raise Unexpected(f"the picture is still {found['status']}; is a worker running?")


async def _studio(stage: Stage) -> None:
    api, host = stage.api, stage.players["host"]
    made = (await api.run(CREATE_STUDIO, host.token, i=STUDIO))["createStudio"]
    studio = stage.made["studio"] = made["studioId"]
    await stage.sign_in("host")
    lacking = await api.refused(PUBLISH_STUDIO, "STUDIO_INCOMPLETE", host.token, id=studio)
    expect("what an empty studio lacks", sorted(lacking["fields"]), ["media", "rates"])
    rate = {
        "kind": "hourly",
        "name": "Hourly",
        "dow": list(range(7)),
        "startLocal": "08:00",
        "endLocal": "22:00",
        "priceCents": HOURLY_CENTS,
    }
    await api.run(RATE, host.token, id=studio, rate=rate)
    for number in range(3):
        picture = room(number)
        place = (await api.run(ASK, host.token, bytes=len(picture)))["getPresignedUrl"]
        await api.send(place["url"], picture, "image/jpeg")
        await api.run(HANG, host.token, id=studio, key=place["key"])
        await _until_clean(stage, host.token, place["key"])
    await api.run(PUBLISH_STUDIO, host.token, id=studio)
    await stage.tell(
        f"East End Loft is live: {dollars(HOURLY_CENTS)} an hour, {dollars(DEPOSIT_CENTS)} deposit."
    )
