"""Clauses and templates, packs and documents, signers and their evidence."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tables.base import instant, metadata

_NONE = text("'{}'")

# Published wording never changes: a trigger refuses it (see the migration), an edit is a new version.
doc_clause = Table(
    "doc_clause",
    metadata,
    Column("clause_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("city_gate", ARRAY(Text), nullable=False, server_default=_NONE),
    Column("role_gate", ARRAY(Text), nullable=False, server_default=_NONE),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    Column("body_markdown", Text, nullable=False),
    Column("variables", JSONB, nullable=False),
    Column("created_by", Text, nullable=False),
    instant("created_at"),
    instant("published_at", nullable=True),
    UniqueConstraint("name", "version"),
    CheckConstraint("version > 0", name="version"),
)

doc_template = Table(
    "doc_template",
    metadata,
    Column("template_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("locale", Text, nullable=False),
    Column("city_gate", ARRAY(Text), nullable=False, server_default=_NONE),
    Column("role_gate", ARRAY(Text), nullable=False, server_default=_NONE),
    # Clause ids in order; an id names one version.
    Column("clause_ids", ARRAY(Text), nullable=False),
    Column("layout", JSONB, nullable=False),
    Column("signer_roles", ARRAY(Text), nullable=False),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    Column("created_by", Text, nullable=False),
    instant("created_at"),
    instant("published_at", nullable=True),
    UniqueConstraint("name", "version", "locale"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint("cardinality(clause_ids) > 0 and cardinality(signer_roles) > 0", name="content"),
)

doc_pack = Table(
    "doc_pack",
    metadata,
    Column("pack_id", Text, primary_key=True),
    Column("leg_id", Text, ForeignKey("booking_leg.leg_id"), nullable=False, index=True),
    Column("lbg_id", Text, ForeignKey("lbg.lbg_id"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("generator_ver", Text, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    CheckConstraint("status in ('draft', 'issued', 'signed', 'voided', 'superseded')", name="status"),
    # However often and however many at once ask for documents, a leg has one set that counts.
    Index("uq_doc_pack_live", "leg_id", unique=True, postgresql_where="status in ('issued', 'signed')"),
)

doc_instance = Table(
    "doc_instance",
    metadata,
    Column("doc_id", Text, primary_key=True),
    Column("pack_id", Text, ForeignKey("doc_pack.pack_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("template_id", Text, ForeignKey("doc_template.template_id"), nullable=False, index=True),
    Column("variables_filled", JSONB, nullable=False),
    Column("pdf_key", Text, nullable=False),
    Column("pdf_sha256", Text, nullable=False),
    Column("envelope_id", Text, nullable=False, unique=True),
    Column("envelope_status", Text, nullable=False),
    instant("expires_at"),
    Column("legal_hold", Boolean, nullable=False, server_default=text("false")),
    # Null until the last signature is sealed into the file.
    Column("signed_pdf_key", Text),
    Column("post_sign_sha256", Text),
    instant("created_at"),
    UniqueConstraint("pack_id", "position"),
    CheckConstraint(
        "envelope_status in ('none', 'sent', 'completed', 'voided', 'expired')", name="envelope_status"
    ),
    CheckConstraint("(signed_pdf_key is null) = (post_sign_sha256 is null)", name="sealed"),
    CheckConstraint("post_sign_sha256 is null or envelope_status = 'completed'", name="completed"),
)

doc_signer = Table(
    "doc_signer",
    metadata,
    Column("doc_id", Text, ForeignKey("doc_instance.doc_id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("account.user_id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    instant("signed_at", nullable=True),
    CheckConstraint("role in ('buyer', 'talent', 'studio_owner', 'photographer', 'witness')", name="role"),
    CheckConstraint("status in ('pending', 'viewed', 'signed', 'declined')", name="status"),
    CheckConstraint("(status = 'signed') = (signed_at is not null)", name="signed_at"),
    Index("ix_doc_signer_user_id", "user_id", "status"),
)

# Evidence: rows are only ever added (a trigger refuses anything else).
doc_sign_event = Table(
    "doc_sign_event",
    metadata,
    Column("sign_event_id", Text, primary_key=True),
    Column("doc_id", Text, ForeignKey("doc_instance.doc_id"), nullable=False, index=True),
    Column("actor_role", Text, nullable=False),
    Column("actor_user_id", Text, ForeignKey("account.user_id"), index=True),
    Column("event", Text, nullable=False),
    Column("address", Text, nullable=False, server_default=""),
    Column("agent", Text, nullable=False, server_default=""),
    Column("document_sha256", Text),
    instant("created_at"),
    CheckConstraint(
        "event in ('envelope_sent', 'viewed', 'signed', 'declined', 'voided', 'expired')", name="event"
    ),
    # Who signed, and what exactly, is known for every signature.
    CheckConstraint(
        "event <> 'signed' or (actor_user_id is not null and document_sha256 is not null)", name="evidence"
    ),
)
