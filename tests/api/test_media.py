"""Uploads through the API: a place, real bytes to a real store, a scan, and what can be fetched afterwards."""

from typing import Any

import httpx
import pytest

from domain.media.purposes import PURPOSES
from tests.integrations.pictures import GPS, a_paper, a_picture, a_virus
from tests.world import Answer, Person, World

PLACE = """
mutation ($mime: String!, $purpose: String!, $bytes: Int, $name: String) {
  getPresignedUrl(mime: $mime, purpose: $purpose, bytes: $bytes, fileName: $name) {
    url fields key method maxBytes expiresAt
  }
}
"""
STATUS = """
query ($key: String!) {
  uploadStatus(key: $key) {
    key status nsfwBand
    attachment { key mime bytes thumbKey kind fileName width height url thumbUrl nsfwBand scanStatus sha256 }
  }
}
"""


async def ask(api: World, person: Person | None, **given: Any) -> Answer:
    variables = {"mime": "image/jpeg", "purpose": "portfolio", "bytes": 100} | given
    return await api.run(PLACE, variables, token=person.token if person else None)


async def status(api: World, person: Person, key: str) -> Answer:
    return await api.run(STATUS, {"key": key}, token=person.token)


async def fetched(url: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(url)


async def rows(api: World) -> int:
    from sqlalchemy import func, select

    from persistence.tables.media import upload

    async with api.process.kernel.engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(upload)) or 0)


async def test_a_place_is_short_lived_and_belongs_to_the_one_who_asked(api: World) -> None:
    ana = await api.sign_up()
    place = (await ask(api, ana)).data["getPresignedUrl"]
    assert place["key"].startswith(f"incoming/portfolio/{ana.user_id}/")
    assert (place["method"], place["fields"], place["maxBytes"]) == ("PUT", {}, 10 * 1024 * 1024)
    assert "X-Amz-Expires=300" in place["url"]
    other = (await ask(api, ana)).data["getPresignedUrl"]
    assert other["key"] != place["key"]


async def test_a_public_picture_is_scanned_when_asked_about_and_then_anybody_can_see_it(api: World) -> None:
    ana = await api.sign_up()
    key = await api.send(ana, body=a_picture(width=600, height=400, with_place=True))
    first = (await status(api, ana, key)).data["uploadStatus"]
    assert (first["status"], first["nsfwBand"], first["attachment"]["scanStatus"]) == (
        "scanning",
        None,
        "pending",
    )
    assert (first["attachment"]["url"], first["attachment"]["nsfwBand"]) == (None, 2)
    await api.drain()
    done = (await status(api, ana, key)).data["uploadStatus"]
    assert (done["status"], done["nsfwBand"]) == ("clean", 0)
    attachment = done["attachment"]
    assert (attachment["width"], attachment["height"], attachment["scanStatus"]) == (600, 400, "clean")
    shown = await fetched(attachment["url"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert b"Exif" not in shown.content
    assert (await fetched(attachment["thumbUrl"])).status_code == 200
    assert await api.services.files.read(key, most=10) is None  # what was sent is gone


async def test_asking_often_scans_once(api: World) -> None:
    ana = await api.sign_up()
    key = await api.send(ana, body=a_picture())
    for _ in range(3):
        await status(api, ana, key)
    async with api.process.kernel.engine.connect() as connection:
        from persistence import queue

        counted = await queue.counts(connection, api.process.kernel.clock.now())
    await api.drain()
    assert counted["queued"] == 2  # the scan, and the mail that confirms the address
    assert (await status(api, ana, key)).data["uploadStatus"]["status"] == "clean"


async def test_a_private_file_is_fetched_by_a_passing_address_only(api: World) -> None:
    ana = await api.sign_up()
    answer = await ask(
        api, ana, mime="application/pdf", purpose="coi", bytes=len(a_paper()), name="insurance.pdf"
    )
    place = answer.data["getPresignedUrl"]
    await api.put(place["url"], a_paper(), "application/pdf")
    await status(api, ana, place["key"])
    await api.drain()
    attachment = (await status(api, ana, place["key"])).data["uploadStatus"]["attachment"]
    assert (attachment["fileName"], attachment["thumbUrl"], attachment["bytes"]) == (
        "insurance.pdf",
        None,
        len(a_paper()),
    )
    paper = await fetched(attachment["url"])
    assert paper.content == a_paper()
    assert paper.headers["content-disposition"] == 'attachment; filename="insurance.pdf"'
    unsigned = attachment["url"].partition("?")[0]
    assert (await fetched(unsigned)).status_code == 403


async def test_band_1_is_seen_blurred_by_everybody(api: World) -> None:
    ana = await api.sign_up()
    key = await api.upload(ana, body=a_picture(width=640, height=480, band=1))
    done = (await status(api, ana, key)).data["uploadStatus"]
    assert (done["status"], done["nsfwBand"], done["attachment"]["nsfwBand"]) == ("clean", 1, 1)
    assert (
        await api.services.files.head(key.replace("incoming/", "kept/").replace(".jpg", "/file.jpg"))
        is not None
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [(a_picture(band=2), "blocked"), (a_picture(kind="PNG"), "blocked"), (b"not a picture", "blocked")],
)
async def test_what_may_not_be_shown_is_blocked_and_has_no_address(
    api: World, body: bytes, expected: str
) -> None:
    ana = await api.sign_up()
    key = await api.upload(ana, body=body)
    done = (await status(api, ana, key)).data["uploadStatus"]
    assert (done["status"], done["attachment"]["url"], done["attachment"]["sha256"]) == (expected, None, None)


async def test_malware_is_held_back_and_said_so(api: World) -> None:
    ana = await api.sign_up()
    key = await api.upload(ana, body=a_virus())
    assert (await status(api, ana, key)).code == "UPLOAD_QUARANTINED"
    assert await api.services.files.head(key.replace("incoming/", "held/")) is not None


async def test_bytes_that_come_late_are_scanned_at_the_next_question(api: World) -> None:
    ana = await api.sign_up()
    place = (await ask(api, ana, bytes=None)).data["getPresignedUrl"]
    await status(api, ana, place["key"])
    await api.drain()
    await api.put(place["url"], a_picture(), "image/jpeg")
    assert (await status(api, ana, place["key"])).data["uploadStatus"]["status"] == "scanning"
    await api.drain()
    assert (await status(api, ana, place["key"])).data["uploadStatus"]["status"] == "clean"


async def test_a_file_nobody_asked_about_is_looked_at_when_its_place_has_closed(api: World) -> None:
    ana = await api.sign_up()
    sent, silent = await api.send(ana, body=a_picture()), (await ask(api, ana)).data["getPresignedUrl"]["key"]
    fired = await api.advance(seconds=16 * 60)
    assert {timer["kind"] for timer in fired} == {"media.lapse"}
    ana = await api.renewed(ana)
    assert (await status(api, ana, sent)).data["uploadStatus"]["status"] == "clean"
    assert (await status(api, ana, silent)).data["uploadStatus"]["status"] == "blocked"


async def test_a_scan_that_was_lost_begins_anew(api: World) -> None:
    from sqlalchemy import delete

    from persistence.tables.kernel import job

    ana = await api.sign_up()
    key = await api.send(ana, body=a_picture())
    await status(api, ana, key)
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(delete(job))
    await api.advance(seconds=16 * 60)
    ana = await api.renewed(ana)
    assert (await status(api, ana, key)).data["uploadStatus"]["status"] == "clean"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"mime": "image/svg+xml"}, "UNSUPPORTED_TYPE"),
        ({"mime": "application/pdf"}, "UNSUPPORTED_TYPE"),
        ({"mime": "x" * 101}, "VALIDATION_FAILED"),
        ({"mime": "image/jpeg\0"}, "VALIDATION_FAILED"),
        ({"mime": ""}, "VALIDATION_FAILED"),
        ({"purpose": "holiday"}, "VALIDATION_FAILED"),
        ({"bytes": PURPOSES["portfolio"].max_bytes + 1}, "FILE_TOO_LARGE"),
        ({"bytes": 2_147_483_647}, "FILE_TOO_LARGE"),
        ({"bytes": 0}, "VALIDATION_FAILED"),
        ({"bytes": -1}, "VALIDATION_FAILED"),
        ({"name": "../../etc/passwd"}, "VALIDATION_FAILED"),
        ({"name": "x" * 256}, "VALIDATION_FAILED"),
        ({"name": "a\0b"}, "VALIDATION_FAILED"),
    ],
)
async def test_a_place_is_refused_and_nothing_is_left_behind(
    api: World, given: dict[str, Any], code: str
) -> None:
    ana = await api.sign_up()
    assert (await ask(api, ana, **given)).code == code
    assert await rows(api) == 0


