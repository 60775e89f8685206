"""A server dies at every step of a payment; what is left behind ends as if nothing had happened, once."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from server.checkpoints import KILLED
from server.settings import Settings
from tests.api.checkout_world import CONFIRM, PAY, Checkout, Shop
from tests.api.processor import DEPOSIT, PRICE, Processor
from tests.api.test_confirming import assert_confirmed_once, assert_untouched
from tests.server.processes import listening, serving
from tests.world import World

CONFIRMING = (
    "confirm.begun",
    "confirm.authorized",
    "confirm.deposit_authorized",
    "confirm.decided",
    "confirm.captured",
    "confirm.settling",
    "confirm.settled",
)
OPENING = ("intent.reserved", "intent.opened", "intent.kept")


class Street:
    """A shop, and servers that die where they are told to, all with one processor."""

    def __init__(self, api: World, settings: Settings, stripe: str) -> None:
        self.api, self.settings, self.stripe = api, settings, stripe
        self.processor = Processor(api)

    async def open(self) -> "Street":
        self.shop = await Shop(self.api).open()
        return self

    async def dies(self, step: str, checkout: Checkout, document: str) -> None:
        """Ask a server of its own, which is killed at this step and never answers."""
        variables = {"id": checkout.lbg_id}
        if document == PAY:
            variables = {"draft": checkout.lbg_id, "method": {"kind": "card", "token": "pm_card_visa"}}  # type: ignore[dict-item]
        environment = {"STRIPE_API_BASE": f"http://{self.stripe}", "RASTUP_KILL_AT": step}
        async with serving(self.settings, step.replace(".", "-"), **environment) as server:
            async with httpx.AsyncClient(base_url=f"http://{server.address}", timeout=30) as client:
                with pytest.raises(httpx.RemoteProtocolError):
                    await client.post(
                        "/graphql",
                        json={"query": document, "variables": variables},
                        headers={"authorization": f"Bearer {checkout.buyer.token}"},
                    )
            assert await server.child.process.wait() == KILLED

    async def recovers(self) -> None:
        """Time passes; whoever is left looks after what was left behind."""
        await self.api.advance(seconds=61)
        await self.api.advance(seconds=61)
        await self.processor.webhooks()


@pytest.fixture
async def street(api: World, settings: Settings) -> AsyncIterator[Street]:
    async with listening(api.stripe) as stripe:
        yield await Street(api, settings, stripe).open()


@pytest.mark.parametrize("step", CONFIRMING)
async def test_a_confirmation_that_died_ends_confirmed_and_charged_once(street: Street, step: str) -> None:
    checkout = await (await street.shop.start_both()).paid()
    await street.dies(step, checkout, CONFIRM)
    await street.recovers()
    await assert_confirmed_once(checkout, street.processor)
    assert await street.processor.states() == [(PRICE, "succeeded"), (DEPOSIT, "requires_capture")]


async def test_whoever_asks_another_server_at_once_need_not_wait_for_the_timer(street: Street) -> None:
    checkout = await (await street.shop.start_both()).paid()
    await street.dies("confirm.captured", checkout, CONFIRM)
    answers = await asyncio.gather(checkout.confirm(), checkout.confirm())
    assert {answer.code for answer in answers} == {None}
    await assert_confirmed_once(checkout, street.processor)


async def test_a_refusal_that_died_ends_with_nothing_charged_and_nothing_held(street: Street) -> None:
    checkout = await (await street.shop.start_both()).paid("pm_card_chargeDeclined")
    await street.dies("confirm.released", checkout, CONFIRM)
    await street.recovers()
    await assert_untouched(checkout, street.processor)
    await checkout.paid()
    assert (await checkout.confirm()).errors == []


@pytest.mark.parametrize("step", OPENING)
async def test_a_payment_whose_opening_died_is_opened_once(street: Street, step: str) -> None:
    checkout = await (await street.shop.start()).sign()
    await street.dies(step, checkout, PAY)
    assert (await checkout.pay()).errors == []
    assert await street.processor.states() == [(PRICE, "requires_confirmation")]
    assert (await checkout.confirm()).errors == []
    await assert_confirmed_once(checkout, street.processor)
