"""Uploads, gallery media and attachments, as clients see them."""

from typing import TYPE_CHECKING, Any

import strawberry

from domain.media.actions import Place
from domain.media.addresses import file_address, thumb_address
from domain.media.model import StoredFile
from schema.reading import Held, finished, read
from schema.scalars import AWSJSON, AWSURL, AWSDateTime

if TYPE_CHECKING:
    from schema.context import Context


@strawberry.type
class Media(Held):
    """Gallery media have one lasting address each; it answers once the scan has passed the picture."""

    id: strawberry.ID = read()
    kind: str = read()
    url: AWSURL = read()
    thumb_url: AWSURL = read()
    width: int | None = read()
    height: int | None = read()
    duration_sec: int | None = read()
    alt_text: str | None = read()
    position: int = read()
    nsfw_band: int = read()
    scan_status: str = read()


@strawberry.input
class MediaInput:
    key: str
    kind: str
    alt_text: str | None = None
    width: int | None = None
    height: int | None = None
    duration_sec: int | None = None
    position: int | None = None


def _thumb_key(found: dict[str, Any], _: "Context") -> str | None:
    file = StoredFile.of(found)
    return file.thumb_key if file.is_clean else None


def file_url(found: dict[str, Any] | None, context: "Context") -> str | None:
    return file_address(context.services.files, StoredFile.of(found)) if found else None


def thumb_url(found: dict[str, Any] | None, context: "Context") -> str | None:
    return thumb_address(context.services.files, StoredFile.of(found)) if found else None


@strawberry.type
class Attachment(Held):
    key: str = read()
    mime: str = read()
    bytes: int = read()
    thumb_key: str | None = finished(_thumb_key)
    kind: str = read()
    file_name: str | None = read()
    manifest_ref: strawberry.ID | None = read()
    width: int | None = read()
    height: int | None = read()
    url: AWSURL | None = finished(file_url)
    thumb_url: AWSURL | None = finished(thumb_url)
    nsfw_band: int = read()
    scan_status: str = read()
    sha256: str | None = read()


@strawberry.input
class AttachmentInput:
    key: str
    mime: str
    bytes: int
    thumb_key: str | None = None
    kind: str | None = "preview"
    file_name: str | None = None
    manifest_ref: strawberry.ID | None = None


@strawberry.type
class PresignedUpload:
    url: AWSURL
    fields: AWSJSON
    key: str
    method: str
    max_bytes: int
    expires_at: AWSDateTime

    @classmethod
    def of(cls, place: Place) -> "PresignedUpload":
        no_fields: dict[str, Any] = {}
        return cls(
            url=AWSURL(place.url),
            fields=no_fields,
            key=place.key,
            method="PUT",
            max_bytes=place.max_bytes,
            expires_at=place.expires_at,
        )


@strawberry.type
class UploadStatus(Held):
    key: str = read()
    status: str = read()
    nsfw_band: int | None = read()
    attachment: Attachment | None = read()
