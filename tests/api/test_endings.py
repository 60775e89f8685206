"""Work ends at a time limit, and when the caller is gone, in PostgreSQL as well."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from server.settings import Settings
from tests.sockets import on_a_port
from tests.world import World, open_world

ME = '{"query": "{ me { userId } }"}'


@asynccontextmanager
async def locked_accounts(api: World) -> AsyncIterator[None]:
    """Nobody can read accounts while this lasts."""
    async with api.process.kernel.engine.connect() as connection:
        await connection.execute(text("lock table account in access exclusive mode"))
        yield


async def waiting(connection: AsyncConnection) -> int:
    return int(
        await connection.scalar(
            text(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and wait_event_type = 'Lock' and query like '%account%'"
            )
        )
        or 0
    )


async def until_waiting(api: World, wanted: int) -> None:
    async with asyncio.timeout(10), api.process.kernel.engine.connect() as connection:
        while await waiting(connection) != wanted:
            await connection.rollback()


async def test_a_query_is_stopped_at_its_time_limit_and_so_is_its_statement(settings: Settings) -> None:
    async with open_world(replace(settings, query_most_s=0.3)) as api:
        person = await api.sign_up()
        async with locked_accounts(api):
            answer = await api.run("{ me { userId } }", token=person.token)
            assert answer.code == "UNAVAILABLE"
            await until_waiting(api, 0)
        assert (await api.run("{ me { userId } }", token=person.token)).data["me"]


async def test_a_query_is_stopped_when_its_caller_hangs_up(api: World) -> None:
    person = await api.sign_up()
    async with on_a_port(api) as address, locked_accounts(api):
        host, port = address.split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        head = (
            f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            f"authorization: Bearer {person.token}\r\ncontent-length: {len(ME)}\r\n\r\n"
        )
        writer.write((head + ME).encode())
        await until_waiting(api, 1)
        writer.close()
        await until_waiting(api, 0)


async def test_a_mutation_goes_on_although_its_caller_hung_up(api: World) -> None:
    person = await api.sign_up()
    body = '{"query": "mutation { updateAccount(input: {displayName: \\"New\\"}) { userId } }"}'
    async with on_a_port(api) as address:
        async with locked_accounts(api):
            host, port = address.split(":")
            _, writer = await asyncio.open_connection(host, int(port))
            head = (
                f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                f"authorization: Bearer {person.token}\r\ncontent-length: {len(body)}\r\n\r\n"
            )
            writer.write((head + body).encode())
            await until_waiting(api, 1)
            writer.close()
        async with asyncio.timeout(10):
            while (await api.run("{ me { user { displayName } } }", token=person.token)).data["me"]["user"][
                "displayName"
            ] != "New":
                pass
