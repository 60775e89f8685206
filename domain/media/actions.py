"""Asking for a place, using what was sent, asking how the scan went."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import NotFound
from domain.facts import Fact
from domain.ids import MediaId, Prefix
from domain.media.keys import incoming_key, may_be_key
from domain.media.model import Upload
from domain.media.ports import Files
from domain.media.purposes import PURPOSES, accepted_type, require_size
from domain.media.states import ScanMove, ScanState
from domain.ports import UnitOfWork
from domain.validation import Problems
from domain.viewer import Viewer

SCAN_JOB = "media.scan"
LAPSE_TIMER = "media.lapse"
PLACE_LASTS = timedelta(minutes=5)
# A slow line may still be sending when the place closes, so the last look comes later.
GRACE = timedelta(minutes=10)


@dataclass(frozen=True)
class Place:
    """Where and how to send the bytes of one upload."""

    url: str
    key: str
    max_bytes: int
    expires_at: datetime


async def ask_for_place(
    uow: UnitOfWork,
    files: Files,
    viewer: Viewer,
    *,
    mime: str,
    purpose: str,
    size: int | None,
    file_name: str | None,
) -> Place:
    """A short-lived address for one file. Raises UNSUPPORTED_TYPE, FILE_TOO_LARGE, UPLOAD_FAILED."""
    owner = viewer.require_user()
    _require_sane(mime=mime, purpose=purpose, size=size, file_name=file_name)
    rules = PURPOSES[purpose]
    plain = accepted_type(rules, mime)
    require_size(rules, size or 0)
    key = incoming_key(purpose, owner, secrets.token_urlsafe(16), plain)
    url = files.presign_put(
        key, content_type=mime.strip(), length=size, expires_s=int(PLACE_LASTS.total_seconds())
    )
    upload = Upload(
        id=MediaId(uow.new_id(Prefix.MEDIA)),
        key=key,
        owner_id=owner,
        purpose_name=purpose,
        mime=plain,
        declared_bytes=size,
        file_name=file_name,
        state=ScanState.WAITING,
        created_at=uow.now,
        expires_at=uow.now + PLACE_LASTS,
    )
    await uow.media.add(upload)
    await uow.schedule(LAPSE_TIMER, key, upload.expires_at + GRACE)
    uow.emit(Fact("upload.start", upload.id, {"user_id": owner, "key": key}, actor=owner))
    return Place(url, key, rules.max_bytes, upload.expires_at)


async def use_upload(uow: UnitOfWork, viewer: Viewer, key: str, purposes: Collection[str]) -> Upload:
    """My upload, made for one of these purposes, to be tied to something. Its first use starts the scan.

    The answer may not be clean yet: whoever shows it to others asks `upload.require_clean()` first.
    """
    owner = viewer.require_user()
    upload = await uow.media.owned(key, owner) if may_be_key(key) else None
    if upload is None or upload.purpose_name not in purposes:
        raise NotFound("NOT_FOUND", "You have no such upload.", hint="Send the file with getPresignedUrl.")
    return await _with_scan_started(uow, upload)


async def upload_status(uow: UnitOfWork, viewer: Viewer, key: str) -> Upload:
    """Where my upload stands; asking starts the scan. Raises UPLOAD_QUARANTINED for one held back."""
    upload = await use_upload(uow, viewer, key, PURPOSES)
    return upload.require_clean() if upload.state is ScanState.QUARANTINED else upload


async def _with_scan_started(uow: UnitOfWork, upload: Upload) -> Upload:
    if upload.state is not ScanState.WAITING:
        return upload
    begun = upload.moved(ScanMove.BEGIN)
    await uow.media.save(begun)
    await uow.enqueue(SCAN_JOB, {"key": upload.key})
    return begun


def _require_sane(*, mime: str, purpose: str, size: int | None, file_name: str | None) -> None:
    problems = Problems()
    problems.text("mime", mime, max=100)
    problems.one_of("purpose", purpose, PURPOSES)
    if size is not None:
        problems.require("bytes", "A file has at least one byte.", ok=size > 0)
    if file_name is not None:
        problems.text("fileName", file_name, max=255)
        problems.require("fileName", "Must be a name, not a path.", ok=not {"/", "\\"} & set(file_name))
    problems.raise_if_any()
