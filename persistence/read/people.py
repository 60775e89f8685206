"""People, as others see them (contract accounts.graphql)."""

from sqlalchemy import ColumnElement, any_, literal, select

from domain.accounts.model import Group
from persistence.read.media import public_thumb
from persistence.read.model import ReadModel, Row
from persistence.tables.accounts import account
from persistence.tables.media import upload

PERSON = ReadModel("User", account, key=["user_id"])
PERSON.columns("user_id", "handle", "display_name", "city", "region", member_since="created_at")


@PERSON.field()
def is_studio_owner(row: Row) -> ColumnElement[bool]:
    return literal(Group.STUDIO_OWNER.value) == any_(row.groups)


@PERSON.field()
def avatar_url(row: Row) -> ColumnElement[str | None]:
    """The small picture; none while nobody has looked at it."""
    file = upload.alias()
    return select(public_thumb(file.c)).where(file.c.media_id == row.avatar_media_id).scalar_subquery()
