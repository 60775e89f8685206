"""Files: what Python needs of one to say where it can be fetched (contract messaging.graphql, spec 12)."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from domain.media.keys import INCOMING, PUBLIC
from domain.media.purposes import EXTENSIONS, PICTURES, PURPOSES
from domain.media.states import ScanState
from domain.portfolio.gallery import BAND_WITHHELD
from persistence.read.model import FILES, VIEWER, ReadModel
from persistence.read.views import One
from persistence.tables.media import upload
from persistence.tables.portfolio import portfolio_media
from persistence.tables.studios import studio_media


def stored(file: Any) -> ColumnElement[Any]:
    """What `domain.media.model.StoredFile` is made of, as JSON, from the columns of an upload."""
    return func.json_build_object(
        "key", file.key, "purpose_name", file.purpose, "mime", file.mime, "state", file.state,
        "file_name", file.file_name,
    )  # fmt: skip


def public_address(file: Any, rendition: str) -> ColumnElement[str]:
    """Where a checked public picture is fetched. The mirror of the domain's `public_key`."""
    # A key ends with a dot and the extension of its type.
    tail = case(*((file.mime == mime, -1 - len(ending)) for mime, ending in sorted(EXTENSIONS.items())))
    stem = func.left(func.substr(file.key, len(INCOMING) + 1), tail)
    return func.concat(FILES, PUBLIC, stem, f"/{rendition}.webp")


def is_public(file: Any) -> Any:
    names = sorted(purpose.name for purpose in PURPOSES.values() if purpose.public)
    return file.purpose.in_(names)


def public_thumb(file: Any) -> ColumnElement[str | None]:
    """The small picture of a public file; None before the scan has passed it, or without one."""
    there = and_(file.state == ScanState.CLEAN.value, file.mime.in_(sorted(PICTURES)), is_public(file))
    return case((there, public_address(file, "thumb")))


def band_of(file: Any) -> ColumnElement[int]:
    """Withheld until known: what nobody has looked at is not shown."""
    return case((file.state == ScanState.CLEAN.value, func.coalesce(file.nsfw_band, 0)), else_=2)


def is_shown(file: Any) -> ColumnElement[bool]:
    """Clean, and not to be withheld. The mirror of the domain's `is_shown`."""
    return and_(file.state == ScanState.CLEAN.value, func.coalesce(file.nsfw_band, 0) < BAND_WITHHELD)


def scan_status_of(file: Any) -> ColumnElement[str]:
    """The contract's coarser word for galleries and attachments."""
    return case(
        (file.state.in_([ScanState.WAITING.value, ScanState.SCANNING.value]), "pending"), else_=file.state
    )


def _hung(gallery: FromClause, place: str) -> Subquery:
    """The pictures of galleries, each with its place and the name of whose gallery it is."""
    hung = (gallery.c[place], gallery.c.position, gallery.c.alt_text)
    return select(upload, *hung).join(gallery, gallery.c.media_id == upload.c.media_id).subquery()


def _anywhere() -> Subquery:
    """A picture hangs in one gallery at most; an upload on its own is as the first of one."""
    position = func.coalesce(studio_media.c.position, portfolio_media.c.position, 0)
    alt_text = func.coalesce(studio_media.c.alt_text, portfolio_media.c.alt_text)
    return (
        select(upload, position.label("position"), alt_text.label("alt_text"))
        .outerjoin(studio_media, studio_media.c.media_id == upload.c.media_id)
        .outerjoin(portfolio_media, portfolio_media.c.media_id == upload.c.media_id)
        .subquery()
    )


# Where edges to pictures begin (`source`).
IN_PORTFOLIOS: Final = _hung(portfolio_media, "item_id")
IN_STUDIOS: Final = _hung(studio_media, "studio_id")
ALONE: Final = select(
    upload, literal(0, Integer).label("position"), cast(null(), Text).label("alt_text")
).subquery()

MEDIA = ReadModel("Media", _anywhere(), key=["media_id"])
MEDIA.columns("width", "height", "alt_text", "position", id="media_id")
MEDIA.computed(
    kind=lambda _: literal("image"),
    url=lambda row: public_address(row, "full"),
    thumb_url=lambda row: public_address(row, "thumb"),
    duration_sec=lambda _: null(),
    nsfw_band=band_of,
    scan_status=scan_status_of,
)

UPLOAD = ReadModel("UploadStatus", upload, key=["media_id"])
UPLOAD.columns("key", status="state")
UPLOAD.computed(nsfw_band=lambda row: case((row.state == ScanState.CLEAN.value, row.nsfw_band)))
UPLOAD.part("attachment", "Attachment")

# Asking about a file that nobody has looked at starts its scan, and one held back is a refusal.
UPLOAD_OF_READER = One(
    "UploadStatus",
    lambda row, ask: and_(
        row.key == ask("key"),
        row.owner_user_id == VIEWER,
        row.state.not_in([ScanState.WAITING.value, ScanState.QUARANTINED.value]),
    ),
)
