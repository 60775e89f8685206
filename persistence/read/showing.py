"""What a role page has to show for itself: packages, and pictures in published items; never kept counted."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from domain.media.states import ScanState
from domain.portfolio.model import ItemStatus
from domain.profiles.model import BAND_SHOWN, BAND_WITHHELD
from persistence.read.media import is_shown
from persistence.tables.accounts import account
from persistence.tables.media import upload
from persistence.tables.portfolio import portfolio_item, portfolio_media
from persistence.tables.profiles import auto_accept_rule, service_package

# From the columns of an upload.
OfFile = Callable[[Any], ColumnElement[Any]]


def price_from(page: Any) -> ColumnElement[int]:
    return func.coalesce(_of_packages(page, lambda package: func.min(package.price_cents)), 0)


def package_count(page: Any) -> ColumnElement[int]:
    return _of_packages(page, lambda _: func.count())


def item_count(page: Any) -> ColumnElement[int]:
    item = portfolio_item.alias()
    return _published(page, item, select(func.count())).scalar_subquery()


def media_count(page: Any) -> ColumnElement[int]:
    return _of_gallery(page, lambda _: func.count(), is_shown).scalar_subquery()


def unsafe_count(page: Any) -> ColumnElement[int]:
    return _of_gallery(page, lambda _: func.count(), _is_unsafe).scalar_subquery()


def band_max(page: Any) -> ColumnElement[int]:
    highest = _of_gallery(page, lambda file: func.max(file.nsfw_band), _is_clean).scalar_subquery()
    return func.coalesce(highest, BAND_SHOWN)


def shows_withheld(page: Any) -> ColumnElement[bool]:
    """Whether the highest band is the one that is withheld, without looking at every picture."""
    withheld = _of_gallery(
        page, lambda file: file.media_id, lambda file: and_(_is_clean(file), file.nsfw_band >= BAND_WITHHELD)
    )
    return exists(withheld)


def newest_cover(page: Any) -> ColumnElement[str | None]:
    """Of the newest published item, for a page that has no cover of its own."""
    item = portfolio_item.alias()
    newest = _published(page, item, select(item.c.cover_media_id)).order_by(item.c.item_id.desc())
    return newest.limit(1).correlate_except(item).scalar_subquery()


def confirms_instantly(page: Any) -> ColumnElement[bool]:
    """An instant-book rule is active and the owner's identity is verified."""
    rule, owner = auto_accept_rule.alias(), account.alias()
    return exists().where(
        rule.c.profile_id == page.profile_id,
        rule.c.allow_ib,
        owner.c.user_id == page.user_id,
        owner.c.id_verified,
    )


def _of_packages(page: Any, value: OfFile) -> ColumnElement[Any]:
    package = service_package.alias()
    offered = (package.c.profile_id == page.profile_id, package.c.retired_at.is_(None))
    return select(value(package.c)).where(*offered).scalar_subquery()


def _of_gallery(page: Any, value: OfFile, which: Callable[[Any], ColumnElement[bool]]) -> Select[Any]:
    item, hung, file = portfolio_item.alias(), portfolio_media.alias(), upload.alias()
    gallery = item.join(hung, hung.c.item_id == item.c.item_id).join(file, file.c.media_id == hung.c.media_id)
    return _published(page, item, select(value(file.c)).select_from(gallery)).where(which(file.c))


def _published(page: Any, item: Any, query: Select[Any]) -> Select[Any]:
    ours = item.c.profile_id == page.profile_id
    return query.where(ours, item.c.status == ItemStatus.PUBLISHED.value)


def _is_clean(file: Any) -> ColumnElement[bool]:
    clean: ColumnElement[bool] = file.state == ScanState.CLEAN.value
    return clean


def _is_unsafe(file: Any) -> ColumnElement[bool]:
    """As `Standing.UNSAFE` has it: judged and turned down, not merely never sent."""
    return or_(
        and_(file.state == ScanState.BLOCKED.value, file.bytes > 0),
        and_(_is_clean(file), file.nsfw_band >= BAND_WITHHELD),
    )
