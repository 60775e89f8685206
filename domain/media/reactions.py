"""What happens later, by itself."""

from collections.abc import Mapping

from domain.media.actions import LAPSE_TIMER, SCAN_JOB
from domain.media.scanning import look_once_more, scan
from domain.ports import Handler

JOBS: Mapping[str, Handler] = {SCAN_JOB: scan}
TIMERS: Mapping[str, Handler] = {LAPSE_TIMER: look_once_more}
REACTIONS: Mapping[str, tuple[str, ...]] = {}
