"""Who may see a role page. The mirror of `domain.profiles.visibility`, for the one who reads."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true

from domain.accounts.model import AccountStatus
from domain.profiles.model import BAND_SHOWN, ProfileStatus, Role
from persistence.read.model import VIEWER
from persistence.read.showing import band_max, shows_withheld
from persistence.tables.accounts import account
from persistence.tables.common import city

# What somebody published is not there while their account is suspended or on its way out.
PRESENT = (AccountStatus.ACTIVE.value, AccountStatus.PAUSED.value)


def is_own(page: Any) -> ColumnElement[bool]:
    return func.coalesce(page.user_id == VIEWER, false())


def is_published(page: Any) -> ColumnElement[bool]:
    live: ColumnElement[bool] = page.status == ProfileStatus.PUBLISHED.value
    return live


def is_public(page: Any) -> ColumnElement[bool]:
    # Scalars, not EXISTS, here and below: PostgreSQL may read all accounts for that, and hash them.
    owner = account.alias()
    standing = select(owner.c.status).where(owner.c.user_id == page.user_id).scalar_subquery()
    return and_(is_published(page), standing.in_(PRESENT))


def is_indexable(page: Any) -> ColumnElement[bool]:
    """Search engines have no age and no Safe-Mode setting: they get what nobody could mind."""
    return and_(is_public(page), page.role != Role.FANSUB.value, band_max(page) == BAND_SHOWN)


def is_listed(page: Any) -> ColumnElement[bool]:
    """Among somebody's published pages, which even their owner sees as others do."""
    return and_(is_public(page), or_(is_own(page), _fits(page)))


def sees(page: Any) -> ColumnElement[bool]:
    """City gates are for whoever asks for a city."""
    return or_(is_own(page), and_(is_public(page), _fits(page)))


def opens(page: Any) -> ColumnElement[bool]:
    """What `require_seen` lets through: others see a page only where the marketplace is open."""
    there = city.alias()
    in_open_city = select(there.c.active).where(there.c.code == page.city).scalar_subquery()
    return or_(is_own(page), and_(is_public(page), in_open_city, _fits(page)))


def _fits(page: Any) -> ColumnElement[bool]:
    """The mirror of `Eyes.fit_for`."""
    adult, safe_mode = _eye("age_verified", false()), _eye("safe_mode", true())
    return case(
        (shows_withheld(page), and_(adult, ~safe_mode)), else_=or_(adult, page.role != Role.FANSUB.value)
    )


def _eye(name: str, of_guest: ColumnElement[bool]) -> ColumnElement[bool]:
    """What of the reader matters. A guest is of no known age, with Safe-Mode on."""
    me = account.alias()
    return func.coalesce(select(me.c[name]).where(me.c.user_id == VIEWER).scalar_subquery(), of_guest)
