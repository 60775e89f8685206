"""The figures as a picture: a bar a workload, as far as the server comes on the way to the floor."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from bench.figures import Compared, Report, Single

CHART: Final = Path(__file__).parents[1] / "docs" / "bench.svg"
WIDTH, LEFT, RIGHT, TOP, ROW = 760, 110, 190, 64, 40
BAR: Final = 18
# The floor stands at this share of the plot, so that a server that is faster has room.
FULL: Final = 1.25
STYLE: Final = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600; font-size: 15px }
  .quiet { fill: #57606a; font-size: 12px }
  .way { fill: #d0d7de }
  .met { fill: #1a7f37 }
  .missed { fill: #bc4c00 }
  .floor { stroke: #24292f; stroke-width: 1.5 }
  .target { stroke: #57606a; stroke-width: 1.5; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .way { fill: #30363d }
    .met { fill: #3fb950 }
    .missed { fill: #f0883e }
    .floor { stroke: #e6edf3 }
    .target { stroke: #9198a1 }
  }
"""


def draw(report: Report, path: Path = CHART) -> None:
    path.write_text(picture(report), encoding="utf-8")


def picture(report: Report) -> str:
    lines = len(report.singles)
    height = TOP + ROW * len(report.compared) + 28 + 20 * lines + 12
    told = [f"{one.name} {one.ratio:.2f} of the floor" for one in report.compared]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{escape('The server against the floor: ' + ', '.join(told))}</title>",
            f"<style>{STYLE}</style>",
            '<text x="14" y="24" class="title">Requests a second, of what hand-written SQL can do</text>',
            '<text x="14" y="43" class="quiet">one process, 16 connections; dashed: what is asked for</text>',
            *(line for place, one in enumerate(report.compared) for line in _row(one, TOP + place * ROW)),
            *_alone(report.singles, TOP + ROW * len(report.compared) + 20),
            "</svg>\n",
        ]
    )


def _row(one: Compared, top: int) -> Iterator[str]:
    plot = WIDTH - LEFT - RIGHT
    floor, middle = LEFT + plot / FULL, top + BAR - 4
    length = min(one.ratio, FULL) * plot / FULL
    target = LEFT + one.target * plot / FULL
    yield f'<text x="14" y="{middle}">{escape(one.name)}</text>'
    yield f'<rect class="way" x="{LEFT}" y="{top}" width="{plot / FULL:.1f}" height="{BAR}" rx="3"/>'
    kind = "met" if one.met else "missed"
    yield f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{max(length, 2):.1f}" height="{BAR}" rx="3"/>'
    yield f'<line class="target" x1="{target:.1f}" x2="{target:.1f}" y1="{top - 4}" y2="{top + BAR + 4}"/>'
    yield f'<line class="floor" x1="{floor:.1f}" x2="{floor:.1f}" y1="{top - 4}" y2="{top + BAR + 4}"/>'
    speeds = f"{one.server.requests_per_s:,.0f} / {one.floor.requests_per_s:,.0f}"
    side = WIDTH - RIGHT + 12
    yield f'<text x="{side}" y="{middle}">{one.ratio:.2f} <tspan class="quiet">{speeds}</tspan></text>'


def _alone(singles: Sequence[Single], top: int) -> Iterator[str]:
    for place, one in enumerate(singles):
        mark = "✓" if one.met else "✗"
        said = f"{mark} {one.name}: {one.said} (at most {one.most:,.0f} {one.unit})"
        yield f'<text x="14" y="{top + place * 20}" class="quiet">{escape(said)}</text>'
