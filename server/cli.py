"""`rastup`: every command in one place."""

import typer

from server.commands import contract, jobs, search
from server.commands.data import migrate, seed
from server.commands.doctor import doctor
from server.commands.running import doubles, serve, worker
from server.commands.time import clock

app = typer.Typer(
    no_args_is_help=True, help="RastUp, the marketplace server.", pretty_exceptions_show_locals=False
)
for command in (serve, worker, migrate, seed, clock, doctor):
    app.command()(command)
app.add_typer(contract.app, name="schema")
app.add_typer(jobs.app, name="jobs")
app.add_typer(search.app, name="search")
app.add_typer(doubles, name="double")

if __name__ == "__main__":
    app()
