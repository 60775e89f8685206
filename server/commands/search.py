"""The search index: made anew, or compared with what it is made from."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from domain.search import indexing
from domain.search.indexing import Difference
from server.commands.opening import console, leave, opened

SHOWN_MOST = 20

app = typer.Typer(no_args_is_help=True, help="The search index: make it anew, or check it.")


@app.command()
def rebuild() -> None:
    """Write every row of the index anew from its sources; searches go on meanwhile."""
    counts = asyncio.run(_rebuild())
    console.print("  ".join(f"{scope}: {count}" for scope, count in counts.items()))


@app.command()
def parity(
    ids: Annotated[bool, typer.Option("--ids", help="Name the pages that differ.")] = False,
) -> None:
    """Compare the index with its sources; exits non-zero when they differ."""
    differences = asyncio.run(_parity())
    console.print(_drawn(differences))
    if ids:
        for difference in differences:
            named = (*difference.missing, *difference.stale, *difference.extra)
            console.print(*named[:SHOWN_MOST], sep="\n")
    if not all(difference.agrees for difference in differences):
        raise leave("the index differs from its sources; mend it with: rastup search rebuild")


async def _rebuild() -> dict[str, int]:
    async with opened() as one:
        return {surface.value: count for surface, count in (await indexing.rebuild(one.units)).items()}


async def _parity() -> list[Difference]:
    async with opened() as one:
        return await indexing.parity(one.units)


def _drawn(differences: list[Difference]) -> Table:
    drawn = Table("scope", "expected", "indexed", "missing", "stale", "extra")
    for each in differences:
        counts = (each.expected, each.indexed, len(each.missing), len(each.stale), len(each.extra))
        drawn.add_row(each.surface.value, *map(str, counts))
    return drawn
