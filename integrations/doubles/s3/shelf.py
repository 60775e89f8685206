"""Where the bytes lie: one directory per bucket, one file per object, put in place at once."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import orjson


@dataclass(frozen=True)
class Kept:
    key: str
    content_type: str
    size: int
    etag: str


class Shelf:
    """Survives a restart because it is nothing but files; object names never become paths."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def has_bucket(self, bucket: str) -> bool:
        return self._folder(bucket).is_dir()

    def add_bucket(self, bucket: str) -> None:
        self._folder(bucket).mkdir(parents=True, exist_ok=True)

    def put(self, bucket: str, key: str, body: bytes, content_type: str) -> Kept:
        kept = Kept(key, content_type, len(body), hashlib.md5(body, usedforsecurity=False).hexdigest())
        place = self._place(bucket, key)
        place.parent.mkdir(exist_ok=True)
        unfinished = place.with_suffix(f".{os.getpid()}.{id(body)}")
        # What is known of the object, on a line of its own, then its bytes.
        unfinished.write_bytes(orjson.dumps(kept) + b"\n" + body)
        unfinished.replace(place)
        return kept

    def about(self, bucket: str, key: str) -> Kept | None:
        try:
            with self._place(bucket, key).open("rb") as file:
                return Kept(**orjson.loads(file.readline()))
        except FileNotFoundError:
            return None

    def body(self, bucket: str, key: str) -> bytes:
        return self._place(bucket, key).read_bytes().partition(b"\n")[2]

    def remove(self, bucket: str, key: str) -> None:
        self._place(bucket, key).unlink(missing_ok=True)

    def _folder(self, bucket: str) -> Path:
        return self._root / hashlib.sha256(bucket.encode()).hexdigest()[:16]

    def _place(self, bucket: str, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        return self._folder(bucket) / name[:2] / name
