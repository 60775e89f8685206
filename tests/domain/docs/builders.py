"""Legs and packs for tests about documents; name only what the test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.bookings.model import LegType
from domain.docs.clauses import SignerRole
from domain.docs.model import Document, Pack, Signer
from domain.docs.states import EnvelopeStatus, PackStatus
from domain.docs.terms import (
    CancellationBand,
    LegTerms,
    Party,
    PriceItem,
    StudioTerms,
)
from domain.ids import DocId, EnvelopeId, LbgId, LegId, PackId, UserId
from domain.money import Money
from domain.studios.model import Address

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
DANA, INES, STRANGER = UserId("usr_dana"), UserId("usr_ines"), UserId("usr_stranger")


def a_party(user_id: UserId, name: str | None = "Somebody", **changes: Any) -> Party:
    return Party(user_id, name, **{"email": f"{user_id}@example.test", **changes})


def talent_terms(**changes: Any) -> LegTerms:
    values: dict[str, Any] = {
        "lbg_id": LbgId("lbg_1"),
        "leg_id": LegId("leg_1"),
        "type": LegType.TALENT,
        "role": "model",
        "title": "Editorial half day",
        "city": "houston",
        "governing_region": "TX, US",
        "zone": ZoneInfo("America/Chicago"),
        "start_at": datetime(2026, 5, 2, 15, tzinfo=UTC),
        "end_at": datetime(2026, 5, 2, 19, tzinfo=UTC),
        "place": Address("1200 McKinney St", "Houston", "TX", "77010", "US"),
        "buyer": a_party(DANA, "Dana Whitfield"),
        "seller": a_party(INES, "Inês Carvalho"),
        "items": (PriceItem("Half day", Money(60_000)),),
        "tax": Money(4_950),
        "total": Money(73_950),
        "cancellation": (CancellationBand(72, 100), CancellationBand(24, 50), CancellationBand(0, 0)),
        "acceptance_window": timedelta(hours=48),
        "deliverables": "Twenty retouched images",
    }
    return LegTerms(**(values | changes))


def studio_terms(**changes: Any) -> LegTerms:
    studio = StudioTerms(
        name="Northlight Loft",
        house_rules=("No glitter", "Quiet hours after 21:00"),
        capacity_people=12,
        deposit=Money(50_000),
        claim_window=timedelta(hours=72),
        overtime_per_30m=Money(6_000),
    )
    return talent_terms(
        **({"type": LegType.STUDIO, "role": "studio", "deliverables": None, "studio": studio} | changes)
    )


def a_document(number: int = 1, **changes: Any) -> Document:
    values: dict[str, Any] = {
        "doc_id": DocId(f"doc_{number}"),
        "pack_id": PackId("dpk_1"),
        "lbg_id": LbgId("lbg_1"),
        "template_id": "tpl_talent_sow_1",
        "template_name": "Talent SOW",
        "template_version": 1,
        "variables_filled": {},
        "pdf_key": f"docs/{number}.pdf",
        "pdf_sha256": "0" * 64,
        "envelope_id": EnvelopeId(f"env_{number}"),
        "envelope_status": EnvelopeStatus.SENT,
        "expires_at": NOW + timedelta(days=7),
        "signers": (
            Signer(SignerRole.BUYER, DANA, "Dana Whitfield"),
            Signer(SignerRole.TALENT, INES, "Inês Carvalho"),
        ),
        "created_at": NOW,
    }
    return Document(**(values | changes))


def a_pack(*documents: Document, **changes: Any) -> Pack:
    values: dict[str, Any] = {
        "pack_id": PackId("dpk_1"),
        "leg_id": LegId("leg_1"),
        "lbg_id": LbgId("lbg_1"),
        "status": PackStatus.ISSUED,
        "city": "houston",
        "fingerprint": "f" * 64,
        "generator_ver": "test",
        "documents": documents or (a_document(),),
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Pack(**(values | changes))
