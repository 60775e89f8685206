"""Cities, and the settings that operators change."""

from sqlalchemy import Boolean, CheckConstraint, Column, Float, ForeignKey, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tables.base import metadata, written_at

city = Table(
    "city",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    CheckConstraint("code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="code"),
    CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="place"),
)

app_setting = Table(
    "app_setting",
    metadata,
    Column("key", Text, nullable=False),
    # Null holds everywhere; a row for a city goes before it.
    Column("city", Text, ForeignKey("city.code"), index=True),
    Column("value", JSONB, nullable=False),
    written_at(),
    UniqueConstraint("key", "city", postgresql_nulls_not_distinct=True),
)
