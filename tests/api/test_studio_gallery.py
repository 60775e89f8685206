"""The gallery of a studio, through the API."""

from dataclasses import replace
from typing import Any

import pytest

from domain.media.states import ScanMove
from tests.api.studio_world import (
    CLEAN,
    draft,
    facts,
    live,
    offer,
    scanned,
    uploaded,
)
from tests.api.test_studios import page
from tests.world import World

GALLERY = "query ($slug: String!) { studio(slug: $slug) { media { id position altText scanStatus } } }"


async def test_a_picture_shows_once_its_scan_is_clean(api: World) -> None:
    studio = await live(api)
    key = await uploaded(api, studio.owner)
    added = (await offer(api, studio, key, altText="The cyc wall", position=0)).data["addStudioMedia"]
    assert (added["scanStatus"], added["position"], added["altText"]) == ("pending", 0, "The cyc wall")
    public = (await api.run(GALLERY, {"slug": studio.slug})).data["studio"]["media"]
    mine = (await api.run(GALLERY, {"slug": studio.slug}, token=studio.owner.token)).data["studio"]["media"]
    assert [picture["position"] for picture in public] == [1, 2, 3]
    assert [(picture["position"], picture["scanStatus"]) for picture in mine] == [
        (0, "pending"),
        (1, "clean"),
        (2, "clean"),
        (3, "clean"),
    ]
    assert public[0]["altText"] == "Sunny Loft"


@pytest.mark.parametrize(
    ("verdict", "band", "code"),
    [
        (ScanMove.BLOCK, 0, "STUDIO_MEDIA_BLOCKED"),
        (ScanMove.QUARANTINE, 0, "UPLOAD_QUARANTINED"),
        (ScanMove.PASS, 2, "STUDIO_MEDIA_BLOCKED"),
    ],
)
async def test_a_picture_whose_scan_went_badly_is_refused(
    api: World, verdict: ScanMove, band: int, code: str
) -> None:
    studio = await draft(api)
    key = await uploaded(api, studio.owner)
    await scanned(api, key, verdict, replace(CLEAN, nsfw_band=band))
    assert (await offer(api, studio, key)).code == code
    assert (await page(api, studio, as_owner=True))["media"] == []
    assert await facts(api, studio) == ["studio.create"]


async def test_only_my_uploads_made_for_studios_hang_in_a_gallery_and_only_in_one(api: World) -> None:
    studio = await draft(api)
    other = await draft(api, studio.owner)
    foreign = await uploaded(api, await api.sign_up())
    portfolio = await uploaded(api, studio.owner, purpose="portfolio")
    for key in (foreign, portfolio, "studio/none", "x" * 10_000):
        assert (await offer(api, studio, key)).code == "NOT_FOUND"
    key = await uploaded(api, studio.owner)
    assert (await offer(api, studio, key)).errors == []
    for refused in (await offer(api, studio, key), await offer(api, other, key)):
        assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", ["media.key"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "video"}, "media.kind"),
        ({"kind": "sculpture"}, "media.kind"),
        ({"position": -1}, "media.position"),
        ({"altText": "x" * 201}, "media.altText"),
    ],
)
async def test_a_faulty_picture_names_the_field(api: World, change: dict[str, Any], field: str) -> None:
    studio = await draft(api)
    refused = await offer(api, studio, await uploaded(api, studio.owner), **change)
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", [field])
