"""People: the reader's own account, and the public card of anybody."""

from domain.accounts.actions import require_one_name
from persistence.read import accounts as read
from resolvers.readings.base import Asking, Reading, reading


@reading("me")
def me(_: Asking) -> Reading:
    return Reading(read.ACCOUNT_OF_READER)


@reading("user")
def user(_: Asking, user_id: str | None = None, handle: str | None = None) -> Reading:
    require_one_name(user_id, handle)
    if user_id is not None:
        return Reading(read.PERSON_BY_ID, {"user": user_id})
    return Reading(read.PERSON_BY_HANDLE, {"handle": handle})
