"""Uploads: one row from the place asked for to the verdict."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, SmallInteger, Table, Text

from persistence.tables.base import instant, metadata

upload = Table(
    "upload",
    metadata,
    Column("media_id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("owner_user_id", Text, ForeignKey("account.user_id"), nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("declared_bytes", BigInteger),
    Column("file_name", Text),
    Column("state", Text, nullable=False),
    instant("created_at"),
    instant("expires_at"),
    # Null until the scan has read the bytes.
    Column("bytes", BigInteger),
    Column("sha256", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("nsfw_band", SmallInteger),
    Column("reason", Text),
    CheckConstraint("state in ('waiting', 'scanning', 'clean', 'blocked', 'quarantined')", name="state"),
    CheckConstraint("nsfw_band between 0 and 2", name="nsfw_band"),
    CheckConstraint("state <> 'clean' or (bytes is not null and nsfw_band is not null)", name="findings"),
)
