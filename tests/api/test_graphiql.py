"""What a browser gets at /graphql, and everybody else does not."""

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from server.graphiql import WithGraphiQL, asset_routes
from server.settings import Settings

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SETTINGS = Settings(environment="development", database_url="postgresql://nobody", secret="for tests")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What a build leaves behind, in small."""
    (tmp_path / "manifest.json").write_text('{"script": "page-AB12.js", "style": "page-CD34.css"}')
    (tmp_path / "page-AB12.js").write_text("plain")
    (tmp_path / "page-AB12.js.br").write_bytes(b"squeezed")
    (tmp_path / "page-CD34.css").write_text("style")
    return tmp_path


def client(settings: Settings, built: Path) -> httpx.AsyncClient:
    api = WithGraphiQL(PlainTextResponse("the API"), settings, built)
    app = Starlette(routes=[Route("/graphql", api, methods=None), *asset_routes(built)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


async def test_scripts_of_the_page_go_by_a_nonce_that_is_new_every_time(built: Path) -> None:
    nonces = set()
    async with client(SETTINGS, built) as http:
        for _ in range(3):
            page = await http.get("/graphql", headers=BROWSER)
            policy = page.headers["content-security-policy"]
            (nonce,) = re.findall(r"script-src 'nonce-([\w-]{20,})';", policy)
            assert re.findall(r"<script[^>]*>", page.text) == [
                f'<script type="module" nonce="{nonce}" src="/graphql/assets/page-AB12.js">'
            ]
            assert "unsafe-eval" not in policy
            assert page.headers["cache-control"] == "no-store"
            nonces.add(nonce)
    assert len(nonces) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "application/json"},
        {"accept": "application/graphql-response+json"},
        {"accept": "*/*"},
        {"accept": ""},
    ],
)
async def test_clients_get_the_api(built: Path, headers: dict[str, str]) -> None:
    async with client(SETTINGS, built) as http:
        assert (await http.get("/graphql", headers=headers)).text == "the API"
        assert (await http.post("/graphql", headers=BROWSER)).text == "the API"


async def test_without_a_build_the_page_says_how_to_make_it(tmp_path: Path) -> None:
    async with client(SETTINGS, tmp_path) as http:
        page = await http.get("/graphql", headers=BROWSER)
        assert (page.status_code, "make graphiql" in page.text) == (200, True)
        assert (await http.get("/graphql")).text == "the API"


async def test_files_are_kept_for_ever_and_travel_compressed(built: Path) -> None:
    async with client(SETTINGS, built) as http:
        packed = await http.get("/graphql/assets/page-AB12.js", headers={"accept-encoding": "br"})
        plain = await http.get("/graphql/assets/page-AB12.js", headers={"accept-encoding": "identity"})
    assert (packed.headers["content-encoding"], packed.headers["content-length"]) == ("br", "8")
    assert (plain.text, "content-encoding" in plain.headers) == ("plain", False)
    for answer in (packed, plain):
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    "name", ["nothing.js", "manifest.json", "page-AB12.js.br", "..%2f..%2fserver%2fapp.py", "%00.js", "."]
)
async def test_nothing_else_is_served(built: Path, name: str) -> None:
    async with client(SETTINGS, built) as http:
        assert (await http.get(f"/graphql/assets/{name}")).status_code == 404


async def test_production_knows_no_demo_people_and_may_have_no_page(built: Path) -> None:
    production = replace(SETTINGS, environment="production")
    async with client(SETTINGS, built) as http:
        assert "demo-city" in (await http.get("/graphql", headers=BROWSER)).text
    async with client(production, built) as http:
        page = (await http.get("/graphql", headers=BROWSER)).text
        assert "demo" not in page
        assert "&quot;movesTime&quot;:false" in page
    async with client(replace(production, graphiql=False), built) as http:
        assert (await http.get("/graphql", headers=BROWSER)).text == "the API"
