"""Who may sign what, and when; and why not."""

from datetime import datetime, timedelta
from typing import Final

from domain.docs.model import Document, Pack
from domain.docs.states import EnvelopeStatus, PackStatus
from domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Remedy
from domain.ids import LbgId, LegId, UserId

TIME_TO_SIGN: Final = timedelta(hours=48)
"""Two days for a seller to look, and a day left to issue anew before an unpaid checkout is over."""


def signing_ends_at(issued_at: datetime, session_starts_at: datetime) -> datetime:
    return min(issued_at + TIME_TO_SIGN, session_starts_at)


def unknown_pack() -> NotFound:
    """The answer to whoever takes no part in it: that it exists is nobody else's business."""
    return NotFound("NOT_FOUND", "There is no such document pack.")


def reissuing(lbg_id: LbgId, leg_id: LegId) -> Remedy:
    return Remedy("createDocPack", {"draftId": lbg_id, "legId": leg_id}, "Issue the documents again")


def why_not_signed_by(person: UserId, pack: Pack, document: Document, now: datetime) -> DomainError | None:
    """Why this person cannot sign this document now; None when they can, or have."""
    if not document.is_party(person):
        return Invalid(
            "DOC_SIGNER_MISSING",
            "You are not a signer of this document.",
            hint="Every signer signs for themselves; myDocsToSign lists what waits for you.",
            fields={"envelopeId": "Not an envelope of yours."},
        )
    if document.legal_hold:
        return on_hold()
    if _is_expired(document, now):
        return Conflict(
            "ENVELOPE_EXPIRED",
            "The time for signing is over.",
            hint="Ask the buyer to issue the documents again.",
            remedies=(reissuing(pack.lbg_id, pack.leg_id),),
        )
    return None if pack.is_live else reissue_required(pack.lbg_id, pack.leg_id)


def reissue_required(lbg_id: LbgId, leg_id: LegId) -> Conflict:
    return Conflict(
        "DOC_REISSUE_REQUIRED",
        "The booking changed after the documents were issued.",
        hint="They have to be issued and signed anew.",
        remedies=(reissuing(lbg_id, leg_id),),
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
