"""The requests the store answers: buckets are made and found, objects put, read, found and deleted."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from integrations.doubles.s3.shelf import Shelf
from integrations.doubles.s3.signatures import Call, Refused, require_signed

MOST_BYTES = 64 * 1024 * 1024
PUBLIC = "public/"
STATUS_OF = {
    "NoSuchKey": 404,
    "NoSuchBucket": 404,
    "EntityTooLarge": 400,
    "XAmzContentSHA256Mismatch": 400,
    "MethodNotAllowed": 405,
}


def s3_app(root: Path, *, access_key: str, secret_key: str, bucket: str | None = None) -> Starlette:
    """The store over the files under `root`, with a bucket if one is named.

    Keys under public/ may be read by anybody, as behind a content network.
    """
    shelf = Shelf(root)
    if bucket is not None:
        shelf.add_bucket(bucket)

    async def answer(request: Request) -> Response:
        try:
            signed_hash = None if _is_public_read(request) else _signed_hash(request, access_key, secret_key)
            body = await _body(request, signed_hash)
            return await _ROUTES[request.method](shelf, request, body)
        except Refused as refusal:
            return _refusal(refusal)

    methods = ["GET", "HEAD", "PUT", "DELETE"]
    routes = [Route(path, answer, methods=methods) for path in ("/{bucket}", "/{bucket}/{key:path}")]
    cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=methods, allow_headers=["*"])
    return Starlette(routes=routes, middleware=[cors])


async def _put(shelf: Shelf, request: Request, body: bytes) -> Response:
    bucket, key = _named(request)
    if not key:
        shelf.add_bucket(bucket)
        return Response(headers={"Location": f"/{bucket}"})
    _require_bucket(shelf, bucket)
    content_type = request.headers.get("content-type", "binary/octet-stream")
    kept = await asyncio.to_thread(shelf.put, bucket, key, body, content_type)
    return Response(headers={"ETag": f'"{kept.etag}"'})


async def _get(shelf: Shelf, request: Request, body: bytes) -> Response:
    del body
    bucket, key = _named(request)
    _require_bucket(shelf, bucket)
    if not key:
        return Response()
    kept = shelf.about(bucket, key)
    if kept is None:
        raise Refused("NoSuchKey", "The specified key does not exist.")
    headers = {"ETag": f'"{kept.etag}"', "Content-Type": kept.content_type}
    if "response-content-disposition" in request.query_params:
        headers["Content-Disposition"] = request.query_params["response-content-disposition"]
    if request.method == "HEAD":
        return Response(headers={**headers, "Content-Length": str(kept.size)})
    return Response(await asyncio.to_thread(shelf.body, bucket, key), headers=headers)


async def _delete(shelf: Shelf, request: Request, body: bytes) -> Response:
    del body
    bucket, key = _named(request)
    _require_bucket(shelf, bucket)
    shelf.remove(bucket, key)
    return Response(status_code=204)


_ROUTES: dict[str, Callable[[Shelf, Request, bytes], Awaitable[Response]]] = {
    "GET": _get,
    "HEAD": _get,
    "PUT": _put,
    "DELETE": _delete,
}


def _named(request: Request) -> tuple[str, str]:
    return request.path_params["bucket"], request.path_params.get("key", "")


def _require_bucket(shelf: Shelf, bucket: str) -> None:
    if not shelf.has_bucket(bucket):
        raise Refused("NoSuchBucket", "The specified bucket does not exist")


def _is_public_read(request: Request) -> bool:
    return request.method in {"GET", "HEAD"} and _named(request)[1].startswith(PUBLIC)


def _signed_hash(request: Request, access_key: str, secret_key: str) -> str:
    raw_path = request.scope.get("raw_path", b"").decode("ascii").partition("?")[0]
    headers = {name.lower(): value for name, value in request.headers.items()}
    call = Call(request.method, raw_path, request.url.query, headers)
    try:
        return require_signed(call, access_key, secret_key, datetime.now(UTC))
    except (KeyError, ValueError):
        raise Refused("AccessDenied", "The signature cannot be read.") from None


async def _body(request: Request, signed_hash: str | None) -> bytes:
    if int(request.headers.get("content-length", "0")) > MOST_BYTES:
        raise Refused("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    body = await request.body()
    unsigned = signed_hash in {None, "UNSIGNED-PAYLOAD"}
    if not unsigned and hashlib.sha256(body).hexdigest() != signed_hash:
        raise Refused("XAmzContentSHA256Mismatch", "The body is not the one that was signed.")
    return body


def _refusal(refusal: Refused) -> Response:
    body = f"<Error><Code>{escape(refusal.code)}</Code><Message>{escape(str(refusal))}</Message></Error>"
    return Response(body, STATUS_OF.get(refusal.code, 403), media_type="application/xml")
