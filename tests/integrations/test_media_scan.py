"""The built-in checker, from bytes to verdict."""

import io

import pytest
from PIL import Image

from domain.media.ports import Outcome, Verdict
from domain.media.purposes import PURPOSES
from integrations.media_scan import BuiltInScan, pictures
from tests.integrations.pictures import GPS, a_paper, a_picture, a_virus


async def inspect(body: bytes, mime: str = "image/jpeg", purpose: str = "portfolio") -> Verdict:
    return await BuiltInScan().inspect(body, mime=mime, purpose=PURPOSES[purpose])


def opened(verdict: Verdict, name: str) -> Image.Image:
    body = next(rendition.body for rendition in verdict.renditions if rendition.name == name)
    return Image.open(io.BytesIO(body))


@pytest.mark.parametrize(
    ("kind", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
async def test_a_picture_passes_and_is_made_anew(kind: str, mime: str) -> None:
    verdict = await inspect(a_picture(kind=kind), mime)
    assert verdict.outcome is Outcome.ALLOW
    assert [rendition.name for rendition in verdict.renditions] == ["full", "thumb"]
    assert (verdict.findings.width, verdict.findings.height, verdict.findings.nsfw_band) == (64, 48, 0)


async def test_the_place_a_picture_was_taken_does_not_survive() -> None:
    sent = a_picture(with_place=True)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS)
    verdict = await inspect(sent, purpose="message")
    kept = opened(verdict, "clear")
    assert dict(kept.getexif()) == {}
    assert b"Exif" not in verdict.renditions[0].body


async def test_a_picture_taken_sideways_is_stored_upright() -> None:
    verdict = await inspect(a_picture(width=64, height=48, orientation=6), purpose="message")
    kept = opened(verdict, "clear").convert("RGB")
    assert kept.size == (48, 64)
    top, bottom = kept.getpixel((24, 8)), kept.getpixel((24, 56))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200
    assert top[2] < 60
    assert bottom[2] > 200
    assert bottom[0] < 60


async def test_a_public_picture_is_made_no_larger_than_a_screen_needs() -> None:
    verdict = await inspect(a_picture(width=3000, height=1500))
    assert opened(verdict, "full").size == (2048, 1024)
    assert opened(verdict, "thumb").size == (480, 240)
    assert (verdict.findings.width, verdict.findings.height) == (2048, 1024)


async def test_band_1_is_published_blurred_and_kept_clear_in_private() -> None:
    verdict = await inspect(a_picture(width=640, height=480, band=1))
    assert verdict.findings.nsfw_band == 1
    assert [rendition.name for rendition in verdict.renditions] == ["clear", "full", "thumb"]
    edge = opened(verdict, "full").convert("RGB").getpixel((240, 180))
    assert isinstance(edge, tuple)
    assert 60 < edge[0] < 200  # where red met blue sharply there is now a mixture
    assert opened(verdict, "clear").size == (640, 480)


async def test_band_2_is_blocked_and_nothing_of_it_is_kept() -> None:
    verdict = await inspect(a_picture(band=2))
    assert (verdict.outcome, verdict.findings.reason, verdict.renditions) == (Outcome.BLOCK, "explicit", ())


async def test_a_signature_of_malware_is_quarantined_wherever_it_stands() -> None:
    verdict = await inspect(a_virus())
    assert (verdict.outcome, verdict.findings.reason) == (Outcome.QUARANTINE, "malware")


async def test_a_type_that_is_not_the_declared_one_is_blocked() -> None:
    for body, mime in (
        (a_picture(kind="PNG"), "image/jpeg"),
        (b"MZ\x90\x00", "image/png"),
        (b"", "image/webp"),
    ):
        verdict = await inspect(body, mime)
        assert (verdict.outcome, verdict.findings.reason) == (Outcome.BLOCK, "type_mismatch")


async def test_a_file_larger_than_its_purpose_allows_is_blocked_whatever_was_declared() -> None:
    padded = a_picture() + b"\0" * PURPOSES["avatar"].max_bytes
    verdict = await inspect(padded, purpose="avatar")
    assert (verdict.outcome, verdict.findings.reason) == (Outcome.BLOCK, "too_large")


async def test_a_picture_that_would_fill_the_memory_is_blocked_before_it_is_decoded() -> None:
    side = 20_000
    bomb = io.BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000 < pictures.MOST_PIXELS < side * side
    verdict = await inspect(bomb.getvalue(), "image/png")
    assert verdict.outcome is Outcome.BLOCK
    assert verdict.findings.reason in {"too_many_pixels", "broken"}


async def test_a_picture_just_over_the_limit_is_blocked_for_its_pixels() -> None:
    large = io.BytesIO()
    Image.new("1", (10_000, 5_001)).save(large, "PNG")
    verdict = await inspect(large.getvalue(), "image/png")
    assert (verdict.outcome, verdict.findings.reason) == (Outcome.BLOCK, "too_many_pixels")


async def test_a_torn_picture_is_blocked() -> None:
    whole = a_picture(width=400, height=400)
    verdict = await inspect(whole[: len(whole) // 2])
    assert (verdict.outcome, verdict.findings.reason) == (Outcome.BLOCK, "broken")


async def test_a_paper_passes_unless_it_runs_something() -> None:
    quiet = await inspect(a_paper(), "application/pdf", "coi")
    assert (quiet.outcome, quiet.renditions[0].body) == (Outcome.ALLOW, a_paper())
    loud = await inspect(a_paper(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "application/pdf", "coi")
    assert (loud.outcome, loud.findings.reason) == (Outcome.QUARANTINE, "active_content")
