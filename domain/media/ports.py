"""What uploads need: their rows, a store of bytes, and somebody who looks into files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from domain.ids import MediaId, UserId
from domain.media.model import Findings, Upload
from domain.media.purposes import Purpose


class Uploads(Protocol):
    """The rows, kept in our database (`uow.media`)."""

    async def add(self, upload: Upload) -> None: ...

    async def add_all(self, uploads: Sequence[Upload]) -> None: ...

    async def owned(self, key: str, owner: UserId) -> Upload | None:
        """Locked, so that two first uses start one scan. None for a key of somebody else."""
        ...

    async def holding(self, key: str) -> Upload | None:
        """Locked."""
        ...

    async def save(self, upload: Upload) -> None: ...

    async def by_ids(self, ids: Iterable[MediaId]) -> Mapping[MediaId, Upload]: ...


@dataclass(frozen=True)
class StoredFile:
    bytes: int
    content_type: str


class Files(Protocol):
    """A store of bytes with signed addresses. Raises Unavailable UPLOAD_FAILED when it cannot be used."""

    def presign_put(self, key: str, *, content_type: str, length: int | None, expires_s: int) -> str:
        """An address that takes one PUT of exactly this type and, when given, exactly this length."""
        ...

    def presign_get(self, key: str, *, expires_s: int, file_name: str | None = None) -> str: ...

    def public_url(self, key: str) -> str:
        """The lasting address of a key under public/."""
        ...

    async def head(self, key: str) -> StoredFile | None: ...

    async def read(self, key: str, *, most: int) -> bytes | None:
        """At most `most` bytes; None when nothing is there."""
        ...

    async def write(self, key: str, body: bytes, *, content_type: str) -> None: ...

    async def delete(self, key: str) -> None: ...


class Outcome(StrEnum):
    ALLOW = "allow"
    BLOCK = "block"
    QUARANTINE = "quarantine"


@dataclass(frozen=True)
class Rendition:
    """A checked file to keep: `clear` for those entitled, `full` and `thumb` as everybody sees them."""

    name: str
    body: bytes
    content_type: str


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    findings: Findings
    renditions: tuple[Rendition, ...] = ()


class Scan(Protocol):
    async def inspect(self, body: bytes, *, mime: str, purpose: Purpose) -> Verdict:
        """Never raises for what is in the file: bad bytes are a verdict, not an accident."""
        ...
