"""After the last signature: the file is checked against its hash and sealed together with the evidence."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from domain.docs import facts
from domain.docs.issuing import PDF
from domain.docs.model import Document, SignEvent
from domain.docs.printing import Evidence
from domain.docs.states import EnvelopeStatus
from domain.ids import DocId
from domain.ports import Services

MOST_BYTES: Final = 20 * 1024 * 1024


async def seal(services: Services, payload: Mapping[str, Any]) -> None:
    """Safe to repeat: the same evidence makes the same bytes, and the first hash that is kept stays."""
    doc_id = DocId(payload["doc_id"])
    async with services.units() as uow:
        document = await uow.docs.document(doc_id)
        events = (await uow.docs.events([doc_id])).get(doc_id, [])
    if document is None or not _is_waiting(document):
        return
    sealed = await services.renderer.seal(_evidence(document, await _original(services, document), events))
    key = document.pdf_key.removesuffix(".pdf") + "_signed.pdf"
    await services.files.write(key, sealed, content_type=PDF)
    await _keep(services, document, key, sha256(sealed).hexdigest())


def _is_waiting(document: Document) -> bool:
    return document.envelope_status is EnvelopeStatus.COMPLETED and document.post_sign_sha256 is None


async def _original(services: Services, document: Document) -> bytes:
    original = await services.files.read(document.pdf_key, most=MOST_BYTES)
    if original is None or sha256(original).hexdigest() != document.pdf_sha256:
        # Nobody but an operator can put this right; the job is kept where they see it.
        raise RuntimeError(f"the stored file of {document.doc_id} is not what was signed")
    return original


def _evidence(document: Document, original: bytes, events: list[SignEvent]) -> Evidence:
    names = {signer.role: signer.name for signer in document.signers}
    signatures = [event for event in events if event.event == "signed"]
    return Evidence(
        original=original,
        original_sha256=document.pdf_sha256,
        reference=(
            f"Booking {document.lbg_id}",
            f"Document {document.doc_id}, {document.template_name} v{document.template_version}",
            f"Envelope {document.envelope_id}",
        ),
        lines=tuple(
            (
                f"{names[event.actor_role]} ({event.actor_role.label})",
                _clock(event.created_at),
                event.address,
                event.agent,
            )
            for event in signatures
        ),
        completed_at=max(event.created_at for event in signatures),
    )


def _clock(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")


async def _keep(services: Services, document: Document, key: str, digest: str) -> None:
    async with services.units() as uow:
        pack = await uow.docs.pack(document.pack_id)
        current = pack.envelope(document.envelope_id) if pack else None
        if pack is None or current is None or not _is_waiting(current):
            return
        await uow.docs.set_sealed(document.doc_id, pdf_key=key, sha256=digest)
        uow.emit(facts.of_document("doc.pdf.hash_verified", pack, document, "system"))
