"""Cities, settings and uploads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_media"
down_revision: str | None = "0002_accounts"

# Reference data: a new database knows its cities before anybody has seeded it. Opening one is an operator's change.
CITIES = (
    ("houston", "Houston", "TX", "US", 29.7604, -95.3698, "America/Chicago", True),
    ("austin", "Austin", "TX", "US", 30.2672, -97.7431, "America/Chicago", True),
    ("los-angeles", "Los Angeles", "CA", "US", 34.0522, -118.2437, "America/Los_Angeles", True),
    ("new-york", "New York", "NY", "US", 40.7128, -74.0060, "America/New_York", True),
    ("phoenix", "Phoenix", "AZ", "US", 33.4484, -112.0740, "America/Phoenix", True),
    ("denver", "Denver", "CO", "US", 39.7392, -104.9903, "America/Denver", False),
)
COLUMNS = ("code", "name", "region", "country", "lat", "lon", "timezone", "active")


def upgrade() -> None:
    _cities()
    _settings()
    _uploads()


def _cities() -> None:
    city = op.create_table(
        "city",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("lat", sa.Float, nullable=False),
        sa.Column("lon", sa.Float, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_city"),
        sa.CheckConstraint("code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="ck_city_code"),
        sa.CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="ck_city_place"),
    )
    op.bulk_insert(city, [dict(zip(COLUMNS, row, strict=True)) for row in CITIES])


def _settings() -> None:
    op.create_table(
        "app_setting",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("city", sa.Text, sa.ForeignKey("city.code", name="fk_app_setting_city")),
        sa.Column("value", postgresql.JSONB, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint(
            "key", "city", name="uq_app_setting_key_city", postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index("ix_app_setting_city", "app_setting", ["city"])


def _uploads() -> None:
    op.create_table(
        "upload",
        sa.Column("media_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column(
            "owner_user_id",
            sa.Text,
            sa.ForeignKey("account.user_id", name="fk_upload_owner_user_id"),
            nullable=False,
        ),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("mime", sa.Text, nullable=False),
        sa.Column("declared_bytes", sa.BigInteger),
        sa.Column("file_name", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bytes", sa.BigInteger),
        sa.Column("sha256", sa.Text),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("nsfw_band", sa.SmallInteger),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("media_id", name="pk_upload"),
        sa.UniqueConstraint("key", name="uq_upload_key"),
        sa.CheckConstraint(
            "state in ('waiting', 'scanning', 'clean', 'blocked', 'quarantined')", name="ck_upload_state"
        ),
        sa.CheckConstraint("nsfw_band between 0 and 2", name="ck_upload_nsfw_band"),
        sa.CheckConstraint(
            "state <> 'clean' or (bytes is not null and nsfw_band is not null)", name="ck_upload_findings"
        ),
    )
    op.create_index("ix_upload_owner_user_id", "upload", ["owner_user_id"])
