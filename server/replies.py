"""Answers on HTTP: the media type that was asked for, the status, and the headers that every answer has."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import orjson
from starlette.responses import Response
from starlette.types import Send

from domain.errors import DomainError, Invalid
from server.answered import Answered, Pieces
from server.bodies import HttpRefusal
from server.errors import corr_id, extensions_of

JSON: Final = "application/json"
RESPONSE_JSON: Final = "application/graphql-response+json"
COOKIE: Final = "__Host-rastup_refresh"
COOKIE_AGE_S: Final = 30 * 24 * 3600
# A client that takes anything gets what every client can read.
_OFFERS: Final = {
    RESPONSE_JSON: RESPONSE_JSON,
    JSON: JSON,
    "application/*": JSON,
    "*/*": JSON,
}
_TYPES: Final = {media: f"{media}; charset=utf-8".encode() for media in (JSON, RESPONSE_JSON)}

Header = tuple[bytes, bytes]


@dataclass(slots=True)
class Reply:
    """One whole answer. `headers` are those besides what says of what kind and how long it is."""

    pieces: Pieces
    media: str = JSON
    status: int = 200
    headers: tuple[Header, ...] = ()

    @classmethod
    def of(cls, answered: Answered, media: str) -> "Reply":
        headers: tuple[Header, ...] = ()
        if answered.headers:
            headers = tuple([(name.encode(), value.encode()) for name, value in answered.headers.items()])
        if answered.set_refresh_cookie is not None:
            headers += ((b"set-cookie", _cookie(answered.set_refresh_cookie)),)
        return cls(answered.pieces, media, _status(answered, media), headers)

    @classmethod
    def refusing(
        cls, refusal: DomainError, status: int, media: str = JSON, headers: dict[str, str] | None = None
    ) -> "Reply":
        entry = {"message": str(refusal), "extensions": extensions_of(refusal)}
        wait = refusal.facts.get("retryAfterSec")
        more = (headers or {}) | ({"retry-after": str(wait)} if wait else {})
        pairs = tuple((name.encode(), value.encode()) for name, value in more.items())
        return cls((orjson.dumps({"errors": [entry]}),), media, status, pairs)

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    @property
    def length(self) -> int:
        return sum(map(len, self.pieces))

    def pairs(self) -> list[Header]:
        return [
            (b"content-type", _TYPES[self.media]),
            (b"content-length", b"%d" % self.length),
            (b"x-corr-id", corr_id.get().encode()),
            (b"cache-control", b"no-store"),
            (b"vary", b"accept"),
            *self.headers,
        ]

    def lines(self, more: Iterable[Header] = ()) -> bytes:
        """The same headers, and more, as they are written."""
        head = b"%bcontent-length: %d\r\nx-corr-id: %b\r\n" % (
            _OPENINGS[self.media],
            self.length,
            corr_id.get().encode(),
        )
        return head + b"".join([b"%b: %b\r\n" % pair for pair in (*self.headers, *more)])

    def response(self) -> Response:
        response = Response(self.body, self.status)
        response.raw_headers = self.pairs()
        return response

    async def send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.pairs()})
        await send({"type": "http.response.body", "body": self.body})


_OPENINGS: Final = {
    media: b"content-type: %b\r\ncache-control: no-store\r\nvary: accept\r\n" % kind
    for media, kind in _TYPES.items()
}


@lru_cache(maxsize=256)
def answer_type(accept: str) -> str:
    """The media type to answer in, by the client's preference. Raises 406 when it takes neither."""
    best, best_quality = JSON, 0.0
    for part in (accept or "*/*").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        offered = _OFFERS.get(name)
        quality = _quality(parameters)
        if offered is not None and quality > best_quality:
            best, best_quality = offered, quality
    if best_quality == 0:
        refusal = Invalid("VALIDATION_FAILED", f"Answers are {RESPONSE_JSON} or {JSON}.")
        raise HttpRefusal(406, refusal)
    return best


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _status(answered: Answered, media: str) -> int:
    """Refused before it ran: its own status where it has one, else 400 where the media type allows that."""
    if answered.executed:
        return 200
    return answered.status or (400 if media == RESPONSE_JSON else 200)


def _cookie(token: str) -> bytes:
    """The refresh token for browsers; an empty one takes it away."""
    age = COOKIE_AGE_S if token else 0
    response = Response()
    response.set_cookie(COOKIE, token, max_age=age, path="/", secure=True, httponly=True, samesite="lax")
    return response.raw_headers[-1][1]
