"""Where an upload stands. The table is the documentation; nothing else assigns a status."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.errors import Conflict


class ScanState(StrEnum):
    WAITING = "waiting"
    SCANNING = "scanning"
    CLEAN = "clean"
    BLOCKED = "blocked"
    QUARANTINED = "quarantined"


class ScanMove(StrEnum):
    BEGIN = "begin"
    MISS = "miss"
    PASS = "pass"  # noqa: S105 - a verdict
    BLOCK = "block"
    QUARANTINE = "quarantine"
    LAPSE = "lapse"


S, M = ScanState, ScanMove
MOVES: Mapping[tuple[ScanState, ScanMove], ScanState] = MappingProxyType(
    {
        (S.WAITING, M.BEGIN): S.SCANNING,
        (S.WAITING, M.LAPSE): S.BLOCKED,
        (S.SCANNING, M.MISS): S.WAITING,
        (S.SCANNING, M.PASS): S.CLEAN,
        (S.SCANNING, M.BLOCK): S.BLOCKED,
        (S.SCANNING, M.QUARANTINE): S.QUARANTINED,
        (S.QUARANTINED, M.PASS): S.CLEAN,
        (S.QUARANTINED, M.BLOCK): S.BLOCKED,
    }
)


def after(state: ScanState, move: ScanMove) -> ScanState:
    try:
        return MOVES[state, move]
    except KeyError:
        raise Conflict("CONFLICT", f"A file that is {state} cannot {move}.") from None
