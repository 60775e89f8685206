"""The pictures of an item: their order, and what the public may see of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.ids import ItemId, MediaId
from domain.media.model import Upload
from domain.media.states import ScanState
from domain.portfolio.model import MediaKind

BAND_WITHHELD: Final = 2


class Standing(StrEnum):
    """What a picture's scan means for the item it belongs to."""

    SHOWN = "shown"
    CHECKING = "checking"
    HELD_BACK = "held_back"
    UNSAFE = "unsafe"
    ABSENT = "absent"


def is_shown(upload: Upload) -> bool:
    """Clean, and not to be withheld: fit for a public page."""
    return upload.state is ScanState.CLEAN and upload.nsfw_band < BAND_WITHHELD


@dataclass(frozen=True)
class Picture:
    """One place in an item's gallery, with the upload that fills it."""

    item_id: ItemId
    kind: MediaKind
    position: int
    alt_text: str | None
    upload: Upload

    @property
    def media_id(self) -> MediaId:
        return self.upload.id

    @property
    def standing(self) -> Standing:
        match self.upload.state:
            case ScanState.WAITING | ScanState.SCANNING:
                return Standing.CHECKING
            case ScanState.QUARANTINED:
                return Standing.HELD_BACK
            case ScanState.BLOCKED:
                return Standing.ABSENT if self._never_sent else Standing.UNSAFE
            case ScanState.CLEAN:
                return Standing.SHOWN if is_shown(self.upload) else Standing.UNSAFE

    @property
    def _never_sent(self) -> bool:
        return self.upload.findings is not None and not self.upload.findings.bytes


def shown(pictures: Sequence[Picture]) -> list[Picture]:
    """What everybody may see, in gallery order."""
    return sorted((p for p in pictures if p.standing is Standing.SHOWN), key=lambda p: p.position)


def any_that(pictures: Sequence[Picture], standing: Standing) -> bool:
    return any(picture.standing is standing for picture in pictures)
