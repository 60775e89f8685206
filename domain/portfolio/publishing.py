"""Whether an item may go live, must wait for its pictures, or is refused."""

from collections.abc import Sequence

from domain.errors import Forbidden, Invalid, Remedy
from domain.ids import ItemId, MediaId
from domain.portfolio.gallery import Picture, Standing, any_that, shown
from domain.portfolio.states import ItemMove


def move_for(item_id: ItemId, pictures: Sequence[Picture], cover: MediaId) -> ItemMove:
    """PUBLISH when everything is clean, HOLD while something is still being looked at.

    Raises UPLOAD_QUARANTINED, SP_UNSAFE_PUBLIC, or VALIDATION_FAILED for a cover from elsewhere.
    """
    present = [picture for picture in pictures if picture.standing is not Standing.ABSENT]
    if not any(picture.media_id == cover for picture in present):
        raise Invalid(
            "VALIDATION_FAILED",
            "The cover must be one of the item's pictures.",
            hint="Upload a picture with uploadPortfolioMedia and name its mediaId.",
            fields={"coverMediaId": "Not a picture of this item."},
        )
    if any_that(present, Standing.UNSAFE):
        raise Forbidden(
            "SP_UNSAFE_PUBLIC",
            "One of the pictures may not be shown in public.",
            hint="Take it out of the item, then publish again.",
            remedies=(without_unsafe(item_id, present),),
        )
    if any_that(present, Standing.HELD_BACK):
        raise Forbidden(
            "UPLOAD_QUARANTINED",
            "One of the pictures is held back while it is checked.",
            hint="Wait for the check, or take the picture out of the item.",
            remedies=(without_unsafe(item_id, present),),
        )
    return ItemMove.HOLD if any_that(present, Standing.CHECKING) else ItemMove.PUBLISH


def may_settle(pictures: Sequence[Picture], cover: MediaId | None) -> bool:
    """Whether an item that waits can go live by itself: a clean cover, no verdict bad or outstanding."""
    troubled = {Standing.UNSAFE, Standing.HELD_BACK, Standing.CHECKING}
    clean = {picture.media_id for picture in shown(pictures)}
    return cover in clean and not any(picture.standing in troubled for picture in pictures)


def without_unsafe(item_id: ItemId, pictures: Sequence[Picture]) -> Remedy:
    """Keeps what is clean or may yet be, in its order."""
    kept = [p for p in pictures if p.standing in {Standing.SHOWN, Standing.CHECKING}]
    order = [p.media_id for p in sorted(kept, key=lambda p: p.position)]
    return Remedy("setPortfolioMedia", {"itemId": item_id, "order": order}, "Take the picture out")
