"""Looking at bookings: drafts, one booking from every side, lists, history, what may be done next."""

import pytest

from tests.api.checkout_world import BOOKING, READ, Checkout, Shop

LIST = """query (
  $side: String, $status: String, $studio: ID, $from: AWSDateTime, $to: AWSDateTime, $cursor: String, $limit: Int
) {
  myBookings(
    side: $side, status: $status, studioId: $studio, from: $from, to: $to, cursor: $cursor, limit: $limit
  ) {
    items {
      lbgId status totalCents buyer { displayName } charge { amountCents }
      legs { legId seller { displayName } docPack { status } deposit { status } payout { status } }
      availableActions { action enabled } timeline { event }
    }
    cursor
  }
}"""


async def listed(shop: Shop, token: str, **variables: object) -> list[str]:
    page = (await shop.api.run(LIST, variables, token=token)).data["myBookings"]
    return [item["lbgId"] for item in page["items"]]


async def test_a_draft_is_for_its_buyer_alone(shop: Shop) -> None:
    checkout = await shop.start_both()
    assert (await checkout.draft())["lbgId"] == checkout.lbg_id
    for person, code in ((shop.talent, "FORBIDDEN"), (await shop.api.sign_up(), "NOT_FOUND")):
        answer = await shop.api.run(READ, {"id": checkout.lbg_id}, token=person.token)
        assert answer.code == code
    assert (await shop.api.run(READ, {"id": checkout.lbg_id})).code == "UNAUTHENTICATED"
    assert (await shop.api.run(READ, {"id": "x" * 5_000}, token=shop.buyer.token)).code == "NOT_FOUND"


async def test_each_seller_sees_their_own_leg_and_nobody_elses_money(shop: Shop) -> None:
    checkout = await (await shop.start_both()).confirmed()
    whole = await checkout.booking()
    assert whole["charge"]["amountCents"] == whole["totalCents"]
    assert {split["legId"]: split["amountCents"] for split in whole["charge"]["splits"]} == {
        leg["legId"]: leg["totalCents"] for leg in whole["legs"]
    }
    for person, place in ((shop.talent, 0), (shop.studio.owner, 1)):
        view = await checkout.booking(person)
        assert [leg["legId"] for leg in view["legs"]] == [whole["legs"][place]["legId"]]
        assert view["totalCents"] == whole["legs"][place]["totalCents"]
        assert view["charge"] is None
        others = {leg["legId"] for leg in whole["legs"]} - {view["legs"][0]["legId"]}
        assert not others & {entry["legId"] for entry in view["timeline"]}
        sums = {whole["totalCents"], whole["legs"][1 - place]["totalCents"]}
        assert not sums & {entry["amountCents"] for entry in view["timeline"]}
    stranger = await shop.api.sign_up()
    assert (await shop.api.run(BOOKING, {"id": checkout.lbg_id}, token=stranger.token)).code == "NOT_FOUND"


async def test_the_deposit_is_shown_on_the_studios_leg(shop: Shop) -> None:
    checkout = await (await shop.start_both()).confirmed()
    talent, studio = (await checkout.booking())["legs"]
    assert talent["deposit"] is None
    assert studio["deposit"] == {"status": "authorized", "authorizedCents": 20_000}


async def test_the_timeline_tells_what_happened_in_order(shop: Shop) -> None:
    checkout = await (await shop.start()).confirmed()
    timeline = (await checkout.booking())["timeline"]
    assert [entry["event"] for entry in timeline] == [
        "checkout.start",
        "leg.create",
        "doc.pack.issued",
        "doc.pack.signed",
        "payment.intent.created",
        "checkout.confirm",
        *[entry["event"] for entry in timeline[6:]],
    ]
    assert {"payment.capture.succeeded", "lbg.confirmed", "calendar.blocked"} <= {
        entry["event"] for entry in timeline
    }
    assert timeline == sorted(timeline, key=lambda entry: entry["at"])
    assert timeline[0]["actor"] == checkout.buyer.user_id
    paid = next(entry for entry in timeline if entry["event"] == "payment.capture.succeeded")
    assert (paid["actor"], paid["amountCents"]) == ("processor", (await checkout.group()).total.cents)


