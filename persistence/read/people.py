"""People, as others see them (contract accounts.graphql)."""

from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Text, and_, any_, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.accounts.model import Group
from persistence.read.media import public_thumb
from persistence.read.model import ReadModel, Row
from persistence.read.profiles import in_order_of_roles
from persistence.read.visibility import is_listed
from persistence.tables.accounts import account
from persistence.tables.media import upload
from persistence.tables.profiles import service_profile

_NO_ROLES: Final[ColumnElement[Any]] = cast(literal_column("'{}'"), ARRAY(Text))

PERSON = ReadModel("User", account, key=["user_id"])
PERSON.columns("user_id", "handle", "display_name", "city", "region", member_since="created_at")


@PERSON.field()
def is_studio_owner(row: Row) -> ColumnElement[bool]:
    return literal(Group.STUDIO_OWNER.value) == any_(row.groups)


# What somebody published, as far as it is fit for the reader; even they see it as others do.
PERSON.many(
    "service_profiles",
    "ServiceProfile",
    lambda row, page: and_(page.user_id == row.user_id, is_listed(page)),
    order=lambda page: [in_order_of_roles(page)],
)
PERSON.many(
    "studios",
    "Studio",
    lambda row, studio: and_(studio.owner_user_id == row.user_id, studio.is_published),
    order=lambda studio: [studio.updated_at.desc(), studio.studio_id.desc()],
)


@PERSON.field(apart=True)
def roles(row: Row) -> ColumnElement[list[str]]:
    """Those of the role pages that the reader is shown."""
    page = service_profile.alias()
    in_order = aggregate_order_by(page.c.role, in_order_of_roles(page.c))
    listed = select(func.coalesce(func.array_agg(in_order), _NO_ROLES))
    return listed.where(page.c.user_id == row.user_id, is_listed(page.c)).scalar_subquery()


@PERSON.field()
def avatar_url(row: Row) -> ColumnElement[str | None]:
    """The small picture; none while nobody has looked at it."""
    file = upload.alias()
    return select(public_thumb(file.c)).where(file.c.media_id == row.avatar_media_id).scalar_subquery()
