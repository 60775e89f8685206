"""Bookings read by one statement: the same answers as the reference executor gives, for each party."""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import text

from domain.ids import UserId
from domain.viewer import GUEST, SUPER, Viewer
from server.asked import Asked
from tests.api.checkout_world import Checkout, Shop
from tests.api.money_world import ACCOUNT, EVER, PAYOUTS
from tests.api.signing import ALL, MINE, ONE, PACK, named
from tests.executors import both, same
from tests.world import Person, World

ODD: Final = 'Inês "Ana" \\ \u2028 עדה 🎬'
LEG: Final = f"""
  legId lbgId type sellerUserId seller {{ userId displayName avatarUrl }} serviceProfileId studioId title
  startAt endAt lineItems {{ id kind title qty unitCents totalCents legId }} subtotalCents taxCents feesCents
  platformFeeCents platformFeeTaxCents totalCents currency policy taxLines status docPack {{ {PACK} }}
  deposit {{ depositId legId status authorizedCents capturedCents currency }}
  payout {{ payoutId legId lbgId amountCents reserveCents currency status instant scheduledFor paidAt reason }}
  version createdAt
"""
WHOLE: Final = f"""
  lbgId orderId buyerUserId buyer {{ userId handle displayName }} status city startAt endAt acceptanceUntil
  currency legs {{ {LEG} }} subtotalCents taxCents feesCents totalCents walletAppliedCents threadId
  charge {{ chargeId lbgId processor processorIntent status amountCents currency paymentMethod
    splits {{ legId amountCents }} createdAt capturedAt }}
  availableActions {{ __typename action legId enabled code reason until }}
  timeline {{ at event actor legId amountCents summary }} version createdAt updatedAt
"""
BOOKING: Final = f"query ($id: ID!) {{ booking(lbgId: $id) {{ {WHOLE} }} }}"
DRAFT: Final = f"""query ($id: ID!) {{
  checkoutDraft(draftId: $id) {{
    draftId lbgId orderId status nextStep city startAt endAt currency legs {{ {LEG} }}
    docPacks {{ packId legId status }} subtotalCents taxCents feesCents totalCents walletAppliedCents
    creditAppliedCents amountDueCents depositAuthCents studioTermsAccepted version
  }}
}}"""
LIST: Final = f"""query (
  $side: String, $status: String, $studio: ID, $from: AWSDateTime, $to: AWSDateTime, $cursor: String, $limit: Int
) {{
  myBookings(
    side: $side, status: $status, studioId: $studio, from: $from, to: $to, cursor: $cursor, limit: $limit
  ) {{ items {{ {WHOLE} }} cursor }}
}}"""


@pytest.fixture
async def shop(api: World) -> Shop:
    opened = await Shop(api).open()
    await named(api, opened.talent, ODD)
    return opened


def reader(person: Person) -> Viewer:
    return Viewer(user_id=UserId(person.user_id))


async def seen(checkout: Checkout, person: Person) -> Any:
    """The booking as this party sees it, the same on both executors."""
    engine = checkout.api.process.engine
    return (await same(engine, reader(person), BOOKING, {"id": checkout.lbg_id}))["booking"]


async def drafted(checkout: Checkout) -> Any:
    engine = checkout.api.process.engine
    return (await same(engine, reader(checkout.buyer), DRAFT, {"id": checkout.lbg_id}))["checkoutDraft"]


async def seen_by_all(checkout: Checkout) -> tuple[Any, Any, Any]:
    shop = checkout.shop
    whole = await seen(checkout, checkout.buyer)
    return whole, await seen(checkout, shop.talent), await seen(checkout, shop.studio.owner)


async def until(checkout: Checkout, moment: datetime) -> Checkout:
    """Move the clock to a moment; the buyer signed in again."""
    api = checkout.api
    async with api.units() as uow:
        now = uow.now
    await api.advance(seconds=int((moment - now).total_seconds()) + 1)
    return Checkout(checkout.shop, await api.renewed(checkout.buyer), checkout.lbg_id, checkout.order_id)


async def change(api: World, statement: str, **values: Any) -> None:
    async with api.units() as uow:
        await uow.connection.execute(text(statement), values)


async def test_a_checkout_is_read_the_same_at_every_step(shop: Shop) -> None:
    checkout = await shop.start()
    assert (await drafted(checkout))["nextStep"] == "docs"
    assert (await checkout.attach()).errors == []
    assert (await checkout.issue()).errors == []
    draft = await drafted(checkout)
    assert (draft["nextStep"], len(draft["docPacks"]), draft["depositAuthCents"]) == ("docs", 2, 20_000)
    await seen_by_all(checkout)
    await checkout.sign()
    draft = await drafted(checkout)
    assert (draft["nextStep"], draft["studioTermsAccepted"]) == ("payment", True)
    assert (await checkout.pay()).errors == []
    assert (await drafted(checkout))["nextStep"] == "confirm"
    actions = {one["action"]: one for one in (await seen(checkout, checkout.buyer))["availableActions"]}
    assert actions["confirmPayment"]["enabled"]
    assert actions["attachStudioInFlow"]["code"] == "ORDER_STATE_INVALID"


