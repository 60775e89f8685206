"""Looking at what was sent: read, judge, keep the checked copies, then say so. Each step may be repeated."""

from collections.abc import Mapping
from typing import Any

from domain.facts import Fact
from domain.media.actions import GRACE, LAPSE_TIMER, SCAN_JOB
from domain.media.keys import held_key
from domain.media.model import Findings, Upload
from domain.media.ports import Outcome, Verdict
from domain.media.states import ScanMove, ScanState
from domain.ports import Services, UnitOfWork

MOVE_OF = {
    Outcome.ALLOW: ScanMove.PASS,
    Outcome.BLOCK: ScanMove.BLOCK,
    Outcome.QUARANTINE: ScanMove.QUARANTINE,
}


async def scan(services: Services, payload: Mapping[str, Any]) -> None:
    """The job. Bytes are read, judged and written outside any transaction."""
    async with services.units() as uow:
        upload = await uow.media.holding(payload["key"])
    if upload is None or upload.state is not ScanState.SCANNING:
        return
    body = await services.files.read(upload.key, most=upload.purpose.max_bytes + 1)
    verdict = await judged(services, upload, body) if body is not None else None
    async with services.units() as uow:
        await _conclude(uow, upload.key, verdict)
    if verdict is not None:
        await services.files.delete(upload.key)


async def look_once_more(services: Services, payload: Mapping[str, Any]) -> None:
    """The timer, after the place closed: what came is scanned even if nobody asked, what did not is over.

    A scan that still has no verdict by then was lost on the way, and begins anew.
    """
    key: str = payload["subject"]
    arrived = await services.files.head(key) is not None
    async with services.units() as uow:
        upload = await uow.media.holding(key)
        if upload is None or upload.state not in {ScanState.WAITING, ScanState.SCANNING}:
            return
        if upload.state is ScanState.WAITING and not arrived:
            nothing = Findings(bytes=0, sha256="", nsfw_band=2, reason="never_arrived")
            await uow.media.save(upload.moved(ScanMove.LAPSE, nothing))
            return
        if upload.state is ScanState.WAITING:
            await uow.media.save(upload.moved(ScanMove.BEGIN))
        await uow.enqueue(SCAN_JOB, {"key": key})
        await uow.schedule(LAPSE_TIMER, key, uow.now + GRACE)


async def judged(services: Services, upload: Upload, body: bytes) -> Verdict:
    """The verdict, with everything kept that it allows."""
    verdict = await services.scan.inspect(body, mime=upload.mime, purpose=upload.purpose)
    for rendition in verdict.renditions:
        place = upload.place_of(rendition.name)
        await services.files.write(place, rendition.body, content_type=rendition.content_type)
    if verdict.outcome is Outcome.QUARANTINE:
        await services.files.write(held_key(upload.key), body, content_type="application/octet-stream")
    return verdict


async def _conclude(uow: UnitOfWork, key: str, verdict: Verdict | None) -> None:
    """Without bytes the upload waits again: the next question about it starts the scan anew."""
    upload = await uow.media.holding(key)
    if upload is None or upload.state is not ScanState.SCANNING:
        return
    if verdict is None:
        await uow.media.save(upload.moved(ScanMove.MISS))
        return
    done = upload.moved(MOVE_OF[verdict.outcome], verdict.findings)
    await uow.media.save(done)
    await uow.unschedule(LAPSE_TIMER, key)
    tell(uow, done)


def tell(uow: UnitOfWork, upload: Upload) -> None:
    if upload.state is ScanState.CLEAN:
        uow.emit(Fact("upload.success", upload.id, {"user_id": upload.owner_id, "key": upload.key}))
    if upload.nsfw_band > 0:
        uow.emit(Fact("content.classified", upload.id, {"media_id": upload.id, "message_id": None}))
