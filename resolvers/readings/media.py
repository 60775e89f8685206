"""Uploads."""

from persistence.read import media as read
from resolvers.readings.base import Asking, Reading, reading


@reading("upload_status")
def upload_status(_: Asking, key: str) -> Reading:
    return Reading(read.UPLOAD_OF_READER, {"key": key})
