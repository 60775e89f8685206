"""Pictures of a studio."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors import Forbidden, Invalid
from domain.facts import Fact
from domain.ids import StudioId
from domain.media.actions import use_upload
from domain.media.model import Upload
from domain.media.states import ScanState
from domain.ports import UnitOfWork
from domain.studios.model import WITHHELD_BAND, MediaKind, Picture, Studio, StudioMedia
from domain.studios.policy import holding_own
from domain.studios.rules import MEDIA_MAX
from domain.validation import Problems
from domain.viewer import Viewer

ALT_TEXT_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class OfferedMedia:
    """A finished upload, as offered for the gallery. Its size is not asked for: the scan reads it."""

    key: str
    kind: str
    alt_text: str | None = None
    position: int | None = None


async def add_media(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId, offered: OfferedMedia) -> Picture:
    """Hang an upload of mine in the gallery, last unless a place is named; it shows once its scan is clean.

    Raises UPLOAD_QUARANTINED or STUDIO_MEDIA_BLOCKED for a file whose scan went badly.
    """
    studio = await holding_own(uow, viewer, studio_id)
    hung = (await uow.studios.gallery([studio_id])).get(studio_id, [])
    _check(offered, hung)
    upload = await use_upload(uow, viewer, offered.key, {"studio"})
    _require_harmless(upload)
    media = _placed(studio, offered, upload, last=len(hung))
    await uow.studios.add_media(media)
    ids = {"studio_id": studio_id, "media_id": upload.id}
    uow.emit(Fact("studio.media.add", studio_id, ids, actor=studio.owner_user_id))
    return Picture(media, upload)


def _placed(studio: Studio, offered: OfferedMedia, upload: Upload, *, last: int) -> StudioMedia:
    return StudioMedia(
        studio_id=studio.studio_id,
        media_id=upload.id,
        kind=MediaKind(offered.kind),
        position=last if offered.position is None else min(offered.position, last),
        alt_text=offered.alt_text or studio.details.title,
    )


def _check(offered: OfferedMedia, hung: Sequence[Picture]) -> None:
    problems = Problems("media.")
    # Uploads for studios are pictures so far; a clip has no upload that could be offered.
    problems.one_of("kind", offered.kind, {MediaKind.IMAGE})
    if offered.alt_text is not None:
        problems.text("altText", offered.alt_text, ALT_TEXT_MAX, min=0)
    if offered.position is not None:
        problems.integer("position", offered.position, 0, MEDIA_MAX)
    problems.require(
        "key", "It hangs in this gallery already.", ok=all(p.upload.key != offered.key for p in hung)
    )
    problems.require("key", f"A gallery has at most {MEDIA_MAX} pictures.", ok=len(hung) < MEDIA_MAX)
    problems.raise_if_any()


def _require_harmless(upload: Upload) -> None:
    if upload.state is ScanState.QUARANTINED:
        raise Forbidden(
            "UPLOAD_QUARANTINED", "The file is held back while it is checked.", hint="Send another picture."
        )
    withheld = upload.state is ScanState.CLEAN and upload.nsfw_band >= WITHHELD_BAND
    if upload.state is ScanState.BLOCKED or withheld:
        raise Forbidden(
            "STUDIO_MEDIA_BLOCKED", "The picture did not pass the safety scan.", hint="Send another picture."
        )


def in_another_gallery() -> Invalid:
    return Invalid(
        "VALIDATION_FAILED",
        "That upload hangs in a gallery already.",
        hint="Upload the picture once more.",
        fields={"media.key": "It hangs in another gallery."},
    )
