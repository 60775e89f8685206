"""Where the bytes lie: one directory per bucket, two small files per object, each put in place at once."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


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
        _write(place.with_suffix(".body"), body)
        _write(place.with_suffix(".json"), json.dumps(asdict(kept)).encode())
        return kept

    def about(self, bucket: str, key: str) -> Kept | None:
        try:
            return Kept(**json.loads(self._place(bucket, key).with_suffix(".json").read_bytes()))
        except FileNotFoundError:
            return None

    def body(self, bucket: str, key: str) -> bytes:
        return self._place(bucket, key).with_suffix(".body").read_bytes()

    def remove(self, bucket: str, key: str) -> None:
        for suffix in (".json", ".body"):
            self._place(bucket, key).with_suffix(suffix).unlink(missing_ok=True)

    def _folder(self, bucket: str) -> Path:
        return self._root / hashlib.sha256(bucket.encode()).hexdigest()[:16]

    def _place(self, bucket: str, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        return self._folder(bucket) / name[:2] / name


def _write(path: Path, body: bytes) -> None:
    unfinished = path.with_suffix(f"{path.suffix}.{os.getpid()}.{id(body)}")
    unfinished.write_bytes(body)
    unfinished.replace(path)
