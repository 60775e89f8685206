"""The store of bytes on anything that speaks S3. boto3 blocks, so every call runs in a thread."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from domain.errors import Unavailable
from domain.media.ports import StoredFile
from integrations.s3_signing import Signer

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

T = TypeVar("T")
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


@dataclass(frozen=True)
class Bucket:
    """Where files live. Without an endpoint it is Amazon's; without keys, boto3 looks where it always does.

    `public_url` is what the world puts before a key under public/: a content network, or the bucket itself.
    `signed_endpoint` is where clients reach the store, when that is not where we reach it.
    """

    name: str
    region: str = "us-east-1"
    endpoint: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    public_url: str | None = None
    signed_endpoint: str | None = None


class S3Files:
    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        # A signature covers the host, so an address has to be signed for the host that clients will use.
        self._signer = Signer(
            _base(bucket, bucket.signed_endpoint or bucket.endpoint),
            region=bucket.region,
            access_key=bucket.access_key,
            secret_key=bucket.secret_key,
        )
        self._public_base = (bucket.public_url or _base(bucket, bucket.endpoint)).rstrip("/")
        self._made: S3Client | None = None
        self._making = threading.Lock()

    def presign_put(self, key: str, *, content_type: str, length: int | None, expires_s: int) -> str:
        headers = {"Content-Type": content_type}
        if length is not None:
            headers["Content-Length"] = str(length)
        return self._presign("PUT", key, expires_s, headers=headers)

    def presign_get(self, key: str, *, expires_s: int, file_name: str | None = None) -> str:
        query = {} if file_name is None else {"response-content-disposition": _attachment(file_name)}
        return self._presign("GET", key, expires_s, query=query)

    def public_url(self, key: str) -> str:
        return f"{self._public_base}/{key}"

    async def head(self, key: str) -> StoredFile | None:
        def call() -> StoredFile | None:
            found = self._client.head_object(Bucket=self._bucket.name, Key=key)
            return StoredFile(found["ContentLength"], found["ContentType"])

        return await self._unless_missing(call)

    async def read(self, key: str, *, most: int) -> bytes | None:
        def call() -> bytes:
            with self._client.get_object(Bucket=self._bucket.name, Key=key)["Body"] as body:
                return body.read(most)

        return await self._unless_missing(call)

    async def write(self, key: str, body: bytes, *, content_type: str) -> None:
        def call() -> None:
            self._client.put_object(Bucket=self._bucket.name, Key=key, Body=body, ContentType=content_type)

        await self._in_thread(call)

    async def delete(self, key: str) -> None:
        await self._in_thread(lambda: self._client.delete_object(Bucket=self._bucket.name, Key=key))

    async def ensure_bucket(self) -> None:
        """For development; elsewhere the bucket is made, with its policies, before the server is."""

        def call() -> object:
            return self._client.head_bucket(Bucket=self._bucket.name)

        if await self._unless_missing(call) is None:
            await self._in_thread(lambda: self._client.create_bucket(Bucket=self._bucket.name))

    def _presign(self, method: str, key: str, expires_s: int, **signed: dict[str, str]) -> str:
        try:
            return self._signer.address(method, key, expires_s=expires_s, **signed)
        except BotoCoreError as failure:
            raise _unavailable() from failure

    @property
    def _client(self) -> "S3Client":
        """Made at the first call, in its thread: a server that only signs never makes one."""
        with self._making:
            if self._made is None:
                self._made = _client(self._bucket)
            return self._made

    async def _unless_missing(self, call: Callable[[], T]) -> T | None:
        try:
            return await asyncio.to_thread(call)
        except ClientError as refusal:
            if refusal.response["Error"]["Code"] in MISSING:
                return None
            raise _unavailable() from refusal
        except BotoCoreError as failure:
            raise _unavailable() from failure

    async def _in_thread(self, call: Callable[[], object]) -> None:
        try:
            await asyncio.to_thread(call)
        except (BotoCoreError, ClientError) as failure:
            raise _unavailable() from failure


def _base(bucket: Bucket, endpoint: str | None) -> str:
    """What stands before a key. Amazon wants the bucket in the host, which may have no further dots."""
    if endpoint is not None:
        return f"{endpoint.rstrip('/')}/{bucket.name}"
    host = f"s3.{bucket.region}.amazonaws.com" + (".cn" if bucket.region.startswith("cn-") else "")
    return f"https://{host}/{bucket.name}" if "." in bucket.name else f"https://{bucket.name}.{host}"


def _client(bucket: Bucket) -> "S3Client":
    import boto3  # noqa: PLC0415 - see s3_signing
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if bucket.endpoint else "auto"},
        connect_timeout=3,
        read_timeout=20,
        retries={"max_attempts": 3, "mode": "standard"},
        max_pool_connections=16,
        # Checksums in trailers are Amazon's own; other stores refuse them.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.client(
        "s3",
        region_name=bucket.region,
        endpoint_url=bucket.endpoint,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
        config=config,
    )


def _attachment(file_name: str) -> str:
    plain = "".join(c for c in file_name if c.isascii() and c.isprintable() and c not in '"\\') or "file"
    return f'attachment; filename="{plain}"'


def _unavailable() -> Unavailable:
    return Unavailable("UPLOAD_FAILED", "The store of files does not answer.", hint="Try again in a moment.")
