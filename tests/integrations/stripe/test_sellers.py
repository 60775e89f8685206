from datetime import timedelta

import pytest

from domain.errors import PaymentRequired
from domain.money import Money
from domain.money.processor import AccountStatus, BankPayoutStatus, TransferOrder
from tests.integrations.stripe.conftest import Bench


async def a_charge(bench: Bench) -> str:
    opened = await bench.payments.open_payment(await bench.order(method="pm_card_visa"), key="open")
    await bench.payments.confirm_payment(opened.id, key="confirm")
    taken = await bench.payments.capture_payment(opened.id, key="capture")
    return str(taken.charge)


async def test_a_seller_completes_their_account_behind_the_link(bench: Bench) -> None:
    opened = await bench.payments.open_seller_account("usr_1", email="s@example.com")  # type: ignore[arg-type]
    assert (opened.status, opened.payouts_enabled) == (AccountStatus.PENDING, False)
    link = await bench.payments.onboarding_link(
        opened.id, return_url="https://app.test/back", refresh_url="https://app.test/again"
    )
    assert await bench.sandbox.open_address(link.url) == "https://app.test/back"
    state = await bench.payments.seller_account(opened.id)
    assert (state.status, state.payouts_enabled, state.requirements) == (AccountStatus.ENABLED, True, ())
    assert await bench.heard() == ["account.updated", "account.updated"]


async def test_a_link_is_good_once_and_for_minutes(bench: Bench) -> None:
    account = await bench.payments.open_seller_account("usr_1", email="s@example.com")  # type: ignore[arg-type]
    urls = {"return_url": "https://app.test/back", "refresh_url": "https://app.test/again"}
    used = await bench.payments.onboarding_link(account.id, **urls)
    await bench.sandbox.open_address(used.url)
    assert await bench.sandbox.open_address(used.url) == "https://app.test/again"
    late = await bench.payments.onboarding_link(account.id, **urls)
    assert late.expires_at - await bench.now() <= timedelta(minutes=5)
    await bench.pass_time(minutes=6)
    assert await bench.sandbox.open_address(late.url) == "https://app.test/again"


@pytest.mark.parametrize(
    ("outcome", "status"), [("pending", AccountStatus.PENDING), ("restricted", AccountStatus.RESTRICTED)]
)
async def test_an_account_may_be_looked_at_first_or_want_more(
    bench: Bench, outcome: str, status: AccountStatus
) -> None:
    account = await bench.payments.open_seller_account("usr_1", email="s@example.com")  # type: ignore[arg-type]
    link = await bench.payments.onboarding_link(
        account.id, return_url="https://a.test", refresh_url="https://a.test"
    )
    await bench.sandbox.open_address(f"{link.url}?outcome={outcome}")
    assert (await bench.payments.seller_account(account.id)).status is status
    await bench.pass_time(days=2)
    later = await bench.payments.seller_account(account.id)
    assert later.payouts_enabled is (outcome == "pending")


async def test_a_transfer_out_of_a_charge_need_not_wait_for_it_to_settle(bench: Bench) -> None:
    account, charge = await bench.onboarded(), await a_charge(bench)
    order = TransferOrder(account, Money(38_970), "lbg_1", source_charge=charge)
    sent = await bench.payments.transfer(order, key="leg-payout:leg_1:1")
    assert (sent.amount, sent.reversed, sent.group) == (Money(38_970), Money(0), "lbg_1")
    assert (await bench.payments.transfer(order, key="leg-payout:leg_1:1")).id == sent.id


async def test_without_a_charge_the_money_must_be_there(bench: Bench) -> None:
    account = await bench.onboarded()
    await a_charge(bench)
    order = TransferOrder(account, Money(10_000), "lbg_1")
    with pytest.raises(PaymentRequired):
        await bench.payments.transfer(order, key="early")
    await bench.pass_time(days=3)
    assert (await bench.payments.transfer(order, key="settled")).amount == Money(10_000)


