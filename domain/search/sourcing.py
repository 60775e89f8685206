"""What documents of both kinds are made with."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from domain.calendar.spans import Span
from domain.common.cities import City
from domain.media.model import Upload
from domain.ports import UnitOfWork
from domain.search.model import Preview
from domain.search.scope import HORIZON_DAYS
from domain.search.words import term

HIGHLIGHTS_MOST: Final = 4
BAND_BLURRED: Final = 1
RECENT_DAYS: Final = 90
# A week for the refresh to come by, and a day because local days begin at different moments.
INDEXED_DAYS: Final = HORIZON_DAYS + 8


async def open_cities(uow: UnitOfWork) -> Mapping[str, City]:
    return {city.code: city for city in await uow.common.cities(active_only=True)}


def horizon(now: datetime) -> Span:
    """From now on, so far that days that can be asked for are known until the next refresh."""
    return Span(now, now + timedelta(days=INDEXED_DAYS))


def recent(now: datetime) -> datetime:
    """Where recent figures begin; a whole day, so that they stay put in between."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=RECENT_DAYS)


def terms(**fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Controlled values in the form filters ask for them, without empty fields."""
    folded = {
        name: tuple(sorted({term(value) for value in values} - {""})) for name, values in fields.items()
    }
    return {name: values for name, values in folded.items() if values}


def preview_of(upload: Upload, alt: str) -> Preview:
    found = upload.findings
    return Preview(
        key=upload.full_key,
        thumb_key=upload.thumb_key or upload.full_key,
        width=found.width if found else None,
        height=found.height if found else None,
        alt=alt,
        blur=upload.nsfw_band >= BAND_BLURRED,
    )
