"""What a process that stays carries, and what it leaves to others (decision 080)."""

from pathlib import Path

import httpx

from server.settings import Settings
from tests.server.processes import serving

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
        "alembic",
        "typst",
        "PIL",
        "boto3",
    ),
    *("botocore.client", "server.seed.run", "server.commands", "integrations.doubles", "persistence.migrate"),
}
CHOSEN_AT_REST = 135 * MB


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


def resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise LookupError(pid)
