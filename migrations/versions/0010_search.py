"""The search index, its words, and what was asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_search"
down_revision: str | None = "0009_threads"

SURFACE = "surface in ('people', 'studios')"


def upgrade() -> None:
    _search_doc()
    op.create_table(
        "search_word",
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.CheckConstraint(SURFACE, name=op.f("ck_search_word_surface")),
        sa.PrimaryKeyConstraint("surface", "word", name=op.f("pk_search_word")),
    )
    op.create_table(
        "search_query",
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("searches", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(SURFACE, name=op.f("ck_search_query_surface")),
        sa.PrimaryKeyConstraint("surface", "city", "text", "asked_on", name=op.f("pk_search_query")),
    )
    op.create_index("ix_search_query_asked_on", "search_query", ["asked_on"])


def _search_doc() -> None:
    op.create_table(
        "search_doc",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("owner_user_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text()),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("reach_km", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_from_cents", sa.Integer()),
        sa.Column("price_to_cents", sa.Integer()),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("social_verified", sa.Boolean(), nullable=False),
        sa.Column("instant_book", sa.Boolean(), nullable=False),
        sa.Column("deposit_required", sa.Boolean(), nullable=False),
        sa.Column("nsfw_band", sa.SmallInteger(), nullable=False),
        sa.Column("completeness", sa.SmallInteger(), nullable=False),
        sa.Column("rating_avg_hundredths", sa.Integer(), nullable=False),
        sa.Column("rating_count", sa.Integer(), nullable=False),
        sa.Column("bookings", sa.Integer(), nullable=False),
        sa.Column("bookings_recent", sa.Integer(), nullable=False),
        sa.Column("inquiries_recent", sa.Integer(), nullable=False),
        sa.Column("cancel_bps", sa.Integer(), nullable=False),
        sa.Column("dispute_bps", sa.Integer(), nullable=False),
        sa.Column("late_bps", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_days", sa.ARRAY(sa.Date()), nullable=False),
        sa.Column("terms", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("numbers", postgresql.JSONB(), nullable=False),
        sa.Column("flags", postgresql.JSONB(), nullable=False),
        sa.Column("card", postgresql.JSONB(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.CheckConstraint(SURFACE, name=op.f("ck_search_doc_surface")),
        sa.CheckConstraint("(surface = 'people') = (role is not null)", name=op.f("ck_search_doc_role")),
        sa.CheckConstraint("nsfw_band between 0 and 2", name=op.f("ck_search_doc_nsfw_band")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_doc")),
    )
    op.create_index("ix_search_doc_place", "search_doc", ["surface", "city", "role"])
    op.create_index("ix_search_doc_owner_user_id", "search_doc", ["owner_user_id"])
    for column in ("terms", "words", "open_days"):
        op.create_index(f"ix_search_doc_{column}", "search_doc", [column], postgresql_using="gin")
