"""Studios, their rates, policies, closed times and galleries; holds on calendars."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_studios"
down_revision: str | None = "0004_profiles"


def upgrade() -> None:
    _studio()
    _rate()
    _policy()
    _blackout()
    _media()
    _hold()


def _studio() -> None:
    op.create_table(
        "studio",
        sa.Column("studio_id", sa.Text, nullable=False),
        sa.Column("owner_user_id", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("address", postgresql.JSONB, nullable=False),
        sa.Column("amenities", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("capacity_people", sa.Integer, nullable=False),
        sa.Column("size_sqft", sa.Integer),
        sa.Column("deposit_required", sa.Boolean, nullable=False),
        sa.Column("deposit_auth_cents", sa.Integer, nullable=False),
        sa.Column("house_rules", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("insurance_confirmed", sa.Boolean, nullable=False),
        sa.Column("is_published", sa.Boolean, nullable=False),
        sa.Column("verification_status", sa.Text, nullable=False),
        sa.Column("owner_attends", sa.Boolean, nullable=False),
        sa.Column("instant_book", sa.Boolean, nullable=False),
        sa.Column("price_from_cents", sa.Integer, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("rating_avg", sa.Numeric(3, 2), nullable=False, server_default=sa.text("0")),
        sa.Column("rating_count", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("studio_id", name="pk_studio"),
        sa.UniqueConstraint("slug", name="uq_studio_slug"),
        sa.ForeignKeyConstraint(["owner_user_id"], ["account.user_id"], name="fk_studio_owner_user_id"),
        sa.ForeignKeyConstraint(["city"], ["city.code"], name="fk_studio_city"),
        sa.CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="ck_studio_place"),
        sa.CheckConstraint("deposit_auth_cents >= 0 and price_from_cents >= 0", name="ck_studio_cents"),
        sa.CheckConstraint(
            "verification_status in ('none', 'submitted', 'approved', 'rejected', 'revoked')",
            name="ck_studio_verification_status",
        ),
    )
    op.create_index("ix_studio_city_is_published", "studio", ["city", "is_published"])
    op.create_index(
        "ix_studio_owner_user_id_updated_at", "studio", ["owner_user_id", sa.text("updated_at desc")]
    )
    op.create_index(
        "ix_studio_verified",
        "studio",
        ["city"],
        postgresql_where=sa.text("is_published and verification_status = 'approved'"),
    )


def _rate() -> None:
    op.create_table(
        "studio_rate",
        sa.Column("rate_id", sa.Text, nullable=False),
        sa.Column("studio_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("dow", sa.ARRAY(sa.SmallInteger), nullable=False),
        sa.Column("start_local", sa.Time, nullable=False),
        sa.Column("end_local", sa.Time, nullable=False),
        sa.Column("slot_minutes", sa.Integer),
        sa.Column("price_cents", sa.Integer, nullable=False),
        sa.Column("overtime_cents_per_30m", sa.Integer, nullable=False),
        sa.Column("min_booking_minutes", sa.Integer, nullable=False),
        sa.Column("max_booking_minutes", sa.Integer),
        sa.Column("tax_inclusive", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("rate_id", name="pk_studio_rate"),
        _of_studio("studio_rate"),
        sa.CheckConstraint("kind in ('hourly', 'slot', 'day')", name="ck_studio_rate_kind"),
        sa.CheckConstraint("(kind = 'slot') = (slot_minutes is not null)", name="ck_studio_rate_slot"),
        sa.CheckConstraint("price_cents > 0 and overtime_cents_per_30m >= 0", name="ck_studio_rate_cents"),
        sa.CheckConstraint("dow <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[]", name="ck_studio_rate_dow"),
    )
    op.create_index("ix_studio_rate_studio_id", "studio_rate", ["studio_id", "rate_id"])


def _policy() -> None:
    op.create_table(
        "studio_policy",
        sa.Column("studio_id", sa.Text, nullable=False),
        sa.Column("buffer_before_min", sa.Integer, nullable=False),
        sa.Column("buffer_after_min", sa.Integer, nullable=False),
        sa.Column("cleaning_min", sa.Integer, nullable=False),
        sa.Column("cancellation_policy", postgresql.JSONB, nullable=False),
        sa.PrimaryKeyConstraint("studio_id", name="pk_studio_policy"),
        _of_studio("studio_policy"),
        sa.CheckConstraint(
            "least(buffer_before_min, buffer_after_min, cleaning_min) >= 0", name="ck_studio_policy_minutes"
        ),
    )


def _blackout() -> None:
    op.create_table(
        "studio_blackout",
        sa.Column("blackout_id", sa.Text, nullable=False),
        sa.Column("studio_id", sa.Text, nullable=False),
        sa.Column("span", postgresql.TSTZRANGE, nullable=False),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("blackout_id", name="pk_studio_blackout"),
        _of_studio("studio_blackout"),
        sa.CheckConstraint("not isempty(span)", name="ck_studio_blackout_span"),
    )
    op.create_index(
        "ix_studio_blackout_studio_id_span", "studio_blackout", ["studio_id", "span"], postgresql_using="gist"
    )


def _media() -> None:
    op.create_table(
        "studio_media",
        sa.Column("studio_id", sa.Text, nullable=False),
        sa.Column("media_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("alt_text", sa.Text),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("media_id", name="pk_studio_media"),
        _of_studio("studio_media"),
        sa.ForeignKeyConstraint(["media_id"], ["upload.media_id"], name="fk_studio_media_media_id"),
        sa.CheckConstraint("kind in ('image', 'video')", name="ck_studio_media_kind"),
    )
    op.create_index("ix_studio_media_studio_id", "studio_media", ["studio_id", "position", "media_id"])


def _hold() -> None:
    op.create_table(
        "hold",
        sa.Column("hold_id", sa.Text, nullable=False),
        sa.Column("resource", sa.Text, nullable=False),
        sa.Column("lbg_id", sa.Text, nullable=False),
        sa.Column("leg_id", sa.Text, nullable=False),
        sa.Column("session", postgresql.TSTZRANGE, nullable=False),
        sa.Column("span", postgresql.TSTZRANGE, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("hold_id", name="pk_hold"),
        sa.CheckConstraint("status in ('held', 'booked', 'lapsed', 'released')", name="ck_hold_status"),
        sa.CheckConstraint("span @> session and not isempty(session)", name="ck_hold_span"),
        sa.CheckConstraint("status <> 'held' or expires_at is not null", name="ck_hold_expiry"),
        postgresql.ExcludeConstraint(
            ("resource", "="),
            ("span", "&&"),
            ("lbg_id", "<>"),
            where=sa.text("status in ('held', 'booked')"),
            using="gist",
            name="ex_hold_rivals",
        ),
    )
    op.create_index("ix_hold_leg_id", "hold", ["leg_id"])
    op.create_index(
        "ix_hold_resource_expires_at",
        "hold",
        ["resource", "expires_at"],
        postgresql_where=sa.text("status = 'held'"),
    )


def _of_studio(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["studio_id"], ["studio.studio_id"], name=f"fk_{table}_studio_id", ondelete="CASCADE"
    )
