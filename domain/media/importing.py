"""Files that come with their bytes, as in an import: no place and no waiting, but the same scan."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from domain.ids import MediaId, Prefix
from domain.media.keys import incoming_key
from domain.media.model import Upload
from domain.media.purposes import PURPOSES, accepted_type, require_size
from domain.media.scanning import MOVE_OF, judged, tell
from domain.media.states import ScanState
from domain.ports import Services, UnitOfWork
from domain.viewer import Viewer


@dataclass(frozen=True)
class Brought:
    body: bytes
    mime: str
    file_name: str


async def bring_in(
    services: Services, viewer: Viewer, purpose: str, files: Sequence[Brought]
) -> list[Upload]:
    """Scan files side by side and keep them as mine; what is held back is kept as such, not refused.

    Raises UNSUPPORTED_TYPE and FILE_TOO_LARGE, before anything is kept.
    """
    async with services.units() as uow:
        fresh = [_upload(uow, viewer, purpose, file) for file in files]
    verdicts = await asyncio.gather(
        *(judged(services, upload, file.body) for upload, file in zip(fresh, files, strict=True))
    )
    done = [
        upload.moved(MOVE_OF[verdict.outcome], verdict.findings)
        for upload, verdict in zip(fresh, verdicts, strict=True)
    ]
    async with services.units() as uow:
        await uow.media.add_all(done)
        for upload in done:
            tell(uow, upload)
    return done


def _upload(uow: UnitOfWork, viewer: Viewer, purpose: str, file: Brought) -> Upload:
    owner, rules = viewer.require_user(), PURPOSES[purpose]
    plain = accepted_type(rules, file.mime)
    require_size(rules, len(file.body))
    return Upload(
        id=MediaId(uow.new_id(Prefix.MEDIA)),
        key=incoming_key(purpose, owner, secrets.token_urlsafe(16), plain),
        owner_id=owner,
        purpose_name=purpose,
        mime=plain,
        declared_bytes=len(file.body),
        file_name=file.file_name,
        state=ScanState.SCANNING,
        created_at=uow.now,
        expires_at=uow.now,
    )
