"""What everybody may read."""

from persistence.read import common as read
from resolvers.readings.base import Asking, Reading, reading


@reading("cities")
def cities(_: Asking, active_only: bool | None = True) -> Reading:
    return Reading(read.cities(active_only=bool(active_only)))
