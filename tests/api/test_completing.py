"""After the confirmation: sessions start and end by themselves, the buyer (or silence) accepts, money follows."""

from datetime import datetime, timedelta
from typing import Any

from tests.api.checkout_world import Checkout, Shop
from tests.api.processor import DEPOSIT, Processor, of_kind

HOUR = 3600


async def until(checkout: Checkout, moment: datetime) -> list[Any]:
    """Move the clock to a moment; what was set off on the way."""
    async with checkout.api.units() as uow:
        now = uow.now
    return list(await checkout.api.advance(seconds=int((moment - now).total_seconds()) + 1))


async def fresh(checkout: Checkout) -> Checkout:
    """The same checkout after its buyer signed in again."""
    buyer = await checkout.api.renewed(checkout.buyer)
    return Checkout(checkout.shop, buyer, checkout.lbg_id, checkout.order_id)


async def names(checkout: Checkout) -> list[str]:
    return [event.name for event in await checkout.told()]


async def test_a_booking_is_lived_through_in_order(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start_both()).confirmed()
    group = await checkout.group()
    assert group.acceptance_until == group.end_at + timedelta(hours=48)

    await until(checkout, group.start_at)
    assert await checkout.statuses() == ["in_progress"] * 3
    await until(checkout, group.end_at)
    assert await checkout.statuses() == ["in_progress"] * 3
    assert (await names(checkout))[-1] == "acceptance.window.start"
    await until(checkout, group.end_at + timedelta(hours=48))
    done = await checkout.group()
    assert await checkout.statuses() == ["completed"] * 3
    assert (done.auto_accepted, done.completed_at is not None) == (True, True)
    after = (await names(checkout))[(await names(checkout)).index("lbg.confirmed") :]
    lived = [name for name in after if name.startswith(("leg.", "acceptance.", "booking.completed"))]
    assert (
        lived
        == [
            "leg.in_progress",
            "leg.in_progress",
            "acceptance.window.start",
            "acceptance.auto_accept",
            "leg.completed",
            "leg.completed",
        ]
        or lived[-1] == "booking.completed"
    )
    assert of_kind(await processor.intents(), DEPOSIT).status == "canceled"


async def test_the_buyer_accepts_and_payouts_are_queued_per_leg(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start_both()).confirmed()
    group = await checkout.group()
    await until(checkout, group.end_at)
    checkout = await fresh(checkout)
    receipt = (await checkout.complete()).data["markCompleted"]
    assert (receipt["status"], receipt["autoAccepted"]) == ("completed", False)
    assert [leg["status"] for leg in receipt["legs"]] == ["completed", "completed"]
    payouts = {payout["legId"]: payout for payout in receipt["payouts"]}
    for leg in group.legs:
        payout = payouts[leg.id]
        assert payout["status"] == "queued"
        assert payout["amountCents"] + payout["reserveCents"] == (leg.price.subtotal + leg.price.tax).cents
    await shop.api.drain()
    assert of_kind(await processor.intents(), DEPOSIT).status == "canceled"


async def test_accepting_twice_is_accepting_once(shop: Shop) -> None:
    checkout = await (await shop.start()).confirmed()
    await until(checkout, (await checkout.group()).end_at)
    checkout = await fresh(checkout)
    first, second = await checkout.complete(), await checkout.complete()
    assert first.data == second.data
    told = await names(checkout)
    assert told.count("leg.completed") == told.count("acceptance.buyer.accept") == 1
    await until(checkout, (await checkout.group()).end_at + timedelta(hours=49))
    assert (await checkout.group()).auto_accepted is False
    assert "acceptance.auto_accept" not in await names(checkout)


async def test_a_session_that_has_begun_may_be_accepted_before_its_timer_ran(shop: Shop) -> None:
    checkout = await (await shop.start()).confirmed()
    group = await checkout.group()
    await until(checkout, group.start_at)
    checkout = await fresh(checkout)
    assert (await checkout.complete()).data["markCompleted"]["status"] == "completed"
    assert (await names(checkout)).count("leg.in_progress") == 1


async def test_accepting_too_early_is_refused_and_changes_nothing(shop: Shop) -> None:
    checkout = await (await shop.start()).paid()
    assert (await checkout.complete()).code == "ORDER_STATE_INVALID"
    assert (await checkout.confirm()).errors == []
    before = await checkout.group()
    assert (await checkout.complete()).code == "ORDER_STATE_INVALID"
    assert await checkout.group() == before


async def test_only_the_buyer_accepts(shop: Shop) -> None:
    checkout = await (await shop.start()).confirmed()
    await until(checkout, (await checkout.group()).end_at)
    seller = await shop.api.renewed(shop.talent)
    stranger = await shop.api.sign_up()
    before = await checkout.group()
    assert (await checkout.complete(seller)).code == "FORBIDDEN"
    assert (await checkout.complete(stranger)).code == "NOT_FOUND"
    assert await checkout.group() == before


async def test_a_booked_slot_never_lapses(shop: Shop) -> None:
    checkout = await (await shop.start(when=shop.when(days=30))).confirmed()
    await shop.api.advance(seconds=8 * 24 * HOUR)
    rival = await shop.somebody("Rosa Lind")
    taken = await shop.try_start(rival, when=_same(await checkout.group()))
    assert taken.code == "SP_CONFLICT_CALENDAR"
    assert await checkout.statuses() == ["confirmed", "confirmed"]


def _same(group: Any) -> dict[str, str]:
    return {"start": group.start_at.isoformat(), "end": group.end_at.isoformat()}
