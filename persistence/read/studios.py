"""Studios: pages, prices, terms and closed times (contract studios.graphql, spec 11)."""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.bookings.states import LegStatus
from domain.profiles.model import ProfileStatus
from persistence.read.media import IN_STUDIOS, is_shown
from persistence.read.model import VIEWER, ReadModel, Row
from persistence.read.views import Ask, Many, One
from persistence.tables.bookings import booking_leg, lbg
from persistence.tables.common import city
from persistence.tables.media import upload
from persistence.tables.profiles import profile_studio, service_profile
from persistence.tables.studios import studio, studio_blackout, studio_media, studio_policy, studio_rate

# A buyer with such a booking may know the door.
_ENTITLING: Final = (LegStatus.CONFIRMED.value, LegStatus.IN_PROGRESS.value)
_NOBODY: Final[ColumnElement[Any]] = cast(literal_column("'{}'"), ARRAY(Text))
_INSTANT: Final = DateTime(timezone=True)

STUDIO = ReadModel("Studio", studio, key=["studio_id"])
STUDIO.columns(
    "studio_id", "owner_user_id", "title", "slug", "description", "city", "region", "country",
    "capacity_people", "size_sqft", "amenities", "deposit_required", "deposit_auth_cents", "house_rules",
    "insurance_confirmed", "price_from_cents", "currency", "rating_avg", "rating_count", "is_published",
    "created_at", "updated_at",
    # Drafts have no public page that could be found.
    indexable="is_published",
)  # fmt: skip
STUDIO.computed(
    verified_studio=lambda row: row.verification_status == "approved",
    verification_status=lambda row: case((is_own(row), row.verification_status)),
)
STUDIO.refers("owner", "User", lambda row: row.owner_user_id)
STUDIO.one("policy", "StudioPolicy", lambda row, policy: policy.studio_id == row.studio_id)
STUDIO.many(
    "rates",
    "StudioRate",
    lambda row, rate: and_(rate.studio_id == row.studio_id, or_(rate.active, is_own(row))),
    order=lambda rate: [rate.rate_id],
)
# All of a gallery to its owner; to others what is clean and fit for the public.
STUDIO.many(
    "media",
    "Media",
    lambda row, picture: and_(picture.studio_id == row.studio_id, or_(is_own(row), is_shown(picture))),
    order=lambda picture: [picture.position, picture.media_id],
    source=lambda _: IN_STUDIOS.alias(),
)


def is_own(row: Any) -> ColumnElement[bool]:
    """The mirror of the domain's `Studio.owned_by`."""
    return func.coalesce(row.owner_user_id == VIEWER, false())


def seen(row: Any) -> ColumnElement[bool]:
    """Who may see a studio: everybody once it is live, its owner before."""
    return or_(row.is_published, is_own(row))


@STUDIO.inputs("geo", apart=True)
def place(row: Row) -> ColumnElement[Any]:
    """Where it is, and whether the reader may know that exactly."""
    leg, group = booking_leg.alias(), lbg.alias()
    booked = (
        exists()
        .select_from(leg.join(group, group.c.lbg_id == leg.c.lbg_id))
        .where(leg.c.studio_id == row.studio_id, group.c.buyer_user_id == VIEWER)
        .where(leg.c.status.in_(_ENTITLING))
    )
    return func.json_build_array(row.lat, row.lon, or_(is_own(row), booked))


@STUDIO.inputs("address")
def address(row: Row) -> ColumnElement[Any]:
    return case((is_own(row), row.address))


@STUDIO.inputs("missing", apart=True)
def publishing(row: Row) -> ColumnElement[Any]:
    """What the bar for going live is measured on; nothing for others than the owner."""
    rate = studio_rate.alias()
    priced = exists().where(rate.c.studio_id == row.studio_id, rate.c.active)
    known = func.json_build_object(
        "description", row.description, "amenities", row.amenities, "house_rules", row.house_rules,
        "has_rate", priced, "clean_photos", _photos(row),
    )  # fmt: skip
    return case((is_own(row), known))


def _photos(row: Row) -> ColumnElement[int]:
    hung, file = studio_media.alias(), upload.alias()
    shown = select(func.count()).select_from(hung.join(file, file.c.media_id == hung.c.media_id))
    return shown.where(hung.c.studio_id == row.studio_id, is_shown(file.c)).scalar_subquery()


@STUDIO.field(apart=True)
def linked_service_profile_ids(row: Row) -> ColumnElement[list[str]]:
    """Live role pages that show the studio, oldest link first."""
    link, page = profile_studio.alias(), service_profile.alias()
    in_order = aggregate_order_by(link.c.profile_id, link.c.linked_at, link.c.profile_id)
    found = (
        select(func.coalesce(func.array_agg(in_order), _NOBODY))
        .select_from(link.join(page, page.c.profile_id == link.c.profile_id))
        .where(link.c.studio_id == row.studio_id, page.c.status == ProfileStatus.PUBLISHED.value)
    )
    return found.scalar_subquery()


RATE = ReadModel("StudioRate", studio_rate, key=["rate_id"])
RATE.columns(
    "rate_id", "kind", "name", "dow", "slot_minutes", "price_cents", "overtime_cents_per_30m",
    "min_booking_minutes", "max_booking_minutes", "tax_inclusive", "active",
)  # fmt: skip
RATE.computed(
    start_local=lambda row: func.to_char(row.start_local, "HH24:MI"),
    end_local=lambda row: func.to_char(row.end_local, "HH24:MI"),
)

POLICY = ReadModel("StudioPolicy", studio_policy, key=["studio_id"])
POLICY.columns("buffer_before_min", "buffer_after_min", "cleaning_min", "cancellation_policy")

BLACKOUT = ReadModel("StudioBlackout", studio_blackout, key=["blackout_id"])
BLACKOUT.columns("blackout_id", "studio_id", "reason")
BLACKOUT.computed(
    start=lambda row: func.lower(row.span, type_=_INSTANT),
    end=lambda row: func.upper(row.span, type_=_INSTANT),
)


def _open_to_reader(row: Row, ask: Ask) -> ColumnElement[bool]:
    """A studio by its address. Its owner sees it wherever it is, others in open cities only."""
    there = city.alias()
    in_open_city = exists().where(there.c.code == row.city, there.c.active)
    return and_(row.slug == ask("slug"), or_(is_own(row), and_(row.is_published, in_open_city)))


def _studio_asked(ask: Ask, may: Any) -> ColumnElement[bool]:
    asked = studio.alias()
    return exists().where(asked.c.studio_id == ask("studio"), may(asked.c))


def _rate_shown(row: Row, ask: Ask) -> ColumnElement[bool]:
    mine = _studio_asked(ask, is_own)
    return and_(row.studio_id == ask("studio"), or_(row.active, mine))


def _touching(row: Row, ask: Ask) -> ColumnElement[bool]:
    within = func.tstzrange(ask("first", _INSTANT), ask("last", _INSTANT))
    return and_(row.studio_id == ask("studio"), row.span.overlaps(within))


STUDIO_BY_SLUG = One("Studio", _open_to_reader)
STUDIOS_OF_READER = Many(
    "Studio",
    lambda row, _: row.owner_user_id == VIEWER,
    lambda row: [row.updated_at.desc(), row.studio_id.desc()],
)
RATES_OF_STUDIO = Many(
    "StudioRate", _rate_shown, lambda row: [row.rate_id], lambda ask: _studio_asked(ask, seen)
)
BLACKOUTS_OF_STUDIO = Many(
    "StudioBlackout",
    _touching,
    lambda row: [row.span, row.blackout_id],
    lambda ask: _studio_asked(ask, is_own),
)
