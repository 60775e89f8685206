"""The ASGI application: a few routes, and no middleware stack over the hot one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute

from server import starting
from server.direct import Application, Direct
from server.gathering import gathering
from server.graphiql import WithGraphiQL, asset_routes
from server.http import GraphQLRoute
from server.manners import REFUSALS, Manners
from server.operations import healthz, jwks, metrics, readyz
from server.settings import Settings
from server.sockets import Sockets
from server.sockets.protocol import Patience
from server.webhooks import receive
from server.wiring import Process, process


def make_app(settings: Settings) -> Application:
    """An application that opens its process when it starts and closes it when it stops."""

    @asynccontextmanager
    async def lifespan(app: Application) -> AsyncIterator[None]:
        async with process(settings) as opened, gathering(opened.services):
            attach(app, opened)
            starting.keep()
            yield
            await app.state.sockets.shut()

    return Application(lifespan=lifespan, middleware=manners(settings), exception_handlers=dict(REFUSALS))


def manners(settings: Settings) -> list[Middleware]:
    return [Middleware(Manners, allowed_origins=settings.allowed_origins)]


def attach(app: Application, opened: Process, patience: Patience = Patience()) -> None:  # noqa: B008 - frozen
    """Put the routes of an open process on an application."""
    sockets = Sockets(opened.engine, opened.verifier, opened.settings.allowed_origins, patience)
    graphql = GraphQLRoute(opened.engine, opened.verifier, body_wait_s=opened.settings.body_wait_s)
    app.state.process = opened
    app.state.sockets = sockets
    app.direct = Direct(graphql, Manners(app, opened.settings.allowed_origins))
    app.router.routes += [
        Route("/graphql", WithGraphiQL(graphql, opened.settings), methods=None),
        *asset_routes(),
        WebSocketRoute("/graphql", sockets),
        Route("/webhooks/{source}", receive, methods=["POST"]),
        Route("/.well-known/jwks.json", jwks),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
    ]
