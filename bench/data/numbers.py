"""Ids, moments and choices that follow from a number alone, so that every table can be made by itself."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from domain.ids import ALPHABET, Prefix

T = TypeVar("T")
# Three characters at a time: fifteen bits each, and ten for the first two.
_THREES: Final = tuple(a + b + c for a in ALPHABET for b in ALPHABET for c in ALPHABET)
_SHIFTS: Final = tuple(range(105, -1, -15))
_MIX: Final = 0x9E3779B97F4A7C15
_ALL_64: Final = (1 << 64) - 1
_LOW_62: Final = (1 << 62) - 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


def mixed(number: int, salt: int = 0) -> int:
    """64 bits that look like chance, different for different numbers."""
    value = (number + 1 + salt * 0x632B_E59B_D9B4_E019) * _MIX & _ALL_64
    value = (value ^ value >> 31) * 0xBF58_476D_1CE4_E5B9 & _ALL_64
    return value ^ value >> 29


def chosen(options: Sequence[T], number: int, salt: int = 0) -> T:
    return options[(mixed(number, salt) >> 24) % len(options)]


def share(number: int, salt: int = 0) -> float:
    """Between nought and one."""
    return (mixed(number, salt) >> 11 & 0xFFFF_FFFF) / 0x1_0000_0000


def made_id(prefix: Prefix, at: datetime, number: int) -> str:
    """The id of the number-th thing of its kind, born at that moment: a real UUIDv7."""
    born = (at - _EPOCH) // _MS
    uuid = born << 80 | 7 << 76 | (number & 0xFFF) << 64 | 2 << 62 | mixed(number, 1) & _LOW_62
    threes = [_THREES[uuid >> shift & 0x7FFF] for shift in _SHIFTS]
    return f"{prefix}_{_THREES[uuid >> 120][1:]}{''.join(threes)}"
