"""`rastup`: every command in one place. Each is imported when it is asked for: a server carries no seed, no
doubles and no migrations.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

from server.starting import unwatched

PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "serve": "running.serve",
        "worker": "running.worker",
        "migrate": "data.migrate",
        "seed": "data.seed",
        "clock": "time.clock",
        "doctor": "doctor.doctor",
        "schema": "contract.app",
        "jobs": "jobs.app",
        "search": "search.app",
        "double": "doubles.app",
    }
)


class Commands(TyperGroup):
    """The commands by name, looked up in `server/commands/`."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        return list(PLACES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        place = PLACES.get(cmd_name)
        return None if place is None else _found(cmd_name, *place.split("."))


app = typer.Typer(pretty_exceptions_show_locals=False)


@app.callback(cls=Commands, no_args_is_help=True)
def rastup() -> None:
    """RastUp, the marketplace server."""


def _found(name: str, module: str, what: str) -> Any:
    with unwatched():
        found = getattr(import_module(f"server.commands.{module}"), what)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)
        alone.command(name)(found)
        found = alone
    command = get_command(found)
    command.name = name
    return command


if __name__ == "__main__":
    app()
