"""The figures as a table on the terminal."""

from collections.abc import Sequence

from rich.table import Table

from bench.figures import Compared, Side, Single


def drawn(compared: Sequence[Compared]) -> Table:
    table = Table(title="server and floor, medians", title_justify="left")
    for heading in (
        "",
        "",
        "requests/s",
        "p50 ms",
        "p95 ms",
        "CPU s/1,000",
        "PostgreSQL",
        "MB",
        "of floor",
        "",
    ):
        table.add_column(heading, justify="left" if not heading else "right")
    for one in compared:
        told = f"{one.ratio:.2f}", _mark(met=one.met, target=f"{one.target:.2f}")
        table.add_row(one.name, "server", *_cells(one.server), *told)
        table.add_row("", "floor", *_cells(one.floor), "", "", end_section=True)
    return table


def drawn_alone(singles: Sequence[Single]) -> Table:
    table = Table(title="the server alone", title_justify="left")
    for heading in ("", "figure", "at most", ""):
        table.add_column(heading, justify="left" if not heading else "right")
    for one in singles:
        mark = _mark(met=one.met, target="")
        table.add_row(one.name, one.said, f"{one.most:,.0f} {one.unit}", mark)
    return table


def _cells(side: Side) -> list[str]:
    return [
        f"{side.requests_per_s:,.0f}",
        f"{side.p50_ms:.1f}",
        f"{side.p95_ms:.1f}",
        f"{side.own_cpu_s:.2f}",
        f"{side.database_cpu_s:.2f}",
        f"{side.memory_mb:.0f}",
    ]


def _mark(*, met: bool, target: str) -> str:
    return "[green]met[/]" if met else f"[red]missed {target}[/]".replace(" [", "[")
