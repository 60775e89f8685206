"""Role pages with packages, hours and studio chips; portfolio items with their galleries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_profiles"
down_revision: str | None = "0003_media"


def upgrade() -> None:
    _service_profile()
    _service_package()
    _package_addon()
    _profile_window()
    _profile_studio()
    _review_stat()
    _auto_accept_rule()
    _portfolio_item()
    _portfolio_media()
    _portfolio_indexes()


def _service_profile() -> None:
    op.create_table(
        "service_profile",
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("travel_notes", sa.Text(), nullable=True),
        sa.Column("languages", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("tags", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("about", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("social", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("radius_km", sa.Integer(), nullable=True),
        sa.Column("cover_media_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role in ('MODEL', 'PHOTOGRAPHER', 'VIDEOGRAPHER', 'CREATOR', 'FANSUB')",
            name=op.f("ck_service_profile_role"),
        ),
        sa.CheckConstraint("status in ('draft', 'published')", name=op.f("ck_service_profile_status")),
        sa.ForeignKeyConstraint(["city"], ["city.code"], name=op.f("fk_service_profile_city")),
        sa.ForeignKeyConstraint(
            ["cover_media_id"], ["upload.media_id"], name=op.f("fk_service_profile_cover_media_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["account.user_id"], name=op.f("fk_service_profile_user_id")),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_service_profile")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_service_profile_user_id_role")),
    )
    op.create_index(op.f("ix_service_profile_city"), "service_profile", ["city"], unique=False)
    op.create_index(
        op.f("ix_service_profile_cover_media_id"), "service_profile", ["cover_media_id"], unique=False
    )


def _service_package() -> None:
    op.create_table(
        "service_package",
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("includes", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("licence_type", sa.Text(), nullable=True),
        sa.Column("licence_notes", sa.Text(), nullable=True),
        sa.Column(
            "tier_adder_cents",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("recurring", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "licence_type in ('standard', 'commercial', 'ads', 'exclusive', 'buyout')",
            name=op.f("ck_service_package_licence_type"),
        ),
        sa.CheckConstraint("duration_min >= 30", name=op.f("ck_service_package_duration")),
        sa.CheckConstraint("price_cents >= 1000", name=op.f("ck_service_package_price")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["service_profile.profile_id"], name=op.f("fk_service_package_profile_id")
        ),
        sa.PrimaryKeyConstraint("package_id", name=op.f("pk_service_package")),
    )
    op.create_index(op.f("ix_service_package_profile_id"), "service_package", ["profile_id"], unique=False)


def _package_addon() -> None:
    op.create_table(
        "package_addon",
        sa.Column("addon_id", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("price_cents >= 100", name=op.f("ck_package_addon_price")),
        sa.ForeignKeyConstraint(
            ["package_id"], ["service_package.package_id"], name=op.f("fk_package_addon_package_id")
        ),
        sa.PrimaryKeyConstraint("addon_id", name=op.f("pk_package_addon")),
    )
    op.create_index(op.f("ix_package_addon_package_id"), "package_addon", ["package_id"], unique=False)


def _profile_window() -> None:
    op.create_table(
        "profile_window",
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("start_minute", sa.SmallInteger(), nullable=False),
        sa.Column("end_minute", sa.SmallInteger(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "0 <= start_minute and start_minute < end_minute and end_minute <= 1440",
            name=op.f("ck_profile_window_minutes"),
        ),
        sa.CheckConstraint("weekday between 0 and 6", name=op.f("ck_profile_window_weekday")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["service_profile.profile_id"], name=op.f("fk_profile_window_profile_id")
        ),
        sa.PrimaryKeyConstraint("profile_id", "position", name=op.f("pk_profile_window")),
    )


def _profile_studio() -> None:
    op.create_table(
        "profile_studio",
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("studio_id", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["service_profile.profile_id"], name=op.f("fk_profile_studio_profile_id")
        ),
        sa.PrimaryKeyConstraint("profile_id", "studio_id", name=op.f("pk_profile_studio")),
    )
    op.create_index(op.f("ix_profile_studio_studio_id"), "profile_studio", ["studio_id"], unique=False)


def _review_stat() -> None:
    op.create_table(
        "review_stat",
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("histogram", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("recent_avg", sa.Float(), nullable=False),
        sa.Column("recent_weight", sa.Float(), nullable=False),
        sa.Column("last_review_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cardinality(histogram) = 5", name=op.f("ck_review_stat_histogram")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["service_profile.profile_id"], name=op.f("fk_review_stat_profile_id")
        ),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_review_stat")),
    )


def _auto_accept_rule() -> None:
    op.create_table(
        "auto_accept_rule",
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("min_price_cents", sa.Integer(), nullable=True),
        sa.Column("weekday_mask", sa.SmallInteger(), nullable=True),
        sa.Column("max_distance_mi", sa.Float(), nullable=True),
        sa.Column("allow_ib", sa.Boolean(), nullable=False),
        sa.CheckConstraint("weekday_mask between 0 and 127", name=op.f("ck_auto_accept_rule_weekday_mask")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["service_profile.profile_id"], name=op.f("fk_auto_accept_rule_profile_id")
        ),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_auto_accept_rule")),
    )
    op.create_index(op.f("ix_auto_accept_rule_profile_id"), "auto_accept_rule", ["profile_id"], unique=False)


def _portfolio_item() -> None:
    op.create_table(
        "portfolio_item",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("owner_user_id", sa.Text(), nullable=False),
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("shoot_date", sa.Date(), nullable=True),
        sa.Column("genres", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("cover_media_id", sa.Text(), nullable=True),
        sa.Column("case_study", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("studio_id", sa.Text(), nullable=True),
        sa.Column("verified_leg_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('draft', 'pending', 'published', 'archived', 'blocked')",
            name=op.f("ck_portfolio_item_status"),
        ),
        sa.ForeignKeyConstraint(
            ["cover_media_id"], ["upload.media_id"], name=op.f("fk_portfolio_item_cover_media_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_user_id"], ["account.user_id"], name=op.f("fk_portfolio_item_owner_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["service_profile.profile_id"], name=op.f("fk_portfolio_item_profile_id")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_portfolio_item")),
        sa.UniqueConstraint("slug", name=op.f("uq_portfolio_item_slug")),
    )


def _portfolio_media() -> None:
    op.create_table(
        "portfolio_media",
        sa.Column("media_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("alt_text", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('image', 'video')", name=op.f("ck_portfolio_media_kind")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["portfolio_item.item_id"], name=op.f("fk_portfolio_media_item_id")
        ),
        sa.ForeignKeyConstraint(["media_id"], ["upload.media_id"], name=op.f("fk_portfolio_media_media_id")),
        sa.PrimaryKeyConstraint("media_id", name=op.f("pk_portfolio_media")),
    )


def _portfolio_indexes() -> None:
    op.create_index(
        op.f("ix_portfolio_item_cover_media_id"), "portfolio_item", ["cover_media_id"], unique=False
    )
    op.create_index(
        op.f("ix_portfolio_item_owner_user_id"), "portfolio_item", ["owner_user_id"], unique=False
    )
    op.create_index(op.f("ix_portfolio_item_profile_id"), "portfolio_item", ["profile_id"], unique=False)
    op.create_index(op.f("ix_portfolio_media_item_id"), "portfolio_media", ["item_id"], unique=False)
