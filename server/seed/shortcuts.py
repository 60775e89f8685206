"""Adapters that make the same thing cheaper for the seed: nothing is left out, only not done twice."""

import asyncio
import hashlib

from domain.accounts.ports import Passwords
from domain.media.ports import Files, Scan, StoredFile, Verdict
from domain.media.purposes import Purpose
from integrations.doubles.s3.shelf import Shelf


class OncePasswords:
    """Everybody in the city has the same password, so its slow hash is made once."""

    def __init__(self, real: Passwords) -> None:
        self._real = real
        self._hashes: dict[str, asyncio.Task[str]] = {}

    async def hash(self, password: str) -> str:
        if password not in self._hashes:
            self._hashes[password] = asyncio.create_task(self._make(password))
        return await self._hashes[password]

    async def matches(self, password_hash: str | None, password: str) -> bool:
        return await self._real.matches(password_hash, password)

    async def _make(self, password: str) -> str:
        return await self._real.hash(password)


class OnceScan:
    """The same bytes get the same verdict, so each picture is taken apart once."""

    def __init__(self, real: Scan) -> None:
        self._real = real
        self._verdicts: dict[tuple[bytes, str, str], asyncio.Task[Verdict]] = {}

    async def inspect(self, body: bytes, *, mime: str, purpose: Purpose) -> Verdict:
        known = (hashlib.sha256(body).digest(), mime, purpose.name)
        if known not in self._verdicts:
            self._verdicts[known] = asyncio.create_task(self._look(body, mime, purpose))
        return await self._verdicts[known]

    async def _look(self, body: bytes, mime: str, purpose: Purpose) -> Verdict:
        return await self._real.inspect(body, mime=mime, purpose=purpose)


class ShelfFiles:
    """The double's own shelf without the way over HTTP; addresses are still made by the real adapter."""

    def __init__(self, real: Files, shelf: Shelf, bucket: str) -> None:
        self._real = real
        self._shelf = shelf
        self._bucket = bucket

    def presign_put(self, key: str, *, content_type: str, length: int | None, expires_s: int) -> str:
        return self._real.presign_put(key, content_type=content_type, length=length, expires_s=expires_s)

    def presign_get(self, key: str, *, expires_s: int, file_name: str | None = None) -> str:
        return self._real.presign_get(key, expires_s=expires_s, file_name=file_name)

    def public_url(self, key: str) -> str:
        return self._real.public_url(key)

    async def head(self, key: str) -> StoredFile | None:
        kept = self._shelf.about(self._bucket, key)
        return StoredFile(kept.size, kept.content_type) if kept else None

    async def read(self, key: str, *, most: int) -> bytes | None:
        if self._shelf.about(self._bucket, key) is None:
            return None
        return self._shelf.body(self._bucket, key)[:most]

    async def write(self, key: str, body: bytes, *, content_type: str) -> None:
        self._shelf.put(self._bucket, key, body, content_type)

    async def delete(self, key: str) -> None:
        self._shelf.remove(self._bucket, key)
