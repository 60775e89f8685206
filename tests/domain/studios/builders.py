"""Studios for tests: name what the test is about, the rest is a plain weekday loft in Houston."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.calendar.local_time import closing
from domain.calendar.spans import Span
from domain.ids import RateId, StudioId, UserId
from domain.studios.model import Address, Geo, Rate, RateKind, Studio, StudioDetails

HOUSTON = ZoneInfo("America/Chicago")
BORN = datetime(2026, 1, 1, tzinfo=UTC)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


def some_details(**changes: Any) -> StudioDetails:
    details = StudioDetails(
        title="Sunny Loft",
        description="A bright loft with north light, a cyclorama wall and room for a crew.",
        city="houston",
        region="TX",
        country="US",
        geo=Geo(29.760427, -95.369803),
        address=Address("100 Main St", "Houston", "TX", "77002", "US"),
        amenities=("natural_light", "cyc_wall"),
        capacity_people=12,
        size_sqft=1800,
        deposit_required=True,
        deposit_auth_cents=20_000,
        house_rules=("No glitter.",),
        insurance_confirmed=True,
    )
    return replace(details, **changes)


def a_studio(**changes: Any) -> Studio:
    details = {
        name: changes.pop(name) for name in list(changes) if name in StudioDetails.__dataclass_fields__
    }
    studio = Studio(
        studio_id=StudioId("std_1"),
        owner_user_id=UserId("usr_owner"),
        slug="sunny-loft-1",
        details=some_details(**details),
        is_published=True,
        created_at=BORN,
        updated_at=BORN,
    )
    return replace(studio, **changes)


def a_rate(**changes: Any) -> Rate:
    rate = Rate(
        rate_id=RateId("srt_1"),
        studio_id=StudioId("std_1"),
        kind=RateKind.HOURLY,
        name="Hourly",
        dow=EVERY_DAY,
        start_local=time(9),
        end_local=time(17),
        slot_minutes=None,
        price_cents=8_000,
    )
    return replace(rate, **changes)


def local(text: str, minutes: int, zone: ZoneInfo = HOUSTON) -> Span:
    """A session from a wall time of the city, such as 2026-06-01 09:00, for so many real minutes."""
    start = closing(datetime.fromisoformat(text), zone)
    return Span(start, start + timedelta(minutes=minutes))
