"""GraphiQL for browsers at /graphql: a page under a strict policy, and the built files it is made of."""

import html
import secrets
from pathlib import Path
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from server.seed.people import DEMO_PASSWORD, demo_accounts
from server.settings import Settings

BUILT: Final = Path(__file__).parent / "static" / "graphiql"
ASSETS: Final = "/graphql/assets"
KINDS: Final = {".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf"}
# The names carry a hash of the content, so what a name stands for never changes.
FOREVER: Final = "public, max-age=31536000, immutable"
# Spec 27 B, stricter where it can be: scripts go by nonce alone, and what they import goes with them.
POLICY: Final = {
    "default-src": "'self'",
    "script-src": "'nonce-{nonce}'",
    "worker-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
HEAD: Final = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>RastUp GraphiQL</title>'
PAGE: Final = (
    HEAD + '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
    '<link rel="stylesheet" href="{assets}/{style}">'
    '<script type="module" nonce="{nonce}" src="{assets}/{script}"></script>'
    '</head><body><div id="root" data-config="{config}"></div></body></html>'
)
UNBUILT: Final = (
    HEAD
    + "</head><body><p>GraphiQL is not built here. Run <code>make graphiql</code> and load this page again;"
    " the API answers at this address all the same.</p></body></html>"
)


class WithGraphiQL:
    """The GraphQL endpoint, with a page in front of it for those who ask for HTML."""

    def __init__(self, inner: ASGIApp, settings: Settings, built: Path = BUILT) -> None:
        self._inner, self._settings, self._built = inner, settings, built

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._settings.graphiql and scope["method"] != "POST" and _is_browser(Request(scope)):
            await self.page()(scope, receive, send)
        else:
            await self._inner(scope, receive, send)

    def page(self) -> Response:
        nonce = secrets.token_urlsafe(16)
        manifest = self._built / "manifest.json"
        if not manifest.is_file():
            return HTMLResponse(UNBUILT, headers=_headers(nonce))
        config = html.escape(orjson.dumps(_config(self._settings)).decode())
        built = orjson.loads(manifest.read_bytes())
        page = PAGE.format(assets=ASSETS, nonce=nonce, config=config, **built)
        return HTMLResponse(page, headers=_headers(nonce))


def asset_routes(built: Path = BUILT) -> list[BaseRoute]:
    async def asset(request: Request) -> Response:
        return _asset(request, built)

    return [Route(ASSETS + "/{name}", asset)]


def _asset(request: Request, built: Path) -> Response:
    name = request.path_params["name"]
    path = built / name
    kind = KINDS.get(path.suffix)
    if kind is None or path.name != name or not path.is_file():
        raise HTTPException(404)
    headers = {"cache-control": FOREVER, "vary": "accept-encoding"}
    # A worker is held to the policy of its own file; it needs nothing but itself.
    headers["content-security-policy"] = "default-src 'none'; script-src 'self'; connect-src 'self'"
    packed = built / f"{name}.br"
    if packed.is_file() and "br" in request.headers.get("accept-encoding", ""):
        path, headers["content-encoding"] = packed, "br"
    return FileResponse(path, headers=headers, media_type=kind)


def _is_browser(request: Request) -> bool:
    """A browser opening the address says text/html first; no GraphQL client asks for it."""
    accepted = request.headers.get("accept", "")
    return request.method in {"GET", "HEAD"} and "text/html" in accepted


def _headers(nonce: str) -> dict[str, str]:
    policy = "; ".join(f"{name} {value}" for name, value in POLICY.items()).format(nonce=nonce)
    return {"content-security-policy": policy, "cache-control": "no-store", "vary": "accept"}


def _config(settings: Settings) -> dict[str, Any]:
    """What the page needs to know; demo people exist in development only."""
    if not settings.is_development:
        return {"people": [], "password": None, "movesTime": False}
    people = [{"email": account.email, "what": account.what} for account in demo_accounts()]
    return {"people": people, "password": DEMO_PASSWORD, "movesTime": True}
