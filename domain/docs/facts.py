"""What is announced about documents, named as in the event catalogue. Followers hear of packs."""

from typing import Final

from domain.bookings.facts import topic_of
from domain.docs.model import Document, Pack
from domain.facts import Fact

TOLD: Final = frozenset({"doc.pack.issued", "doc.pack.signed"})


def of_pack(name: str, pack: Pack, actor: str, *, status: str | None = None) -> Fact:
    """`status` is that of the booking after it, for those who follow the booking."""
    ids = {"leg_id": pack.leg_id, "lbg_id": pack.lbg_id, "pack_id": pack.pack_id, "status": status}
    return Fact(name, pack.pack_id, ids, (topic_of(pack.lbg_id),) if name in TOLD else (), actor)


def of_document(name: str, pack: Pack, document: Document, actor: str) -> Fact:
    ids = {
        "leg_id": pack.leg_id,
        "lbg_id": pack.lbg_id,
        "pack_id": pack.pack_id,
        "doc_id": document.doc_id,
        "envelope_id": document.envelope_id,
    }
    return Fact(name, document.doc_id, ids, (), actor)
