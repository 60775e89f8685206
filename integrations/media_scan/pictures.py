"""Pictures, taken apart and made anew: nothing of the sent file survives but what can be seen."""

import io
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageFilter, ImageOps, UnidentifiedImageError

# A phone takes 12 to 50 megapixels; more is a mistake, or meant to fill our memory.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2048
THUMB_SIDE = 480
# 1.1.S asks for 8 to 16.
BLUR_RADIUS = 12
IMAGE_DESCRIPTION = 0x010E
BAND_MARKER = "rastup-nsfw-band:"
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
BAD_PICTURE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    ValueError,
    SyntaxError,
)


class TooManyPixels(ValueError):
    pass


@dataclass(frozen=True)
class Picture:
    """Upright, in sRGB, and without any of its metadata."""

    pixels: Image.Image
    nsfw_band: int

    def fitted(self, longest_side: int) -> Image.Image:
        smaller = self.pixels.copy()
        smaller.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return smaller


def read_picture(body: bytes, mime: str) -> Picture:
    """Raises one of BAD_PICTURE for bytes that are no picture of this type, or too large a one."""
    with Image.open(io.BytesIO(body), formats=[FORMATS[mime]]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise TooManyPixels
        band = _marked_band(opened)
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        return Picture(_plain(_in_srgb(upright)), band)


def encoded(pixels: Image.Image, mime: str) -> bytes:
    target = io.BytesIO()
    if mime == "image/jpeg":
        pixels.convert("RGB").save(target, "JPEG", quality=88)
    elif mime == "image/png":
        pixels.save(target, "PNG")
    else:
        pixels.save(target, "WEBP", quality=80, method=1)
    return target.getvalue()


def blurred(pixels: Image.Image) -> Image.Image:
    """Blurred at thumbnail size, so that no sharpening brings back what was there."""
    small = pixels.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return small.filter(ImageFilter.GaussianBlur(BLUR_RADIUS))


def _marked_band(opened: Image.Image) -> int:
    """The band written into the picture's own description; 0 without one.

    Knowing what a picture shows takes a trained model, which is another adapter of the Scan port. The marker
    lets everything behind the verdict be used and tested without one.
    """
    described = str(opened.getexif().get(IMAGE_DESCRIPTION, ""))
    band = described.removeprefix(BAND_MARKER)
    return int(band) if described.startswith(BAND_MARKER) and band in {"0", "1", "2"} else 0


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA"}:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture  # a broken profile says nothing about the colours
    return converted or picture


def _plain(picture: Image.Image) -> Image.Image:
    seen = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    bare = Image.new(seen.mode, seen.size)
    bare.paste(seen)
    return bare
