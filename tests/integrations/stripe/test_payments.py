import pytest

from domain.errors import PaymentRequired
from domain.money import Money
from domain.money.processor import CaptureMode, MethodKind, PaymentStatus, RefundStatus, SetupStatus
from tests.integrations.stripe.conftest import Bench


async def test_an_automatic_payment_is_taken_when_it_is_confirmed(bench: Bench) -> None:
    order = await bench.order(
        capture=CaptureMode.AUTOMATIC, method="pm_card_visa", metadata={"lbg_id": "lbg_1"}
    )
    opened = await bench.payments.open_payment(order, key="open")
    assert (opened.status, opened.received) == (PaymentStatus.CONFIRMATION_REQUIRED, Money(0))
    paid = await bench.payments.confirm_payment(opened.id, key="confirm")
    assert (paid.status, paid.received, paid.group) == (PaymentStatus.SUCCEEDED, Money(47_630), "lbg_1")
    assert paid.metadata == {"lbg_id": "lbg_1"}
    assert await bench.heard() == [
        "customer.created",
        "payment_intent.created",
        "charge.succeeded",
        "charge.captured",
        "payment_intent.succeeded",
    ]


async def test_a_manual_payment_is_authorised_and_then_captured_in_part(bench: Bench) -> None:
    opened = await bench.payments.open_payment(await bench.order(method="pm_card_visa"), key="open")
    held = await bench.payments.confirm_payment(opened.id, key="confirm")
    assert (held.status, held.capturable) == (PaymentStatus.AUTHORIZED, Money(47_630))
    taken = await bench.payments.capture_payment(held.id, amount=Money(40_000), key="capture")
    assert (taken.status, taken.received, taken.capturable) == (
        PaymentStatus.SUCCEEDED,
        Money(40_000),
        Money(0),
    )


async def test_the_processor_keeps_two_point_nine_percent_and_thirty_cents(bench: Bench) -> None:
    opened = await bench.payments.open_payment(await bench.order(method="pm_card_visa"), key="open")
    assert await bench.payments.processing_fee(opened.id) is None
    await bench.payments.confirm_payment(opened.id, key="confirm")
    await bench.payments.capture_payment(opened.id, key="capture")
    assert await bench.payments.processing_fee(opened.id) == Money(1_411)


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_card_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
    ],
)
async def test_a_declined_card_takes_nothing_and_says_why(bench: Bench, token: str, code: str) -> None:
    opened = await bench.payments.open_payment(await bench.order(method=token), key="open")
    with pytest.raises(PaymentRequired) as refusal:
        await bench.payments.confirm_payment(opened.id, key="confirm")
    assert (refusal.value.code, refusal.value.facts["declineCode"]) == ("PAYMENT_FAILED", code)
    after = await bench.payments.retrieve_payment(opened.id)
    assert (after.status, after.received) == (PaymentStatus.METHOD_REQUIRED, Money(0))
    assert after.decline is not None
    assert after.decline.code == code
    assert (await bench.heard())[-2:] == ["charge.failed", "payment_intent.payment_failed"]


async def test_after_a_decline_another_card_may_pay(bench: Bench) -> None:
    opened = await bench.payments.open_payment(await bench.order(method="pm_card_chargeDeclined"), key="open")
    with pytest.raises(PaymentRequired):
        await bench.payments.confirm_payment(opened.id, key="first")
    held = await bench.payments.confirm_payment(opened.id, method="pm_card_visa", key="second")
    assert (held.status, held.decline) == (PaymentStatus.AUTHORIZED, None)
    # The first key still tells of the decline's call, but the payment is further on by now.
    again = await bench.payments.confirm_payment(opened.id, key="first")
    assert again.status is PaymentStatus.AUTHORIZED


async def test_a_challenged_card_waits_for_the_payer(bench: Bench) -> None:
    order = await bench.order(method="pm_card_threeDSecure2Required")
    opened = await bench.payments.open_payment(order, key="open")
    asked = await bench.payments.confirm_payment(opened.id, key="confirm")
    assert asked.status is PaymentStatus.ACTION_REQUIRED
    assert asked.action_url is not None
    page = await bench.http.get(asked.action_url)
    assert (page.status_code, "https://app.test/paid" in page.text) == (200, True)
    await bench.sandbox.pass_action(opened.id)
    # The same key again answers with what is true now, not with what was remembered.
    assert (await bench.payments.confirm_payment(opened.id, key="confirm")).status is PaymentStatus.AUTHORIZED


