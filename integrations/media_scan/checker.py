"""From bytes to a verdict."""

import hashlib

from PIL import Image

from domain.media.model import Findings
from domain.media.ports import Outcome, Rendition, Verdict
from domain.media.purposes import PICTURES, Purpose
from integrations.media_scan import sniff
from integrations.media_scan.pictures import (
    BAD_PICTURE,
    LONGEST_SIDE,
    THUMB_SIDE,
    Picture,
    TooManyPixels,
    blurred,
    encoded,
    read_picture,
)

BLUR, WITHHOLD = 1, 2


def judged(body: bytes, mime: str, purpose: Purpose) -> Verdict:
    refused = _refused_unopened(body, mime, purpose)
    if refused is not None:
        return refused
    if mime not in PICTURES:
        return Verdict(Outcome.ALLOW, _findings(body), (Rendition("clear", body, mime),))
    try:
        return _of_picture(read_picture(body, mime), body, mime, purpose)
    except TooManyPixels:
        return _refused(Outcome.BLOCK, body, "too_many_pixels")
    except BAD_PICTURE:
        return _refused(Outcome.BLOCK, body, "broken")


def _refused_unopened(body: bytes, mime: str, purpose: Purpose) -> Verdict | None:
    """What the bytes give away before anything tries to decode them."""
    if sniff.is_malware(body):
        return _refused(Outcome.QUARANTINE, body, "malware")
    if len(body) > purpose.max_bytes:
        return _refused(Outcome.BLOCK, body, "too_large")
    if sniff.type_of(body) != mime:
        return _refused(Outcome.BLOCK, body, "type_mismatch")
    return _refused(Outcome.QUARANTINE, body, "active_content") if sniff.is_active_paper(body) else None


def _of_picture(picture: Picture, body: bytes, mime: str, purpose: Purpose) -> Verdict:
    if picture.nsfw_band == WITHHOLD:
        return _refused(Outcome.BLOCK, body, "explicit")
    renditions = _public(picture, mime) if purpose.public else _private(picture, mime)
    kept = renditions[0].body
    shown = picture.fitted(LONGEST_SIDE) if purpose.public else picture.pixels
    findings = Findings(
        len(kept), hashlib.sha256(kept).hexdigest(), shown.width, shown.height, picture.nsfw_band
    )
    return Verdict(Outcome.ALLOW, findings, renditions)


def _public(picture: Picture, mime: str) -> tuple[Rendition, ...]:
    """What everybody sees is made from what everybody may see: band 1 is published blurred."""
    thumb = picture.fitted(THUMB_SIDE)
    if picture.nsfw_band < BLUR:
        full = picture.fitted(LONGEST_SIDE)
        return (_webp("full", full), _webp("thumb", thumb))
    veiled = blurred(picture.pixels)
    clear = Rendition("clear", encoded(picture.pixels, mime), mime)
    return (clear, _webp("full", veiled), _webp("thumb", veiled))


def _private(picture: Picture, mime: str) -> tuple[Rendition, ...]:
    thumb = blurred(picture.pixels) if picture.nsfw_band >= BLUR else picture.fitted(THUMB_SIDE)
    return (Rendition("clear", encoded(picture.pixels, mime), mime), _webp("thumb", thumb))


def _webp(name: str, pixels: Image.Image) -> Rendition:
    return Rendition(name, encoded(pixels, "image/webp"), "image/webp")


def _findings(body: bytes) -> Findings:
    return Findings(len(body), hashlib.sha256(body).hexdigest())


def _refused(outcome: Outcome, body: bytes, reason: str) -> Verdict:
    digest = hashlib.sha256(body).hexdigest()
    return Verdict(outcome, Findings(len(body), digest, nsfw_band=WITHHOLD, reason=reason))
