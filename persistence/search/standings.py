"""Figures of bookings and inquiries, by page: what ranking knows of an owner beyond reviews."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.search.model import Standing, Surface
from domain.threads.model import ThreadKind
from persistence.tables.bookings import booking_leg
from persistence.tables.profiles import service_profile
from persistence.tables.threads import participant, thread

# A leg counts from its confirmation on.
_COUNTED: Final = ("confirmed", "in_progress", "completed")


async def standings_of(
    connection: AsyncConnection, surface: Surface, ids: Collection[str], *, since: datetime
) -> dict[str, Standing]:
    figures: dict[str, dict[str, int]] = {}
    for row in (await connection.execute(_bookings(surface, ids, since))).mappings():
        counts = {"bookings": row["bookings"], "bookings_recent": row["bookings_recent"]}
        figures.setdefault(row["page"], {}).update(counts)
    if surface is Surface.PEOPLE:
        for row in (await connection.execute(_inquiries(ids, since))).mappings():
            figures.setdefault(row["page"], {})["inquiries_recent"] = row["inquiries"]
    return {page: Standing(**counts) for page, counts in figures.items()}


def _bookings(surface: Surface, ids: Collection[str], since: datetime) -> Select[Any]:
    people = surface is Surface.PEOPLE
    page = booking_leg.c.service_profile_id if people else booking_leg.c.studio_id
    return (
        select(
            page.label("page"),
            func.count().label("bookings"),
            func.count().filter(booking_leg.c.created_at >= since).label("bookings_recent"),
        )
        .where(page.in_(ids), booking_leg.c.status.in_(_COUNTED))
        .group_by(page)
    )


def _inquiries(ids: Collection[str], since: datetime) -> Select[Any]:
    """Conversations that others opened about the role of the page; what became a booking is one."""
    return (
        select(service_profile.c.profile_id.label("page"), func.count().label("inquiries"))
        .join(participant, participant.c.user_id == service_profile.c.user_id)
        .join(thread, thread.c.thread_id == participant.c.thread_id)
        .where(
            service_profile.c.profile_id.in_(ids),
            func.upper(thread.c.role_context) == service_profile.c.role,
            thread.c.kind == ThreadKind.INQUIRY.value,
            thread.c.opened_by != service_profile.c.user_id,
            thread.c.created_at >= since,
        )
        .group_by(service_profile.c.profile_id)
    )
