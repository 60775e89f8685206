"""The figures of the last whole run, as JSON: bench/latest.json."""

import os
import platform
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import orjson

from bench.figures import Compared, Report, Side, Single

LATEST: Final = Path(__file__).parent / "latest.json"
DIGITS: Final = 3


def keep(report: Report, path: Path = LATEST) -> None:
    path.write_bytes(orjson.dumps(document(report), option=orjson.OPT_INDENT_2) + b"\n")


def document(report: Report) -> dict[str, Any]:
    """What never arrived has no time: null."""
    return {
        "machine": {"processors": os.cpu_count(), "python": platform.python_version()},
        "workloads": {one.name: _workload(one) for one in report.compared},
        "alone": {one.name: _single(one) for one in report.singles},
        "met": report.met,
    }


def _workload(one: Compared) -> dict[str, Any]:
    sides: Mapping[str, Side] = {"server": one.server, "floor": one.floor}
    told = {
        name: {key: round(value, DIGITS) for key, value in asdict(side).items()}
        for name, side in sides.items()
    }
    return {"ratio": round(one.ratio, DIGITS), "target": one.target, "met": one.met, **told}


def _single(one: Single) -> dict[str, Any]:
    return {"value": round(one.value, DIGITS), "unit": one.unit, "at_most": one.most, "met": one.met}
