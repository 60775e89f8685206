"""The HTTP side by hand: whatever comes in, a coded document goes out and never a 500."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.world import World

ACCEPT = {"accept": "application/graphql-response+json"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"null", 400),
        (b"7", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"9" * 100_000, 400),
        (b'{"query": 7}', 400),
        (b'{"query": null}', 400),
        (b'{"query": "{ me { userId } }", "variables": []}', 400),
        (b'{"query": "{ me { userId } }", "operationName": 7}', 400),
        (b'{"query": "{ me { userId } }", "extensions": 7}', 400),
        (b'{"query": "\\u0000"}', 400),
        (b'{"query": "{"}', 400),
        (b'{"query": "{ nothing }"}', 400),
        (b'{"query": "query A { me { userId } } query B { me { userId } }"}', 400),
        (b'{"query": "subscription { inboxEvents { at } }"}', 400),
        (b'{"query": "' + b"a" * 300_000 + b'"}', 413),
        (
            b'{"query": "{ me { userId } }", "variables": null, "operationName": null, "extensions": null}',
            200,
        ),
    ],
)
async def test_every_body_gets_a_coded_answer(api: World, body: bytes, status: int) -> None:
    response = await api.client.post(
        "/graphql", content=body, headers={"content-type": "application/json", **ACCEPT}
    )
    assert response.status_code == status
    document = response.json()
    assert status == 200 or document["errors"][0]["extensions"]["corrId"] == response.headers["x-corr-id"]
    assert "data" in document or status != 200


async def test_a_simple_cross_site_post_is_refused(api: World) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        response = await api.client.post("/graphql", content=b"{}", headers={"content-type": kind})
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (
            415,
            "VALIDATION_FAILED",
        )


async def test_get_is_for_queries_only(api: World) -> None:
    response = await api.client.get("/graphql", params={"query": "{ me { userId } }"})
    assert (response.status_code, response.json()["data"]) == (200, {"me": None})
    response = await api.client.get("/graphql", params={"query": "mutation { signOut }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert (await api.client.put("/graphql")).status_code == 405


async def test_depth_is_limited_and_fragments_do_not_hide_it(api: World) -> None:
    deep = "{ me { user { serviceProfiles { user { serviceProfiles { user { serviceProfiles { user { handle } } } } } } } } }"
    fragment = "query { ...a } fragment a on Query { me { ...b } } fragment b on Account { user { handle } }"
    assert (await api.run(deep)).code in {"QUERY_LIMIT_EXCEEDED", "VALIDATION_FAILED"}
    assert (await api.run(fragment)).data == {"me": None}
    looping = "query { ...a } fragment a on Query { ...b } fragment b on Query { ...a }"
    assert (await api.run(looping)).code == "VALIDATION_FAILED"


@pytest.mark.parametrize(
    "variables", [{}, {"input": None}, {"input": 7}, {"input": {"email": 7}}, {"input": {"nobody": True}}]
)
async def test_variables_of_the_wrong_shape_name_the_field(api: World, variables: dict[str, Any]) -> None:
    refused = await api.run(
        "mutation ($input: SignUpInput!) { signUp(input: $input) { expiresAt } }", variables
    )
    assert refused.code == "VALIDATION_FAILED"
    assert refused.body.get("data") is None


async def test_what_breaks_inside_says_nothing_but_internal(api: World) -> None:
    person = await api.sign_up()
    async with api.units() as uow:
        await uow.connection.execute(text("alter table account rename to lost"))
    try:
        answer = await api.run("{ me { userId } }", token=person.token)
    finally:
        async with api.units() as uow:
            await uow.connection.execute(text("alter table lost rename to account"))
    assert (answer.code, "account" in str(answer.body)) == ("INTERNAL", False)
    assert answer.extensions["corrId"] == answer.headers["x-corr-id"]


async def test_operators_see_life_readiness_figures_and_keys(api: World) -> None:
    assert (await api.client.get("/healthz")).json() == {"ok": True}
    assert (await api.client.get("/readyz")).json() == {
        "ready": True,
        "database": True,
        "migrations": True,
        "live": True,
    }
    assert "rastup_operation_seconds" in (await api.client.get("/metrics")).text
    (key,) = (await api.client.get("/.well-known/jwks.json")).json()["keys"]
    assert (key["kty"], key["alg"], "d" in key) == ("EC", "ES256", False)
    unknown = await api.client.post("/webhooks/nobody", content=b"{}")
    assert (unknown.status_code, unknown.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