async def test_three_parties_see_three_bookings(shop: Shop) -> None:
    checkout = await (await shop.start_both()).confirmed()
    whole, talents, owners = await seen_by_all(checkout)
    assert [leg["legId"] for leg in talents["legs"] + owners["legs"]] == [
        leg["legId"] for leg in whole["legs"]
    ]
    assert (
        talents["totalCents"] + owners["totalCents"] == whole["totalCents"] == whole["charge"]["amountCents"]
    )
    assert talents["charge"] is owners["charge"] is None
    assert whole["legs"][1]["deposit"]["status"] == "authorized"
    told = [{entry["event"] for entry in view["timeline"]} for view in (whole, talents, owners)]
    assert "payment.intent.created" in told[0] - told[1] - told[2]
    assert "deposit.auth.authorized" in (told[0] & told[2]) - told[1]
    assert (await drafted(checkout))["nextStep"] == "done"


async def test_a_completed_booking_has_its_payouts(shop: Shop) -> None:
    checkout = await (await shop.start_both()).confirmed()
    group = await checkout.group()
    checkout = await until(checkout, group.end_at)
    assert [one["enabled"] for one in (await seen(checkout, checkout.buyer))["availableActions"]] == [True]
    assert (await checkout.complete()).errors == []
    await checkout.api.drain()
    whole, talents, _ = await seen_by_all(checkout)
    assert whole["availableActions"] == []
    assert talents["legs"][0]["payout"]["amountCents"] > 0


async def test_a_leg_that_was_cancelled_stays_in_the_sums_and_one_that_was_taken_out_does_not(
    shop: Shop,
) -> None:
    checkout = await shop.start_both()
    draft = await drafted(checkout)
    talent, studio = draft["legs"]
    await change(
        checkout.api, "update booking_leg set status = 'cancelled' where leg_id = :leg", leg=studio["legId"]
    )
    cancelled = await drafted(checkout)
    assert (cancelled["totalCents"], cancelled["depositAuthCents"]) == (draft["totalCents"], 0)
    await seen_by_all(checkout)
    await change(
        checkout.api, "update booking_leg set detached_at = now() where leg_id = :leg", leg=studio["legId"]
    )
    alone = await drafted(checkout)
    assert (alone["totalCents"], len(alone["legs"])) == (talent["totalCents"], 1)


async def test_a_checkout_that_was_abandoned_offers_nothing(shop: Shop) -> None:
    checkout = await shop.start_both(when=shop.when(days=20))
    await checkout.api.advance(seconds=int(timedelta(hours=73).total_seconds()))
    await checkout.api.drain()
    whole, _, _ = await seen_by_all(checkout)
    assert (whole["status"], whole["availableActions"]) == ("failed", [])


async def test_a_booking_without_legs_in_sight_has_sums_of_nothing(shop: Shop) -> None:
    checkout = await shop.start()
    await change(
        checkout.api,
        "update booking_leg set status = 'cancelled', detached_at = now() where lbg_id = :lbg",
        lbg=checkout.lbg_id,
    )
    whole = await seen(checkout, checkout.buyer)
    assert (whole["legs"], whole["totalCents"]) == ([], 0)


async def test_strangers_guests_and_admins_are_refused_by_the_reference_executor(shop: Shop) -> None:
    checkout = await shop.start_both()
    stranger, admin = await shop.api.sign_up(), await shop.api.sign_up()
    readers = (
        (reader(stranger), "NOT_FOUND", "NOT_FOUND"),
        (Viewer(UserId(admin.user_id), admin_roles=frozenset({SUPER})), "NOT_FOUND", "NOT_FOUND"),
        (GUEST, "UNAUTHENTICATED", "UNAUTHENTICATED"),
        (reader(shop.talent), None, "FORBIDDEN"),
    )
    for viewer, code, draft_code in readers:
        for document, expected in ((BOOKING, code), (DRAFT, draft_code)):
            answers = await both(shop.api.process.engine, viewer, document, {"id": checkout.lbg_id})
            assert (answers.compiled is None) == (expected is not None)
            if expected:
                assert answers.reference["errors"][0]["extensions"]["code"] == expected


async def test_an_owner_whose_studio_was_taken_out_sees_nothing(shop: Shop) -> None:
    checkout = await shop.start_both()
    assert (await checkout.detach()).errors == []
    owner = reader(shop.studio.owner)
    answers = await both(shop.api.process.engine, owner, BOOKING, {"id": checkout.lbg_id})
    assert answers.compiled is None
    assert (await same(shop.api.process.engine, owner, LIST))["myBookings"]["items"] == []


