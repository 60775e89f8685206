"""Studios, their prices and when they are closed."""

from datetime import datetime

from domain.studios.blackouts import span_asked
from persistence.read import studios as read
from resolvers.readings.base import Asking, Reading, reading


@reading("studio")
def studio(_: Asking, slug: str) -> Reading:
    return Reading(read.STUDIO_BY_SLUG, {"slug": slug})


@reading("my_studios")
def my_studios(_: Asking) -> Reading:
    return Reading(read.STUDIOS_OF_READER)


@reading("studio_rates")
def studio_rates(_: Asking, studio_id: str) -> Reading:
    return Reading(read.RATES_OF_STUDIO, {"studio": studio_id})


@reading("studio_blackouts")
def studio_blackouts(
    asking: Asking, studio_id: str, from_: datetime | None = None, to: datetime | None = None
) -> Reading:
    within = span_asked(from_, to, asking.now)
    values = {"studio": studio_id, "first": within.start, "last": within.end}
    return Reading(read.BLACKOUTS_OF_STUDIO, values)
