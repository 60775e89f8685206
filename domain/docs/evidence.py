"""The trail of an envelope: one event per signer and step."""

from domain.docs.clauses import SignerRole
from domain.docs.model import Document, Pack, Signer, SignEvent
from domain.docs.states import SignerStatus
from domain.ids import Prefix
from domain.ports import UnitOfWork
from domain.viewer import Viewer


def sent(uow: UnitOfWork, pack: Pack) -> list[SignEvent]:
    """Every signer was asked."""
    return [
        _event(uow, document, signer.role, "envelope_sent")
        for document in pack.documents
        for signer in document.signers
    ]


def signed(uow: UnitOfWork, viewer: Viewer, document: Document) -> list[SignEvent]:
    """Who signed, when by business time, from where, with what, and exactly which bytes."""
    mine = [signer for signer in _open(document) if signer.user_id == viewer.user_id]
    return [
        SignEvent(
            sign_event_id=uow.new_id(Prefix.SIGN_EVENT),
            doc_id=document.doc_id,
            actor_role=signer.role,
            actor_id=signer.user_id,
            event="signed",
            created_at=uow.now,
            address=viewer.address[:_LONGEST],
            agent=viewer.agent[:_LONGEST],
            document_sha256=document.pdf_sha256,
        )
        for signer in mine
    ]


def closed(uow: UnitOfWork, pack: Pack, event: str) -> list[SignEvent]:
    """What was still to be signed no longer is: `voided` or `expired`."""
    return [
        _event(uow, document, signer.role, event) for document in pack.documents for signer in _open(document)
    ]


_LONGEST = 400


def _open(document: Document) -> list[Signer]:
    return [signer for signer in document.signers if signer.status is not SignerStatus.SIGNED]


def _event(uow: UnitOfWork, document: Document, role: SignerRole, event: str) -> SignEvent:
    return SignEvent(uow.new_id(Prefix.SIGN_EVENT), document.doc_id, role, None, event, uow.now)
