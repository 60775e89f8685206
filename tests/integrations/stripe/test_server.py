"""The double as a server of its own: real TCP, webhooks in the background, and a life after a restart."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import Unavailable
from domain.money.processor import CaptureMode, PaymentStatus
from integrations.doubles.stripe import DoubleConfig, create_app
from integrations.doubles.stripe.config import WebhookTarget
from integrations.stripe_payments import StripeConfig, StripePayments, StripeSandbox
from tests.integrations.stripe.conftest import KEY, SECRET, Bench, Sink, open_bench

WAIT_S = 10


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """An application on a port of its own; connections queue on the socket until it is up."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listening.close()


async def test_webhooks_arrive_by_themselves_over_tcp(state_file: Path) -> None:
    arrived: asyncio.Queue[tuple[bytes, str]] = asyncio.Queue()
    refusals = [500, 503]

    async def receive(request: Request) -> Response:
        if refusals:
            return Response(status_code=refusals.pop())
        await arrived.put((await request.body(), request.headers["stripe-signature"]))
        return Response()

    sink = Starlette(routes=[Route("/hook", receive, methods=["POST"])])
    async with served(sink) as ours:
        target = WebhookTarget(f"{ours}/hook", SECRET)
        async with served(create_app(DoubleConfig(state_file, KEY, webhooks=(target,)))) as base:
            payments = StripePayments.open(StripeConfig(KEY, SECRET, base))
            await payments.client.v1.customers.create_async({"email": "a@example.com"})
            # Refused twice, then taken: the courier came back by itself.
            raw, signed = await asyncio.wait_for(arrived.get(), WAIT_S)
            assert payments.parse_webhook(raw, signed).kind == "customer.created"
            await payments.close()


async def test_a_cut_connection_is_asked_again_and_has_one_effect(state_file: Path) -> None:
    async with served(create_app(DoubleConfig(state_file, KEY))) as base:
        payments = StripePayments.open(StripeConfig(KEY, SECRET, base, retries=2))
        async with httpx.AsyncClient() as http:
            sandbox = StripeSandbox(base, http)
            await sandbox.order_trouble({"on": "POST /v1/customers", "do": "act_and_drop", "times": 2})
        customer = await payments.ensure_customer("usr_1", email="a@example.com")  # type: ignore[arg-type]
        listed = await payments.client.v1.customers.list_async()
        assert [found.id for found in listed.data] == [customer]
        await payments.close()


async def test_a_silent_processor_is_given_up_on_in_time(state_file: Path) -> None:
    async with (
        served(create_app(DoubleConfig(state_file, KEY))) as base,
        httpx.AsyncClient(timeout=0.05) as http,
        httpx.AsyncClient() as patient,
    ):
        payments = StripePayments.open(StripeConfig(KEY, SECRET, base, retries=0, http=http))
        await StripeSandbox(base, patient).order_trouble({"on": "POST /v1/accounts", "do": "act_and_hang"})
        with pytest.raises(Unavailable):
            await payments.open_seller_account("usr_1", email="a@example.com")  # type: ignore[arg-type]
        accounts = (await patient.get(f"{base}/v1/accounts", auth=(KEY, ""))).json()
        assert len(accounts["data"]) == 1


async def test_everything_is_there_after_a_restart(state_file: Path) -> None:
    sink = Sink()
    sink.refusals = 99
    async for bench in open_bench(state_file, sink):
        opened = await _held(bench)
        await bench.pass_time(days=3)
        later = await bench.now()
        assert await bench.heard() == []
    sink.refusals = 0
    async for again in open_bench(state_file, sink):
        assert await again.now() >= later
        assert (await again.payments.retrieve_payment(opened)).status is PaymentStatus.AUTHORIZED
        assert "payment_intent.amount_capturable_updated" in await again.heard()
        taken = await again.payments.capture_payment(opened, key="capture")
        assert taken.status is PaymentStatus.SUCCEEDED
        # The key of the first life still names its effect.
        assert (await again.payments.confirm_payment(opened, key="confirm")).id == opened


async def _held(bench: Bench) -> str:
    order = await bench.order(capture=CaptureMode.MANUAL, method="pm_card_visa")
    opened = await bench.payments.open_payment(order, key="open")
    await bench.payments.confirm_payment(opened.id, key="confirm")
    return opened.id
