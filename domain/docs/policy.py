"""Who may sign what, and when; and why not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.docs.model import Document, Pack
from domain.docs.states import EnvelopeStatus, PackStatus
from domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Remedy
from domain.ids import UserId

TIME_TO_SIGN: Final = timedelta(hours=48)
"""Two days for a seller to look, and a day left to issue anew before an unpaid checkout is over."""


def signing_ends_at(issued_at: datetime, session_starts_at: datetime) -> datetime:
    return min(issued_at + TIME_TO_SIGN, session_starts_at)


def unknown_pack() -> NotFound:
    """The answer to whoever takes no part in it: that it exists is nobody else's business."""
    return NotFound("NOT_FOUND", "There is no such document pack.")


@dataclass(frozen=True)
class Asking:
    """Who wants to sign, when, and whether the booking of the documents is still a checkout."""

    person: UserId
    at: datetime
    is_buyer: bool
    is_open: bool


def why_not_signed(asking: Asking, pack: Pack, document: Document) -> DomainError | None:
    """Why this person cannot sign this document now; None when they can, or have already."""
    if not document.is_party(asking.person):
        return _not_a_signer()
    if document.legal_hold:
        return on_hold()
    if pack.is_live and not document.waits_for(asking.person):
        return None
    if not asking.is_open:
        return Conflict("ENVELOPE_EXPIRED", "The booking is over; nothing is left to sign.")
    if _is_expired(document, asking.at):
        return Conflict("ENVELOPE_EXPIRED", "The time for signing is over.", **_issuing_anew(asking, pack))
    return None if pack.is_live else reissue_required(asking, pack)


def reissue_required(asking: Asking, pack: Pack) -> Conflict:
    return Conflict(
        "DOC_REISSUE_REQUIRED",
        "The booking changed after the documents were issued.",
        **_issuing_anew(asking, pack),
    )


def _issuing_anew(asking: Asking, pack: Pack) -> dict[str, Any]:
    """What to do next. Only the buyer can issue documents, so only the buyer is promised that it works."""
    if not asking.is_buyer:
        return {"hint": "Ask the buyer to issue the documents anew."}
    variables = {"draftId": pack.lbg_id, "legId": pack.leg_id}
    anew = Remedy("createDocPack", variables, "Issue the documents anew")
    return {"hint": "Issue the documents anew; everybody signs again.", "remedies": (anew,)}


def _not_a_signer() -> Invalid:
    return Invalid(
        "DOC_SIGNER_MISSING",
        "You are not a signer of this document.",
        hint="Every signer signs for themselves; myDocsToSign lists what waits for you.",
        fields={"envelopeId": "Not an envelope of yours."},
    )


def on_hold() -> Forbidden:
    return Forbidden(
        "DOC_LEGAL_HOLD",
        "The document is frozen for legal reasons.",
        hint="Write to support; nothing about it can change until the hold is lifted.",
    )


def is_over(pack: Pack, now: datetime) -> bool:
    """Whether nobody can complete an issued pack any more."""
    return pack.status is PackStatus.ISSUED and any(_is_expired(document, now) for document in pack.documents)


def _is_expired(document: Document, now: datetime) -> bool:
    if document.envelope_status is EnvelopeStatus.EXPIRED:
        return True
    return document.envelope_status is EnvelopeStatus.SENT and now >= document.expires_at
