"""A booking and its conversation, from the inquiry to the payout."""

from tests.api.checkout_world import Checkout, Shop
from tests.api.money_world import DAY, onboard
from tests.api.thread_world import Talkers
from tests.world import World


async def asked(shop: Shop) -> Talkers:
    """The buyer of the shop has written to its model."""
    two = Talkers(shop.api, shop.buyer, shop.talent, shop.profile_id)
    two.thread_id = (await two.inquire()).data["startInquiry"]["id"]
    return two


async def told(two: Talkers) -> list[str]:
    """What the platform wrote into the thread, oldest first."""
    items = (await two.messages(two.seller)).data["messages"]["items"]
    return [item["bodyText"] for item in items if item["kind"] == "SYSTEM"][::-1]


async def test_an_inbox_can_be_narrowed_to_what_waits_for_payment(shop: Shop) -> None:
    two = await asked(shop)
    checkout: Checkout = await shop.start()
    for step, found in ((None, 0), (checkout.sign, 1), (checkout.confirmed, 0)):
        if step is not None:
            await step()
        for person in (two.buyer, two.seller):
            assert len((await two.inbox(person, filter={"paymentPending": True}))["items"]) == found
            assert len((await two.inbox(person, filter={"paymentPending": False}))["items"]) == 1 - found


async def test_confirming_a_booking_makes_its_inquiry_the_project(shop: Shop) -> None:
    two = await asked(shop)
    checkout = await (await shop.start()).paid()
    confirmed = (await checkout.confirm()).data["confirmPayment"]
    assert confirmed["threadId"] == two.thread_id
    project = await two.thread(two.seller)
    assert (
        project["kind"],
        project["status"],
        project["lbgId"],
        project["folder"],
        project["requestState"],
    ) == (
        "BOOKING",
        "CONFIRMED",
        checkout.lbg_id,
        "bookings",
        "ACCEPTED",
    )
    again = (await checkout.confirm()).data["confirmPayment"]
    assert again["threadId"] == two.thread_id
    assert len(await told(two)) == 1


async def test_a_studio_in_the_booking_has_a_thread_of_its_own(shop: Shop) -> None:
    two = await asked(shop)
    await (await shop.start_both()).confirmed()
    host = Talkers(shop.api, shop.buyer, shop.studio.owner, shop.profile_id)
    studio = (await host.inbox(shop.studio.owner, "bookings"))["items"]
    assert [one["id"] for one in (await two.inbox(two.seller, "bookings"))["items"]] == [two.thread_id]
    assert (len(studio), studio[0]["id"] != two.thread_id) == (1, True)
    assert len((await two.inbox(two.buyer, "bookings"))["items"]) == 2


async def test_the_thread_tells_the_life_of_the_booking_in_order_and_once(api: World, shop: Shop) -> None:
    two = await asked(shop)
    for seller in shop.sellers:
        await onboard(api, seller)
    await (await shop.start()).confirmed()
    await api.advance(seconds=40 * DAY)
    two.seller = await api.renewed(two.seller)
    before = await told(two)
    assert before == [
        "Booking confirmed: the documents are signed and the payment is made.",
        "The session has started.",
        "The session has ended. The buyer can now accept it.",
        "The session was accepted automatically: nobody objected in time.",
        "The session is completed.",
        "The payout for this booking was sent.",
    ]
    assert (await two.thread(two.seller))["status"] == "COMPLETED"
    await api.drain()
    assert await told(two) == before
