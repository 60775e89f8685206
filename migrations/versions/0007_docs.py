"""Clauses and templates, packs and documents, signers and evidence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_docs"
down_revision: str | None = "0006_bookings"

# Wording that was published, and evidence that was written down, stay as people saw and signed them.
FROZEN = (
    """create function refuse_doc_change() returns trigger language plpgsql as $$
    begin
      raise exception '% rows are kept as they are', tg_table_name
        using errcode = 'integrity_constraint_violation';
    end $$""",
    """create trigger doc_clause_frozen
    before update of name, version, body_markdown, variables on doc_clause
    for each row when (old.published_at is not null) execute function refuse_doc_change()""",
    """create trigger doc_template_frozen
    before update of name, version, locale, clause_ids, layout, signer_roles on doc_template
    for each row when (old.published_at is not null) execute function refuse_doc_change()""",
    """create trigger doc_sign_event_kept before update or delete on doc_sign_event
    for each row execute function refuse_doc_change()""",
)


def upgrade() -> None:
    _wording()
    _packs()
    _documents()
    _signers()
    _evidence()
    for statement in FROZEN:
        op.execute(statement)


def _instant(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _gates() -> "list[sa.Column[object]]":
    none = sa.text("'{}'")
    return [
        sa.Column("city_gate", sa.ARRAY(sa.Text), nullable=False, server_default=none),
        sa.Column("role_gate", sa.ARRAY(sa.Text), nullable=False, server_default=none),
    ]


def _origin() -> "list[sa.Column[object]]":
    return [
        sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("created_by", sa.Text, nullable=False),
        _instant("created_at"),
        _instant("published_at", nullable=True),
    ]


def _wording() -> None:
    op.create_table(
        "doc_clause",
        sa.Column("clause_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *_gates(),
        sa.Column("body_markdown", sa.Text, nullable=False),
        sa.Column("variables", postgresql.JSONB, nullable=False),
        *_origin(),
        sa.PrimaryKeyConstraint("clause_id"),
        sa.UniqueConstraint("name", "version"),
        sa.CheckConstraint("version > 0", name="version"),
    )
    op.create_table(
        "doc_template",
        sa.Column("template_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        *_gates(),
        sa.Column("clause_ids", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("layout", postgresql.JSONB, nullable=False),
        sa.Column("signer_roles", sa.ARRAY(sa.Text), nullable=False),
        *_origin(),
        sa.PrimaryKeyConstraint("template_id"),
        sa.UniqueConstraint("name", "version", "locale"),
        sa.CheckConstraint("version > 0", name="version"),
        sa.CheckConstraint("cardinality(clause_ids) > 0 and cardinality(signer_roles) > 0", name="content"),
    )


def _packs() -> None:
    op.create_table(
        "doc_pack",
        sa.Column("pack_id", sa.Text, nullable=False),
        sa.Column("leg_id", sa.Text, sa.ForeignKey("booking_leg.leg_id"), nullable=False),
        sa.Column("lbg_id", sa.Text, sa.ForeignKey("lbg.lbg_id"), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("generator_ver", sa.Text, nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        sa.PrimaryKeyConstraint("pack_id"),
        sa.CheckConstraint("status in ('draft', 'issued', 'signed', 'voided', 'superseded')", name="status"),
    )
    op.create_index("ix_doc_pack_leg_id", "doc_pack", ["leg_id"])
    op.create_index("ix_doc_pack_lbg_id", "doc_pack", ["lbg_id"])
    op.create_index(
        "uq_doc_pack_live",
        "doc_pack",
        ["leg_id"],
        unique=True,
        postgresql_where=sa.text("status in ('issued', 'signed')"),
    )


def _documents() -> None:
    op.create_table(
        "doc_instance",
        sa.Column("doc_id", sa.Text, nullable=False),
        sa.Column(
            "pack_id",
            sa.Text,
            sa.ForeignKey("doc_pack.pack_id"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column(
            "template_id",
            sa.Text,
            sa.ForeignKey("doc_template.template_id"),
            nullable=False,
        ),
        sa.Column("variables_filled", postgresql.JSONB, nullable=False),
        sa.Column("pdf_key", sa.Text, nullable=False),
        sa.Column("pdf_sha256", sa.Text, nullable=False),
        sa.Column("envelope_id", sa.Text, nullable=False),
        sa.Column("envelope_status", sa.Text, nullable=False),
        _instant("expires_at"),
        sa.Column("legal_hold", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("signed_pdf_key", sa.Text),
        sa.Column("post_sign_sha256", sa.Text),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("doc_id"),
        sa.UniqueConstraint("envelope_id"),
        sa.UniqueConstraint("pack_id", "position"),
        sa.CheckConstraint(
            "envelope_status in ('none', 'sent', 'completed', 'voided', 'expired')",
            name="envelope_status",
        ),
        sa.CheckConstraint("(signed_pdf_key is null) = (post_sign_sha256 is null)", name="sealed"),
        sa.CheckConstraint("post_sign_sha256 is null or envelope_status = 'completed'", name="completed"),
    )
    op.create_index("ix_doc_instance_template_id", "doc_instance", ["template_id"])


def _signers() -> None:
    op.create_table(
        "doc_signer",
        sa.Column(
            "doc_id",
            sa.Text,
            sa.ForeignKey("doc_instance.doc_id"),
            nullable=False,
        ),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, sa.ForeignKey("account.user_id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        _instant("signed_at", nullable=True),
        sa.PrimaryKeyConstraint("doc_id", "role"),
        sa.CheckConstraint(
            "role in ('buyer', 'talent', 'studio_owner', 'photographer', 'witness')", name="role"
        ),
        sa.CheckConstraint("status in ('pending', 'viewed', 'signed', 'declined')", name="status"),
        sa.CheckConstraint("(status = 'signed') = (signed_at is not null)", name="signed_at"),
    )
    op.create_index("ix_doc_signer_user_id", "doc_signer", ["user_id", "status"])


def _evidence() -> None:
    op.create_table(
        "doc_sign_event",
        sa.Column("sign_event_id", sa.Text, nullable=False),
        sa.Column(
            "doc_id",
            sa.Text,
            sa.ForeignKey("doc_instance.doc_id"),
            nullable=False,
        ),
        sa.Column("actor_role", sa.Text, nullable=False),
        sa.Column("actor_user_id", sa.Text, sa.ForeignKey("account.user_id")),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False, server_default=""),
        sa.Column("agent", sa.Text, nullable=False, server_default=""),
        sa.Column("document_sha256", sa.Text),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("sign_event_id"),
        sa.CheckConstraint(
            "event in ('envelope_sent', 'viewed', 'signed', 'declined', 'voided', 'expired')",
            name="event",
        ),
        sa.CheckConstraint(
            "event <> 'signed' or (actor_user_id is not null and document_sha256 is not null)",
            name="evidence",
        ),
    )
    op.create_index("ix_doc_sign_event_doc_id", "doc_sign_event", ["doc_id"])
    op.create_index("ix_doc_sign_event_actor_user_id", "doc_sign_event", ["actor_user_id"])
