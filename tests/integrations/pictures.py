"""Pictures and papers for tests, made here: nothing in the repository has to be a picture."""

import io

from PIL import Image

from integrations.media_scan.sniff import EICAR

ORIENTATION, DESCRIPTION, GPS = 0x0112, 0x010E, 0x8825


def a_picture(
    *,
    width: int = 64,
    height: int = 48,
    kind: str = "JPEG",
    band: int | None = None,
    orientation: int = 1,
    with_place: bool = False,
) -> bytes:
    """Left half red, right half blue, so that a turn can be seen."""
    pixels = Image.new("RGB", (width, height), "red")
    pixels.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if band is not None:
        exif[DESCRIPTION] = f"rastup-nsfw-band:{band}"
    if with_place:
        exif.get_ifd(GPS)[1] = "N"
        exif.get_ifd(GPS)[2] = (29.0, 45.0, 37.0)
    target = io.BytesIO()
    pixels.save(target, kind, exif=exif)
    return target.getvalue()


def a_paper(extra: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog" + extra + b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def a_virus() -> bytes:
    return a_picture() + EICAR