async def test_the_next_actions_are_exactly_what_the_mutations_would_say(shop: Shop) -> None:
    checkout = await shop.start()
    actions = {action["action"]: action for action in (await checkout.booking())["availableActions"]}
    tries = {
        "detachStudio": await checkout.detach(),
        "createPaymentIntent": await checkout.pay(),
        "confirmPayment": await checkout.confirm(),
    }
    assert {name: answer.code for name, answer in tries.items()} == {
        name: actions[name]["code"] for name in tries
    }
    assert actions["attachStudioInFlow"]["enabled"]
    assert (await checkout.attach()).errors == []
    assert (await checkout.issue()).errors == []
    [signature] = (await checkout.booking(shop.studio.owner))["availableActions"]
    assert (signature["action"], signature["enabled"]) == ("markDocSigned", True)


async def test_lists_are_narrowed_and_paged(shop: Shop) -> None:
    far = await shop.start(when=shop.when(days=8))
    near = await shop.start_both(when=shop.when(days=3))
    mid = await (await shop.start(when=shop.when(days=5))).sign()
    token = shop.buyer.token
    assert await listed(shop, token) == [far.lbg_id, mid.lbg_id, near.lbg_id]
    assert await listed(shop, token, side="seller") == []
    assert await listed(shop, shop.studio.owner.token, side="seller") == [near.lbg_id]
    assert await listed(shop, token, status="awaiting_payment") == [mid.lbg_id]
    assert await listed(shop, token, studio=shop.studio.studio_id) == [near.lbg_id]
    window = {"from": shop.when(days=4)["start"], "to": shop.when(days=6)["start"]}
    assert await listed(shop, token, **window) == [mid.lbg_id]

    first = (await shop.api.run(LIST, {"limit": 2}, token=token)).data["myBookings"]
    rest = (await shop.api.run(LIST, {"cursor": first["cursor"]}, token=token)).data["myBookings"]
    assert [item["lbgId"] for item in [*first["items"], *rest["items"]]] == [
        far.lbg_id,
        mid.lbg_id,
        near.lbg_id,
    ]
    assert rest["cursor"] is None


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"side": "both"}, "side"),
        ({"status": "lost"}, "status"),
        ({"cursor": "forged"}, "cursor"),
        ({"cursor": ""}, "cursor"),
        ({"limit": 0}, "limit"),
        ({"limit": -5}, "limit"),
    ],
)
async def test_a_list_asked_for_wrongly_says_which_argument(
    shop: Shop, variables: dict[str, object], field: str
) -> None:
    answer = await shop.api.run(LIST, variables, token=shop.buyer.token)
    assert (answer.code, list(answer.extensions["fields"])) == ("VALIDATION_FAILED", [field])


async def test_a_list_costs_the_same_for_one_booking_and_for_many(shop: Shop) -> None:
    counts = []
    for days in (2, 4, 6):
        await (await shop.start_both(when=shop.when(days=days))).confirmed()
        with shop.api.statements() as statements:
            await shop.api.run(LIST, {"limit": 10}, token=shop.buyer.token)
        # The live feed looks at its topics from time to time, whoever asks for what.
        counts.append(len([text for text in statements.seen if "FROM topic " not in text]))
    assert counts[0] == counts[1] == counts[2] == 1


async def test_a_studio_that_was_taken_out_leaves_no_trace_for_its_owner(shop: Shop) -> None:
    checkout = await shop.start_both()
    owner = Checkout(shop, shop.studio.owner, checkout.lbg_id, checkout.order_id)
    assert (await checkout.detach()).errors == []
    assert (await shop.api.run(BOOKING, {"id": checkout.lbg_id}, token=owner.buyer.token)).code == "NOT_FOUND"
