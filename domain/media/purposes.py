"""What a file is for, which fixes its types, its size and whether the public may ever see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.errors import Invalid

MEGABYTE = 1024 * 1024
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
PAPERS = PICTURES | {"application/pdf"}
# Cameras and old clients say image/jpg; it means the same bytes.
ALIASES: Mapping[str, str] = MappingProxyType({"image/jpg": "image/jpeg"})
EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
)


@dataclass(frozen=True)
class Purpose:
    name: str
    types: frozenset[str]
    max_bytes: int
    public: bool


PURPOSES: Mapping[str, Purpose] = MappingProxyType(
    {
        purpose.name: purpose
        for purpose in (
            Purpose("avatar", PICTURES, 5 * MEGABYTE, public=True),
            Purpose("preview", PICTURES, 10 * MEGABYTE, public=True),
            Purpose("portfolio", PICTURES, 10 * MEGABYTE, public=True),
            Purpose("studio", PICTURES, 10 * MEGABYTE, public=True),
            Purpose("review", PICTURES, 10 * MEGABYTE, public=True),
            Purpose("fansub", PICTURES, 10 * MEGABYTE, public=True),
            Purpose("feed", PICTURES, 10 * MEGABYTE, public=True),
            Purpose("kb", PICTURES, 5 * MEGABYTE, public=True),
            Purpose("message", PAPERS, 10 * MEGABYTE, public=False),
            Purpose("support", PAPERS, 10 * MEGABYTE, public=False),
            Purpose("evidence", PAPERS, 20 * MEGABYTE, public=False),
            Purpose("verification", PAPERS, 10 * MEGABYTE, public=False),
            Purpose("coi", PAPERS, 10 * MEGABYTE, public=False),
            Purpose("receipt", PAPERS, 10 * MEGABYTE, public=False),
        )
    }
)


def accepted_type(purpose: Purpose, mime: str) -> str:
    """The plain name of the type. Raises UNSUPPORTED_TYPE when this purpose does not take it."""
    bare = mime.strip().lower()
    plain = ALIASES.get(bare, bare)
    if plain not in purpose.types:
        raise Invalid(
            "UNSUPPORTED_TYPE",
            f"A file for {purpose.name} cannot be of that type.",
            hint=f"Send one of: {', '.join(sorted(purpose.types))}.",
        )
    return plain


def require_size(purpose: Purpose, size: int) -> None:
    if size > purpose.max_bytes:
        raise Invalid(
            "FILE_TOO_LARGE",
            f"A file for {purpose.name} has at most {purpose.max_bytes} bytes.",
            hint="Make the picture smaller before sending it; 2048 pixels on the longest side are enough.",
        )
