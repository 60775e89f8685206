"""The log of real processes: one corrId from the edge to the job, slow documents by name, nobody's data."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from server.settings import Settings
from server.trusted import hash_of
from tests.server.processes import Server, serving, working

SIGN_UP = """
mutation ($input: SignUpInput!) {
  signUp(input: $input) { accessToken refreshToken account { userId } }
}
"""
SIGN_IN = "mutation ($e: String!, $p: String!) { signIn(email: $e, password: $p) { accessToken } }"
REFRESH = "mutation ($t: String) { refreshSession(refreshToken: $t) { accessToken refreshToken } }"
PASSWORD = "unspeakable-passphrase-77"
PERSON = {
    "email": "quietly.quentin@private.example",
    "password": PASSWORD,
    "displayName": "Quentin Quietly",
    "handle": "quietly_quentin",
    "is18PlusAttested": True,
    "tosAccepted": True,
}


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[Server]:
    # Every operation is slow enough to be told.
    async with (
        serving(settings, "server", RASTUP_SLOW_MS="0") as started,
        working(settings, "worker"),
    ):
        yield started


async def ask(server: Server, document: str, variables: Mapping[str, Any], **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=f"http://{server.address}", timeout=30) as client:
        return await client.post(
            "/graphql", json={"query": document, "variables": variables}, headers=headers
        )


async def lines_when(log: Path, event: str, **wanted: str) -> list[dict[str, Any]]:
    """The lines of a log once one of them is the wanted one."""
    async with asyncio.timeout(20):
        while True:
            found = lines_of(log)
            if any(line["event"] == event and wanted.items() <= line.items() for line in found):
                return found
            await asyncio.sleep(0.05)


def lines_of(log: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in log.read_text().splitlines()]


async def test_one_corr_id_leads_from_the_request_to_the_job_it_caused(
    settings: Settings, server: Server
) -> None:
    answer = await ask(server, SIGN_UP, {"input": PERSON})
    caused_by = answer.headers["x-corr-id"]
    lines = await lines_when(settings.data_dir / "worker.log", "job.ran", corr_id=caused_by)
    (ran,) = [line for line in lines if line.get("corr_id") == caused_by]
    assert (ran["kind"], ran["outcome"]) == ("accounts.mail", "done")
    told = await lines_when(settings.data_dir / "server.log", "operation.slow", corr_id=caused_by)
    (slow,) = [line for line in told if line.get("corr_id") == caused_by]
    assert (slow["document"], slow["kind"], slow["cost"]) == (hash_of(SIGN_UP), "mutation", 51)
    assert slow["ms"] >= 0
    assert slow.keys() == {"event", "level", "timestamp", "corr_id", "document", "kind", "cost", "ms"}


async def test_nothing_about_a_person_reaches_a_log(settings: Settings, server: Server) -> None:
    session = (await ask(server, SIGN_UP, {"input": PERSON})).json()["data"]["signUp"]
    token, refresh = session["accessToken"], session["refreshToken"]
    await ask(server, SIGN_UP, {"input": PERSON})
    await ask(server, SIGN_IN, {"e": PERSON["email"], "p": PERSON["password"]})
    await ask(server, SIGN_IN, {"e": PERSON["email"], "p": PASSWORD + "!"})
    await ask(server, REFRESH, {"t": refresh})
    await ask(server, "{ me { userId } }", {}, authorization=f"Bearer {token}")
    await ask(server, "{ me { userId } }", {}, authorization=f"Bearer {token}tampered")
    last = await ask(server, '{ me { userId displayName(of: "Quentin Quietly") } }', {})
    assert last.json()["errors"]
    worker = settings.data_dir / "worker.log"
    await lines_when(worker, "job.ran", kind="accounts.mail")
    said = (settings.data_dir / "server.log").read_text() + worker.read_text()
    assert said.count("operation.slow") == 6
    private = [PERSON["email"], PERSON["password"], PERSON["displayName"], PERSON["handle"], token, refresh]
    assert [word for word in private if str(word) in said] == []
