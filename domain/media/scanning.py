"""Looking at what was sent: read, judge, keep the checked copies, then say so. Each step may be repeated."""

from collections.abc import Mapping
from typing import Any

from domain.facts import Fact
from domain.media.actions import LAPSE_TIMER, SCAN_JOB
from domain.media.keys import held_key
from domain.media.model import Findings, Upload
from domain.media.ports import Outcome, Verdict
from domain.media.states import ScanMove, ScanState
from domain.ports import Services, UnitOfWork

_MOVE_OF = {
    Outcome.ALLOW: ScanMove.PASS,
    Outcome.BLOCK: ScanMove.BLOCK,
    Outcome.QUARANTINE: ScanMove.QUARANTINE,
}


async def scan(services: Services, payload: Mapping[str, Any]) -> None:
    """The job. Bytes are read, judged and written outside any transaction."""
    key: str = payload["key"]
    async with services.units() as uow:
        upload = await uow.media.holding(key)
    if upload is None or upload.state is not ScanState.SCANNING:
        return
    body = await services.files.read(key, most=upload.purpose.max_bytes + 1)
    if body is None:
        await _put_back(services, key)
        return
    verdict = await services.scan.inspect(body, mime=upload.mime, purpose=upload.purpose)
    for rendition in verdict.renditions:
        place = upload.place_of(rendition.name)
        await services.files.write(place, rendition.body, content_type=rendition.content_type)
    if verdict.outcome is Outcome.QUARANTINE:
        await services.files.write(held_key(key), body, content_type="application/octet-stream")
    await _conclude(services, key, verdict)
    await services.files.delete(key)


async def look_once_more(services: Services, payload: Mapping[str, Any]) -> None:
    """The timer, after the place closed: what came is scanned even if nobody asked, what did not is over."""
    key: str = payload["subject"]
    arrived = await services.files.head(key)
    async with services.units() as uow:
        upload = await uow.media.holding(key)
        if upload is None or upload.state is not ScanState.WAITING:
            return
        if arrived is None:
            nothing = Findings(bytes=0, sha256="", nsfw_band=2, reason="never_arrived")
            await uow.media.save(upload.moved(ScanMove.LAPSE, nothing))
            return
        await uow.media.save(upload.moved(ScanMove.BEGIN))
        await uow.enqueue(SCAN_JOB, {"key": key})


async def _put_back(services: Services, key: str) -> None:
    """Asked about before the bytes were there: the next question starts the scan again."""
    async with services.units() as uow:
        upload = await uow.media.holding(key)
        if upload is not None and upload.state is ScanState.SCANNING:
            await uow.media.save(upload.moved(ScanMove.MISS))


async def _conclude(services: Services, key: str, verdict: Verdict) -> None:
    async with services.units() as uow:
        upload = await uow.media.holding(key)
        if upload is None or upload.state is not ScanState.SCANNING:
            return
        done = upload.moved(_MOVE_OF[verdict.outcome], verdict.findings)
        await uow.media.save(done)
        await uow.unschedule(LAPSE_TIMER, key)
        _tell(uow, done)


def _tell(uow: UnitOfWork, upload: Upload) -> None:
    if upload.state is ScanState.CLEAN:
        uow.emit(Fact("upload.success", upload.id, {"user_id": upload.owner_id, "key": upload.key}))
    if upload.nsfw_band > 0:
        uow.emit(Fact("content.classified", upload.id, {"media_id": upload.id, "message_id": None}))
