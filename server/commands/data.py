"""Migrating and seeding a database."""

import asyncio
from typing import Annotated

import typer
import uvloop

from persistence.database import open_database
from persistence.migrate import migrate as bring_up_to_date
from persistence.revisions import newest
from server import starting
from server.commands.opening import console, leave, settings_or_leave
from server.seed.run import SIZES, AlreadySeeded, seed_city


def migrate() -> None:
    """Bring the database to the newest migration, all of it or nothing."""
    asyncio.run(_migrate())
    console.print(f"The database is at {newest()}.")


def seed(size: Annotated[str, typer.Option(help=f"One of: {', '.join(SIZES)}.")] = "usual") -> None:
    """Fill an empty development database with a believable city, through the domain's own actions."""
    settings = settings_or_leave()
    if not settings.is_development:
        raise leave("everybody knows the passwords of the seeded city; production stays without it.")
    if size not in SIZES:
        raise leave(f"there is no size {size}; choose one of: {', '.join(SIZES)}.")
    starting.keep()
    try:
        uvloop.run(seed_city(settings, SIZES[size], console))
    except AlreadySeeded:
        console.print("There is a city already; it stays as it is.")


async def _migrate() -> None:
    engine = open_database(settings_or_leave().database_url, pool_size=1, application="rastup-migrate")
    try:
        await bring_up_to_date(engine)
    finally:
        await engine.dispose()
