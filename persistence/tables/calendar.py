"""Holds on calendars. The exclusion constraint is what makes a double booking impossible."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint

from persistence.tables.base import instant, metadata

hold = Table(
    "hold",
    metadata,
    Column("hold_id", Text, primary_key=True),
    Column("resource", Text, nullable=False),
    Column("lbg_id", Text, nullable=False),
    Column("leg_id", Text, nullable=False, index=True),
    # `session` is what was booked, `span` what is closed for it: the session and its buffers.
    Column("session", TSTZRANGE, nullable=False),
    Column("span", TSTZRANGE, nullable=False),
    Column("status", Text, nullable=False),
    instant("expires_at", nullable=True),
    CheckConstraint("status in ('held', 'booked', 'lapsed', 'released')", name="status"),
    CheckConstraint("span @> session and not isempty(session)", name="span"),
    CheckConstraint("status <> 'held' or expires_at is not null", name="expiry"),
    # Other bookings only: a photographer who rents out a studio serves both legs of one booking at once.
    ExcludeConstraint(
        ("resource", "="),
        ("span", "&&"),
        ("lbg_id", "<>"),
        where=text("status in ('held', 'booked')"),
        using="gist",
        name="ex_hold_rivals",
    ),
    # What lapses next of a calendar, looked up each time something is placed on it.
    Index("ix_hold_resource_expires_at", "resource", "expires_at", postgresql_where=text("status = 'held'")),
)
