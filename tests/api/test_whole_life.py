"""One move of the clock lives through everything that can happen to a booking by itself, in order."""

from domain.money import Money, total
from domain.money.ledger import Account, balances, first_break
from domain.money.payouts import PayoutStatus
from tests.api.checkout_world import Shop
from tests.api.money_world import DAY, EVER, PAYOUTS, onboard
from tests.api.processor import DEPOSIT, Processor, of_kind
from tests.world import World

OURS = ("checkout.", "session.", "acceptance.", "payout.", "reserve.", "hold.")


async def test_forty_days_in_one_move(api: World) -> None:
    shop = await Shop(api).open()
    for seller in shop.sellers:
        await onboard(api, seller)
    abandoned = await shop.start(when=shop.when(days=4))
    # Later than the draft is kept, whatever the hour.
    checkout = await (await shop.start_both(when=shop.when(days=3))).confirmed()

    fired = await api.advance(seconds=40 * DAY)

    own = {abandoned.lbg_id, checkout.lbg_id}
    kinds = [
        event["kind"]
        for event in fired
        if event["subjectId"] in own or event["kind"].startswith(("payout.", "reserve."))
    ]
    assert kinds == [
        "checkout.lapse",
        "checkout.expire",
        "session.start",
        "session.end",
        "acceptance.auto_accept",
        "payout.run",
        "payout.run",
        "reserve.release",
        "reserve.release",
    ]
    assert {event["outcome"] for event in fired} == {"done"}
    assert [event["dueAt"] for event in fired] == sorted(event["dueAt"] for event in fired)
    assert await abandoned.statuses() == ["failed", "failed"]
    assert await checkout.statuses() == ["completed"] * 3
    assert of_kind(await Processor(api).intents(), DEPOSIT).status == "canceled"
    group = await checkout.group()
    async with api.units() as uow:
        payouts = await uow.money.payouts_of([leg.id for leg in group.legs])
        entries = await uow.money.entries()
    assert {payout.status for payout in payouts.values()} == {PayoutStatus.PAID}
    assert first_break(entries) is None
    books = balances([entry.posting for entry in entries])
    fees = total([leg.price.platform_fee for leg in group.legs])
    assert books[Account.FEES_EARNED] == -fees
    for settled in (Account.SELLER_PAYABLE, Account.SELLER_RESERVE, Account.FEES_DEFERRED):
        assert books[settled] == Money(0)
    sellers = total([leg.price.subtotal + leg.price.tax for leg in group.legs])
    assert books[Account.CASH] == group.total - sellers - books[Account.PROCESSING]
    seller = await api.renewed(shop.studio.owner)
    (shown,) = (await api.run(PAYOUTS, EVER, token=seller.token)).data["myPayouts"]
    assert (shown["status"], shown["lbgId"]) == ("paid", checkout.lbg_id)
