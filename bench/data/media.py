"""Uploads as the scan leaves them: clean, measured, harmless."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from bench.data.numbers import made_id, mixed
from domain.ids import Prefix

UPLOAD: Final = (
    *("media_id", "key", "owner_user_id", "purpose", "mime", "declared_bytes", "file_name", "state"),
    *("created_at", "expires_at", "bytes", "sha256", "width", "height", "nsfw_band"),
)


class Purpose(Enum):
    """What a picture is for, and where its numbers begin, so that no two pictures share one."""

    AVATAR = ("avatar", 0)
    PORTFOLIO = ("portfolio", 1 << 40)
    STUDIO = ("studio", 2 << 40)
    MESSAGE = ("message", 3 << 40)


def media_id(purpose: Purpose, number: int, at: datetime) -> str:
    return made_id(Prefix.MEDIA, at, purpose.value[1] + number)


def picture(purpose: Purpose, number: int, owner: str, at: datetime) -> tuple[Any, ...]:
    name, first = purpose.value
    token = f"{mixed(first + number, 2):016x}"
    key = f"incoming/{name}/{owner}/{token}.jpg"
    size = 90_000 + mixed(number, 3) % 400_000
    return (
        *(media_id(purpose, number, at), key, owner, name, "image/jpeg", size, f"{number}.jpg", "clean"),
        *(at, at + timedelta(hours=1), size, token * 4, 1200, 1500, 0),
    )
