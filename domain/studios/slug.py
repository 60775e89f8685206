"""The address of a studio page: readable, and never changed once given."""

from typing import Final

from domain.common.cities import city_code

STEM_MAX: Final = 48
TAIL: Final = 6


def slug_for(title: str, studio_id: str) -> str:
    """The title in plain letters and the end of the id, so that two Sunny Lofts have an address each."""
    stem = city_code(title)[:STEM_MAX].strip("-") or "studio"
    return f"{stem}-{studio_id[-TAIL:]}"
