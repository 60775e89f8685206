"""Documents by id: trusted ones, automatic persisted queries, and roles that may send nothing else."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.ids import UserId
from domain.viewer import Viewer
from server.asked import Asked
from server.settings import Settings, read_settings
from server.trusted import LEARNT_TEXT_MOST, Library, hash_of, read_manifest
from tests.sockets import line, on_a_port
from tests.world import World, open_world

ME = "query Me { me { userId } }"
HEALTH = "query Health { health { ok } }"
SIGN_OUT = "mutation Out { signOut }"
STRICT = {"accept": "application/graphql-response+json"}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha(text)}}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "documents.json"
    path.write_text(json.dumps({sha(text): text for text in (ME, SIGN_OUT)}))
    return path


async def post(
    api: World, body: Mapping[str, Any], *, token: str | None = None, strict: bool = False
) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return await api.client.post("/graphql", json=dict(body), headers=headers | (STRICT if strict else {}))


def first(response: httpx.Response) -> tuple[str, str]:
    (error,) = response.json()["errors"]
    return error["message"], error["extensions"]["code"]


async def test_a_trusted_document_is_run_by_its_id(settings: Settings, manifest: Path) -> None:
    async with open_world(replace(settings, documents=manifest)) as api:
        for document_id in (sha(ME), f"sha256:{sha(ME)}", sha(ME).upper()):
            # Some clients cannot leave the text out, only empty.
            assert (await post(api, {"documentId": document_id, "query": ""})).json()["data"] == {"me": None}
            answer = await post(api, {"documentId": document_id})
            assert answer.json()["data"] == {"me": None}
        asked = {"documentId": sha(ME), "operationName": "Me", "variables": "{}", "extensions": "{}"}
        assert (await api.client.get("/graphql", params=asked)).json()["data"] == {"me": None}
        refused = await api.client.get("/graphql", params={"documentId": sha(SIGN_OUT)})
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


async def test_a_trusted_document_is_run_by_its_id_on_a_socket(settings: Settings, manifest: Path) -> None:
    async with (
        open_world(replace(settings, documents=manifest)) as api,
        on_a_port(api) as address,
        line(address) as socket,
    ):
        await socket.send({"type": "subscribe", "id": "1", "payload": {"documentId": sha(ME)}})
        assert await socket.next("1") == {"me": None}
        assert (await socket.receive())["type"] == "complete"
        await socket.send({"type": "subscribe", "id": "2", "payload": {"documentId": sha("unknown")}})
        refused = await socket.receive()
        assert (refused["type"], refused["id"]) == ("error", "2")
        assert refused["payload"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_an_unknown_id_is_told_so_that_links_send_the_text(api: World) -> None:
    for body in ({"documentId": sha(ME)}, {"extensions": persisted(ME)}):
        assert first(await post(api, body)) == ("PersistedQueryNotFound", "NOT_FOUND")
        assert (await post(api, body)).status_code == 200
        assert (await post(api, body, strict=True)).status_code == 400


async def test_what_a_signed_in_caller_sent_once_is_known_by_its_hash(api: World) -> None:
    person = await api.sign_up()
    await post(api, {"query": ME, "extensions": persisted(ME)}, token=person.token)
    assert (await post(api, {"extensions": persisted(ME)})).json()["data"] == {"me": None}
    got = await api.client.get("/graphql", params={"extensions": json.dumps(persisted(ME))})
    assert got.json()["data"] == {"me": None}


async def test_strangers_and_faulty_documents_teach_nothing(api: World) -> None:
    person = await api.sign_up()
    faulty = "{ nothing }"
    assert (await post(api, {"query": ME, "extensions": persisted(ME)})).json()["data"] == {"me": None}
    await post(api, {"query": faulty, "extensions": persisted(faulty)}, token=person.token)
    for text in (ME, faulty):
        assert first(await post(api, {"extensions": persisted(text)}))[0] == "PersistedQueryNotFound"


async def test_a_text_under_anothers_hash_is_refused_and_not_kept(api: World) -> None:
    person = await api.sign_up()
    body = {"query": ME, "extensions": persisted(HEALTH)}
    assert first(await post(api, body, token=person.token))[1] == "VALIDATION_FAILED"
    assert first(await post(api, {"extensions": persisted(HEALTH)}))[0] == "PersistedQueryNotFound"


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": 7},
        {"documentId": ""},
        {"documentId": "x" * 200},
        {"extensions": {"persistedQuery": 7}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "x"}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": []}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": None}}, "query": ME},
    ],
)
async def test_ids_of_the_wrong_shape_are_refused(api: World, body: Mapping[str, Any]) -> None:
    refused = await post(api, body, strict=True)
    assert (refused.status_code, first(refused)[1]) == (400, "VALIDATION_FAILED")


async def test_without_automatic_ones_links_are_told_to_stop_trying(settings: Settings) -> None:
    async with open_world(replace(settings, persisted_queries=False)) as api:
        person = await api.sign_up()
        await post(api, {"query": ME, "extensions": persisted(ME)}, token=person.token)
        refused = await post(api, {"extensions": persisted(ME)}, token=person.token)
        assert first(refused) == ("PersistedQueryNotSupported", "NOT_FOUND")


async def test_a_role_may_be_held_to_trusted_documents(settings: Settings, manifest: Path) -> None:
    async with open_world(settings) as api:
        person = await api.sign_up()
    held = replace(settings, documents=manifest, trusted_only=frozenset({"guest"}))
    async with open_world(held) as api:
        assert first(await post(api, {"query": HEALTH}))[1] == "FORBIDDEN"
        # The same text by its words is as good as by its id.
        for body in ({"query": ME}, {"documentId": sha(ME)}, {"extensions": persisted(ME)}):
            assert (await post(api, body)).json()["data"] == {"me": None}
        assert (await post(api, {"query": HEALTH}, token=person.token)).json()["data"]


async def test_what_a_user_taught_is_not_trusted_for_a_guest(settings: Settings, manifest: Path) -> None:
    async with open_world(settings) as api:
        person = await api.sign_up()
    held = replace(settings, documents=manifest, trusted_only=frozenset({"guest"}))
    async with open_world(held) as api:
        await post(api, {"query": HEALTH, "extensions": persisted(HEALTH)}, token=person.token)
        assert first(await post(api, {"extensions": persisted(HEALTH)}))[1] == "FORBIDDEN"


async def test_a_key_is_bound_to_the_document_behind_the_id(settings: Settings, manifest: Path) -> None:
    async with open_world(replace(settings, documents=manifest)) as api:
        person = await api.sign_up()
        headers = {"authorization": f"Bearer {person.token}", "idempotency-key": "once"}
        sent = [
            await api.client.post("/graphql", json=body, headers=headers)
            for body in ({"documentId": sha(SIGN_OUT)}, {"query": SIGN_OUT, "operationName": None})
        ]
        assert [answer.json()["data"]["signOut"] for answer in sent] == [True, True]


async def test_strangers_push_out_only_what_strangers_sent(settings: Settings, manifest: Path) -> None:
    async with open_world(replace(settings, documents=manifest)) as api:
        person = await api.sign_up()
        for token in (None, person.token):
            await api.run(HEALTH, token=token)
        await post(api, {"documentId": sha(ME)})
        documents = api.process.engine.documents
        known = [documents.of(text, hide_suggestions=False, is_strangers=True) for text in (ME, HEALTH)]
        for number in range(200):
            text = f"query Q{number} {{ health {{ ok }} }} # {'x' * 1_000}"
            documents.of(text, hide_suggestions=False, is_strangers=True)
        assert documents.kept_count < 100
        again = [documents.of(text, hide_suggestions=False, is_strangers=True) for text in (ME, HEALTH)]
        assert [one is other for one, other in zip(known, again, strict=True)] == [True, True]


def test_what_was_taught_is_bounded_and_the_oldest_goes_first() -> None:
    library = Library({}, learns=True, most=100)
    somebody = Viewer(user_id=UserId("usr_1"))
    texts = [f"query Q{number} {{ health {{ ok }} }}" for number in range(10)]
    for text in texts:
        library.learn(Asked(text, document_id=hash_of(text)), somebody)
    assert library.opened(Asked(None, document_id=hash_of(texts[-1])), somebody).query == texts[-1]
    with pytest.raises(Exception, match="PersistedQueryNotFound"):
        library.opened(Asked(None, document_id=hash_of(texts[0])), somebody)
    long = "#" * (LEARNT_TEXT_MOST + 1)
    library.learn(Asked(long, document_id=hash_of(long)), somebody)
    with pytest.raises(Exception, match="PersistedQueryNotFound"):
        library.opened(Asked(None, document_id=hash_of(long)), somebody)


@pytest.mark.parametrize("content", ["", "[]", '{"00": "{ me { userId } }"}', '{"00": 7}'])
def test_a_manifest_that_does_not_add_up_stops_the_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "documents.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"manifest|RASTUP_DOCUMENTS"):
        read_manifest(path)
    with pytest.raises(ValueError, match="RASTUP_DOCUMENTS"):
        read_manifest(tmp_path / "nowhere.json")


def test_roles_of_settings_are_ours() -> None:
    environ = {"DATABASE_URL": "postgresql://", "RASTUP_TRUSTED_ONLY": "guest,user"}
    assert read_settings(environ).trusted_only == {"guest", "user"}
    with pytest.raises(ValueError, match="RASTUP_SCHEMA_READERS"):
        read_settings(environ | {"RASTUP_SCHEMA_READERS": "everybody"})
    production = environ | {"RASTUP_ENV": "production", "RASTUP_SECRET": "a long one"}
    assert read_settings(production).schema_readers == {"admin"}
