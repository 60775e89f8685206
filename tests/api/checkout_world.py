"""A small market to check out from, and every step of a checkout as one phrase."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.bookings.model import LinkedBookingGroup
from domain.facts import LiveEvent
from domain.ids import AddonId, LbgId, PackageId, Prefix, ProfileId, UserId
from domain.profiles.model import (
    LicenceType,
    PackageAddon,
    PackageLicensing,
    ProfileStatus,
    Role,
    ServicePackage,
    ServiceProfile,
)
from tests.api import studio_world
from tests.api.signing import CREATE, SIGN, named
from tests.api.studio_world import iso
from tests.world import Answer, Person, World

LEG: Final = """
  legId type status sellerUserId title startAt endAt subtotalCents taxCents feesCents platformFeeCents
  platformFeeTaxCents totalCents currency policy taxLines
  lineItems { kind title qty unitCents totalCents legId }
"""
DRAFT: Final = f"""
  draftId lbgId orderId status nextStep city startAt endAt currency subtotalCents taxCents feesCents totalCents
  walletAppliedCents creditAppliedCents amountDueCents depositAuthCents studioTermsAccepted version
  legs {{ {LEG} docPack {{ packId status }} }} docPacks {{ packId legId status }}
"""
START: Final = f"""mutation ($leg: StartLegInput!, $when: DateTimeRange!, $city: String!) {{
  startCheckout(leg: $leg, when: $when, city: $city) {{ {DRAFT} }}
}}"""
READ: Final = f"query ($id: ID!) {{ checkoutDraft(draftId: $id) {{ {DRAFT} }} }}"
ATTACH: Final = f"""mutation ($id: ID!, $studio: ID!) {{
  attachStudioInFlow(draftId: $id, studioId: $studio) {{ {DRAFT} }}
}}"""
DETACH: Final = f"mutation ($id: ID!) {{ detachStudio(draftId: $id) {{ {DRAFT} }} }}"
PAY: Final = """mutation ($draft: ID, $order: ID, $method: PaymentMethodInput!, $capture: String) {
  createPaymentIntent(draftId: $draft, orderId: $order, method: $method, capture: $capture) {
    paymentIntentId clientSecret status amountCents currency draftId orderId depositClientSecret
  }
}"""
CONFIRM: Final = f"""mutation ($id: ID!) {{
  confirmPayment(draftId: $id) {{
    lbgId orderId status chargeId amountCents currency threadId acceptanceUntil legs {{ {LEG} }}
  }}
}}"""
COMPLETE: Final = f"""mutation ($id: ID!) {{
  markCompleted(lbgId: $id) {{
    lbgId status completedAt autoAccepted legs {{ {LEG} }}
    payouts {{ legId amountCents reserveCents status scheduledFor }}
  }}
}}"""
BOOKING: Final = f"""query ($id: ID!) {{
  booking(lbgId: $id) {{
    lbgId orderId status city acceptanceUntil currency subtotalCents taxCents feesCents totalCents
    walletAppliedCents threadId version buyer {{ userId }}
    legs {{ {LEG} seller {{ userId }} deposit {{ status authorizedCents }} payout {{ status amountCents }} }}
    charge {{ chargeId status amountCents paymentMethod splits {{ legId amountCents }} }}
    availableActions {{ action legId enabled code reason until }}
    timeline {{ at event actor legId amountCents summary }}
  }}
}}"""
GOOD_CARD: Final = "pm_card_visa"
CARD: Final[Mapping[str, Any]] = {"kind": "card", "token": GOOD_CARD}
PACKAGE_CENTS: Final = 60_000
PACKAGE_MIN: Final = 120


@dataclass(frozen=True)
class Checkout:
    """One checkout and everybody in it."""

    shop: "Shop"
    buyer: Person
    lbg_id: LbgId
    order_id: str

    @property
    def api(self) -> World:
        return self.shop.api

    async def _run(self, document: str, person: Person | None = None, **variables: Any) -> Answer:
        return await self.api.run(document, variables, token=(person or self.buyer).token)

    async def draft(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self._run(READ, id=self.lbg_id)).data["checkoutDraft"]
        return found

    async def booking(self, person: Person | None = None) -> dict[str, Any]:
        found: dict[str, Any] = (await self._run(BOOKING, person, id=self.lbg_id)).data["booking"]
        return found

    async def attach(self, studio_id: str | None = None) -> Answer:
        return await self._run(ATTACH, id=self.lbg_id, studio=studio_id or self.shop.studio.studio_id)

    async def detach(self) -> Answer:
        return await self._run(DETACH, id=self.lbg_id)

    async def issue(self) -> Answer:
        return await self._run(CREATE, draft=self.lbg_id)

    async def sign(self) -> "Checkout":
        """Issue what is missing and have every signer sign all of theirs."""
        assert (await self.issue()).errors == []
        async with self.api.units() as uow:
            group = await uow.bookings.whole(self.lbg_id)
            packs = await uow.docs.live_packs([leg.id for leg in group.living] if group else [])
        people = {person.user_id: person for person in (self.buyer, *self.shop.sellers)}
        for pack in packs.values():
            for document in pack.documents:
                for user_id in {signer.user_id for signer in document.signers}:
                    answer = await self._run(
                        SIGN,
                        people[user_id],
                        draft=self.lbg_id,
                        pack=pack.pack_id,
                        envelope=document.envelope_id,
                    )
                    assert answer.errors == []
        return self

    async def pay(self, token: str | None = GOOD_CARD, **method: Any) -> Answer:
        given = {"kind": "card", "token": token} | method
        return await self._run(PAY, draft=self.lbg_id, method=given)

    async def paid(self, token: str = GOOD_CARD) -> "Checkout":
        """Signed, with a payment open."""
        await self.sign()
        assert (await self.pay(token)).errors == []
        return self

    async def confirm(self) -> Answer:
        return await self._run(CONFIRM, id=self.lbg_id)

    async def confirmed(self) -> "Checkout":
        await self.paid()
        assert (await self.confirm()).data["confirmPayment"]["status"] == "confirmed"
        return self

    async def complete(self, person: Person | None = None) -> Answer:
        return await self._run(COMPLETE, person, id=self.lbg_id)

    async def group(self) -> LinkedBookingGroup:
        async with self.api.units() as uow:
            group = await uow.bookings.whole(self.lbg_id)
        assert group is not None
        return group

    async def statuses(self) -> list[str]:
        group = await self.group()
        return [group.status.value, *(leg.status.value for leg in group.legs)]

    async def told(self) -> list[LiveEvent]:
        return await self.api.history(f"lbg:{self.lbg_id}")


class Shop:
    """A model's page, a studio of somebody else, and buyers, all with legal names."""

    def __init__(self, api: World) -> None:
        self.api = api

    async def open(self) -> "Shop":
        self.buyer = await self.somebody("Dana Whitfield")
        self.talent = await self.somebody("Inês Carvalho")
        owner = await self.somebody("Priya Raman")
        self.studio = await studio_world.live(self.api, owner)
        self.profile_id, self.package = await self._page()
        return self

    @property
    def sellers(self) -> tuple[Person, Person]:
        return self.talent, self.studio.owner

    async def somebody(self, legal_name: str) -> Person:
        person = await self.api.sign_up()
        await named(self.api, person, legal_name)
        return person

    async def _page(self) -> tuple[ProfileId, ServicePackage]:
        async with self.api.units() as uow:
            profile_id = ProfileId(uow.new_id(Prefix.PROFILE))
            package = ServicePackage(
                id=PackageId(uow.new_id(Prefix.PACKAGE)),
                profile_id=profile_id,
                name="Two looks",
                slug="two-looks",
                price_cents=PACKAGE_CENTS,
                duration_min=PACKAGE_MIN,
                includes=("Ten images",),
                addons=(PackageAddon(AddonId(uow.new_id(Prefix.ADDON)), "Extra look", 5_000),),
                licensing=PackageLicensing(LicenceType.STANDARD, None, {LicenceType.ADS: 25_000}),
            )
            await uow.profiles.add(self._profile(profile_id, uow.now))
            await uow.profiles.set_packages(profile_id, [package], uow.now)
        return profile_id, package

    def _profile(self, profile_id: ProfileId, now: datetime) -> ServiceProfile:
        return ServiceProfile(
            id=profile_id,
            user_id=UserId(self.talent.user_id),
            handle=self.talent.handle,
            role=Role.MODEL,
            display_name="Inês",
            bio="Ten years before the camera.",
            city="houston",
            created_at=now,
            updated_at=now,
            radius_km=16,
            status=ProfileStatus.PUBLISHED,
        )

    def leg(self, **changes: Any) -> dict[str, Any]:
        return {
            "serviceProfileId": self.profile_id,
            "packageId": self.package.id,
            "locationKind": "provider_studio",
            "deliverablesSummary": "Ten images in two looks",
        } | changes

    def studio_leg(self, **changes: Any) -> dict[str, Any]:
        return {"studioId": self.studio.studio_id} | changes

    def when(self, *, days: int = 2, hour_utc: int = 18, minutes: int = PACKAGE_MIN) -> dict[str, str]:
        """Noon or one o'clock in Houston, depending on the season; always within its opening hours."""
        start = studio_world.tomorrow_at(hour_utc) + timedelta(days=days)
        return {"start": iso(start), "end": iso(start + timedelta(minutes=minutes))}

    async def try_start(self, buyer: Person | None = None, **given: Any) -> Answer:
        variables = {"leg": self.leg(), "when": self.when(), "city": "houston"} | given
        return await self.api.run(START, variables, token=(buyer or self.buyer).token)

    async def start(self, buyer: Person | None = None, **given: Any) -> Checkout:
        draft = (await self.try_start(buyer, **given)).data["startCheckout"]
        return Checkout(self, buyer or self.buyer, LbgId(draft["lbgId"]), draft["orderId"])

    async def start_both(self, **given: Any) -> Checkout:
        """Talent and studio."""
        checkout = await self.start(**given)
        assert (await checkout.attach()).errors == []
        return checkout
