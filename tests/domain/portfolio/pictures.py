"""Pictures for tests, in every state a scan can leave them in."""

from datetime import UTC, datetime

from domain.ids import ItemId, MediaId, UserId
from domain.media.model import Findings, Upload
from domain.media.states import ScanState
from domain.portfolio.gallery import Picture
from domain.portfolio.model import MediaKind

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ITEM = ItemId("pfi_1")


def a_picture(
    media_id: str = "med_1",
    state: ScanState = ScanState.CLEAN,
    *,
    band: int = 0,
    size: int = 10,
    place: int = 0,
) -> Picture:
    judged = state in {ScanState.CLEAN, ScanState.BLOCKED, ScanState.QUARANTINED}
    upload = Upload(
        id=MediaId(media_id),
        key=f"incoming/{media_id}.jpg",
        owner_id=UserId("usr_owner"),
        purpose_name="portfolio",
        mime="image/jpeg",
        declared_bytes=None,
        file_name=None,
        state=state,
        created_at=NOON,
        expires_at=NOON,
        findings=Findings(size, "", nsfw_band=band) if judged else None,
    )
    return Picture(ITEM, MediaKind.IMAGE, place, None, upload)


def never_sent(media_id: str = "med_0") -> Picture:
    return a_picture(media_id, ScanState.BLOCKED, band=2, size=0)
