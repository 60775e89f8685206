"""Starting a checkout, adding a studio, taking it out: what it costs, what it holds, what is refused."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.calendar.holds import HoldStatus
from domain.ids import LegId
from tests.api import studio_world
from tests.api.checkout_world import PACKAGE_CENTS, START, Checkout, Shop
from tests.api.studio_world import iso, tomorrow_at
from tests.world import World

HUGE = "x" * 5_000


async def rows(api: World, *tables: str) -> dict[str, int]:
    from sqlalchemy import text

    async with api.process.kernel.engine.connect() as connection:
        return {
            table: (await connection.execute(text(f"select count(*) from {table}"))).scalar_one()  # noqa: S608
            for table in tables
        }


async def everything(api: World) -> dict[str, int]:
    return await rows(
        api, "lbg", "booking_leg", "leg_line", "hold", "event", "timer", "job", "payment_attempt"
    )


async def holds(api: World, leg_id: str) -> list[HoldStatus]:
    async with api.units() as uow:
        return [hold.status for hold in await uow.calendar.of_leg(LegId(leg_id))]


async def test_a_talent_leg_is_priced_line_by_line_and_adds_up(shop: Shop) -> None:
    addon = shop.package.addons[0].id
    leg = shop.leg(
        addons=[addon],
        licenseTier="ads",
        locationKind="buyer",
        travelMiles=25.4,
        locationAddress=studio_world.studio_input()["address"],
    )
    draft = (await shop.try_start(leg=leg)).data["startCheckout"]
    [talent] = draft["legs"]
    assert [
        (line["kind"], line["qty"], line["unitCents"], line["totalCents"]) for line in talent["lineItems"]
    ] == [
        ("package", 1, PACKAGE_CENTS, PACKAGE_CENTS),
        ("extra", 1, 5_000, 5_000),
        ("license", 1, 25_000, 25_000),
        ("travel", 16, 70, 1_120),
    ]
    assert talent["subtotalCents"] == PACKAGE_CENTS + 5_000 + 25_000 + 1_120
    assert talent["feesCents"] == talent["platformFeeCents"] + talent["platformFeeTaxCents"]
    assert talent["platformFeeCents"] > 0
    assert talent["taxCents"] == sum(line["amountCents"] for line in talent["taxLines"])
    assert talent["totalCents"] == talent["subtotalCents"] + talent["taxCents"] + talent["feesCents"]
    assert draft["totalCents"] == draft["amountDueCents"] == talent["totalCents"]
    assert (draft["walletAppliedCents"], draft["creditAppliedCents"], draft["depositAuthCents"]) == (0, 0, 0)


async def test_a_fresh_checkout_waits_for_documents_under_one_id(shop: Shop) -> None:
    draft = (await shop.try_start()).data["startCheckout"]
    assert draft["draftId"] == draft["lbgId"]
    assert (draft["status"], draft["nextStep"], draft["city"]) == ("awaiting_docs", "docs", "houston")
    assert [leg["status"] for leg in draft["legs"]] == ["awaiting_docs"]
    assert draft["docPacks"] == []
    assert draft["legs"][0]["policy"]["bands"][0] == {
        "from_hours": 72,
        "to_hours": None,
        "buyer_refund_pct": 100,
        "seller_payout_pct": 0,
    }


async def test_a_studio_alone_costs_what_its_quote_says(shop: Shop) -> None:
    when = shop.when()
    draft = (await shop.try_start(leg=shop.studio_leg(crewSize=4), when=when)).data["startCheckout"]
    quote = (
        await shop.api.run(
            "query ($id: ID!, $when: DateTimeRange!) { studioQuote(studioId: $id, when: $when) {"
            " subtotalCents taxCents platformFeeCents platformFeeTaxCents totalCents depositAuthCents } }",
            {"id": shop.studio.studio_id, "when": shop.when(days=9)},
        )
    ).data["studioQuote"]
    [leg] = draft["legs"]
    assert (leg["type"], leg["sellerUserId"]) == ("studio", shop.studio.owner.user_id)
    for name in ("subtotalCents", "taxCents", "platformFeeCents", "platformFeeTaxCents", "totalCents"):
        assert leg[name] == quote[name], name
    assert draft["depositAuthCents"] == quote["depositAuthCents"] == 20_000
    assert draft["totalCents"] == quote["totalCents"]


async def test_starting_holds_the_time_and_says_so(shop: Shop) -> None:
    checkout = await shop.start()
    group = await checkout.group()
    assert await holds(shop.api, group.legs[0].id) == [HoldStatus.HELD]
    assert group.hold_until == group.created_at + timedelta(minutes=30)
    assert [event.name for event in await checkout.told()] == [
        "lbg.create",
        "checkout.start",
        "leg.create",
        "tax.quote",
    ]


async def test_whoever_holds_a_person_holds_their_whole_calendar_with_its_buffer(shop: Shop) -> None:
    await shop.start()
    rival = await shop.somebody("Rosa Lind")
    right_after = shop.when()
    right_after = {
        "start": right_after["end"],
        "end": iso(tomorrow_at(18) + timedelta(days=2, hours=4)),
    }
    for when in (shop.when(), right_after):
        before = await everything(shop.api)
        answer = await shop.try_start(rival, when=when)
        assert answer.code == "SP_CONFLICT_CALENDAR"
        assert await everything(shop.api) == before
    assert (await shop.try_start(rival, when=shop.when(days=3))).errors == []


async def test_two_hundred_rivals_for_one_slot_and_one_wins(shop: Shop) -> None:
    rivals = [await shop.api.sign_up() for _ in range(8)]
    answers = await asyncio.gather(*(shop.try_start(rivals[i % 8]) for i in range(200)))
    codes = [answer.code for answer in answers]
    assert codes.count(None) == 1
    assert codes.count("SP_CONFLICT_CALENDAR") == 199
    assert await rows(shop.api, "lbg", "booking_leg") == {"lbg": 1, "booking_leg": 1}


async def test_two_hundred_rivals_for_one_studio_and_one_wins(shop: Shop) -> None:
    rivals = [await shop.api.sign_up() for _ in range(8)]
    answers = await asyncio.gather(
        *(shop.try_start(rivals[i % 8], leg=shop.studio_leg()) for i in range(200))
    )
    codes = [answer.code for answer in answers]
    assert (codes.count(None), codes.count("CHK_STUDIO_CONFLICT")) == (1, 199)


@pytest.mark.parametrize(
    ("leg", "when", "city", "field"),
    [
        ({"serviceProfileId": None}, {}, "houston", "leg.serviceProfileId"),
        ({"studioId": "std_x"}, {}, "houston", "leg.serviceProfileId"),
        ({"packageId": None}, {}, "houston", "leg.packageId"),
        ({"packageId": "pkg_nobody"}, {}, "houston", "leg.packageId"),
        ({"addons": ["add_nobody"]}, {}, "houston", "leg.addons"),
        ({"addons": ["a"] * 21}, {}, "houston", "leg.addons"),
        ({"licenseTier": "forever"}, {}, "houston", "leg.licenseTier"),
        ({"licenseTier": "buyout"}, {}, "houston", "leg.licenseTier"),
        ({"locationKind": "moon"}, {}, "houston", "leg.locationKind"),
        ({"locationKind": "buyer"}, {}, "houston", "leg.locationAddress"),
        ({"travelMiles": -1}, {}, "houston", "leg.travelMiles"),
        ({"travelMiles": 1e300}, {}, "houston", "leg.travelMiles"),
        ({"crewSize": 0}, {}, "houston", "leg.crewSize"),
        ({"crewSize": 2_000_000_000}, {}, "houston", "leg.crewSize"),
        ({"deliverablesSummary": HUGE}, {}, "houston", "leg.deliverablesSummary"),
        ({"deliverablesSummary": ""}, {}, "houston", "leg.deliverablesSummary"),
        ({}, {"minutes": 119}, "houston", "when.end"),
        ({}, {"minutes": 0}, "houston", "when.end"),
        ({}, {"minutes": -60}, "houston", "when.end"),
        ({}, {"days": -9}, "houston", "when.start"),
        ({}, {"days": 400}, "houston", "when.start"),
        ({}, {"minutes": 60 * 24 * 30}, "houston", "when.end"),
        ({}, {}, "atlantis", "city"),
        ({}, {}, "", "city"),
    ],
)
async def test_what_cannot_be_meant_is_named_by_field_and_leaves_nothing(
    shop: Shop, leg: dict[str, Any], when: dict[str, int], city: str, field: str
) -> None:
    before = await everything(shop.api)
    answer = await shop.try_start(leg=shop.leg(**leg), when=shop.when(**when), city=city)
    assert answer.code == "VALIDATION_FAILED"
    assert field in answer.extensions["fields"]
    assert await everything(shop.api) == before


@pytest.mark.parametrize(
    "leg", [{"packageId": "\x00"}, {"deliverablesSummary": "a\x00b"}, {"studioId": "\x00"}]
)
async def test_text_with_nul_bytes_is_refused(shop: Shop, leg: dict[str, Any]) -> None:
    assert (await shop.try_start(leg=shop.leg(**leg))).code == "VALIDATION_FAILED"


async def test_pages_and_places_that_may_not_be_seen_do_not_exist(shop: Shop) -> None:
    async with shop.api.units() as uow:
        profile = await uow.profiles.by_id(shop.profile_id)
        assert profile is not None
        from dataclasses import replace

        from domain.profiles.model import ProfileStatus

        await uow.profiles.save(replace(profile, status=ProfileStatus.DRAFT))
    assert (await shop.try_start()).code == "SP_NOT_FOUND"
    assert (await shop.try_start(leg=shop.leg(serviceProfileId="srv_nobody"))).code == "SP_NOT_FOUND"
    draft = await studio_world.draft(shop.api)
    for studio_id in (draft.studio_id, "std_nobody"):
        answer = await shop.try_start(leg={"studioId": studio_id})
        assert answer.code == "NOT_FOUND"


async def test_nobody_books_themselves(shop: Shop) -> None:
    assert (await shop.try_start(shop.talent)).code == "FORBIDDEN"
    assert (await shop.try_start(shop.studio.owner, leg=shop.studio_leg())).code == "FORBIDDEN"


async def test_a_city_that_is_not_open_yet_takes_no_bookings(shop: Shop) -> None:
    async with shop.api.units() as uow:
        closed = [city.code for city in await uow.common.cities(active_only=False) if not city.active]
    assert (await shop.try_start(city=closed[0])).code == "SEARCH_CITY_GATED"


async def test_a_studio_outside_its_hours_has_no_rate(shop: Shop) -> None:
    night = shop.when(hour_utc=6)
    assert (await shop.try_start(leg=shop.studio_leg(), when=night)).code == "STUDIO_RATE_NOT_FOUND"
    checkout = await shop.start(when=night)
    assert (await checkout.attach()).code == "STUDIO_RATE_NOT_FOUND"


async def test_attaching_adds_a_leg_for_the_same_time_and_detaching_gives_the_studio_back(shop: Shop) -> None:
    checkout = await shop.start()
    alone = await checkout.draft()
    both = (await checkout.attach()).data["attachStudioInFlow"]
    talent, studio = both["legs"]
    assert (studio["type"], studio["startAt"], studio["endAt"]) == (
        "studio",
        talent["startAt"],
        talent["endAt"],
    )
    assert both["totalCents"] == talent["totalCents"] + studio["totalCents"]
    assert both["depositAuthCents"] == 20_000
    assert await holds(shop.api, studio["legId"]) == [HoldStatus.HELD]

    rival = await shop.somebody("Rosa Lind")
    assert (await shop.try_start(rival, leg=shop.studio_leg())).code == "CHK_STUDIO_CONFLICT"
    again = (await checkout.detach()).data["detachStudio"]
    assert {name: again[name] for name in ("legs", "totalCents")} == {
        name: alone[name] for name in ("legs", "totalCents")
    }
    assert await holds(shop.api, studio["legId"]) == [HoldStatus.RELEASED]
    assert (await shop.try_start(rival, leg=shop.studio_leg())).errors == []


async def test_the_studios_terms_are_accepted_by_signing_them(shop: Shop) -> None:
    checkout = await shop.start_both()
    assert (await checkout.draft())["studioTermsAccepted"] is False
    await checkout.sign()
    assert (await checkout.draft())["studioTermsAccepted"] is True
    assert (await checkout.detach()).data["detachStudio"]["studioTermsAccepted"] is False


async def test_detaching_a_studio_outdates_what_was_signed_for_it(shop: Shop) -> None:
    checkout = await (await shop.start_both()).sign()
    draft = (await checkout.detach()).data["detachStudio"]
    assert (draft["status"], draft["nextStep"]) == ("awaiting_docs", "docs")
    async with shop.api.units() as uow:
        assert await uow.docs.live_packs([LegId(leg["legId"]) for leg in draft["legs"]]) == {}
    await checkout.sign()
    assert (await checkout.draft())["nextStep"] == "payment"


async def test_attaching_is_refused_where_it_makes_no_sense(shop: Shop) -> None:
    checkout = await shop.start()
    assert (await checkout.detach()).code == "NOT_FOUND"
    assert (await checkout.attach("std_nobody")).code == "NOT_FOUND"
    assert (await checkout.attach()).errors == []
    second = await checkout.attach()
    assert second.code == "ORDER_STATE_INVALID"
    [remedy] = second.extensions["remedies"]
    assert remedy["mutation"] == "detachStudio"
    assert remedy["variables"] == {"draftId": checkout.lbg_id}
    assert (await checkout.detach()).errors == []
    alone = await shop.start(leg=shop.studio_leg(), when=shop.when(days=5))
    assert (await alone.detach()).code == "ORDER_STATE_INVALID"
    assert (await alone.attach()).code == "ORDER_STATE_INVALID"


async def test_a_studio_that_is_taken_cannot_be_attached(shop: Shop) -> None:
    rival = await shop.somebody("Rosa Lind")
    await shop.start(rival, leg=shop.studio_leg())
    checkout = await shop.start()
    before = await everything(shop.api)
    assert (await checkout.attach()).code == "CHK_STUDIO_CONFLICT"
    assert await everything(shop.api) == before
    # An hour later is free of the session itself, but not of what is kept free around it.
    near = await shop.start(when=shop.when(days=5, hour_utc=20))
    await shop.start(rival, leg=shop.studio_leg(), when=shop.when(days=5, hour_utc=18))
    assert (await near.attach()).code == "STUDIO_CONFLICT_BUFFER"


async def test_a_closed_studio_is_a_blackout(shop: Shop) -> None:
    from domain.calendar.spans import Span
    from domain.ids import StudioId
    from domain.studios.model import Blackout, BlackoutId

    start = tomorrow_at(0) + timedelta(days=2)
    async with shop.api.units() as uow:
        span = Span(start, start + timedelta(days=1))
        await uow.studios.add_blackout(
            Blackout(BlackoutId("sbo_1"), StudioId(shop.studio.studio_id), span, "Floor")
        )
    assert (await shop.try_start(leg=shop.studio_leg())).code == "STUDIO_BLACKOUT"
    assert (await (await shop.start()).attach()).code == "STUDIO_BLACKOUT"


async def test_a_start_that_is_repeated_under_its_key_is_one_checkout(shop: Shop) -> None:
    variables = {"leg": shop.leg(), "when": shop.when(), "city": "houston"}
    answers = await asyncio.gather(
        *(shop.api.run(START, variables, token=shop.buyer.token, key="once") for _ in range(4))
    )
    assert len({answer.data["startCheckout"]["lbgId"] for answer in answers}) == 1
    again = await shop.api.run(START, variables, token=shop.buyer.token, key="once")
    assert again.data == answers[0].data
    assert (await rows(shop.api, "lbg"))["lbg"] == 1


async def test_nobody_holds_a_whole_calendar(shop: Shop) -> None:
    for days in range(30):
        assert (await shop.try_start(when=shop.when(days=days + 2))).errors == []
    before = await everything(shop.api)
    assert (await shop.try_start(when=shop.when(days=40))).code == "RATE_LIMITED"
    assert await everything(shop.api) == before


async def test_others_checkouts_are_out_of_reach(shop: Shop) -> None:
    checkout = await shop.start_both()
    stranger = Checkout(shop, await shop.api.sign_up(), checkout.lbg_id, checkout.order_id)
    seller = Checkout(shop, shop.talent, checkout.lbg_id, checkout.order_id)
    before = await everything(shop.api)
    for who, code in ((stranger, "NOT_FOUND"), (seller, "FORBIDDEN")):
        answers = [
            await who.attach(),
            await who.detach(),
            await who.pay(),
            await who.confirm(),
            await who.complete(),
        ]
        assert {answer.code for answer in answers} == {code}
    assert await everything(shop.api) == before


async def test_a_hold_lapses_when_nobody_goes_on_and_the_checkout_stays(shop: Shop) -> None:
    checkout = await shop.start_both()
    fired = await shop.api.advance(seconds=31 * 60)
    assert "checkout.lapse" in {timer["kind"] for timer in fired}
    group = await checkout.group()
    assert (group.status, group.hold_until) == ("awaiting_docs", None)
    assert (await checkout.told())[-1].ids["reason"] == "hold_lapsed"
    rival = await shop.somebody("Rosa Lind")
    assert (await shop.try_start(rival)).errors == []


async def test_progress_keeps_the_hold_but_not_for_ever(shop: Shop) -> None:
    checkout = await shop.start()
    await shop.api.advance(seconds=20 * 60)
    buyer = await shop.api.renewed(checkout.buyer)
    later = Checkout(shop, buyer, checkout.lbg_id, checkout.order_id)
    assert (await later.issue()).errors == []
    group = await checkout.group()
    assert group.hold_until is not None
    left = group.hold_until - (group.created_at + timedelta(minutes=20))
    assert timedelta(minutes=29) < left < timedelta(minutes=31)


async def test_an_abandoned_checkout_fails_in_the_end(shop: Shop) -> None:
    checkout = await shop.start(when=shop.when(days=20))
    await shop.api.advance(seconds=73 * 3600)
    assert await checkout.statuses() == ["failed", "failed"]
    assert (await checkout.told())[-1].ids["reason"] == "expired"
