"""Event log, live topics, jobs, timers, idempotency keys, webhooks, the business clock, signing keys."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tables.base import instant, metadata, written_at

event = Table(
    "event",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("ids", JSONB, nullable=False),
    Column("actor", Text, nullable=False),
    instant("at"),
    Index("ix_event_subject", "subject", "seq"),
    Index("ix_event_name", "name", "seq"),
)

topic = Table(
    "topic",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    # Positions up to this one are no longer kept; resuming from before it is CURSOR_EXPIRED.
    Column("forgotten", BigInteger, nullable=False, server_default="0"),
)

topic_event = Table(
    "topic_event",
    metadata,
    Column("topic", Text, ForeignKey("topic.topic"), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("event_id", Text, ForeignKey("event.event_id"), nullable=False, index=True),
    PrimaryKeyConstraint("topic", "position"),
)

job = Table(
    "job",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("job_id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    instant("due_at"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("status", Text, nullable=False, server_default="queued"),
    Column("last_error", Text),
    Column("corr_id", Text),
    written_at(),
    CheckConstraint("status in ('queued', 'dead')", name="status"),
    Index("ix_job_queued", "due_at", "seq", postgresql_where="status = 'queued'"),
)

timer = Table(
    "timer",
    metadata,
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    instant("due_at"),
    PrimaryKeyConstraint("kind", "subject"),
    Index("ix_timer_due_at", "due_at", "kind", "subject"),
)

idempotency_key = Table(
    "idempotency_key",
    metadata,
    Column("owner", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("answer", LargeBinary),
    instant("at"),
    PrimaryKeyConstraint("owner", "key"),
    Index("ix_idempotency_key_at", "at"),
)

webhook = Table(
    "webhook",
    metadata,
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    instant("received_at"),
    instant("handled_at", nullable=True),
    PrimaryKeyConstraint("source", "external_id"),
)

business_clock = Table(
    "business_clock",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("offset_us", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("one = 1", name="one"),
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("private_jwk", JSONB, nullable=False),
    instant("created_at"),
    instant("retired_at", nullable=True),
)

cost_bucket = Table(
    "cost_bucket",
    metadata,
    Column("caller", Text, primary_key=True),
    Column("points", Double, nullable=False),
    instant("filled_at"),
)

rate_bucket = Table(
    "rate_bucket",
    metadata,
    Column("bucket", Text, primary_key=True),
    Column("used", Integer, nullable=False),
    instant("resets_at"),
)
