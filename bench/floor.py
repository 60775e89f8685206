"""The floor: the same answers by one hand-written statement each, bytes out, and nothing around it.

No authentication, no limits, no logs: whoever the request names is believed. It is what is left when all
that a server does beside asking the database is taken away.
"""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import orjson

from bench.floor_live import LiveFloor
from bench.pool import LeanPool
from bench.ranked import Ranked, rank
from bench.sending import EARLIER, send
from domain.bookings.telling import BUYERS_ONLY, SUMMARIES
from domain.pages import Cursors

FOLDER: Final = Path(__file__).parent / "statements"
STATEMENTS: Final = ("inbox", "thread", "search", "booking", "send")
HEADERS: Final = [(b"content-type", b"application/json; charset=utf-8")]
PAGE, MESSAGES = 25, 50

Answer = Callable[[str, dict[str, Any]], Awaitable[bytes]]


def statement(name: str, media: str) -> str:
    """A statement with the constants of the domain in it."""
    text = (FOLDER / f"{name}.sql").read_text()
    summaries = orjson.dumps(dict(SUMMARIES)).decode().replace("'", "''")
    constants = {"media": media, "summaries": summaries, "buyers_only": ",".join(sorted(BUYERS_ONLY))}
    for constant, value in constants.items():
        text = text.replace("{" + constant + "}", f"{{{value}}}" if constant == "buyers_only" else value)
    return text


class Floor:
    """One method a page; each answers the bytes of the whole body."""

    def __init__(self, pool: LeanPool, cursors: Cursors, ranked: Ranked) -> None:
        self._pool = pool
        self._cursors = cursors
        self._ranked = ranked
        self.answers: dict[str, Answer] = {
            "/inbox": self.inbox,
            "/thread": self.thread,
            "/search": self.search,
            "/booking": self.booking,
            "/send": self.send,
        }

    async def inbox(self, viewer: str, _: dict[str, Any]) -> bytes:
        items, unread, found, active_at, thread_id = await self._pool.row("inbox", viewer)
        cursor = b"null"
        if found > PAGE:
            cursor = b'"%s"' % self._cursors.seal(f"inbox:{viewer}:all", [active_at, thread_id]).encode()
        return b'{"data":{"inbox":{"totalUnread":%d,"cursor":%s,"items":%s}}}' % (
            unread,
            cursor,
            items or b"[]",
        )

    async def thread(self, viewer: str, asked: dict[str, Any]) -> bytes:
        thread_id = asked["threadId"]
        head, items, found, last_seq = await self._pool.row("thread", viewer, thread_id)
        cursor = b"null"
        if found > MESSAGES:
            cursor = b'"%s"' % self._cursors.seal(f"messages:{thread_id}", [last_seq]).encode()
        return b'{"data":{"thread":%s,"messages":{"cursor":%s,"items":%s}}}' % (head, cursor, items)

    async def search(self, _: str, asked: dict[str, Any]) -> bytes:
        ids, distances, head = self._ranked[orjson.dumps(asked["input"])]
        items = await self._pool.value("search", ids, distances)
        return head % (items or b"[]")

    async def booking(self, viewer: str, asked: dict[str, Any]) -> bytes:
        return b'{"data":{"booking":%s}}' % await self._pool.value("booking", viewer, asked["lbgId"])

    async def send(self, viewer: str, asked: dict[str, Any]) -> bytes:
        answer, _ = await send(self._pool, viewer, asked, asked["clientMessageId"])
        return b'{"data":{"sendMessage":%s}}' % answer


class App:
    """Bare ASGI. A request is JSON: who asks, and the variables of the document."""

    def __init__(self) -> None:
        self._pool = LeanPool()
        self._answers: dict[str, Answer] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await (self._follow if scope["type"] == "websocket" else self._lifespan)(receive, send)
            return
        message = await receive()
        body = message["body"]
        while message["more_body"]:
            message = await receive()
            body += message["body"]
        asked = orjson.loads(body)
        answer = await self._answers[scope["path"]](asked["viewer"], asked["variables"])
        length = (b"content-length", b"%d" % len(answer))
        await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, length]})
        await send({"type": "http.response.body", "body": answer})

    async def _follow(self, receive: Any, send: Any) -> None:
        await self._live(receive, send)

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        await self._open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await self._live.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self) -> None:
        url, secret, media = (os.environ[name] for name in ("DATABASE_URL", "RASTUP_SECRET", "S3_PUBLIC_URL"))
        texts = {name: statement(name, media) for name in STATEMENTS}
        texts["earlier"] = EARLIER
        await self._pool.open(url, statement("cards", media), texts)
        cursors = Cursors(b"cursor\0" + secret.encode())
        self._answers = Floor(self._pool, cursors, await rank(url)).answers
        self._live = LiveFloor(cursors)
        await self._live.listen(url)


app = App()
