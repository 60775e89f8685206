"""Holding what is served against the contract."""

import json
from typing import Annotated

import typer
from rich.table import Table

from schema.served import apply_contract, coverage, differences
from server.commands.opening import console, leave
from server.commands.plans import plans
from server.schema import served_schema, strawberry_schema

app = typer.Typer(no_args_is_help=True, help="The contract, and what is served of it.")
app.command()(plans)


@app.command()
def check() -> None:
    """Fail when anything served differs from the contract in name, type, default, argument or description."""
    served = strawberry_schema()._schema  # noqa: SLF001 - the engine under the types
    apply_contract(served)
    if found := differences(served):
        raise leave("the served schema differs from the contract:\n" + "\n".join(found))
    _print(coverage(served), "area")
    console.print("[green]No difference.[/]")


@app.command("coverage")
def print_coverage(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Operations served and promised, by area and by milestone."""
    table = coverage(served_schema())
    if as_json:
        print(json.dumps(table))
        return
    for heading in ("area", "milestone"):
        _print(table, heading)


def _print(table: dict[str, dict[str, tuple[int, int]]], heading: str) -> None:
    drawn = Table(heading, "served", "of")
    for name, (served, total) in sorted(table[heading].items()):
        drawn.add_row(name, str(served), str(total))
    console.print(drawn)
