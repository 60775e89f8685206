"""Who may read the schema: everybody in development, admins in production; hints in messages go with it."""

from dataclasses import replace
from typing import Any

import pytest
from graphql import build_client_schema, get_introspection_query
from sqlalchemy import text

from server.settings import Settings
from tests.sockets import line, on_a_port
from tests.world import World, open_world

TYPE = '{ __type(name: "Account") { name } }'
IN_A_FRAGMENT = "query { ...a } fragment a on Query { __schema { queryType { name } } }"


@pytest.fixture
def closed(settings: Settings) -> Settings:
    return replace(settings, schema_readers=frozenset({"admin"}))


async def an_admin(api: World) -> str:
    person = await api.sign_up()
    async with api.units() as uow:
        grant = "update account set admin_roles = array['engineering'] where user_id = :id"
        await uow.connection.execute(text(grant), {"id": person.user_id})
    return (await api.renewed(person)).token


async def test_tools_read_the_whole_schema_where_it_is_open(api: World) -> None:
    answer = await api.run(get_introspection_query(input_value_deprecation=True))
    schema = build_client_schema(answer.data)
    assert schema.query_type is not None
    assert "me" in schema.query_type.fields


async def test_introspection_cannot_blow_up(api: World) -> None:
    nested = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"
    many = "{ " + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(50)) + " }"
    assert (await api.run(nested)).code == "VALIDATION_FAILED"
    assert (await api.run(many)).code == "QUERY_LIMIT_EXCEEDED"


@pytest.mark.parametrize("document", [TYPE, IN_A_FRAGMENT, get_introspection_query()])
async def test_where_it_is_closed_only_admins_read_it_cached_or_not(closed: Settings, document: str) -> None:
    async with open_world(closed) as api:
        person, admin = await api.sign_up(), await an_admin(api)
        for _ in range(2):
            assert (await api.run(document, token=admin)).data
            for token in (None, person.token):
                refused = await api.run(document, token=token)
                assert (refused.code, refused.body.get("data")) == ("FORBIDDEN", None)


async def test_a_socket_keeps_the_schema_to_itself_as_well(closed: Settings) -> None:
    async with open_world(closed) as api, on_a_port(api) as address, line(address) as socket:
        operation = await socket.subscribe(TYPE)
        message: dict[str, Any] = await socket.receive()
        assert (message["type"], message["id"]) == ("error", operation)
        assert message["payload"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_names_of_types_in_answers_and_words_in_strings_are_no_introspection(closed: Settings) -> None:
    async with open_world(closed) as api:
        assert (await api.run("{ __typename health { __typename ok } } # __schema")).data


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ mee { userId } }", {}),
        ("{ me }", {}),
        ("{ me { userI } }", {}),
        ("query ($a: SearchInpt) { me { userId } }", {}),
        ("query ($i: SearchInput!) { search(input: $i) { total } }", {"i": {"city": "Houston", "rol": 1}}),
        (
            "query ($i: SearchInput!) { search(input: $i) { total } }",
            {"i": {"city": "x", "surface": "people"}},
        ),
    ],
)
async def test_hints_go_to_those_who_may_read_the_schema(
    closed: Settings, document: str, variables: dict[str, Any]
) -> None:
    async with open_world(closed) as api:
        admin = await an_admin(api)
        told = str((await api.run(document, variables, token=admin)).errors)
        hidden = str((await api.run(document, variables)).errors)
        assert ("Did you mean" in told, "Did you mean" in hidden) == (True, False), (told, hidden)
