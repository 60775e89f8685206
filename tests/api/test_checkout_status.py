"""checkoutStatus over real sockets: in order, once, resumable, for the parties, each with their own money."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.api.checkout_world import Checkout, Shop
from tests.sockets import Line, line, on_a_port
from tests.world import Person, World

STATUS = """subscription ($id: ID!, $after: ID) {
  checkoutStatus(lbgId: $id, after: $after) {
    cursor lbgId legId type status errorCode message packId amountCents at
  }
}"""


@pytest.fixture
async def address(api: World) -> AsyncIterator[str]:
    async with on_a_port(api) as found:
        yield found


async def refusal(address: str, checkout: Checkout, person: Person | None, **variables: Any) -> str:
    async with line(address, token=person.token if person else None) as socket:
        await socket.subscribe(STATUS, {"id": checkout.lbg_id} | variables)
        message = await socket.receive()
        assert message["type"] == "error", message
        code: str = message["payload"][0]["extensions"]["code"]
        return code


async def heard(socket: Line, operation: str, last: str) -> list[dict[str, Any]]:
    """Events up to the last one of a type."""
    found: list[dict[str, Any]] = []
    while not found or found[-1]["type"] != last:
        found.append((await socket.next(operation))["checkoutStatus"])
    return found


async def test_the_buyer_follows_a_checkout_to_its_confirmation(shop: Shop, address: str) -> None:
    checkout = await shop.start_both()
    async with line(address, token=shop.buyer.token) as socket:
        operation = await socket.subscribe(STATUS, {"id": checkout.lbg_id})
        await socket.send({"type": "ping"})
        assert (await socket.receive())["type"] == "pong"
        await checkout.confirmed()
        events = await heard(socket, operation, "lbg.confirmed")
    types = [event["type"] for event in events]
    assert types.count("docs.issued") == types.count("docs.signed") == 2
    assert types.index("docs.signed") < types.index("payment.succeeded") < types.index("lbg.confirmed")
    assert events[-1]["status"] == "confirmed"
    [paid] = [event for event in events if event["type"] == "payment.succeeded"]
    assert paid["amountCents"] == (await checkout.group()).total.cents
    assert all(event["status"] and event["cursor"] and event["lbgId"] == checkout.lbg_id for event in events)


async def test_after_a_cursor_comes_exactly_what_was_missed(shop: Shop, address: str) -> None:
    checkout = await (await shop.start()).confirmed()
    async with line(address, token=shop.buyer.token) as socket:
        whole = await heard(
            socket,
            await socket.subscribe(STATUS, {"id": checkout.lbg_id, "after": await begin(shop, checkout)}),
            "lbg.confirmed",
        )
    async with line(address, token=shop.buyer.token) as socket:
        operation = await socket.subscribe(STATUS, {"id": checkout.lbg_id, "after": whole[2]["cursor"]})
        assert await heard(socket, operation, "lbg.confirmed") == whole[3:]


async def begin(shop: Shop, checkout: Checkout) -> str:
    """The cursor before everything."""
    async with shop.api.units() as uow:
        return uow.cursors.seal(f"live:lbg:{checkout.lbg_id}", [0])


async def test_a_seller_hears_of_their_leg_and_of_the_whole_but_not_of_money(
    shop: Shop, address: str
) -> None:
    checkout = await (await shop.start_both()).confirmed()
    group = await checkout.group()
    after = await begin(shop, checkout)
    async with line(address, token=shop.talent.token) as socket:
        operation = await socket.subscribe(STATUS, {"id": checkout.lbg_id, "after": after})
        events = await heard(socket, operation, "lbg.confirmed")
    assert {event["legId"] for event in events} == {None, group.legs[0].id}
    assert {event["amountCents"] for event in events} == {None}
    assert [event["type"] for event in events].count("docs.signed") == 1


async def test_a_declined_payment_is_told_with_its_code_to_the_buyer_alone(shop: Shop, address: str) -> None:
    checkout = await (await shop.start()).paid("pm_card_chargeDeclined")
    assert (await checkout.confirm()).code == "PAYMENT_FAILED"
    after = await begin(shop, checkout)
    async with line(address, token=shop.buyer.token) as socket:
        operation = await socket.subscribe(STATUS, {"id": checkout.lbg_id, "after": after})
        events = await heard(socket, operation, "payment.failed")
    assert events[-1]["errorCode"] == "PAYMENT_FAILED"
    async with line(address, token=shop.talent.token) as socket:
        operation = await socket.subscribe(STATUS, {"id": checkout.lbg_id, "after": after})
        await checkout.paid()
        assert (await checkout.confirm()).errors == []
        told = await heard(socket, operation, "lbg.confirmed")
    assert "payment.failed" not in {event["type"] for event in told}


async def test_whoever_is_taken_out_hears_no_more(shop: Shop, address: str) -> None:
    checkout = await shop.start_both()
    async with line(address, token=shop.studio.owner.token) as socket:
        await socket.subscribe(STATUS, {"id": checkout.lbg_id})
        await socket.send({"type": "ping"})
        assert (await socket.receive())["type"] == "pong"
        assert (await checkout.detach()).errors == []
        message = await socket.receive()
    assert message["type"] == "error"
    assert message["payload"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_strangers_and_forged_cursors_are_refused(shop: Shop, address: str) -> None:
    checkout = await shop.start()
    stranger = await shop.api.sign_up()
    assert await refusal(address, checkout, stranger) == "NOT_FOUND"
    assert await refusal(address, checkout, None) == "UNAUTHENTICATED"
    assert await refusal(address, checkout, shop.buyer, after="forged") == "VALIDATION_FAILED"
