"""Tokens of other issuers: believed by their published keys, with their groups read as our roles."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from server.settings import IssuerSettings, Settings
from tests.world import Person, open_world

ISSUER = "https://login.example"


@contextmanager
def publishing(*keys: ECKey) -> Iterator[str]:
    """Address of a key set over real HTTP."""
    document = orjson.dumps({"keys": [key.as_dict(private=False) for key in keys]})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/jwks.json"
    finally:
        server.shutdown()
        server.server_close()


def token(key: ECKey, **claims: Any) -> str:
    now = int(time.time())
    body = {"iss": ISSUER, "aud": "rastup", "iat": now, "exp": now + 600} | claims
    return jwt.encode({"alg": "ES256", "kid": key.kid}, body, key)


def believing(settings: Settings, jwks_url: str, *, admin: bool) -> Settings:
    issuer = IssuerSettings(
        ISSUER,
        "rastup",
        jwks_url,
        groups_claim="cognito:groups",
        roles={"money-team": "finance_ops"},
        may_grant_admin=admin,
    )
    return replace(settings, issuers=(issuer,))


@pytest.fixture
def key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


async def test_a_person_of_another_issuer_is_known_by_its_keys(settings: Settings, key: ECKey) -> None:
    with publishing(key) as url:
        async with open_world(believing(settings, url, admin=False)) as api:
            person: Person = await api.sign_up()
            answer = await api.run("{ me { userId } }", token=token(key, sub=person.user_id))
            assert answer.data["me"]["userId"] == person.user_id


async def test_groups_become_roles_only_where_the_issuer_may_grant_them(
    settings: Settings, key: ECKey
) -> None:
    with publishing(key) as url:
        for admin, roles in ((True, {"finance_ops"}), (False, set())):
            async with open_world(believing(settings, url, admin=admin)) as api:
                made = token(key, sub="usr_admin", **{"cognito:groups": ["money-team", "staff"]})
                viewer = await api.process.verifier.viewer(made)
                assert viewer.admin_roles == roles


async def test_a_token_of_the_wrong_key_audience_age_or_issuer_is_refused(
    settings: Settings, key: ECKey
) -> None:
    with publishing(key) as url:
        async with open_world(believing(settings, url, admin=False)) as api:
            stranger = ECKey.generate_key("P-256", auto_kid=True)
            for wrong, code in (
                (token(stranger, sub="usr_1"), "UNAUTHENTICATED"),
                (token(key, sub="usr_1", aud="other"), "UNAUTHENTICATED"),
                (token(key, sub="usr_1", iss="https://evil.example"), "UNAUTHENTICATED"),
                (token(key), "UNAUTHENTICATED"),
                (token(key, sub="usr_1", exp=1), "AUTH_EXPIRED"),
            ):
                assert (await api.run("{ me { userId } }", token=wrong)).code == code


async def test_an_issuer_that_cannot_be_reached_lets_nobody_in_and_breaks_nothing(
    settings: Settings, key: ECKey
) -> None:
    async with open_world(believing(settings, "http://127.0.0.1:9/jwks.json", admin=False)) as api:
        assert (await api.run("{ me { userId } }", token=token(key, sub="usr_1"))).code == "UNAUTHENTICATED"
        person = await api.sign_up()
        assert (await api.run("{ me { userId } }", token=person.token)).data["me"]
