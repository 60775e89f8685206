"""When an item may go live: over every combination of what its pictures' scans said."""

from collections.abc import Sequence
from itertools import product

import pytest

from domain.errors import DomainError
from domain.ids import MediaId
from domain.media.states import ScanState
from domain.portfolio.gallery import Picture, Standing, shown
from domain.portfolio.publishing import may_settle, move_for
from domain.portfolio.states import ItemMove
from tests.domain.portfolio.pictures import ITEM, a_picture, never_sent

COVER = a_picture("med_cover")
OTHERS = {
    Standing.SHOWN: a_picture("med_shown", band=1),
    Standing.CHECKING: a_picture("med_checking", ScanState.WAITING),
    Standing.HELD_BACK: a_picture("med_held", ScanState.QUARANTINED, band=2),
    Standing.UNSAFE: a_picture("med_unsafe", ScanState.BLOCKED, band=2),
    Standing.ABSENT: never_sent("med_absent"),
}


def outcome(pictures: Sequence[Picture], cover: str = "med_cover") -> ItemMove | str:
    try:
        return move_for(ITEM, pictures, MediaId(cover))
    except DomainError as refusal:
        return refusal.code


@pytest.mark.parametrize(("standing", "picture"), OTHERS.items())
def test_what_a_scan_means_for_the_item(standing: Standing, picture: Picture) -> None:
    assert picture.standing is standing


def test_a_clean_but_withheld_picture_is_unsafe() -> None:
    assert a_picture(band=2).standing is Standing.UNSAFE


@pytest.mark.parametrize("present", list(product([False, True], repeat=len(OTHERS))))
def test_the_worst_picture_decides(present: tuple[bool, ...]) -> None:
    chosen = [standing for standing, here in zip(OTHERS, present, strict=True) if here]
    expected: ItemMove | str = ItemMove.PUBLISH
    if Standing.CHECKING in chosen:
        expected = ItemMove.HOLD
    if Standing.HELD_BACK in chosen:
        expected = "UPLOAD_QUARANTINED"
    if Standing.UNSAFE in chosen:
        expected = "SP_UNSAFE_PUBLIC"
    pictures = [COVER, *(OTHERS[standing] for standing in chosen)]
    assert outcome(pictures) == expected
    assert may_settle(pictures, COVER.media_id) == (expected is ItemMove.PUBLISH)


@pytest.mark.parametrize("cover", ["med_elsewhere", "med_absent"])
def test_the_cover_is_a_picture_of_the_item_that_was_really_sent(cover: str) -> None:
    assert outcome([COVER, OTHERS[Standing.ABSENT]], cover) == "VALIDATION_FAILED"
    assert outcome([], cover) == "VALIDATION_FAILED"


def test_the_remedy_keeps_everything_but_what_is_wrong() -> None:
    pictures = [
        a_picture("med_2", place=1),
        a_picture("med_1", place=0),
        a_picture("med_bad", ScanState.BLOCKED, band=2, place=2),
        a_picture("med_3", ScanState.SCANNING, place=3),
    ]
    with pytest.raises(DomainError) as refusal:
        move_for(ITEM, pictures, MediaId("med_1"))
    (remedy,) = refusal.value.remedies
    assert remedy.mutation == "setPortfolioMedia"
    assert remedy.variables == {"itemId": ITEM, "order": ["med_1", "med_2", "med_3"]}


def test_an_item_without_a_clean_cover_does_not_go_live_by_itself() -> None:
    assert not may_settle([COVER], None)
    assert not may_settle([a_picture("med_cover", ScanState.SCANNING)], COVER.media_id)
    assert not may_settle([], COVER.media_id)


def test_only_clean_pictures_are_shown_and_in_order() -> None:
    pictures = [a_picture("med_2", place=1), *OTHERS.values(), a_picture("med_1", place=0, band=1)]
    assert [picture.media_id for picture in shown(pictures)] == ["med_shown", "med_1", "med_2"]