async def test_the_page_of_the_bank_sends_the_payer_back(bench: Bench) -> None:
    order = await bench.order(method="pm_card_threeDSecure2Required")
    opened = await bench.payments.open_payment(order, key="open")
    asked = await bench.payments.confirm_payment(opened.id, key="confirm")
    form = {"succeed": "true", "return_url": "https://app.test/paid"}
    answer = await bench.http.post(str(asked.action_url), data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "https://app.test/paid")
    assert (await bench.payments.retrieve_payment(opened.id)).status is PaymentStatus.AUTHORIZED


async def test_a_failed_challenge_takes_nothing(bench: Bench) -> None:
    order = await bench.order(method="pm_card_threeDSecure2Required")
    opened = await bench.payments.open_payment(order, key="open")
    await bench.payments.confirm_payment(opened.id, key="confirm")
    await bench.sandbox.pass_action(opened.id, succeed=False)
    after = await bench.payments.retrieve_payment(opened.id)
    assert after.status is PaymentStatus.METHOD_REQUIRED
    assert after.decline is not None
    assert after.decline.code == "payment_intent_authentication_failure"


async def test_a_card_may_be_declined_after_the_challenge(bench: Bench) -> None:
    order = await bench.order(method="pm_card_threeDSecureRequiredChargeDeclined")
    opened = await bench.payments.open_payment(order, key="open")
    await bench.payments.confirm_payment(opened.id, key="confirm")
    await bench.sandbox.pass_action(opened.id)
    after = await bench.payments.retrieve_payment(opened.id)
    assert (after.status, after.received) == (PaymentStatus.METHOD_REQUIRED, Money(0))
    assert (await bench.heard())[-1] == "payment_intent.payment_failed"


async def test_every_step_may_be_repeated_and_answers_with_the_present_state(bench: Bench) -> None:
    order = await bench.order(method="pm_card_visa")
    opened = await bench.payments.open_payment(order, key="open")
    assert (await bench.payments.open_payment(order, key="open")).id == opened.id
    await bench.payments.confirm_payment(opened.id, key="confirm")
    await bench.payments.capture_payment(opened.id, key="capture")
    for key in ("confirm", "another"):
        assert (await bench.payments.confirm_payment(opened.id, key=key)).status is PaymentStatus.SUCCEEDED
    assert (await bench.payments.capture_payment(opened.id, key="again")).received == Money(47_630)
    assert (await bench.payments.cancel_payment(opened.id, key="cancel")).status is PaymentStatus.SUCCEEDED


async def test_letting_go_of_an_authorisation_takes_nothing(bench: Bench) -> None:
    opened = await bench.payments.open_payment(await bench.order(method="pm_card_visa"), key="open")
    await bench.payments.confirm_payment(opened.id, key="confirm")
    freed = await bench.payments.cancel_payment(opened.id, key="cancel")
    assert (freed.status, freed.received, freed.capturable) == (PaymentStatus.CANCELED, Money(0), Money(0))
    assert await bench.payments.processing_fee(opened.id) is None


async def test_an_authorisation_lapses_after_a_week(bench: Bench) -> None:
    opened = await bench.payments.open_payment(await bench.order(method="pm_card_visa"), key="open")
    await bench.payments.confirm_payment(opened.id, key="confirm")
    await bench.pass_time(days=6, hours=23)
    assert (await bench.payments.retrieve_payment(opened.id)).status is PaymentStatus.AUTHORIZED
    await bench.pass_time(hours=2)
    assert (await bench.payments.retrieve_payment(opened.id)).status is PaymentStatus.CANCELED


