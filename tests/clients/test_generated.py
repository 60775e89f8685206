"""What is generated from the contract: types that hold, and documents that the server knows by their id."""

import hashlib
import re
from dataclasses import replace

from server.settings import Settings
from server.trusted import read_manifest
from tests.clients.node import CLIENT, MANIFEST, needs_node, run
from tests.world import open_world


@needs_node
def test_the_typed_client_and_everything_written_with_it_pass_strict_types() -> None:
    assert run("node_modules/typescript/bin/tsc") == ""


@needs_node
async def test_every_document_of_the_manifest_is_known_and_valid(settings: Settings) -> None:
    manifest = read_manifest(MANIFEST)
    examples = len(list((CLIENT.parent / "examples").glob("*.graphql")))
    assert len(manifest) >= examples + 6
    held = replace(settings, documents=MANIFEST, trusted_only=frozenset({"guest"}))
    async with open_world(held) as api:
        for document_id, text in manifest.items():
            body = {"documentId": document_id}
            answer = await api.client.post("/graphql", json=body)
            errors = [error["message"] for error in answer.json().get("errors", [])]
            # Missing variables, missing rights and the wrong way in are what is left to be told.
            told = [e for e in errors if not re.search(r"Variable|Sign in|sign in|over WebSocket", e)]
            assert told == [], text
        refused = await api.client.post("/graphql", json={"query": "{ health { ok } }"})
        assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@needs_node
async def test_an_id_that_the_client_sends_runs_the_document_behind_it(settings: Settings) -> None:
    (text,) = (text for text in read_manifest(MANIFEST).values() if text.startswith("query WhoAmI"))
    async with open_world(replace(settings, documents=MANIFEST)) as api:
        person = await api.sign_up()
        answer = await api.client.post(
            "/graphql",
            json={"documentId": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"},
            headers={"authorization": f"Bearer {person.token}"},
        )
        assert answer.json()["data"]["me"]["userId"] == person.user_id
