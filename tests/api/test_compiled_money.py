"""A seller's money read by one statement: the same answers as the reference executor gives."""

from domain.ids import UserId
from domain.viewer import GUEST, Viewer
from tests.api.money_world import ACCOUNT, EVER, LINK, PAYOUTS, a_seller, complete, onboard, paid
from tests.executors import both, same
from tests.world import Person, World


def reader(person: Person) -> Viewer:
    return Viewer(user_id=UserId(person.user_id))


async def test_a_seller_without_anything_has_an_account_all_the_same(api: World) -> None:
    seller = await a_seller(api)
    engine = api.process.engine
    account = (await same(engine, reader(seller), ACCOUNT))["payoutAccount"]
    assert (account["status"], account["requirements"], account["reservePct"]) == ("none", [], 10)
    assert (await same(engine, reader(seller), PAYOUTS, EVER))["myPayouts"] == []


async def test_what_is_on_its_way_is_summed_up_the_same(api: World) -> None:
    seller = await a_seller(api)
    await api.run(LINK, token=seller.token)
    for cents in (40_000, 25_001):
        await complete(api, await paid(api, seller, subtotal=cents))
    await paid(api, seller, subtotal=10_000)
    account = (await same(api.process.engine, reader(seller), ACCOUNT))["payoutAccount"]
    assert account["status"] == "pending"
    assert account["requirements"]
    # A tenth stays back; the leg that is paid for and not completed waits whole, with its tax.
    assert account["reserveCents"] == 4_330 + 2_831
    assert account["pendingCents"] == 38_970 + 25_470 + 13_300
    payouts = (await same(api.process.engine, reader(seller), PAYOUTS, EVER))["myPayouts"]
    assert [payout["amountCents"] for payout in payouts] == [38_970, 25_470]


async def test_an_established_seller_is_told_other_terms(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    for _ in range(5):
        await complete(api, await paid(api, seller))
    account = (await same(api.process.engine, reader(seller), ACCOUNT))["payoutAccount"]
    assert (account["schedule"], account["reservePct"]) == ("t_plus_1", 0)


async def test_each_page_of_money_is_one_statement(api: World) -> None:
    seller = await a_seller(api)
    await complete(api, await paid(api, seller))
    for document, variables in ((ACCOUNT, None), (PAYOUTS, EVER)):
        with api.statements() as statements:
            await api.run(document, variables, token=seller.token)
        told = [text for text in statements.seen if "payout" in text]
        assert len(told) == 1


async def test_whoever_may_not_ask_is_told_so_by_the_reference_executor(api: World) -> None:
    seller, nobody = await a_seller(api), await api.sign_up()
    engine = api.process.engine
    backwards = {"from": EVER["to"], "to": EVER["from"]}
    for viewer, variables in ((GUEST, EVER), (reader(nobody), EVER), (reader(seller), backwards)):
        answers = await both(engine, viewer, PAYOUTS, variables)
        assert answers.compiled is None
        assert answers.reference["errors"]


async def test_nobody_is_told_the_payouts_of_others(api: World) -> None:
    seller, other = await a_seller(api), await a_seller(api)
    await complete(api, await paid(api, seller))
    assert (await same(api.process.engine, reader(other), PAYOUTS, EVER))["myPayouts"] == []
