"""Signature Version 4, checked as the real store checks it: a guard nobody enforces is not a guard."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

ALGORITHM = "AWS4-HMAC-SHA256"
CLOCK_SKEW = timedelta(minutes=15)


@dataclass(frozen=True)
class Call:
    """One request as it came over the wire; header names in lower case."""

    method: str
    raw_path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Signed:
    scope: str
    at: str
    headers: tuple[str, ...]
    signature: str
    lasts: timedelta
    payload_hash: str


class Refused(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def require_signed(call: Call, access_key: str, secret: str, now: datetime) -> str:
    """The hash the body was signed with. Raises Refused for a call that our key did not sign, or too late."""
    signed = _from_query(call) or _from_header(call)
    if signed is None or not signed.scope.startswith(f"{access_key}/"):
        raise Refused("AccessDenied", "Sign the request.")
    expected = _signature(call, signed, secret)
    if not hmac.compare_digest(expected, signed.signature):
        raise Refused("SignatureDoesNotMatch", "Method, place, type or length differ from what was signed.")
    signed_at = datetime.strptime(signed.at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if not signed_at - CLOCK_SKEW <= now <= signed_at + signed.lasts:
        raise Refused("AccessDenied", "Request has expired")
    return signed.payload_hash


def _from_query(call: Call) -> Signed | None:
    sent = dict(parse_qsl(call.query, keep_blank_values=True))
    if sent.get("X-Amz-Algorithm") != ALGORITHM:
        return None
    return Signed(
        scope=sent["X-Amz-Credential"],
        at=sent["X-Amz-Date"],
        headers=tuple(sent["X-Amz-SignedHeaders"].split(";")),
        signature=sent["X-Amz-Signature"],
        lasts=timedelta(seconds=int(sent["X-Amz-Expires"])),
        payload_hash="UNSIGNED-PAYLOAD",
    )


def _from_header(call: Call) -> Signed | None:
    algorithm, _, rest = call.headers.get("authorization", "").partition(" ")
    if algorithm != ALGORITHM:
        return None
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    return Signed(
        scope=parts["Credential"],
        at=call.headers["x-amz-date"],
        headers=tuple(parts["SignedHeaders"].split(";")),
        signature=parts["Signature"],
        lasts=CLOCK_SKEW,
        payload_hash=call.headers["x-amz-content-sha256"],
    )


def _signature(call: Call, signed: Signed, secret: str) -> str:
    scope = signed.scope.partition("/")[2]
    digest = hashlib.sha256(_canonical(call, signed).encode()).hexdigest()
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = f"{ALGORITHM}\n{signed.at}\n{scope}\n{digest}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _canonical(call: Call, signed: Signed) -> str:
    query = "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(parse_qsl(call.query, keep_blank_values=True))
        if name != "X-Amz-Signature"
    )
    lines = [f"{name}:{' '.join(call.headers.get(name, '').split())}" for name in signed.headers]
    signed_names = ";".join(signed.headers)
    return "\n".join((call.method, call.raw_path, query, *lines, "", signed_names, signed.payload_hash))
