"""A checkout whose documents can be issued and signed, and the documents of the API that do it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from domain.bookings.leg_policy import LegPolicy
from domain.bookings.model import (
    Leg,
    LegPrice,
    LegType,
    LineItem,
    LineKind,
    LinkedBookingGroup,
    LocationKind,
    Scope,
    TaxLine,
)
from domain.bookings.states import LegStatus
from domain.ids import LbgId, LegId, LineId, OrderId, Prefix, ProfileId, StudioId, UserId
from domain.money import Money
from domain.ports import UnitOfWork
from domain.profiles.model import Role, ServiceProfile
from domain.studios.model import Address, Geo, Studio, StudioDetails
from tests.world import Answer, Person, World

PACK: Final = """
  packId legId lbgId status city generatorVer allSigned createdAt updatedAt
  documents {
    docId packId lbgId templateId templateName templateVersion pdfUrl pdfSha256 postSignSha256
    envelopeId envelopeStatus signUrl legalHold createdAt
    signers { role userId name status signedAt }
    events { signEventId actorRole actorUserId event createdAt }
  }
"""
CREATE: Final = (
    f"mutation ($draft: ID!, $leg: ID) {{ createDocPack(draftId: $draft, legId: $leg) {{ {PACK} }} }}"
)
SIGN: Final = f"""mutation ($draft: ID!, $pack: ID!, $envelope: ID!) {{
  markDocSigned(draftId: $draft, packId: $pack, envelopeId: $envelope) {{ {PACK} }}
}}"""
ONE: Final = f"query ($pack: ID!) {{ docPack(packId: $pack) {{ {PACK} }} }}"
ALL: Final = f"query ($lbg: ID!) {{ docPacks(lbgId: $lbg) {{ {PACK} }} }}"
MINE: Final = (
    "{ myDocsToSign { docId packId lbgId templateName envelopeId signUrl signers { role status } } }"
)

ADDRESS: Final = {
    "line1": "1200 McKinney St",
    "line2": None,
    "city": "Houston",
    "region": "TX",
    "postal": "77010",
    "country": "US",
}


@dataclass(frozen=True)
class Booked:
    """A checkout of a model and a studio, everybody in it signed up with a legal name."""

    api: World
    buyer: Person
    talent: Person
    owner: Person
    lbg_id: LbgId
    talent_leg: LegId
    studio_leg: LegId
    studio_id: StudioId

    async def issue(self, leg: LegId | None = None, by: Person | None = None) -> Answer:
        variables = {"draft": self.lbg_id, "leg": leg}
        return await self.api.run(CREATE, variables, token=(by or self.buyer).token)

    async def issued(self, leg: LegId | None = None) -> dict[str, Any]:
        pack: dict[str, Any] = (await self.issue(leg)).data["createDocPack"]
        return pack

    async def sign(self, person: Person, pack: dict[str, Any], at: int = 0, **instead: str) -> Answer:
        envelope = pack["documents"][at]["envelopeId"]
        variables = {"draft": self.lbg_id, "pack": pack["packId"], "envelope": envelope}
        variables |= {name.removesuffix("_id"): value for name, value in instead.items()}
        return await self.api.run(SIGN, variables, token=person.token)

    async def sign_all(self, pack: dict[str, Any], *people: Person) -> dict[str, Any]:
        """Everybody named signs everything in the pack; the pack as the last one saw it."""
        answer = None
        for person in people:
            for at in range(len(pack["documents"])):
                answer = await self.sign(person, pack, at)
        assert answer is not None
        signed: dict[str, Any] = answer.data["markDocSigned"]
        return signed

    async def pack(self, pack: dict[str, Any], by: Person | None = None) -> dict[str, Any]:
        answer = await self.api.run(ONE, {"pack": pack["packId"]}, token=(by or self.buyer).token)
        seen: dict[str, Any] = answer.data["docPack"]
        return seen

    async def packs(self, by: Person) -> Answer:
        return await self.api.run(ALL, {"lbg": self.lbg_id}, token=by.token)

    async def to_sign(self, person: Person) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.api.run(MINE, token=person.token)).data["myDocsToSign"]
        return found

    async def group(self) -> LinkedBookingGroup:
        async with self.api.units() as uow:
            group = await uow.bookings.whole(self.lbg_id)
        assert group is not None
        return group

    async def statuses(self) -> tuple[str, list[str]]:
        group = await self.group()
        return group.status.value, [leg.status.value for leg in group.legs]

    async def change_leg(self, leg_id: LegId, **changes: Any) -> None:
        """What checkout may change of a leg: its scope and its deposit."""
        async with self.api.units() as uow:
            group = await uow.bookings.holding(self.lbg_id)
            leg = group.leg(leg_id) if group else None
            assert group is not None
            assert leg is not None
            deposit = changes.pop("deposit", leg.deposit)
            changed = replace(leg, deposit=deposit, scope=replace(leg.scope, **changes))
            await uow.bookings.save(group.with_leg(changed))

    async def facts(self) -> list[str]:
        return [event.name for event in await self.api.history(f"lbg:{self.lbg_id}")]


async def a_checkout(api: World, *, role: Role = Role.MODEL, studio: bool = True, **scope: Any) -> Booked:
    buyer, talent, owner = [
        await _named(api, name) for name in ("Dana Whitfield", "Inês Carvalho", "Priya Raman")
    ]
    async with api.units() as uow:
        now = uow.now
        profile_id, studio_id = ProfileId(uow.new_id(Prefix.PROFILE)), StudioId(uow.new_id(Prefix.STUDIO))
        await uow.profiles.add(_profile(profile_id, talent, role, now))
        await uow.studios.add(_studio(studio_id, owner, now))
        group = _group(uow, buyer, now)
        legs = [_talent_leg(uow, group, talent, profile_id, role, **scope)]
        if studio:
            legs.append(_studio_leg(uow, group, owner, studio_id))
        await uow.bookings.add(group.with_legs(legs))
    return Booked(api, buyer, talent, owner, group.id, legs[0].id, legs[-1].id, studio_id)


async def named(api: World, person: Person, legal_name: str) -> None:
    document = "mutation ($input: AccountInput!) { updateAccount(input: $input) { legalName } }"
    answer = await api.run(document, {"input": {"legalName": legal_name}}, token=person.token)
    assert answer.data["updateAccount"]["legalName"] == legal_name


async def _named(api: World, legal_name: str) -> Person:
    person = await api.sign_up()
    await named(api, person, legal_name)
    return person


def _group(uow: UnitOfWork, buyer: Person, now: datetime) -> LinkedBookingGroup:
    start = (now + timedelta(days=10)).replace(hour=15, minute=0, second=0, microsecond=0)
    return LinkedBookingGroup(
        id=LbgId(uow.new_id(Prefix.LBG)),
        order_id=OrderId(uow.new_id(Prefix.ORDER)),
        buyer_id=UserId(buyer.user_id),
        city="houston",
        start_at=start,
        end_at=start + timedelta(hours=4),
        legs=(),
        status=LegStatus.AWAITING_DOCS,
        created_at=now,
        updated_at=now,
    )


def _talent_leg(
    uow: UnitOfWork,
    group: LinkedBookingGroup,
    talent: Person,
    profile_id: ProfileId,
    role: Role,
    **scope: Any,
) -> Leg:
    words: dict[str, Any] = {
        "package_name": "Half day",
        "includes": ("Ten retouched images",),
        "license_tier": "standard",
        "location_kind": LocationKind.BUYER.value,
        "location_address": ADDRESS,
        "deliverables": "Twenty images in two looks",
    }
    return Leg(
        id=LegId(uow.new_id(Prefix.LEG)),
        lbg_id=group.id,
        type=LegType.TALENT,
        seller_id=UserId(talent.user_id),
        title="Half day with Inês",
        start_at=group.start_at,
        end_at=group.end_at,
        price=_price(uow, "Half day", LineKind.PACKAGE, 60_000),
        policy=LegPolicy(),
        scope=Scope(role=role.slug, **(words | scope)),
        status=LegStatus.AWAITING_DOCS,
        created_at=group.created_at,
        service_profile_id=profile_id,
    )


def _studio_leg(uow: UnitOfWork, group: LinkedBookingGroup, owner: Person, studio_id: StudioId) -> Leg:
    return Leg(
        id=LegId(uow.new_id(Prefix.LEG)),
        lbg_id=group.id,
        type=LegType.STUDIO,
        seller_id=UserId(owner.user_id),
        title="Northlight Loft",
        start_at=group.start_at,
        end_at=group.end_at,
        price=_price(uow, "4 hours", LineKind.STUDIO, 40_000),
        policy=LegPolicy(overtime_cents_per_30m=6_000),
        scope=Scope(role="studio", house_rules=("No glitter",)),
        status=LegStatus.AWAITING_DOCS,
        created_at=group.created_at + timedelta(milliseconds=1),
        studio_id=studio_id,
        deposit=Money(50_000),
    )


def _price(uow: UnitOfWork, title: str, kind: LineKind, cents: int) -> LegPrice:
    return LegPrice(
        lines=(LineItem(LineId(uow.new_id(Prefix.LINE)), kind, title, Money(cents)),),
        tax_lines=(TaxLine("US-TX", 825, Money(cents).bps(825)),),
        platform_fee=Money(cents).bps(1_000),
        platform_fee_tax=Money(0),
    )


def _profile(profile_id: ProfileId, talent: Person, role: Role, now: datetime) -> ServiceProfile:
    return ServiceProfile(
        id=profile_id,
        user_id=UserId(talent.user_id),
        handle=talent.handle,
        role=role,
        display_name="Inês",
        bio="",
        city="houston",
        created_at=now,
        updated_at=now,
    )


def _studio(studio_id: StudioId, owner: Person, now: datetime) -> Studio:
    details = StudioDetails(
        title="Northlight Loft",
        description="",
        city="houston",
        region="TX",
        country="US",
        geo=Geo(29.76, -95.36),
        address=Address("88 Navigation Blvd", "Houston", "TX", "77002", "US"),
        amenities=(),
        capacity_people=12,
        size_sqft=None,
        deposit_required=True,
        deposit_auth_cents=50_000,
        house_rules=("No glitter",),
        insurance_confirmed=True,
    )
    return Studio(studio_id, UserId(owner.user_id), studio_id, details, True, now, now)
