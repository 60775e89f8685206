"""Studios through the API: documents and the shortest way to one that is live."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.ids import MediaId
from domain.media.model import Findings
from domain.media.states import ScanMove
from tests.world import Answer, Person, World

CREATE = (
    "mutation ($input: StudioInput!) { createStudio(input: $input) { studioId slug isPublished missing } }"
)
UPDATE = (
    "mutation ($id: ID!, $input: StudioInput!) { updateStudio(studioId: $id, input: $input) { title slug } }"
)
PUBLISH = "mutation ($id: ID!) { publishStudio(studioId: $id) { isPublished missing } }"
ADD_RATE = (
    "mutation ($id: ID!, $rate: StudioRateInput!) { addStudioRate(studioId: $id, rate: $rate) { rateId } }"
)
ADD_MEDIA = (
    "mutation ($id: ID!, $media: MediaInput!) {"
    " addStudioMedia(studioId: $id, media: $media) { id kind position altText scanStatus nsfwBand } }"
)
PLACE = 'mutation { getPresignedUrl(mime: "image/jpeg", purpose: "PURPOSE") { key } }'
PAGE = (
    "query ($slug: String!) { studio(slug: $slug) { studioId title slug city geo { lat lon }"
    " address { line1 postal } verificationStatus priceFromCents isPublished missing houseRules amenities"
    " owner { userId } rates { name active } policy { bufferBeforeMin bufferAfterMin cleaningMin }"
    " media { position scanStatus } availabilityBuckets } }"
)
CLEAN = Findings(bytes=1000, sha256="ab" * 32, width=1600, height=1200, nsfw_band=0)


def studio_input(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Sunny Loft",
        "description": "A bright loft with north light, a cyclorama wall and room for a crew.",
        "city": "houston",
        "region": "TX",
        "country": "US",
        "lat": 29.760427,
        "lon": -95.369803,
        "address": {
            "line1": "100 Main St",
            "city": "Houston",
            "region": "TX",
            "postal": "77002",
            "country": "US",
        },
        "amenities": ["natural_light", "cyc_wall"],
        "capacityPeople": 12,
        "depositRequired": True,
        "depositAuthCents": 20_000,
        "houseRules": ["No glitter."],
        "insuranceConfirmed": True,
    } | changes


def rate_input(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "hourly",
        "name": "Hourly",
        "dow": [0, 1, 2, 3, 4, 5, 6],
        "startLocal": "09:00",
        "endLocal": "17:00",
        "priceCents": 8_000,
    } | changes


@dataclass(frozen=True)
class Listed:
    """A studio and its owner."""

    owner: Person
    studio_id: str
    slug: str


async def draft(api: World, owner: Person | None = None, **changes: Any) -> Listed:
    owner = owner or await api.sign_up()
    answer = await api.run(CREATE, {"input": studio_input(**changes)}, token=owner.token)
    created = answer.data["createStudio"]
    return Listed(owner, created["studioId"], created["slug"])


async def live(api: World, owner: Person | None = None, **changes: Any) -> Listed:
    """A published studio with one hourly rate, nine to five every day."""
    studio = await draft(api, owner, **changes)
    assert (await add_rate(api, studio)).errors == []
    for _ in range(3):
        await add_picture(api, studio)
    assert (await api.run(PUBLISH, {"id": studio.studio_id}, token=studio.owner.token)).errors == []
    return studio


async def add_rate(api: World, studio: Listed, **changes: Any) -> Answer:
    return await api.run(
        ADD_RATE, {"id": studio.studio_id, "rate": rate_input(**changes)}, token=studio.owner.token
    )


async def add_picture(api: World, studio: Listed, findings: Findings = CLEAN) -> Mapping[str, Any]:
    """A picture whose scan passed."""
    key = await uploaded(api, studio.owner)
    await scanned(api, key, ScanMove.PASS, findings)
    added: Mapping[str, Any] = (await offer(api, studio, key)).data["addStudioMedia"]
    return added


async def offer(api: World, studio: Listed, key: str, **changes: Any) -> Answer:
    media = {"key": key, "kind": "image"} | changes
    return await api.run(ADD_MEDIA, {"id": studio.studio_id, "media": media}, token=studio.owner.token)


async def uploaded(api: World, owner: Person, purpose: str = "studio") -> str:
    answer = await api.run(PLACE.replace("PURPOSE", purpose), token=owner.token)
    key: str = answer.data["getPresignedUrl"]["key"]
    return key


async def scanned(api: World, key: str, verdict: ScanMove, findings: Findings = CLEAN) -> MediaId:
    """What the scan would have kept, for bytes of which only the verdict matters here."""
    async with api.units() as uow:
        upload = await uow.media.holding(key)
        assert upload is not None
        await uow.media.save(upload.moved(ScanMove.BEGIN).moved(verdict, findings))
    return upload.id


def tomorrow_at(hour_utc: int, minutes: int = 0) -> datetime:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1, hours=hour_utc, minutes=minutes)


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


async def facts(api: World, studio: Listed) -> list[str]:
    """Names of what happened to a studio, in order."""
    from sqlalchemy import text

    async with api.process.kernel.engine.connect() as connection:
        rows = await connection.execute(
            text("select name from event where subject = :subject order by seq"),
            {"subject": studio.studio_id},
        )
        return [row.name for row in rows]
