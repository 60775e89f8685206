"""A pack: all documents one leg needs before it can be paid, and who has signed them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.docs.clauses import SignerRole
from domain.docs.states import (
    LIVE,
    EnvelopeMove,
    EnvelopeStatus,
    PackMove,
    PackStatus,
    SignerStatus,
    envelope_after,
    pack_after,
)
from domain.ids import DocId, EnvelopeId, LbgId, LegId, PackId, UserId

_OPEN: Final = frozenset({SignerStatus.PENDING, SignerStatus.VIEWED})


@dataclass(frozen=True)
class Signer:
    """Someone who must sign, as they were when the document was issued."""

    role: SignerRole
    user_id: UserId
    name: str
    status: SignerStatus = SignerStatus.PENDING
    signed_at: datetime | None = None

    def signed(self, at: datetime) -> "Signer":
        return replace(self, status=SignerStatus.SIGNED, signed_at=at)


@dataclass(frozen=True)
class SignEvent:
    """A step in the life of an envelope; `address`, `agent` and `document_sha256` are evidence."""

    sign_event_id: str
    doc_id: DocId
    actor_role: SignerRole
    actor_id: UserId | None
    event: str
    created_at: datetime
    address: str = ""
    agent: str = ""
    document_sha256: str | None = None


@dataclass(frozen=True)
class Document:
    """One rendered document and its envelope."""

    doc_id: DocId
    pack_id: PackId
    lbg_id: LbgId
    template_id: str
    template_name: str
    template_version: int
    variables_filled: Mapping[str, str]
    pdf_key: str
    pdf_sha256: str
    envelope_id: EnvelopeId
    envelope_status: EnvelopeStatus
    expires_at: datetime
    signers: tuple[Signer, ...]
    created_at: datetime
    legal_hold: bool = False
    signed_pdf_key: str | None = None
    post_sign_sha256: str | None = None

    def is_party(self, person: UserId) -> bool:
        return any(signer.user_id == person for signer in self.signers)

    def waits_for(self, person: UserId) -> bool:
        """Whether this person can sign now."""
        mine = [signer for signer in self.signers if signer.user_id == person]
        return self.envelope_status is EnvelopeStatus.SENT and any(signer.status in _OPEN for signer in mine)

    def signed_by(self, person: UserId, at: datetime) -> "Document":
        """Signed in every role this person has; the last signature completes the envelope."""
        signers = tuple(signer.signed(at) if signer.user_id == person else signer for signer in self.signers)
        signed = replace(self, signers=signers)
        everybody = all(signer.status is SignerStatus.SIGNED for signer in signers)
        return signed.moved(EnvelopeMove.COMPLETE) if everybody else signed

    def moved(self, move: EnvelopeMove) -> "Document":
        return replace(self, envelope_status=envelope_after(self.envelope_status, move))

    def closed(self, move: EnvelopeMove) -> "Document":
        """Voided or expired if it was still open; a completed envelope stays as it is, as evidence."""
        return self.moved(move) if self.envelope_status is EnvelopeStatus.SENT else self


@dataclass(frozen=True)
class Pack:
    """The documents of one leg, issued together. A leg whose `fingerprint` changed outdates them."""

    pack_id: PackId
    leg_id: LegId
    lbg_id: LbgId
    status: PackStatus
    city: str
    fingerprint: str
    generator_ver: str
    documents: tuple[Document, ...]
    created_at: datetime
    updated_at: datetime

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def all_signed(self) -> bool:
        return all(document.envelope_status is EnvelopeStatus.COMPLETED for document in self.documents)

    @property
    def is_held(self) -> bool:
        return any(document.legal_hold for document in self.documents)

    def envelope(self, envelope_id: EnvelopeId) -> Document | None:
        return next((document for document in self.documents if document.envelope_id == envelope_id), None)

    def issued(self, at: datetime) -> "Pack":
        """Sent to everybody who has to sign."""
        sent = tuple(document.moved(EnvelopeMove.SEND) for document in self.documents)
        return replace(self, status=pack_after(self.status, PackMove.ISSUE), documents=sent, updated_at=at)

    def signed_by(self, person: UserId, document: Document, at: datetime) -> "Pack":
        """With a person's signature on one document; the last envelope to complete signs the pack."""
        changed = replace(self._with(document.signed_by(person, at)), updated_at=at)
        return (
            replace(changed, status=pack_after(self.status, PackMove.SIGN)) if changed.all_signed else changed
        )

    def superseded(self, at: datetime) -> "Pack":
        """Another pack takes its place; envelopes that were still open are void."""
        return self._closed(PackMove.SUPERSEDE, EnvelopeMove.VOID, at)

    def voided(self, at: datetime) -> "Pack":
        return self._closed(PackMove.VOID, EnvelopeMove.VOID, at)

    def expired(self, at: datetime) -> "Pack":
        """The time for signing is over: what was not signed cannot be any more."""
        return self._closed(PackMove.VOID, EnvelopeMove.EXPIRE, at)

    def _closed(self, pack_move: PackMove, envelope_move: EnvelopeMove, at: datetime) -> "Pack":
        documents = tuple(document.closed(envelope_move) for document in self.documents)
        status = pack_after(self.status, pack_move)
        return replace(self, status=status, documents=documents, updated_at=at)

    def _with(self, changed: Document) -> "Pack":
        documents = tuple(
            changed if document.doc_id == changed.doc_id else document for document in self.documents
        )
        return replace(self, documents=documents)
