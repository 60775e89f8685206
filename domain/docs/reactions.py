"""What happens later, by itself."""

from collections.abc import Mapping

from domain.docs.following import (
    FOLLOW_BOOKING_JOB,
    FOLLOW_STUDIO_JOB,
    expire,
    follow_booking,
    follow_studio,
)
from domain.docs.issuing import EXPIRE_TIMER
from domain.docs.sealing import seal
from domain.docs.signing import SEAL_JOB
from domain.ports import Handler

JOBS: Mapping[str, Handler] = {
    SEAL_JOB: seal,
    FOLLOW_STUDIO_JOB: follow_studio,
    FOLLOW_BOOKING_JOB: follow_booking,
}
TIMERS: Mapping[str, Handler] = {EXPIRE_TIMER: expire}
REACTIONS: Mapping[str, tuple[str, ...]] = {
    "studio.update": (FOLLOW_STUDIO_JOB,),
    "checkout.fail": (FOLLOW_BOOKING_JOB,),
    "booking.cancelled.buyer": (FOLLOW_BOOKING_JOB,),
    "booking.cancelled.provider": (FOLLOW_BOOKING_JOB,),
}
