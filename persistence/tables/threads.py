"""Conversations: threads, who takes part, messages, first contacts, briefs, credits, blocks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from persistence.tables.base import instant, metadata

thread = Table(
    "thread",
    metadata,
    Column("thread_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("opened_by", Text, ForeignKey("account.user_id"), nullable=False, index=True),
    # The two people of a thread, in the order of their ids.
    Column("pair", Text, nullable=False),
    Column("subject", Text),
    Column("role_context", Text),
    Column("city", Text),
    # Bookings are bound by the confirming transaction, and never deleted; no foreign key, so that
    # conversations do not depend on how bookings are kept.
    Column("order_id", Text, index=True),
    Column("lbg_id", Text),
    Column("leg_id", Text),
    Column("last_seq", BigInteger, nullable=False, server_default="0"),
    Column("last_message_id", Text),
    instant("last_message_at", nullable=True),
    instant("held_until", nullable=True),
    Column("has_files", Boolean, nullable=False, server_default=text("false")),
    instant("created_at"),
    CheckConstraint(
        "kind in ('INQUIRY', 'BOOKING', 'STUDIO', 'INVITE', 'SUPPORT', 'DISPUTE', 'SYSTEM')", name="kind"
    ),
    CheckConstraint(
        "status in ('OPEN', 'AWAITING_REPLY', 'PENDING_DECISION', 'CONFIRMED', 'COMPLETED', 'DISPUTED',"
        " 'ARCHIVED', 'LOCKED')",
        name="status",
    ),
    CheckConstraint("(last_seq = 0) = (last_message_id is null)", name="last_message"),
    CheckConstraint("(last_seq = 0) = (last_message_at is null)", name="last_message_at"),
    # Two people have one open conversation per role, and one per booked leg.
    Index(
        "uq_thread_pair_role_context",
        "pair",
        "role_context",
        unique=True,
        postgresql_where=text("lbg_id is null"),
    ),
    Index(
        "uq_thread_lbg_id_leg_id",
        "lbg_id",
        "leg_id",
        unique=True,
        postgresql_where=text("lbg_id is not null"),
    ),
)

participant = Table(
    "participant",
    metadata,
    Column("thread_id", Text, ForeignKey("thread.thread_id"), nullable=False),
    Column("user_id", Text, ForeignKey("account.user_id"), nullable=False),
    Column("side", Text, nullable=False),
    Column("standing", Text, nullable=False, server_default="active"),
    Column("last_read_seq", BigInteger, nullable=False, server_default="0"),
    instant("last_read_at", nullable=True),
    Column("delivered_seq", BigInteger, nullable=False, server_default="0"),
    Column("unread_count", Integer, nullable=False, server_default="0"),
    Column("moved_to", Text),
    Column("starred", Boolean, nullable=False, server_default=text("false")),
    Column("pinned", Boolean, nullable=False, server_default=text("false")),
    instant("muted_until", nullable=True),
    # The thread's own, kept here as well so that an inbox is one walk along one index.
    instant("active_at"),
    PrimaryKeyConstraint("thread_id", "user_id"),
    CheckConstraint("side in ('buyer', 'provider', 'host', 'support')", name="side"),
    CheckConstraint("standing in ('active', 'left', 'blocked')", name="standing"),
    CheckConstraint("moved_to in ('archived', 'spam')", name="moved_to"),
    CheckConstraint("unread_count >= 0", name="unread_count"),
    Index("ix_participant_inbox", "user_id", text("active_at desc"), text("thread_id desc")),
    Index("ix_participant_unread", "user_id", postgresql_where=text("unread_count > 0")),
)

message = Table(
    "message",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("thread_id", Text, ForeignKey("thread.thread_id"), nullable=False),
    # 1, 2, 3 … without gaps; handed out under the lock of the thread's row.
    Column("seq", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sender_id", Text, ForeignKey("account.user_id"), nullable=False),
    Column("body_text", Text),
    Column("client_message_id", Text),
    # Which fact a system message tells of, so that it is told once.
    Column("system_key", Text),
    Column("policy_hint", Text),
    instant("created_at"),
    instant("edited_at", nullable=True),
    UniqueConstraint("thread_id", "seq"),
    CheckConstraint("kind in ('TEXT', 'IMAGE', 'FILE', 'CARD', 'SYSTEM')", name="kind"),
    CheckConstraint("char_length(body_text) <= 4000", name="body_text"),
    CheckConstraint("(kind = 'SYSTEM') = (system_key is not null)", name="system_key"),
    Index("ix_message_sender_id", "sender_id", "created_at"),
    Index(
        "ix_message_reminded",
        "sender_id",
        "created_at",
        postgresql_where=text("policy_hint is not null"),
    ),
    Index(
        "uq_message_client_message_id",
        "thread_id",
        "sender_id",
        "client_message_id",
        unique=True,
        postgresql_where=text("client_message_id is not null"),
    ),
    Index(
        "uq_message_system_key",
        "thread_id",
        "system_key",
        unique=True,
        postgresql_where=text("system_key is not null"),
    ),
)

message_attachment = Table(
    "message_attachment",
    metadata,
    Column("message_id", Text, ForeignKey("message.message_id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("media_id", Text, ForeignKey("upload.media_id"), nullable=False, index=True),
    Column("file_name", Text),
    PrimaryKeyConstraint("message_id", "position"),
)

message_gate = Table(
    "message_gate",
    metadata,
    Column("gate_id", Text, primary_key=True),
    Column("thread_id", Text, ForeignKey("thread.thread_id"), nullable=False, unique=True),
    Column("target_user_id", Text, ForeignKey("account.user_id"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    instant("expires_at", nullable=True),
    Column("reason", Text),
    Column("opened_seq", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("status in ('PENDING', 'ACCEPTED', 'DECLINED', 'BLOCKED', 'EXPIRED')", name="status"),
)

brief = Table(
    "brief",
    metadata,
    Column("thread_id", Text, ForeignKey("thread.thread_id"), primary_key=True),
    Column("title", Text, nullable=False),
    Column("goals", Text),
    Column("style_references", ARRAY(Text), nullable=False),
    Column("mood_notes", Text),
    Column("must_have_shots", ARRAY(Text), nullable=False),
    Column("constraints", Text),
    Column("budget_notes", Text),
    Column("budget_cents", BigInteger),
    Column("event_date", Date),
    Column("city", Text),
    Column("version", Integer, nullable=False),
    Column("updated_by", Text, ForeignKey("account.user_id"), nullable=False, index=True),
    instant("updated_at"),
)

message_credit = Table(
    "message_credit",
    metadata,
    Column("user_id", Text, ForeignKey("account.user_id"), nullable=False),
    Column("period", Text, nullable=False),
    Column("granted", Integer, nullable=False),
    Column("spent", Integer, nullable=False, server_default="0"),
    Column("carryover", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("user_id", "period"),
    CheckConstraint("spent between 0 and granted + carryover", name="spent"),
    CheckConstraint("period ~ '^[0-9]{4}-[0-9]{2}$'", name="period"),
)

user_block = Table(
    "user_block",
    metadata,
    Column("blocker_id", Text, ForeignKey("account.user_id"), nullable=False),
    Column("blocked_id", Text, ForeignKey("account.user_id"), nullable=False, index=True),
    instant("created_at"),
    PrimaryKeyConstraint("blocker_id", "blocked_id"),
    CheckConstraint("blocker_id <> blocked_id", name="somebody_else"),
)

contact_filter = Table(
    "contact_filter",
    metadata,
    Column("user_id", Text, ForeignKey("account.user_id"), primary_key=True),
    Column("id_verified_only", Boolean, nullable=False),
    Column("budget_required", Boolean, nullable=False),
    Column("date_required", Boolean, nullable=False),
)
