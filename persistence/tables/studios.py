"""Studios, their rates, closed times, policy and gallery."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Time,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE

from persistence.tables.base import instant, metadata


def _of_studio(*, primary_key: bool = False) -> Column[str]:
    owner = ForeignKey("studio.studio_id", ondelete="CASCADE")
    return Column("studio_id", Text, owner, primary_key=primary_key, nullable=False)


studio = Table(
    "studio",
    metadata,
    Column("studio_id", Text, primary_key=True),
    Column("owner_user_id", Text, ForeignKey("account.user_id"), nullable=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("city", Text, ForeignKey("city.code"), nullable=False),
    Column("region", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
    Column("address", JSONB, nullable=False),
    Column("amenities", ARRAY(Text), nullable=False),
    Column("capacity_people", Integer, nullable=False),
    Column("size_sqft", Integer),
    Column("deposit_required", Boolean, nullable=False),
    Column("deposit_auth_cents", Integer, nullable=False),
    Column("house_rules", ARRAY(Text), nullable=False),
    Column("insurance_confirmed", Boolean, nullable=False),
    Column("is_published", Boolean, nullable=False),
    Column("verification_status", Text, nullable=False),
    Column("owner_attends", Boolean, nullable=False),
    Column("instant_book", Boolean, nullable=False),
    Column("price_from_cents", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("rating_avg", Numeric(3, 2, asdecimal=False), nullable=False, server_default=text("0")),
    Column("rating_count", Integer, nullable=False, server_default=text("0")),
    instant("created_at"),
    instant("updated_at"),
    CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="place"),
    CheckConstraint("deposit_auth_cents >= 0 and price_from_cents >= 0", name="cents"),
    CheckConstraint(
        "verification_status in ('none', 'submitted', 'approved', 'rejected', 'revoked')",
        name="verification_status",
    ),
    Index("ix_studio_city_is_published", "city", "is_published"),
    Index("ix_studio_owner_user_id_updated_at", "owner_user_id", text("updated_at desc")),
    Index(
        "ix_studio_verified",
        "city",
        postgresql_where=text("is_published and verification_status = 'approved'"),
    ),
)

studio_rate = Table(
    "studio_rate",
    metadata,
    Column("rate_id", Text, primary_key=True),
    _of_studio(),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("dow", ARRAY(SmallInteger), nullable=False),
    Column("start_local", Time, nullable=False),
    Column("end_local", Time, nullable=False),
    Column("slot_minutes", Integer),
    Column("price_cents", Integer, nullable=False),
    Column("overtime_cents_per_30m", Integer, nullable=False),
    Column("min_booking_minutes", Integer, nullable=False),
    Column("max_booking_minutes", Integer),
    Column("tax_inclusive", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    CheckConstraint("kind in ('hourly', 'slot', 'day')", name="kind"),
    CheckConstraint("(kind = 'slot') = (slot_minutes is not null)", name="slot"),
    CheckConstraint("price_cents > 0 and overtime_cents_per_30m >= 0", name="cents"),
    CheckConstraint("dow <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[]", name="dow"),
    Index("ix_studio_rate_studio_id", "studio_id", "rate_id"),
)

studio_policy = Table(
    "studio_policy",
    metadata,
    _of_studio(primary_key=True),
    Column("buffer_before_min", Integer, nullable=False),
    Column("buffer_after_min", Integer, nullable=False),
    Column("cleaning_min", Integer, nullable=False),
    Column("cancellation_policy", JSONB, nullable=False),
    CheckConstraint("least(buffer_before_min, buffer_after_min, cleaning_min) >= 0", name="minutes"),
)

studio_blackout = Table(
    "studio_blackout",
    metadata,
    Column("blackout_id", Text, primary_key=True),
    _of_studio(),
    Column("span", TSTZRANGE, nullable=False),
    Column("reason", Text),
    CheckConstraint("not isempty(span)", name="span"),
    Index("ix_studio_blackout_studio_id_span", "studio_id", "span", postgresql_using="gist"),
)

studio_media = Table(
    "studio_media",
    metadata,
    _of_studio(),
    Column("media_id", Text, ForeignKey("upload.media_id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("alt_text", Text),
    Column("position", Integer, nullable=False),
    CheckConstraint("kind in ('image', 'video')", name="kind"),
    # A finished upload hangs in one gallery at most.
    PrimaryKeyConstraint("media_id", name="pk_studio_media"),
    Index("ix_studio_media_studio_id", "studio_id", "position", "media_id"),
)