async def test_lists_are_narrowed_and_paged_the_same(shop: Shop) -> None:
    far = await shop.start(when=shop.when(days=8))
    near = await (await shop.start_both(when=shop.when(days=3))).confirmed()
    mid = await (await shop.start(when=shop.when(days=5))).sign()
    engine, studio = shop.api.process.engine, shop.studio.studio_id
    window = {"from": shop.when(days=4)["start"], "to": shop.when(days=6)["start"]}
    asked: list[tuple[Person, dict[str, Any], list[Checkout]]] = [
        (shop.buyer, {}, [far, mid, near]),
        (shop.buyer, {"side": "buyer"}, [far, mid, near]),
        (shop.buyer, {"side": "seller"}, []),
        (shop.talent, {}, [far, mid, near]),
        (shop.studio.owner, {"side": "seller"}, [near]),
        (shop.buyer, {"status": "awaiting_payment"}, [mid]),
        (shop.buyer, {"studio": studio}, [near]),
        (shop.studio.owner, {"studio": studio, "side": "seller"}, [near]),
        (shop.talent, {"studio": studio}, []),
        (shop.buyer, window, [mid]),
        (shop.talent, window | {"side": "seller", "status": "confirmed"}, []),
        (await shop.api.sign_up(), {}, []),
    ]
    for person, variables, expected in asked:
        page = (await same(engine, reader(person), LIST, variables))["myBookings"]
        assert [item["lbgId"] for item in page["items"]] == [one.lbg_id for one in expected]
        assert page["cursor"] is None


async def test_next_pages_begin_where_the_last_one_ended(shop: Shop) -> None:
    starts = [await shop.start(when=shop.when(days=days)) for days in (8, 5, 3)]
    engine, viewer = shop.api.process.engine, reader(shop.buyer)
    cursor, walked = None, []
    for _ in starts:
        page = (await same(engine, viewer, LIST, {"limit": 1, "cursor": cursor}))["myBookings"]
        walked += [item["lbgId"] for item in page["items"]]
        cursor = page["cursor"]
    assert (walked, cursor) == ([one.lbg_id for one in starts], None)
    for wrong in ({"cursor": "forged"}, {"limit": 0}, {"side": "both"}, {"status": "lost"}):
        answers = await both(engine, viewer, LIST, wrong)
        assert answers.compiled is None
        assert answers.reference["errors"][0]["extensions"]["code"] == "VALIDATION_FAILED"


async def test_a_booking_and_a_list_of_them_are_one_statement_each(shop: Shop) -> None:
    checkout = await (await shop.start_both()).confirmed()
    await shop.start(when=shop.when(days=6))
    shop.api.process.engine.compiled.shelf.is_patient = False
    for document in (BOOKING, DRAFT, LIST):
        with shop.api.statements() as statements:
            assert (
                await shop.api.run(document, {"id": checkout.lbg_id}, token=shop.buyer.token)
            ).errors == []
        # The live feed looks at its topics from time to time, whoever asks for what.
        assert len([one for one in statements.seen if "FROM topic " not in one]) == 1


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        (BOOKING, {}),
        (DRAFT, {}),
        (LIST, {"limit": 5}),
        (LIST, {"side": "buyer", "status": "confirmed"}),
        (LIST, {"side": "seller", "studio": "std_1"}),
        (ALL, {"lbg": "lbg_1"}),
        (ONE, {"pack": "dpk_1"}),
        (MINE, {}),
        (PAYOUTS, EVER),
        (ACCOUNT, {}),
    ],
)
async def test_no_table_is_read_from_end_to_end(api: World, document: str, variables: dict[str, Any]) -> None:
    """With whole tables forbidden the planner finds an index for everything."""
    assert [
        line for line in await plan_of(api, document, {"id": "lbg_1"} | variables) if "Seq Scan" in line
    ] == []


async def plan_of(api: World, document: str, variables: dict[str, Any]) -> list[str]:
    engine, viewer = api.process.engine, reader(await api.sign_up())
    engine.compiled.shelf.is_patient = False
    found, operation = engine.find(Asked(document, variables), viewer)
    assert operation is not None
    compiled = engine.compiled.compiled(found, operation, variables, viewer, engine.clock.now())
    assert compiled is not None
    statement = compiled.plan.statement
    values = compiled.values
    async with api.units() as uow:
        await uow.connection.execute(text("set local enable_seqscan = off"))
        driver: Any = (await uow.connection.get_raw_connection()).driver_connection
        rows = await driver.fetch(f"explain (costs off) {statement.text}", *values)
    return [row[0] for row in rows]
