"""Portfolio items and their galleries."""

from sqlalchemy import ARRAY, CheckConstraint, Column, Date, ForeignKey, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tables.base import instant, metadata

portfolio_item = Table(
    "portfolio_item",
    metadata,
    Column("item_id", Text, primary_key=True),
    Column("owner_user_id", Text, ForeignKey("account.user_id"), nullable=False, index=True),
    Column("profile_id", Text, ForeignKey("service_profile.profile_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("city", Text),
    Column("shoot_date", Date),
    Column("genres", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("cover_media_id", Text, ForeignKey("upload.media_id"), index=True),
    Column("case_study", JSONB(none_as_null=True)),
    # No foreign keys to studio and leg: their tables are born later.
    Column("studio_id", Text),
    Column("verified_leg_id", Text),
    Column("status", Text, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    CheckConstraint("status in ('draft', 'pending', 'published', 'archived', 'blocked')", name="status"),
)

# A picture hangs in one gallery only, so the upload's id is the picture's.
portfolio_media = Table(
    "portfolio_media",
    metadata,
    Column("media_id", Text, ForeignKey("upload.media_id"), primary_key=True),
    Column("item_id", Text, ForeignKey("portfolio_item.item_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("alt_text", Text),
    CheckConstraint("kind in ('image', 'video')", name="kind"),
)