async def test_no_more_leaves_a_charge_than_came_in(bench: Bench) -> None:
    account, charge = await bench.onboarded(), await a_charge(bench)
    await bench.payments.transfer(TransferOrder(account, Money(40_000), "lbg_1", charge), key="first")
    with pytest.raises(Exception, match="exceeds what is left"):
        await bench.payments.transfer(TransferOrder(account, Money(7_631), "lbg_1", charge), key="second")
    await bench.payments.transfer(TransferOrder(account, Money(7_630), "lbg_1", charge), key="third")


async def test_a_seller_who_is_not_ready_cannot_be_paid(bench: Bench) -> None:
    account = await bench.payments.open_seller_account("usr_1", email="s@example.com")  # type: ignore[arg-type]
    charge = await a_charge(bench)
    with pytest.raises(PaymentRequired) as refusal:
        await bench.payments.transfer(TransferOrder(account.id, Money(1_000), "lbg_1", charge), key="pay")
    assert refusal.value.facts["declineCode"] == "insufficient_capabilities_for_transfer"


async def test_transfers_reach_the_bank_by_the_daily_payout(bench: Bench) -> None:
    account, charge = await bench.onboarded(), await a_charge(bench)
    sent = [
        (
            await bench.payments.transfer(
                TransferOrder(account, Money(cents), "lbg_1", charge), key=str(cents)
            )
        ).id
        for cents in (10_000, 20_000)
    ]
    await bench.pass_time(days=5)
    payouts = (await bench.sdk.v1.payouts.list_async({}, {"stripe_account": account})).data
    assert [(payout.amount, payout.status) for payout in payouts] == [(30_000, "paid")]
    carried = await bench.payments.transfers_in(account, payouts[0].id)
    assert set(carried) == set(sent)
    assert (await bench.heard())[-2:] == ["payout.created", "payout.paid"]


async def test_a_closed_bank_sends_the_money_back_for_the_next_payout(bench: Bench) -> None:
    account, charge = await bench.onboarded(), await a_charge(bench)
    order = TransferOrder(account, Money(10_000), "lbg_1", source_charge=charge)
    sent = await bench.payments.transfer(order, key="pay")
    await bench.sandbox.close_bank(account)
    await bench.pass_time(days=5)
    (failed,) = (await bench.sdk.v1.payouts.list_async({}, {"stripe_account": account})).data
    heard = await bench.payments.bank_payout(account, failed.id)
    assert (heard.status, heard.failure) == (BankPayoutStatus.FAILED, "The bank account has been closed.")
    assert (await bench.payments.seller_account(account)).payouts_enabled is False
    await bench.sandbox.close_bank(account, is_open=True)
    await bench.pass_time(days=2)
    newest, _ = (await bench.sdk.v1.payouts.list_async({}, {"stripe_account": account})).data
    assert (newest.amount, newest.status) == (10_000, "paid")
    assert await bench.payments.transfers_in(account, newest.id) == (sent.id,)


async def test_a_reversal_brings_money_back(bench: Bench) -> None:
    account, charge = await bench.onboarded(), await a_charge(bench)
    sent = await bench.payments.transfer(TransferOrder(account, Money(10_000), "lbg_1", charge), key="pay")
    back = await bench.payments.reverse_transfer(sent.id, Money(4_000), key="back")
    assert (back.amount, back.reversed) == (Money(10_000), Money(4_000))
    reversals = await bench.sdk.v1.transfers.reversals.list_async(sent.id)
    assert [reversal.amount for reversal in reversals.data] == [4_000]


async def test_the_platforms_balance_is_the_sum_of_its_transactions(bench: Bench) -> None:
    account, charge = await bench.onboarded(), await a_charge(bench)
    await bench.payments.transfer(TransferOrder(account, Money(10_000), "lbg_1", charge), key="pay")
    before = await bench.sdk.v1.balance.retrieve_async()
    assert (before.available[0].amount, before.pending[0].amount) == (0, 47_630 - 1_411 - 10_000)
    await bench.pass_time(days=3)
    after = await bench.sdk.v1.balance.retrieve_async()
    assert (after.available[0].amount, after.pending[0].amount) == (47_630 - 1_411 - 10_000, 0)
    movements = await bench.sdk.v1.balance_transactions.list_async()
    assert sum(movement.net for movement in movements.data) == after.available[0].amount
