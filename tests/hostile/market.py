"""One of everything, and for every root field somebody who may call it with arguments that look right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.ids import LbgId
from tests.api import studio_world
from tests.api.checkout_world import CARD, Checkout, Shop
from tests.api.profile_world import set_account
from tests.api.studio_world import studio_input
from tests.api.supply import ABOUT, a_draft_page, a_place, an_item, an_offer, send_picture, set_packages
from tests.api.test_instant_book import set_rule
from tests.api.thread_world import BRIEF, INQUIRE, SEND
from tests.integrations.pictures import a_picture
from tests.world import PASSWORD, Person, World

BANDS = [
    {"from_hours": 0, "to_hours": 48, "buyer_refund_pct": 0, "seller_payout_pct": 100},
    {"from_hours": 48, "to_hours": None, "buyer_refund_pct": 100, "seller_payout_pct": 0},
]
CLOSE = "mutation ($s: ID!, $r: DateTimeRange!) { addStudioBlackout(studioId: $s, range: $r) }"
CLOSED = "query ($s: ID!) { studioBlackouts(studioId: $s) { blackoutId } }"


@dataclass(frozen=True)
class Call:
    """Who may make it, and with what."""

    by: Person
    given: Mapping[str, Any] = field(default_factory=dict)


class Market:
    """A shop with checkouts at every step, a thread, a portfolio, and a rival who sells as well."""

    shop: Shop
    rival: Person
    ids: dict[str, str]

    def __init__(self, api: World) -> None:
        self.api = api

    async def open(self) -> "Market":
        self.shop = shop = await Shop(self.api).open()
        self.buyer, self.talent, self.host = shop.buyer, shop.talent, shop.studio.owner
        self.steps = await _steps(shop)
        self.ids = {
            "user": self.talent.user_id,
            "profile": shop.profile_id,
            "package": shop.package.id,
            "addon": shop.package.addons[0].id,
            "studio": shop.studio.studio_id,
            "slug": shop.studio.slug,
        }
        self.ids |= {f"{step}_draft": checkout.lbg_id for step, checkout in self.steps.items()}
        self.ids["order"] = self.steps["signed"].order_id
        self.ids["leg"] = (await self.steps["open"].group()).legs[0].id
        await self._papers()
        await self._talk()
        await self._shelf()
        await self._terms()
        await self._rival()
        await self.api.drain()
        return self

    async def _papers(self) -> None:
        issued = await self.steps["issued"].group()
        async with self.api.units() as uow:
            pack = (await uow.docs.live_packs([issued.legs[0].id]))[issued.legs[0].id]
        self.ids |= {"pack": pack.pack_id, "envelope": pack.documents[0].envelope_id}

    async def _talk(self) -> None:
        asked = await self.api.run(
            INQUIRE, {"p": self.shop.profile_id, "b": BRIEF}, token=self.shop.buyer.token
        )
        self.ids["thread"] = asked.data["startInquiry"]["id"]
        said = {"t": self.ids["thread"], "text": "Happy to. Which day?"}
        answered = await self.api.run(SEND, said, token=self.talent.token)
        self.ids["message"] = answered.data["sendMessage"]["id"]
        self.ids["file"] = await self.api.send(self.buyer, body=a_picture(), purpose="message")

    async def _shelf(self) -> None:
        # Opening a page through the API is what makes a seller; the shop's own page was put there by hand.
        self.ids["host_profile"] = await a_draft_page(self.api, self.host)
        self.ids["second_profile"] = await a_draft_page(self.api, self.talent, "PHOTOGRAPHER")
        self.ids["item"] = item = await an_item(self.api, self.talent, self.shop.profile_id)
        self.ids["media"] = await send_picture(self.api, self.talent, item)
        await self.api.drain()
        self.ids["picture"] = await studio_world.uploaded(self.api, self.host)
        self.ids["upload"] = await studio_world.uploaded(self.api, self.talent, "preview")

    async def _terms(self) -> None:
        await set_account(self.api, self.talent, id_verified=True)
        made = await set_rule(self.api, self.talent, self.shop.profile_id)
        self.ids["rule"] = made.data["setAutoAcceptRule"]["ruleId"]
        studio = self.shop.studio.studio_id
        closed = {"s": studio, "r": self.shop.when(days=60)}
        assert (await self.api.run(CLOSE, closed, token=self.host.token)).errors == []
        found = await self.api.run(CLOSED, {"s": studio}, token=self.host.token)
        self.ids["blackout"] = found.data["studioBlackouts"][0]["blackoutId"]

    async def _rival(self) -> None:
        """Someone with a page and a studio of their own, and a booking that is nobody else's."""
        self.rival = rival = await self.shop.somebody("Rosa Lind")
        self.ids["foreign_profile"] = await a_draft_page(self.api, rival)
        self.ids["foreign_studio"] = (await studio_world.draft(self.api, rival)).studio_id
        theirs = await self.shop.start(rival, when=self.shop.when(days=20))
        self.ids["foreign_draft"] = theirs.lbg_id

    async def open_rivals_shelves(self) -> None:
        """Things of the rival's that somebody may try to use as if they were their own."""
        profile_id, rival = self.ids["foreign_profile"], self.rival
        packages = await set_packages(self.api, rival, profile_id, an_offer())
        (package,) = packages.data["setServicePackages"]["packages"]
        self.ids |= {
            "foreign_package": package["packageId"],
            "foreign_addon": package["addons"][0]["addonId"],
        }
        item = await an_item(self.api, rival, profile_id)
        self.ids["foreign_media"] = (await a_place(self.api, rival, item))["mediaId"]
        await set_account(self.api, rival, id_verified=True)
        made = await set_rule(self.api, rival, profile_id)
        self.ids["foreign_rule"] = made.data["setAutoAcceptRule"]["ruleId"]
        async with self.api.units() as uow:
            group = await uow.bookings.whole(LbgId(self.ids["foreign_draft"]))
        assert group is not None
        self.ids |= {"foreign_leg": group.legs[0].id, "foreign_order": group.order_id}

    def calls(self) -> dict[str, Call]:
        """A call of every root field that takes arguments; the others are called by the buyer with none."""
        return {**self._checkout(), **self._talking(), **self._selling(), **self._hosting(), **self._asking()}

    def _checkout(self) -> dict[str, Call]:
        ids, shop = self.ids, self.shop
        leg = shop.leg(
            addons=[ids["addon"]],
            licenseTier="standard",
            locationKind="buyer",
            locationAddress=studio_input()["address"],
            travelMiles=4.5,
            crewSize=2,
        )
        papers = {"draftId": ids["issued_draft"], "packId": ids["pack"], "envelopeId": ids["envelope"]}
        by_buyer: dict[str, dict[str, Any]] = {
            "startCheckout": {"leg": leg, "when": shop.when(days=40), "city": "houston"},
            "attachStudioInFlow": {"draftId": ids["open_draft"], "studioId": ids["studio"]},
            "detachStudio": {"draftId": ids["both_draft"]},
            "createDocPack": {"draftId": ids["open_draft"], "legId": ids["leg"]},
            "markDocSigned": papers,
            "createPaymentIntent": {
                "draftId": ids["signed_draft"],
                "method": {**CARD, "saveForLater": False},
                "capture": "automatic",
            },
            "confirmPayment": {"draftId": ids["paid_draft"]},
            "markCompleted": {"lbgId": ids["confirmed_draft"]},
            "checkoutDraft": {"draftId": ids["open_draft"]},
            "booking": {"lbgId": ids["confirmed_draft"]},
            "myBookings": {"side": "buyer", "status": "confirmed", "cursor": None, "limit": 5} | ever(),
            "docPack": {"packId": ids["pack"]},
            "docPacks": {"lbgId": ids["issued_draft"]},
            "checkoutStatus": {"lbgId": ids["confirmed_draft"], "after": None},
            "updateAccount": {
                "input": {
                    "displayName": "Dana",
                    "handle": "dana_w",
                    "legalName": "Dana Whitfield",
                    "email": "dana@example.com",
                    "city": "houston",
                    "region": "TX",
                }
            },
            "changePassword": {"currentPassword": PASSWORD, "newPassword": "another long password"},
            "signOut": {"everywhere": False},
            "verifyEmail": {"token": "nothing"},
        }
        return {name: Call(self.buyer, given) for name, given in by_buyer.items()}

    def _talking(self) -> dict[str, Call]:
        ids = self.ids
        file = {
            "key": ids["file"],
            "mime": "image/jpeg",
            "bytes": 100,
            "kind": "preview",
            "fileName": "a.jpg",
        }
        by_buyer: dict[str, dict[str, Any]] = {
            "startInquiry": {
                "sellerServiceProfileId": ids["profile"],
                "buyerBrief": {**BRIEF, "eventDate": day(30)},
            },
            "startConversation": {
                "toUserId": ids["user"],
                "roleContext": "Model",
                "firstMessage": "Hello",
                "bookingId": ids["confirmed_draft"],
            },
            "sendMessage": {
                "threadId": ids["thread"],
                "kind": "TEXT",
                "text": "Hello",
                "attachments": [file],
                "clientMessageId": "one",
            },
            "sendText": {"input": {"threadId": ids["thread"], "bodyText": "Hello"}},
            "setTyping": {"threadId": ids["thread"], "on": True},
            "markRead": {"threadId": ids["thread"], "upToTs": soon(0)},
            "inbox": {"folder": "all", "filter": {"role": "MODEL", "city": "houston"} | days(), "limit": 5},
            "thread": {"threadId": ids["thread"]},
            "messages": {"threadId": ids["thread"], "cursor": None, "limit": 5},
            "threadEvents": {"threadId": ids["thread"]},
            "inboxEvents": {"after": None},
            "presence": {"threadId": ids["thread"]},
            "onThreadEvent": {"threadId": ids["thread"]},
        }
        return {name: Call(self.buyer, given) for name, given in by_buyer.items()}

    def _selling(self) -> dict[str, Call]:
        ids = self.ids
        page: dict[str, Any] = {
            "bio": "Ten years.",
            "city": "houston",
            "displayName": "Ana",
            "languages": ["en"],
            "tags": ["a"],
        }
        page |= {
            "aboutFields": dict(ABOUT["MODEL"]),
            "radiusKm": 10,
            "region": "TX",
            "travelNotes": "Anywhere.",
        }
        page |= {"socialFields": {"instagram": {"handle": "@ana", "followers": 1, "engagement_rate": 0.02}}}
        draft = {
            "title": "Looks",
            "roleProfileId": ids["profile"],
            "genres": ["fashion"],
            "shootDate": day(-9),
        }
        story = {"clientType": "Brand", "deliverables": ["10 stills"], "budgetLowCents": 100}
        hours = {
            "weekday": 1,
            "startMinute": 540,
            "endMinute": 600,
            "effectiveFrom": day(1),
            "effectiveTo": day(9),
        }
        rule = {"serviceProfileId": ids["profile"], "allowIb": True, "minPriceCents": 100, "weekdayMask": 31}
        by_talent: dict[str, dict[str, Any]] = {
            "createServiceProfile": {
                "input": page | {"role": "CREATOR", "aboutFields": dict(ABOUT["CREATOR"])}
            },
            "updateServiceProfile": {"serviceProfileId": ids["profile"], "input": page},
            "setServicePackages": {"serviceProfileId": ids["profile"], "packages": [an_offer()]},
            "setServiceAvailability": {"serviceProfileId": ids["profile"], "windows": [hours]},
            "publishServiceProfile": {"serviceProfileId": ids["profile"]},
            "unpublishServiceProfile": {"serviceProfileId": ids["profile"]},
            "setAutoAcceptRule": {"input": rule | {"ruleId": ids["rule"], "maxDistanceMi": 5.5}},
            "deleteAutoAcceptRule": {"ruleId": ids["rule"]},
            "autoAcceptRules": {"serviceProfileId": ids["profile"]},
            "createPortfolioDraft": {"input": draft},
            "updatePortfolioItem": {"id": ids["item"], "input": draft},
            "archivePortfolioItem": {"id": ids["item"]},
            "uploadPortfolioMedia": {"itemId": ids["item"], "mediaKind": "image", "fileName": "a.jpg"},
            "setPortfolioMedia": {"itemId": ids["item"], "order": [ids["media"]]},
            "publishPortfolio": {
                "input": {"id": ids["item"], "coverMediaId": ids["media"], "caseStudy": story}
            },
            "getPresignedUrl": {
                "mime": "image/jpeg",
                "purpose": "portfolio",
                "bytes": 9,
                "fileName": "a.jpg",
            },
            "uploadStatus": {"key": ids["upload"]},
            "createOnboardingLink": {"returnUrl": "https://example.com/back"},
            "myPayouts": days(),
        }
        return {name: Call(self.talent, given) for name, given in by_talent.items()} | {
            "payoutAccount": Call(self.talent)
        }

    def _hosting(self) -> dict[str, Call]:
        ids, when = self.ids, self.shop.when(days=45)
        rate = studio_world.rate_input(maxBookingMinutes=480)
        terms = {"bufferBeforeMin": 15, "bufferAfterMin": 15, "cleaningMin": 30}
        media = {"key": ids["picture"], "kind": "image", "altText": "Light", "position": 0, "width": 9}
        by_host: dict[str, dict[str, Any]] = {
            "createStudio": {"input": studio_input(sizeSqft=900)},
            "updateStudio": {"studioId": ids["studio"], "input": studio_input(sizeSqft=900)},
            "publishStudio": {"studioId": ids["studio"]},
            "addStudioRate": {"studioId": ids["studio"], "rate": rate},
            "addStudioMedia": {"studioId": ids["studio"], "media": media},
            "setStudioPolicy": {
                "studioId": ids["studio"],
                "input": terms | {"cancellationPolicy": {"bands": BANDS}},
            },
            "addStudioBlackout": {"studioId": ids["studio"], "range": when, "reason": "Paint"},
            "deleteStudioBlackout": {"blackoutId": ids["blackout"]},
            "studioBlackouts": {"studioId": ids["studio"]} | ever(),
            "linkStudio": {"serviceProfileId": ids["host_profile"], "studioId": ids["studio"]},
            "unlinkStudio": {"serviceProfileId": ids["host_profile"], "studioId": ids["studio"]},
        }
        return {name: Call(self.host, given) for name, given in by_host.items()}

    def _asking(self) -> dict[str, Call]:
        ids, when = self.ids, self.shop.when(days=45)
        find: dict[str, Any] = {
            "city": "houston",
            "surface": "PEOPLE",
            "role": "MODEL",
            "query": "light",
            "lat": 29.7,
            "lon": -95.3,
        }
        find |= {
            "dateRange": {"from": day(3), "to": day(5)},
            "radiusKm": 20,
            "model": {"genres": ["fashion"]},
        }
        find |= {"all": [{"field": "tags", "op": "eq", "value": "a"}], "cursor": None, "pageSize": 3}
        person: dict[str, Any] = {
            "email": "new@example.com",
            "password": PASSWORD,
            "displayName": "New",
            "handle": "new_one",
        }
        person |= {"is18PlusAttested": True, "tosAccepted": True, "city": "houston"}
        by_anyone: dict[str, dict[str, Any]] = {
            "user": {"userId": ids["user"]},
            "appConfig": {"city": "houston"},
            "cities": {"activeOnly": True},
            "taxonomy": {"kind": "genre"},
            "profilePortfolio": {"roleProfileId": ids["profile"], "cursor": None, "limit": 3},
            "portfolioItem": {"slug": "spring-looks"},
            "serviceProfile": {"serviceProfileId": ids["profile"]},
            "serviceProfileAvailability": {"serviceProfileId": ids["profile"], **ever(days=9)},
            "search": {"input": find},
            "searchSuggest": {"query": "li", "surface": "PEOPLE", "city": "houston", "role": "MODEL"},
            "autocomplete": {"q": "li", "scope": "people", "city": "houston"},
            "studio": {"slug": ids["slug"]},
            "studioRates": {"studioId": ids["studio"]},
            "studioAvailability": {"studioId": ids["studio"], **ever(days=9)},
            "studioQuote": {"studioId": ids["studio"], "when": when, "crewSize": 3},
            "signUp": {"input": person},
            "signIn": {"email": self.buyer.email, "password": PASSWORD},
            "refreshSession": {"refreshToken": self.buyer.refresh_token},
            "requestPasswordReset": {"email": self.buyer.email},
            "resetPassword": {"token": "nothing", "newPassword": "another long password"},
            "devClockAdvance": {"seconds": 1},
        }
        return {name: Call(self.buyer, given) for name, given in by_anyone.items()}


async def _steps(shop: Shop) -> dict[str, Checkout]:
    """A checkout at every step, each on a day of its own."""
    steps = {
        "open": await shop.start(when=shop.when(days=2)),
        "both": await shop.start_both(when=shop.when(days=4)),
        "issued": await shop.start(when=shop.when(days=6)),
        "signed": await (await shop.start(when=shop.when(days=8))).sign(),
        "paid": await (await shop.start(when=shop.when(days=10))).paid(),
        "confirmed": await (await shop.start_both(when=shop.when(days=12))).confirmed(),
    }
    assert (await steps["issued"].issue()).errors == []
    return steps


def soon(days: int) -> str:
    return studio_world.iso(datetime.now(UTC) + timedelta(days=days))


def day(days: int) -> str:
    return soon(days)[:10]


def ever(days: int = 60) -> dict[str, str]:
    return {"from": soon(1), "to": soon(1 + days)}


def days() -> dict[str, str]:
    return {"from": day(-30), "to": day(30)}
