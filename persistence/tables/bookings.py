"""Linked booking groups, their legs and lines, and the attempts to pay for them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
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

_STATUSES = (
    "status in ('draft', 'awaiting_docs', 'awaiting_payment', 'confirmed', 'in_progress', "
    "'completed', 'cancelled', 'failed')"
)
_LIVE_ATTEMPTS = "status in ('opening', 'open', 'authorizing', 'capturing', 'captured')"

lbg = Table(
    "lbg",
    metadata,
    Column("lbg_id", Text, primary_key=True),
    Column("order_id", Text, nullable=False, unique=True),
    Column("buyer_user_id", Text, ForeignKey("account.user_id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("city", Text, nullable=False),
    instant("start_at"),
    instant("end_at"),
    Column("currency", Text, nullable=False, server_default="USD"),
    Column("wallet_applied_cents", Integer, nullable=False, server_default="0"),
    Column("credit_applied_cents", Integer, nullable=False, server_default="0"),
    instant("hold_until", nullable=True),
    instant("acceptance_until", nullable=True),
    instant("completed_at", nullable=True),
    Column("auto_accepted", Boolean, nullable=False, server_default=text("false")),
    # The thread is opened by the confirmation; its table knows the booking, so no key points back.
    Column("thread_id", Text),
    instant("created_at"),
    instant("updated_at"),
    Column("version", BigInteger, nullable=False, server_default="0"),
    CheckConstraint(_STATUSES, name="status"),
    CheckConstraint("end_at > start_at", name="span"),
    CheckConstraint("wallet_applied_cents >= 0 and credit_applied_cents >= 0", name="applied"),
    CheckConstraint("(status = 'completed') = (completed_at is not null)", name="completed"),
    Index("ix_lbg_buyer_user_id", "buyer_user_id", "start_at", "lbg_id"),
)

booking_leg = Table(
    "booking_leg",
    metadata,
    Column("leg_id", Text, primary_key=True),
    Column("lbg_id", Text, ForeignKey("lbg.lbg_id"), nullable=False),
    Column("type", Text, nullable=False),
    Column("seller_user_id", Text, ForeignKey("account.user_id"), nullable=False),
    Column("service_profile_id", Text, ForeignKey("service_profile.profile_id"), index=True),
    Column("studio_id", Text, ForeignKey("studio.studio_id"), index=True),
    Column("title", Text, nullable=False),
    instant("start_at"),
    instant("end_at"),
    Column("subtotal_cents", Integer, nullable=False),
    Column("tax_cents", Integer, nullable=False),
    Column("platform_fee_cents", Integer, nullable=False),
    Column("platform_fee_tax_cents", Integer, nullable=False),
    Column(
        "total_cents",
        Integer,
        Computed("subtotal_cents + tax_cents + platform_fee_cents + platform_fee_tax_cents", persisted=True),
        nullable=False,
    ),
    Column("currency", Text, nullable=False, server_default="USD"),
    Column("deposit_cents", Integer, nullable=False, server_default="0"),
    Column("tax_lines", JSONB, nullable=False),
    Column("platform_is_merchant", Boolean, nullable=False),
    Column("tax_provider", Text, nullable=False),
    Column("tax_quote_id", Text, nullable=False),
    Column("policy", JSONB, nullable=False),
    Column("scope", JSONB, nullable=False),
    Column("status", Text, nullable=False),
    # A leg taken out of a checkout stays as evidence for its documents, and is shown to nobody.
    instant("detached_at", nullable=True),
    instant("created_at"),
    instant("updated_at"),
    Column("version", BigInteger, nullable=False, server_default="0"),
    CheckConstraint(_STATUSES, name="status"),
    CheckConstraint("type in ('talent', 'studio')", name="type"),
    CheckConstraint(
        "case type when 'talent' then service_profile_id is not null and studio_id is null "
        "else studio_id is not null and service_profile_id is null end",
        name="subject",
    ),
    CheckConstraint("end_at > start_at", name="span"),
    CheckConstraint(
        "subtotal_cents >= 0 and tax_cents >= 0 and platform_fee_cents >= 0 and platform_fee_tax_cents >= 0 "
        "and deposit_cents >= 0",
        name="money",
    ),
    CheckConstraint("detached_at is null or status = 'cancelled'", name="detached"),
    Index("ix_booking_leg_lbg_id", "lbg_id"),
    Index("ix_booking_leg_seller_user_id", "seller_user_id", "start_at", "lbg_id"),
    # One talent and one studio at most live in a booking.
    Index(
        "uq_booking_leg_living",
        "lbg_id",
        "type",
        unique=True,
        postgresql_where="status not in ('cancelled', 'failed')",
    ),
)

leg_line = Table(
    "leg_line",
    metadata,
    Column("line_id", Text, primary_key=True),
    Column("leg_id", Text, ForeignKey("booking_leg.leg_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("qty", Integer, nullable=False),
    Column("unit_cents", Integer, nullable=False),
    CheckConstraint(
        "kind in ('package', 'extra', 'travel', 'license', 'studio', 'cleaning', 'adjustment', 'refund')",
        name="kind",
    ),
    CheckConstraint("qty > 0", name="qty"),
    UniqueConstraint("leg_id", "position"),
)

payment_attempt = Table(
    "payment_attempt",
    metadata,
    Column("charge_id", Text, primary_key=True),
    Column("lbg_id", Text, ForeignKey("lbg.lbg_id"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("deposit_cents", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("method_kind", Text, nullable=False),
    Column("method_reference", Text),
    Column("save_for_later", Boolean, nullable=False),
    Column("capture", Text, nullable=False),
    Column("intent_id", Text, unique=True),
    Column("client_secret", Text),
    Column("deposit_intent_id", Text, unique=True),
    Column("deposit_client_secret", Text),
    Column("error_code", Text),
    Column("error_message", Text),
    instant("created_at"),
    instant("updated_at"),
    CheckConstraint(
        "status in ('opening', 'open', 'authorizing', 'capturing', 'captured', 'releasing', 'released')",
        name="status",
    ),
    CheckConstraint("amount_cents > 0 and deposit_cents >= 0", name="money"),
    CheckConstraint("method_kind in ('card', 'ach_debit', 'wallet')", name="method_kind"),
    CheckConstraint("capture in ('automatic', 'manual')", name="capture"),
    CheckConstraint("status in ('opening', 'releasing', 'released') or intent_id is not null", name="intent"),
    # A second payment of one booking cannot even be written down while the first may still be captured.
    Index("uq_payment_attempt_live", "lbg_id", unique=True, postgresql_where=_LIVE_ATTEMPTS),
)
