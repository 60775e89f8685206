"""The ASGI app: the API under /v1, what a person or a test does under /_double."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from integrations.doubles.stripe.clock import Clock
from integrations.doubles.stripe.config import DoubleConfig
from integrations.doubles.stripe.control import control_routes, refused
from integrations.doubles.stripe.courier import TIMEOUT_S, Courier
from integrations.doubles.stripe.double import Double
from integrations.doubles.stripe.endpoint import ApiEndpoint
from integrations.doubles.stripe.errors import StripeError
from integrations.doubles.stripe.resources import webhook_endpoints
from integrations.doubles.stripe.store import Store


def create_app(config: DoubleConfig) -> Starlette:
    """A double on the state file of its config; what was there before is there again."""
    store = Store(config.path)
    clock = Clock(store)
    client = config.client or httpx.AsyncClient(timeout=TIMEOUT_S)
    double = Double(config, store, clock, Courier(store, clock, client))
    with store.transaction():
        for target in config.webhooks:
            webhook_endpoints.ensure(double.call(), target)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        delivering = asyncio.create_task(double.courier.run())
        try:
            yield
        finally:
            delivering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await delivering
            if config.client is None:
                await client.aclose()
            store.close()

    api = Route("/v1/{path:path}", ApiEndpoint(double), methods=["GET", "POST", "DELETE"])
    app = Starlette(
        routes=[api, *control_routes(double)], lifespan=lifespan, exception_handlers={StripeError: refused}
    )
    app.state.double = double
    return app
