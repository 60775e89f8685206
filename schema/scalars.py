"""The contract's scalars. Values that arrive wrong are refused here, before any resolver runs."""

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, NewType
from urllib.parse import urlsplit

import orjson
import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

TEXT_MOST: Final = 100_000
JSON_MOST: Final = 64 * 1024
_OFFSET: Final = re.compile(r"(?:Z|[+-]\d{2}:\d{2})$", re.IGNORECASE)
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

if TYPE_CHECKING:
    AWSDateTime = datetime
    AWSDate = date
    AWSJSON = Any
    AWSURL = str
    Upload = str
else:
    AWSDateTime = datetime
    AWSDate = date
    AWSJSON = NewType("AWSJSON", object)
    AWSURL = NewType("AWSURL", str)
    Upload = NewType("Upload", str)


def _read_datetime(value: object) -> datetime:
    if not isinstance(value, str) or not _OFFSET.search(value) or len(value) > 40:
        raise GraphQLError("AWSDateTime must be ISO 8601 with an offset, such as 2026-05-01T15:00:00Z.")
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphQLError("AWSDateTime must be ISO 8601 with an offset.") from None
    if not _EARLIEST <= moment < _LATEST:
        raise GraphQLError("AWSDateTime must lie between 1970 and 2100.")
    return moment


def write_datetime(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read_date(value: object) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise GraphQLError("AWSDate must be a calendar day as YYYY-MM-DD.")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise GraphQLError("AWSDate must be a day that exists.") from None
    if not _EARLIEST.date() <= day < _LATEST.date():
        raise GraphQLError("AWSDate must lie between 1970 and 2100.")
    return day


def _read_json(value: object) -> object:
    """A JSON document, or the text of one."""
    if isinstance(value, str):
        if len(value) > JSON_MOST:
            raise GraphQLError("AWSJSON is too long.")
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise GraphQLError("AWSJSON must be a JSON document or the text of one.") from None
    return value


def _read_url(value: object) -> str:
    if not isinstance(value, str) or len(value) > 2048:
        raise GraphQLError("AWSURL must be an absolute URL of at most 2048 characters.")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise GraphQLError("AWSURL must be an absolute URL.") from None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise GraphQLError("AWSURL must be an absolute http or https URL.")
    return value


def _read_key(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 512:
        raise GraphQLError("Upload must be the storage key of a finished upload.")
    return value


SCALARS: Final[dict[object, ScalarDefinition]] = {
    datetime: strawberry.scalar(name="AWSDateTime", serialize=write_datetime, parse_value=_read_datetime),
    date: strawberry.scalar(name="AWSDate", serialize=date.isoformat, parse_value=_read_date),
    AWSJSON: strawberry.scalar(name="AWSJSON", serialize=lambda value: value, parse_value=_read_json),
    AWSURL: strawberry.scalar(name="AWSURL", serialize=str, parse_value=_read_url),
    Upload: strawberry.scalar(name="Upload", serialize=str, parse_value=_read_key),
}
