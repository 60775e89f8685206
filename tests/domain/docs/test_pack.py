from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.docs.states import EnvelopeStatus, PackStatus, SignerStatus
from domain.errors import Conflict
from domain.ids import UserId
from tests.domain.docs.builders import DANA, INES, NOW, STRANGER, a_document, a_pack

LATER = NOW + timedelta(hours=1)


def test_the_last_signature_completes_the_envelope_and_signs_the_pack() -> None:
    pack = a_pack()
    once = pack.signed_by(DANA, pack.documents[0], LATER)
    assert (once.status, once.documents[0].envelope_status) == (PackStatus.ISSUED, EnvelopeStatus.SENT)
    twice = once.signed_by(INES, once.documents[0], LATER)
    assert (twice.status, twice.documents[0].envelope_status) == (PackStatus.SIGNED, EnvelopeStatus.COMPLETED)
    assert [(signer.status, signer.signed_at) for signer in twice.documents[0].signers] == [
        (SignerStatus.SIGNED, LATER),
        (SignerStatus.SIGNED, LATER),
    ]


def test_a_pack_is_signed_when_all_its_envelopes_are_complete() -> None:
    pack = a_pack(a_document(1), a_document(2))
    for person in (DANA, INES):
        pack = pack.signed_by(person, pack.documents[0], LATER)
    assert (pack.status, pack.all_signed) == (PackStatus.ISSUED, False)
    for person in (DANA, INES):
        pack = pack.signed_by(person, pack.documents[1], LATER)
    assert (pack.status, pack.all_signed) == (PackStatus.SIGNED, True)


def test_a_document_waits_only_for_those_who_have_not_signed() -> None:
    document = a_document()
    assert (document.waits_for(DANA), document.waits_for(STRANGER)) == (True, False)
    signed = document.signed_by(DANA, LATER)
    assert (signed.waits_for(DANA), signed.waits_for(INES)) == (False, True)


def test_superseding_voids_open_envelopes_and_keeps_complete_ones() -> None:
    pack = a_pack(a_document(1), a_document(2))
    for person in (DANA, INES):
        pack = pack.signed_by(person, pack.documents[0], LATER)
    old = pack.superseded(LATER)
    assert old.status is PackStatus.SUPERSEDED
    assert [document.envelope_status for document in old.documents] == [
        EnvelopeStatus.COMPLETED,
        EnvelopeStatus.VOIDED,
    ]


def test_an_expired_pack_is_void_and_waits_for_nobody() -> None:
    expired = a_pack().expired(LATER)
    assert (expired.status, expired.documents[0].envelope_status) == (
        PackStatus.VOIDED,
        EnvelopeStatus.EXPIRED,
    )
    assert not expired.documents[0].waits_for(DANA)
    assert not expired.is_live


def test_what_is_over_cannot_be_superseded() -> None:
    with pytest.raises(Conflict, match="voided cannot supersede"):
        a_pack().voided(LATER).superseded(LATER)


@given(st.permutations([(person, at) for person in (DANA, INES) for at in range(3)]))
def test_in_whatever_order_people_sign_only_the_last_signature_signs_the_pack(
    order: list[tuple[UserId, int]],
) -> None:
    pack = a_pack(*(a_document(number) for number in range(1, 4)))
    statuses = []
    for person, at in order:
        pack = pack.signed_by(person, pack.documents[at], LATER)
        statuses.append(pack.status)
    assert statuses == [PackStatus.ISSUED] * 5 + [PackStatus.SIGNED]
