"""Uploads without any store: purposes, states, names, and what is shown when."""

from datetime import UTC, datetime
from itertools import product

import pytest

from domain.errors import Conflict, Forbidden, Invalid
from domain.ids import MediaId, UserId
from domain.media.keys import incoming_key, may_be_key
from domain.media.model import Findings, Upload
from domain.media.purposes import PURPOSES, accepted_type, require_size
from domain.media.states import MOVES, ScanMove, ScanState, after

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def an_upload(
    state: ScanState = ScanState.WAITING, purpose: str = "portfolio", *, band: int | None = None
) -> Upload:
    key = incoming_key(purpose, UserId("usr_1"), "r4nd0m", "image/jpeg")
    findings = Findings(10, "ab", 4, 3, band) if band is not None else None
    return Upload(
        id=MediaId("med_1"),
        key=key,
        owner_id=UserId("usr_1"),
        purpose_name=purpose,
        mime="image/jpeg",
        declared_bytes=10,
        state=state,
        created_at=NOW,
        expires_at=NOW,
        findings=findings,
    )


@pytest.mark.parametrize(("state", "move"), list(product(ScanState, ScanMove)))
def test_every_move_is_in_the_table_or_refused(state: ScanState, move: ScanMove) -> None:
    if (state, move) in MOVES:
        assert after(state, move) is MOVES[state, move]
        return
    with pytest.raises(Conflict) as refused:
        after(state, move)
    assert refused.value.code == "CONFLICT"


def test_nothing_that_is_decided_is_scanned_again() -> None:
    for state in (ScanState.CLEAN, ScanState.BLOCKED):
        assert not [move for from_state, move in MOVES if from_state is state]


def test_the_contract_names_the_purposes() -> None:
    assert set(PURPOSES) == {
        *("avatar", "preview", "portfolio", "studio", "message", "review", "fansub", "feed"),
        *("support", "evidence", "verification", "coi", "receipt", "kb"),
    }


def test_a_type_is_taken_by_any_of_its_names_and_only_for_its_purpose() -> None:
    assert accepted_type(PURPOSES["avatar"], " Image/JPG ") == "image/jpeg"
    assert accepted_type(PURPOSES["coi"], "application/pdf") == "application/pdf"
    for purpose, mime in (
        ("avatar", "application/pdf"),
        ("coi", "text/html"),
        ("portfolio", "image/svg+xml"),
    ):
        with pytest.raises(Invalid) as refused:
            accepted_type(PURPOSES[purpose], mime)
        assert refused.value.code == "UNSUPPORTED_TYPE"


def test_the_size_limit_is_inclusive() -> None:
    limit = PURPOSES["preview"].max_bytes
    assert limit == 10 * 1024 * 1024
    require_size(PURPOSES["preview"], limit)
    with pytest.raises(Invalid) as refused:
        require_size(PURPOSES["preview"], limit + 1)
    assert refused.value.code == "FILE_TOO_LARGE"


@pytest.mark.parametrize("state", list(ScanState))
def test_only_a_clean_file_may_be_used_publicly(state: ScanState) -> None:
    upload = an_upload(state, band=0)
    if state is ScanState.CLEAN:
        assert upload.require_clean() is upload
        assert (upload.nsfw_band, upload.scan_status) == (0, "clean")
        return
    with pytest.raises(Forbidden) as refused:
        upload.require_clean()
    assert refused.value.code == "UPLOAD_QUARANTINED"
    assert upload.nsfw_band == 2


def test_a_public_picture_is_never_found_under_the_name_it_was_sent_by() -> None:
    upload = an_upload()
    assert upload.key == "incoming/portfolio/usr_1/r4nd0m.jpg"
    assert upload.full_key == "public/portfolio/usr_1/r4nd0m/full.webp"
    assert upload.thumb_key == "public/portfolio/usr_1/r4nd0m/thumb.webp"
    assert upload.clear_key == "kept/portfolio/usr_1/r4nd0m/file.jpg"


def test_a_private_file_has_no_public_name_at_all() -> None:
    upload = an_upload(purpose="message")
    names = {upload.full_key, upload.thumb_key, upload.clear_key}
    assert names == {"kept/message/usr_1/r4nd0m/file.jpg", "kept/message/usr_1/r4nd0m/thumb.webp"}


@pytest.mark.parametrize("text", ["", "public/x.jpg", "incoming/\0", "incoming/é", "incoming/" + "x" * 300])
def test_what_cannot_be_a_key_is_not_looked_up(text: str) -> None:
    assert not may_be_key(text)
    assert may_be_key("incoming/portfolio/usr_1/r4nd0m.jpg")