async def test_only_people_who_signed_in_get_a_place(api: World) -> None:
    assert (await ask(api, None)).code == "UNAUTHENTICATED"
    assert await rows(api) == 0


@pytest.mark.parametrize("key", ["", "incoming/portfolio/usr_x/none.jpg", "incoming/\0", "x" * 2000])
async def test_a_key_that_is_none_of_mine_is_not_found(api: World, key: str) -> None:
    ana = await api.sign_up()
    assert (await status(api, ana, key)).code in {"NOT_FOUND", "VALIDATION_FAILED"}


async def test_somebody_elses_upload_does_not_exist(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    key = await api.send(ana, body=a_picture())
    assert (await status(api, ben, key)).code == "NOT_FOUND"
    assert (await status(api, ana, key)).data["uploadStatus"]["status"] == "scanning"


async def test_the_store_takes_only_what_was_declared(api: World) -> None:
    ana = await api.sign_up()
    place = (await ask(api, ana, bytes=4)).data["getPresignedUrl"]
    for body, mime in ((b"five!", "image/jpeg"), (b"four", "text/html")):
        with pytest.raises(httpx.HTTPStatusError):
            await api.put(place["url"], body, mime)
    await api.put(place["url"], b"four", "image/jpeg")


async def test_a_store_without_keys_is_a_failed_upload(api: World) -> None:
    from dataclasses import replace

    from domain.errors import Unavailable
    from domain.ids import UserId
    from domain.media.actions import ask_for_place
    from domain.viewer import Viewer
    from integrations.s3_files import S3Files

    ana = await api.sign_up()
    nowhere = S3Files(replace(api.process.settings.bucket, access_key=None, secret_key=None))
    with pytest.raises(Unavailable) as refused:
        async with api.units() as uow:
            await ask_for_place(
                uow,
                nowhere,
                Viewer(UserId(ana.user_id)),
                mime="image/png",
                purpose="avatar",
                size=None,
                file_name=None,
            )
    assert refused.value.code == "UPLOAD_FAILED"
    assert await rows(api) == 0


def test_the_pictures_of_these_tests_really_carry_a_place() -> None:
    import io

    from PIL import Image

    assert Image.open(io.BytesIO(a_picture(with_place=True))).getexif().get_ifd(GPS)
