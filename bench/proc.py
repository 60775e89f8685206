"""What the kernel says about a process: memory and processor time."""

import os
from pathlib import Path
from typing import Final

TICK_S: Final = 1 / os.sysconf("SC_CLK_TCK")
MB: Final = 1024 * 1024
# Places in /proc/…/stat after the name of the program.
PARENT, USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM = 1, 11, 12, 13, 14


def memory(pid: int, line: str = "VmRSS") -> int:
    """Bytes by one line of /proc/…/status: VmRSS now, VmHWM at most."""
    for entry in Path(f"/proc/{pid}/status").read_text().splitlines():
        if entry.startswith(f"{line}:"):
            return int(entry.split()[1]) * 1024
    raise LookupError(line)


def cpu_s(pid: int) -> float:
    """Seconds of processor used since its start, user and system."""
    return _sum(_stat(pid), USER, SYSTEM)


def family_cpu_s(parent: int) -> float:
    """Seconds used by the children of a process, those that have ended included: backends of PostgreSQL."""
    used = _sum(_stat(parent), CHILDREN_USER, CHILDREN_SYSTEM)
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            used += _child_cpu_s(int(entry.name), parent)
    return used


def _child_cpu_s(pid: int, parent: int) -> float:
    try:
        fields = _stat(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return _sum(fields, USER, SYSTEM) if int(fields[PARENT]) == parent else 0


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _sum(fields: list[str], *places: int) -> float:
    return sum(int(fields[place]) for place in places) * TICK_S
