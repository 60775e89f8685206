"""The search index in PostgreSQL: one row per card, the words it is made of, and what was asked."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from persistence.tables.base import instant, metadata

_SURFACE = "surface in ('people', 'studios')"


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


# No foreign keys: the index is a copy that may lag behind its sources, and is rebuilt from them at will.
search_doc = Table(
    "search_doc",
    metadata,
    Column("id", Text, primary_key=True),
    Column("surface", Text, nullable=False),
    Column("owner_user_id", Text, nullable=False),
    Column("role", Text),
    Column("city", Text, nullable=False),
    Column("region", Text),
    Column("title", Text, nullable=False),
    Column("handle", Text),
    Column("slug", Text, nullable=False),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
    _count("reach_km"),
    Column("currency", Text, nullable=False),
    Column("price_from_cents", Integer),
    Column("price_to_cents", Integer),
    _flag("verified"),
    _flag("trusted"),
    _flag("social_verified"),
    _flag("instant_book"),
    _flag("deposit_required"),
    Column("nsfw_band", SmallInteger, nullable=False),
    Column("completeness", SmallInteger, nullable=False),
    _count("rating_avg_hundredths"),
    _count("rating_count"),
    _count("bookings"),
    _count("bookings_recent"),
    _count("inquiries_recent"),
    _count("cancel_bps"),
    _count("dispute_bps"),
    _count("late_bps"),
    instant("published_at"),
    instant("updated_at"),
    Column("open_days", ARRAY(Date), nullable=False),
    # `field:value` of every controlled value, so that one index serves all such filters.
    Column("terms", ARRAY(Text), nullable=False),
    Column("numbers", JSONB, nullable=False),
    Column("flags", JSONB, nullable=False),
    # What only the card needs: preview, highlights, social figures, linked studio, description.
    Column("card", JSONB, nullable=False),
    Column("words", TSVECTOR, nullable=False),
    Column("fingerprint", Text, nullable=False),
    CheckConstraint(_SURFACE, name="surface"),
    CheckConstraint("(surface = 'people') = (role is not null)", name="role"),
    CheckConstraint("nsfw_band between 0 and 2", name="nsfw_band"),
    Index("ix_search_doc_place", "surface", "city", "role"),
    Index("ix_search_doc_owner_user_id", "owner_user_id"),
    Index("ix_search_doc_terms", "terms", postgresql_using="gin"),
    Index("ix_search_doc_words", "words", postgresql_using="gin"),
    Index("ix_search_doc_open_days", "open_days", postgresql_using="gin"),
)

# Words that cards are made of, for typo tolerance. They are only ever added: one that no card has any more
# finds nothing.
search_word = Table(
    "search_word",
    metadata,
    Column("surface", Text, primary_key=True),
    Column("word", Text, primary_key=True),
    CheckConstraint(_SURFACE, name="surface"),
)

# How often the index of a city has changed: results ranked under one edition hold as long as it is the same.
search_edition = Table(
    "search_edition",
    metadata,
    Column("surface", Text, primary_key=True),
    Column("city", Text, primary_key=True),
    Column("edition", BigInteger, nullable=False),
    CheckConstraint(_SURFACE, name="surface"),
)

# Searches that found something, made of known words only: what a person typed about a person is not kept.
search_query = Table(
    "search_query",
    metadata,
    Column("surface", Text, primary_key=True),
    Column("city", Text, primary_key=True),
    Column("text", Text, primary_key=True),
    Column("asked_on", Date, primary_key=True),
    Column("searches", Integer, nullable=False, server_default=text("1")),
    CheckConstraint(_SURFACE, name="surface"),
    Index("ix_search_query_asked_on", "asked_on"),
)
