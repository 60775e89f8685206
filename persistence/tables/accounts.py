"""Accounts, sessions and the single-use tokens that are mailed."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import CITEXT

from persistence.tables.base import instant, metadata

account = Table(
    "account",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("email", CITEXT, nullable=False, unique=True),
    Column("email_verified", Boolean, nullable=False, server_default=text("false")),
    Column("password_hash", Text),
    Column("handle", CITEXT, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("legal_name", Text),
    Column("city", Text),
    Column("region", Text),
    Column("avatar_media_id", Text),
    Column("groups", ARRAY(Text), nullable=False, server_default=text("'{buyer}'")),
    Column("admin_roles", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("status", Text, nullable=False, server_default="active"),
    Column("is18_plus_attested", Boolean, nullable=False),
    Column("age_verified", Boolean, nullable=False, server_default=text("false")),
    Column("id_verified", Boolean, nullable=False, server_default=text("false")),
    Column("safe_mode", Boolean, nullable=False, server_default=text("true")),
    Column("locale", Text, nullable=False, server_default="en-US"),
    Column("timezone", Text, nullable=False, server_default="America/Chicago"),
    instant("created_at"),
    instant("updated_at"),
    CheckConstraint("status in ('active', 'paused', 'suspended', 'deletion_pending')", name="status"),
)

session = Table(
    "session",
    metadata,
    Column("session_id", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("account.user_id"), nullable=False),
    instant("created_at"),
    instant("ended_at", nullable=True),
    Index("ix_session_user_id", "user_id", postgresql_where="ended_at is null"),
)

# A session is a family of refresh tokens: one is current, the spent ones stay to catch reuse.
refresh_token = Table(
    "refresh_token",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("session_id", Text, ForeignKey("session.session_id"), nullable=False, index=True),
    instant("expires_at"),
    instant("spent_at", nullable=True),
)

mailed_token = Table(
    "mailed_token",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", Text, ForeignKey("account.user_id"), nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    instant("expires_at"),
    instant("spent_at", nullable=True),
    CheckConstraint("purpose in ('verify_email', 'reset_password')", name="purpose"),
)
