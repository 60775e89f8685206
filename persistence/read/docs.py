"""Document packs, their documents, and who signs them (contract docs.graphql)."""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, true

from domain.bookings.states import BEFORE_CONFIRMATION
from domain.docs.actions import MOST_TO_SIGN
from domain.docs.states import LIVE, EnvelopeStatus, SignerStatus
from persistence.read.model import VIEWER, Join, ReadModel, Row
from persistence.read.parties import sees_booking
from persistence.read.views import Many, One
from persistence.tables.bookings import booking_leg, lbg
from persistence.tables.docs import doc_instance, doc_pack, doc_sign_event, doc_signer, doc_template

_OPEN: Final = [SignerStatus.PENDING.value, SignerStatus.VIEWED.value]
_UNCONFIRMED: Final = sorted(status.value for status in BEFORE_CONFIRMATION)


def is_live(pack: Any) -> ColumnElement[bool]:
    """It counts for its leg; no leg has two of these."""
    live: ColumnElement[bool] = pack.status.in_(sorted(status.value for status in LIVE))
    return live


def sees_pack(pack: Any, person: Any) -> ColumnElement[bool]:
    """The one definition of who may see a pack: the buyer, the seller of its leg, and its signers."""
    group, leg, inside, signer = lbg.alias(), booking_leg.alias(), doc_instance.alias(), doc_signer.alias()
    # Values of this pack, so that nobody collects all they ever bought, sold or signed to compare.
    buyer = select(group.c.buyer_user_id).where(group.c.lbg_id == pack.lbg_id)
    seller = select(leg.c.seller_user_id).where(leg.c.leg_id == pack.leg_id)
    signing = select(signer.c.user_id).where(
        inside.c.pack_id == pack.pack_id, signer.c.doc_id == inside.c.doc_id, signer.c.user_id == person
    )
    return or_(
        buyer.scalar_subquery() == person,
        seller.scalar_subquery() == person,
        signing.limit(1).scalar_subquery() == person,
    )


def can_sign(document: Any, person: Any) -> ColumnElement[bool]:
    """The mirror of the domain's `Document.waits_for`."""
    signer = doc_signer.alias()
    mine = exists().where(
        signer.c.doc_id == document.doc_id, signer.c.user_id == person, signer.c.status.in_(_OPEN)
    )
    return and_(document.envelope_status == EnvelopeStatus.SENT.value, mine)


def before_confirmation(pack: Any) -> ColumnElement[bool]:
    """The leg it was issued for is not past signing."""
    leg = booking_leg.alias()
    # A value, not a join: whatever the statistics say, nobody is to begin with all unconfirmed legs.
    status = select(leg.c.status).where(leg.c.leg_id == pack.leg_id).scalar_subquery()
    return status.in_(_UNCONFIRMED)


PACK = ReadModel("DocPack", doc_pack, key=["pack_id"])
PACK.columns("pack_id", "leg_id", "lbg_id", "status", "city", "generator_ver", "created_at", "updated_at")
PACK.many(
    "documents",
    "DocInstance",
    lambda row, document: document.pack_id == row.pack_id,
    order=lambda document: [document.position],
)


@PACK.field()
def all_signed(row: Row) -> ColumnElement[bool]:
    """The mirror of the domain's `Pack.all_signed`.

    A value: of EXISTS PostgreSQL may make a hashed plan here, which reads every document there is.
    """
    inside = doc_instance.alias()
    completed = inside.c.envelope_status == EnvelopeStatus.COMPLETED.value
    signed = select(func.bool_and(completed)).where(inside.c.pack_id == row.pack_id).scalar_subquery()
    return func.coalesce(signed, true())


_PACK: Final = Join(doc_pack, lambda row, pack: pack.c.pack_id == row.pack_id)
_TEMPLATE: Final = Join(doc_template, lambda row, template: template.c.template_id == row.template_id)

DOCUMENT = ReadModel(
    "DocInstance", doc_instance, key=["doc_id"], joins={"pack": _PACK, "template": _TEMPLATE}
)
DOCUMENT.columns(
    "doc_id", "pack_id", "template_id", "pdf_sha256", "post_sign_sha256", "envelope_id", "envelope_status",
    "legal_hold", "created_at",
)  # fmt: skip
DOCUMENT.computed(
    lbg_id=lambda row: row.pack.lbg_id,
    template_name=lambda row: row.template.name,
    template_version=lambda row: row.template.version,
)
DOCUMENT.many(
    "signers",
    "DocSigner",
    lambda row, signer: signer.doc_id == row.doc_id,
    order=lambda signer: [signer.role],
)
DOCUMENT.many(
    "events",
    "DocSignEvent",
    lambda row, event: event.doc_id == row.doc_id,
    order=lambda event: [event.created_at, event.sign_event_id],
)


@DOCUMENT.inputs("pdf_url")
def printed(row: Row) -> ColumnElement[Any]:
    """What the file is called, and where it lies as printed and as sealed."""
    return func.json_build_array(row.template.name, row.doc_id, row.pdf_key, row.signed_pdf_key)


@DOCUMENT.inputs("sign_url")
def to_sign(row: Row) -> ColumnElement[str | None]:
    """The document, where it waits for the reader."""
    return case((can_sign(row, VIEWER), row.doc_id))


SIGNER = ReadModel("DocSigner", doc_signer, key=["doc_id", "role"])
SIGNER.columns("role", "user_id", "name", "status", "signed_at")

SIGN_EVENT = ReadModel("DocSignEvent", doc_sign_event, key=["sign_event_id"])
SIGN_EVENT.columns("sign_event_id", "actor_role", "actor_user_id", "event", "created_at")


PACK_BY_ID = One("DocPack", lambda row, ask: and_(row.pack_id == ask("pack"), sees_pack(row, VIEWER)))

PACKS_OF_BOOKING = Many(
    "DocPack",
    lambda row, ask: and_(row.lbg_id == ask("booking"), sees_pack(row, VIEWER)),
    order=lambda row: [row.created_at, row.pack_id],
    guard=lambda ask: sees_booking(ask("booking"), VIEWER),
)

TO_SIGN = Many(
    "DocInstance",
    lambda row, _: and_(can_sign(row, VIEWER), before_confirmation(row.pack)),
    order=lambda row: [row.created_at, row.pack_id, row.position],
    most=MOST_TO_SIGN,
)
