"""Role pages: heads, packages with add-ons, weekly hours, studio chips, review counts, instant-book rules."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tables.base import instant, metadata

NONE_YET = text("'{}'")

service_profile = Table(
    "service_profile",
    metadata,
    Column("profile_id", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("account.user_id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("bio", Text, nullable=False),
    Column("city", Text, ForeignKey("city.code"), nullable=False, index=True),
    Column("region", Text),
    Column("travel_notes", Text),
    Column("languages", ARRAY(Text), nullable=False, server_default=NONE_YET),
    Column("tags", ARRAY(Text), nullable=False, server_default=NONE_YET),
    Column("about", JSONB, nullable=False),
    Column("social", JSONB, nullable=False),
    Column("radius_km", Integer),
    Column("cover_media_id", Text, ForeignKey("upload.media_id"), index=True),
    Column("status", Text, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    UniqueConstraint("user_id", "role"),
    CheckConstraint("role in ('MODEL', 'PHOTOGRAPHER', 'VIDEOGRAPHER', 'CREATOR', 'FANSUB')", name="role"),
    CheckConstraint("status in ('draft', 'published')", name="status"),
)

# A package that leaves its page is retired, not removed: what was booked keeps naming it.
service_package = Table(
    "service_package",
    metadata,
    Column("package_id", Text, primary_key=True),
    Column("profile_id", Text, ForeignKey("service_profile.profile_id"), nullable=False, index=True),
    Column("position", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("price_cents", Integer, nullable=False),
    Column("duration_min", Integer, nullable=False),
    Column("includes", ARRAY(Text), nullable=False, server_default=NONE_YET),
    Column("licence_type", Text),
    Column("licence_notes", Text),
    Column("tier_adder_cents", JSONB, nullable=False, server_default=NONE_YET),
    Column("recurring", Boolean, nullable=False),
    instant("retired_at", nullable=True),
    CheckConstraint("price_cents >= 1000", name="price"),
    CheckConstraint("duration_min >= 30", name="duration"),
    CheckConstraint(
        "licence_type in ('standard', 'commercial', 'ads', 'exclusive', 'buyout')", name="licence_type"
    ),
)

package_addon = Table(
    "package_addon",
    metadata,
    Column("addon_id", Text, primary_key=True),
    Column("package_id", Text, ForeignKey("service_package.package_id"), nullable=False, index=True),
    Column("position", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("price_cents", Integer, nullable=False),
    instant("retired_at", nullable=True),
    CheckConstraint("price_cents >= 100", name="price"),
)

profile_window = Table(
    "profile_window",
    metadata,
    Column("profile_id", Text, ForeignKey("service_profile.profile_id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    Column("weekday", SmallInteger, nullable=False),
    Column("start_minute", SmallInteger, nullable=False),
    Column("end_minute", SmallInteger, nullable=False),
    Column("effective_from", Date),
    Column("effective_to", Date),
    Column("blocked", Boolean, nullable=False),
    CheckConstraint("weekday between 0 and 6", name="weekday"),
    CheckConstraint("0 <= start_minute and start_minute < end_minute and end_minute <= 1440", name="minutes"),
)

# No foreign key to the studio: its table is born later, and a studio that is gone simply is not shown.
profile_studio = Table(
    "profile_studio",
    metadata,
    Column("profile_id", Text, ForeignKey("service_profile.profile_id"), primary_key=True),
    Column("studio_id", Text, primary_key=True, index=True),
    instant("linked_at"),
)

review_stat = Table(
    "review_stat",
    metadata,
    Column("profile_id", Text, ForeignKey("service_profile.profile_id"), primary_key=True),
    Column("histogram", ARRAY(Integer), nullable=False),
    Column("recent_avg", Float, nullable=False),
    Column("recent_weight", Float, nullable=False),
    instant("last_review_at", nullable=True),
    CheckConstraint("cardinality(histogram) = 5", name="histogram"),
)

auto_accept_rule = Table(
    "auto_accept_rule",
    metadata,
    Column("rule_id", Text, primary_key=True),
    Column("profile_id", Text, ForeignKey("service_profile.profile_id"), nullable=False, index=True),
    Column("min_price_cents", Integer),
    Column("weekday_mask", SmallInteger),
    Column("max_distance_mi", Float),
    Column("allow_ib", Boolean, nullable=False),
    CheckConstraint("weekday_mask between 0 and 127", name="weekday_mask"),
)
