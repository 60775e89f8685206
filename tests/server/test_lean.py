"""What a process that stays carries, and what it leaves to others (decision 080)."""

from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from server.settings import Settings
from tests.server.processes import Server, serving
from tests.server.test_two_servers import SIGN_UP
from tests.sockets import line

MB = 1024 * 1024
# Command line and consoles, migrations, printing, pictures, calls to stores, the seed and the stand-ins.
# Attempts in vain are told as well, so what is only tried is named by what it would have brought.
LEFT_OUT = {
    *(
        "typer",
        "pydantic",
        "rich.console",
        "pygments.util",
        "requests.models",
        "sqlalchemy.orm",
        "alembic",
        "typst",
        "PIL",
        "boto3",
    ),
    *("botocore.client", "server.seed.run", "server.commands", "integrations.doubles", "persistence.migrate"),
}
CHOSEN_AT_REST = 135 * MB
SOCKETS_EACH = 50
IDLE_FOLLOWER_MOST = 50 * 1024


def imported(log: Path) -> set[str]:
    """Every module that the interpreter imported last, for it begins with `encodings`."""
    _, _, said = log.read_text().rpartition("| encodings\n")
    lines = [line for line in said.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


async def test_a_server_at_rest_is_small_and_carries_nothing_it_does_not_use(settings: Settings) -> None:
    async with serving(settings, "lean", PYTHONPROFILEIMPORTTIME="1") as server:
        assert (await server.get("/readyz")).status_code == httpx.codes.OK
        kept = resident(server.child.process.pid)
    modules = imported(settings.data_dir / "lean.log")
    assert "server.wiring" in modules
    assert modules & LEFT_OUT == set()
    assert kept < CHOSEN_AT_REST, f"{kept / MB:.0f} MB"


async def test_an_idle_follower_is_small(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(settings, "crowd", RASTUP_QUOTA_SCALE="1000"))
        tokens = [await signed_up(server, f"crowd_{number}") for number in range(6)]
        await follow(stack, server, tokens[0], SOCKETS_EACH)
        before = resident(server.child.process.pid)
        for token in tokens[1:]:
            await follow(stack, server, token, SOCKETS_EACH)
        followers = SOCKETS_EACH * (len(tokens) - 1)
        each = (resident(server.child.process.pid) - before) / followers
    assert each < IDLE_FOLLOWER_MOST, f"{each / 1024:.0f} KB"


async def follow(stack: AsyncExitStack, server: Server, token: str, sockets: int) -> None:
    """Sockets that follow, answered pings being the sign that they do."""
    for _ in range(sockets):
        socket = await stack.enter_async_context(line(server.address, token=token))
        await socket.subscribe("subscription { inboxEvents { cursor type } }")
        await socket.send({"type": "ping"})
        assert (await socket.receive())["type"] == "pong"


async def signed_up(server: Server, name: str) -> str:
    data = await server.run(SIGN_UP, {"email": f"{name}@example.com", "handle": name})
    return str(data["signUp"]["accessToken"])


def resident(pid: int) -> int:
    for entry in Path(f"/proc/{pid}/status").read_text().splitlines():
        if entry.startswith("VmRSS:"):
            return int(entry.split()[1]) * 1024
    raise LookupError(pid)
