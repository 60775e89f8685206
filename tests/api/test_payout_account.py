import pytest

from tests.api.money_world import (
    ACCOUNT,
    EVER,
    LINK,
    PAYOUTS,
    a_seller,
    complete,
    onboard,
    paid,
    sandbox,
    stripe,
    stripe_http,
    told,
)
from tests.world import World


async def test_a_seller_who_never_asked_for_an_account_has_none(api: World) -> None:
    seller = await a_seller(api)
    assert (await api.run(ACCOUNT, token=seller.token)).data["payoutAccount"] == {
        "status": "none",
        "payoutsEnabled": False,
        "requirements": [],
        "schedule": "t_plus_7",
        "reservePct": 10.0,
        "reserveCents": 0,
        "availableCents": 0,
        "pendingCents": 0,
        "instantEligible": False,
        "instantFeeCents": 0,
    }


async def test_asking_for_the_link_opens_an_account_that_still_wants_something(api: World) -> None:
    seller = await a_seller(api)
    await api.run(LINK, token=seller.token)
    account = (await api.run(ACCOUNT, token=seller.token)).data["payoutAccount"]
    assert (account["status"], account["payoutsEnabled"]) == ("pending", False)
    assert "external_account" in account["requirements"]


async def test_opening_the_link_enables_payouts_by_webhook(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    account = (await api.run(ACCOUNT, token=seller.token)).data["payoutAccount"]
    assert (account["status"], account["payoutsEnabled"], account["requirements"]) == ("enabled", True, [])


async def test_a_restricted_account_says_what_it_wants(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller, outcome="restricted")
    account = (await api.run(ACCOUNT, token=seller.token)).data["payoutAccount"]
    assert (account["status"], account["payoutsEnabled"]) == ("restricted", False)
    assert account["requirements"] == ["individual.verification.document"]


async def test_a_second_link_leads_to_the_same_account(api: World) -> None:
    seller = await a_seller(api)
    links = [(await api.run(LINK, token=seller.token)).data["createOnboardingLink"]["url"] for _ in range(2)]
    assert links[0] != links[1]
    accounts = await stripe(api).v1.accounts.list_async()
    assert len(accounts.data) == 1


async def test_the_link_leads_back_to_where_the_seller_wants_to_be(api: World) -> None:
    seller = await a_seller(api)
    answer = await api.run(LINK, {"r": "https://app.example/settings?tab=money"}, token=seller.token)
    async with stripe_http(api) as browser:
        landed = await browser.get(answer.data["createOnboardingLink"]["url"])
    assert landed.headers["location"] == "https://app.example/settings?tab=money"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "ftp://example.com/x", "https:///nowhere", "https://e.com/" + "x" * 5_000],
)
async def test_a_return_address_that_is_no_web_address_is_refused(api: World, address: str) -> None:
    seller = await a_seller(api)
    answer = await api.run(LINK, {"r": address}, token=seller.token)
    assert answer.errors
    accounts = await stripe(api).v1.accounts.list_async()
    assert accounts.data == []


async def test_a_processor_that_does_not_answer_is_unavailable_and_leaves_nothing(api: World) -> None:
    seller = await a_seller(api)
    await sandbox(api).order_trouble({"on": "POST /v1/accounts", "do": "fail"})
    assert (await api.run(LINK, token=seller.token)).code == "UNAVAILABLE"
    account = (await api.run(ACCOUNT, token=seller.token)).data["payoutAccount"]
    assert account["status"] == "none"
    assert (await api.run(LINK, token=seller.token)).data["createOnboardingLink"]["url"]


async def test_an_account_whose_opening_was_not_answered_is_the_one_found_again(api: World) -> None:
    seller = await a_seller(api)
    await sandbox(api).order_trouble({"on": "POST /v1/accounts", "do": "act_and_drop"})
    assert (await api.run(LINK, token=seller.token)).code == "UNAVAILABLE"
    await api.run(LINK, token=seller.token)
    accounts = await stripe(api).v1.accounts.list_async()
    assert len(accounts.data) == 1


async def test_money_of_a_booking_moves_from_pending_to_available(api: World) -> None:
    seller = await a_seller(api)
    booked = await paid(api, seller)
    account = (await api.run(ACCOUNT, token=seller.token)).data["payoutAccount"]
    assert (account["pendingCents"], account["availableCents"], account["reserveCents"]) == (43_300, 0, 0)
    await complete(api, booked)
    account = (await api.run(ACCOUNT, token=seller.token)).data["payoutAccount"]
    assert (account["pendingCents"], account["availableCents"], account["reserveCents"]) == (38_970, 0, 4_330)
    await api.advance(seconds=8 * 86_400)
    seller = await api.renewed(seller)
    account = (await api.run(ACCOUNT, token=seller.token)).data["payoutAccount"]
    assert (account["pendingCents"], account["availableCents"]) == (0, 38_970)


@pytest.mark.parametrize(
    ("span", "field"),
    [
        ({"from": "2026-05-02", "to": "2026-05-01"}, "to"),
        ({"from": "2099-12-31", "to": "1970-01-01"}, "to"),
        ({"from": "2025-01-01", "to": "2026-12-31"}, "to"),
    ],
)
async def test_a_span_of_days_that_makes_no_sense_is_refused(
    api: World, span: dict[str, str], field: str
) -> None:
    seller = await a_seller(api)
    answer = await api.run(PAYOUTS, span, token=seller.token)
    assert (answer.code, list(answer.extensions["fields"])) == ("VALIDATION_FAILED", [field])


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "", "\u0000", "9999-99-99", 5, None])
async def test_a_day_that_is_none_is_refused(api: World, day: object) -> None:
    seller = await a_seller(api)
    answer = await api.run(PAYOUTS, {"from": day, "to": "2026-01-01"}, token=seller.token)
    assert answer.code == "VALIDATION_FAILED"


async def test_nobody_sees_the_payouts_of_somebody_else(api: World) -> None:
    seller, other = await a_seller(api), await a_seller(api)
    await complete(api, await paid(api, seller))
    assert (await api.run(PAYOUTS, EVER, token=other.token)).data["myPayouts"] == []


async def test_guests_and_buyers_have_no_payouts(api: World) -> None:
    buyer = await api.sign_up()
    for document, variables in ((PAYOUTS, EVER), (ACCOUNT, {})):
        assert (await api.run(document, variables)).code == "UNAUTHENTICATED"
        assert (await api.run(document, variables, token=buyer.token)).code == "FORBIDDEN"
    assert (await api.run(LINK)).code == "UNAUTHENTICATED"


async def test_a_webhook_with_a_wrong_signature_is_dropped(api: World) -> None:
    forged = await api.client.post(
        "/webhooks/stripe", content=b'{"id":"evt_1"}', headers={"stripe-signature": "t=1,v1=00"}
    )
    assert (forged.status_code, forged.json()["errors"][0]["extensions"]["code"]) == (
        400,
        "INVALID_SIGNATURE",
    )
    await told(api)
