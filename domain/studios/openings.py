"""When a studio can be booked: the hours of its rates less what is taken or closed."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.calendar.buffers import Buffers
from domain.calendar.local_time import occurrences
from domain.calendar.spans import Span, clipped, maximal, subtracted
from domain.errors import Conflict
from domain.studios.model import Blackout, Rate
from domain.studios.quote import slots_of


def bookable_times(rates: Iterable[Rate], barred: Iterable[Span], within: Span, zone: ZoneInfo) -> list[Span]:
    """Every stretch in which some rate can be booked, each inside one window of one rate.

    Stretches of one rate that touch are not joined: a booking may not cross from one window into the next.
    """
    taken = list(barred)
    return maximal(free for rate in rates if rate.active for free in _times_of(rate, taken, within, zone))


def require_free(
    session: Span, occupied: Iterable[Span], blackouts: Iterable[Blackout], buffers: Buffers
) -> None:
    """Raises STUDIO_BLACKOUT or STUDIO_CONFLICT_BUFFER when the session cannot be had.

    Its buffers may reach into a closed time: nobody else is there.
    """
    hint = "Ask studioAvailability for the times that can be booked."
    if any(blackout.span.overlaps(session) for blackout in blackouts):
        raise Conflict("STUDIO_BLACKOUT", "The owner closed the studio at that time.", hint=hint)
    around = buffers.around(session)
    if any(span.overlaps(around) for span in occupied):
        raise Conflict(
            "STUDIO_CONFLICT_BUFFER",
            "The time touches another booking once buffers and cleaning are counted.",
            hint=hint,
        )


def _times_of(rate: Rate, taken: list[Span], within: Span, zone: ZoneInfo) -> list[Span]:
    openings = occurrences(rate.windows, within, zone)
    if rate.slot_minutes is not None:
        slots = [slot for opening in openings for slot in slots_of(rate, opening) if within.contains(slot)]
        return [slot for slot in slots if not any(slot.overlaps(busy) for busy in taken)]
    shortest = timedelta(minutes=rate.min_booking_minutes)
    free = subtracted(clipped(openings, within), taken)
    return [span for span in free if span.length >= shortest]