async def test_a_deposit_is_held_apart_from_the_price_and_let_go(bench: Bench) -> None:
    order = await bench.order(20_000, capture=CaptureMode.AUTOMATIC, method="pm_card_visa")
    opened = await bench.payments.open_deposit(order, key="deposit")
    held = await bench.payments.authorise_deposit(opened.id, key="authorise")
    assert (held.is_deposit, held.status) == (True, PaymentStatus.AUTHORIZED)
    freed = await bench.payments.release_deposit(opened.id, key="release")
    assert (freed.status, freed.received) == (PaymentStatus.CANCELED, Money(0))


async def test_an_approved_claim_takes_part_of_a_deposit(bench: Bench) -> None:
    opened = await bench.payments.open_deposit(
        await bench.order(20_000, method="pm_card_visa"), key="deposit"
    )
    await bench.payments.authorise_deposit(opened.id, key="authorise")
    taken = await bench.payments.capture_deposit(opened.id, Money(5_000), key="claim")
    assert (taken.status, taken.received) == (PaymentStatus.SUCCEEDED, Money(5_000))


async def test_a_bank_debit_settles_days_later(bench: Bench) -> None:
    order = await bench.order(
        kind=MethodKind.ACH_DEBIT, method="pm_usBankAccount_success", capture=CaptureMode.AUTOMATIC
    )
    opened = await bench.payments.open_payment(order, key="open")
    sent = await bench.payments.confirm_payment(opened.id, key="confirm")
    assert sent.status is PaymentStatus.PROCESSING
    await bench.pass_time(days=5)
    assert (await bench.payments.retrieve_payment(opened.id)).received == Money(47_630)


async def test_a_bank_debit_may_come_back(bench: Bench) -> None:
    order = await bench.order(
        kind=MethodKind.ACH_DEBIT, method="pm_usBankAccount_accountClosed", capture=CaptureMode.AUTOMATIC
    )
    opened = await bench.payments.open_payment(order, key="open")
    await bench.payments.confirm_payment(opened.id, key="confirm")
    await bench.pass_time(days=5)
    after = await bench.payments.retrieve_payment(opened.id)
    assert (after.status, after.received) == (PaymentStatus.METHOD_REQUIRED, Money(0))


async def test_refunds_add_up_to_what_was_taken_and_no_further(bench: Bench) -> None:
    opened = await bench.payments.open_payment(await bench.order(method="pm_card_visa"), key="open")
    await bench.payments.confirm_payment(opened.id, key="confirm")
    await bench.payments.capture_payment(opened.id, key="capture")
    first = await bench.payments.refund(opened.id, Money(40_000), key="refund-1")
    again = await bench.payments.refund(opened.id, Money(40_000), key="refund-1")
    assert (first, first.status) == (again, RefundStatus.SUCCEEDED)
    await bench.payments.refund(opened.id, Money(7_630), key="refund-2")
    with pytest.raises(PaymentRequired):
        await bench.payments.refund(opened.id, Money(1), key="refund-3")


async def test_a_saved_card_is_attached_to_its_owner(bench: Bench) -> None:
    order = await bench.order()
    saved = await bench.payments.save_method(order.customer, "pm_card_visa", key="save")
    assert saved.status is SetupStatus.SUCCEEDED
    methods = await bench.sdk.v1.customers.payment_methods.list_async(order.customer)
    assert [method.id for method in methods.data] == [saved.method]


async def test_saving_a_declined_card_is_refused(bench: Bench) -> None:
    order = await bench.order()
    with pytest.raises(PaymentRequired):
        await bench.payments.save_method(order.customer, "pm_card_chargeDeclined", key="save")


async def test_a_person_has_one_customer_whatever_they_are_called(bench: Bench) -> None:
    first = await bench.payments.ensure_customer("usr_1", email="a@example.com")  # type: ignore[arg-type]
    again = await bench.payments.ensure_customer("usr_1", email="b@example.com", name="B")  # type: ignore[arg-type]
    assert first == again
    customer = await bench.sdk.v1.customers.retrieve_async(first)
    assert (customer.email, customer.name) == ("b@example.com", "B")


async def test_an_unknown_payment_method_is_refused_and_not_a_fault(bench: Bench) -> None:
    with pytest.raises(PaymentRequired) as refusal:
        await bench.payments.open_payment(await bench.order(method="pm_nothing"), key="open")
    assert refusal.value.code == "PAYMENT_FAILED"
