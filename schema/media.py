"""Uploads, gallery media and attachments, as clients see them."""

from typing import Any

import strawberry

from domain.media.actions import Place
from domain.media.addresses import file_address, thumb_address
from domain.media.model import Upload
from domain.media.ports import Files
from domain.media.states import ScanState
from schema.scalars import AWSJSON, AWSURL, AWSDateTime


@strawberry.type
class Media:
    id: strawberry.ID
    kind: str
    url: AWSURL
    thumb_url: AWSURL
    width: int | None
    height: int | None
    duration_sec: int | None
    alt_text: str | None
    position: int
    nsfw_band: int
    scan_status: str

    @classmethod
    def of(cls, upload: Upload, files: Files, *, position: int = 0, alt_text: str | None = None) -> "Media":
        """Gallery media have one lasting address each; it answers once the scan has passed the picture."""
        found = upload.findings
        return cls(
            id=strawberry.ID(upload.id),
            kind="image",
            url=AWSURL(files.public_url(upload.full_key)),
            thumb_url=AWSURL(files.public_url(upload.thumb_key or upload.full_key)),
            width=found.width if found else None,
            height=found.height if found else None,
            duration_sec=None,
            alt_text=alt_text,
            position=position,
            nsfw_band=upload.nsfw_band,
            scan_status=upload.scan_status,
        )


@strawberry.input
class MediaInput:
    key: str
    kind: str
    alt_text: str | None = None
    width: int | None = None
    height: int | None = None
    duration_sec: int | None = None
    position: int | None = None


@strawberry.type
class Attachment:
    key: str
    mime: str
    bytes: int
    thumb_key: str | None
    kind: str
    file_name: str | None
    manifest_ref: strawberry.ID | None
    width: int | None
    height: int | None
    url: AWSURL | None
    thumb_url: AWSURL | None
    nsfw_band: int
    scan_status: str
    sha256: str | None

    @classmethod
    def of(cls, upload: Upload, files: Files) -> "Attachment":
        clean = upload.state is ScanState.CLEAN
        found = upload.findings if clean else None
        url, thumb_url = file_address(files, upload), thumb_address(files, upload)
        return cls(
            key=upload.key,
            mime=upload.mime,
            bytes=found.bytes if found else upload.declared_bytes or 0,
            thumb_key=upload.thumb_key if clean else None,
            kind="preview",
            file_name=upload.file_name,
            manifest_ref=None,
            width=found.width if found else None,
            height=found.height if found else None,
            url=AWSURL(url) if url else None,
            thumb_url=AWSURL(thumb_url) if thumb_url else None,
            nsfw_band=upload.nsfw_band,
            scan_status=upload.scan_status,
            sha256=found.sha256 if found else None,
        )


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
class UploadStatus:
    key: str
    status: str
    nsfw_band: int | None
    attachment: Attachment | None

    @classmethod
    def of(cls, upload: Upload, files: Files) -> "UploadStatus":
        clean = upload.state is ScanState.CLEAN
        return cls(
            key=upload.key,
            status=upload.state.value,
            nsfw_band=upload.nsfw_band if clean else None,
            attachment=Attachment.of(upload, files),
        )
