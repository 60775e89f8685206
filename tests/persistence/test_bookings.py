"""Bookings in PostgreSQL: what is kept reads back, who sees what, and what the constraints refuse."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from domain.bookings.attempts import AttemptMove
from domain.bookings.model import Leg, LinkedBookingGroup
from domain.bookings.policy import Side
from domain.bookings.ports import BookingFilter
from domain.bookings.states import LegMove, LegStatus
from domain.errors import Conflict, Invalid
from domain.ids import ChargeId, LbgId, LegId, LineId, OrderId, ProfileId, StudioId, UserId
from domain.money import Money
from domain.profiles.model import ProfileStatus, Role, ServiceProfile
from tests.api import studio_world
from tests.domain.bookings.build import NOW, a_group, a_leg, a_studio_leg, an_attempt
from tests.world import World


class Market:
    """A buyer, a model and a studio, and bookings between them."""

    def __init__(self, api: World) -> None:
        self.api, self.number = api, 0

    async def open(self) -> "Market":
        self.buyer, self.talent = await self.api.sign_up(), await self.api.sign_up()
        self.studio = await studio_world.live(self.api)
        self.profile_id = ProfileId("srv_model")
        page = ServiceProfile(
            id=self.profile_id,
            user_id=UserId(self.talent.user_id),
            handle=self.talent.handle,
            role=Role.MODEL,
            display_name="Ada",
            bio="Ada",
            city="houston",
            created_at=NOW,
            updated_at=NOW,
            status=ProfileStatus.PUBLISHED,
        )
        async with self.api.units() as uow:
            await uow.profiles.add(page)
        return self

    def group(self, *, days: int = 0, with_studio: bool = True) -> LinkedBookingGroup:
        self.number += 1
        later = timedelta(days=days)
        legs = [self._leg(a_leg(), "talent"), self._leg(a_studio_leg(), "studio")]
        group = replace(
            a_group(),
            id=LbgId(f"lbg_{self.number}"),
            order_id=OrderId(f"ord_{self.number}"),
            buyer_id=UserId(self.buyer.user_id),
        )
        kept = legs if with_studio else legs[:1]
        moved = replace(group, start_at=group.start_at + later, end_at=group.end_at + later)
        return moved.with_legs([replace(leg, lbg_id=group.id) for leg in kept])

    def _leg(self, leg: Leg, kind: str) -> Leg:
        lines = tuple(replace(line, id=LineId(f"{line.id}_{kind}_{self.number}")) for line in leg.price.lines)
        named = replace(
            leg,
            id=LegId(f"leg_{('talent', 'studio').index(kind)}_{self.number}"),
            price=replace(leg.price, lines=lines),
        )
        if kind == "talent":
            return replace(named, seller_id=UserId(self.talent.user_id), service_profile_id=self.profile_id)
        return replace(
            named, seller_id=UserId(self.studio.owner.user_id), studio_id=StudioId(self.studio.studio_id)
        )

    async def add(self, group: LinkedBookingGroup) -> LinkedBookingGroup:
        async with self.api.units() as uow:
            await uow.bookings.add(group)
        return group


@pytest.fixture
async def market(api: World) -> Market:
    return await Market(api).open()


async def seen(market: Market, person: Any, lbg_id: LbgId) -> LinkedBookingGroup | None:
    async with market.api.units() as uow:
        return await uow.bookings.seen_by(UserId(person.user_id), lbg_id)


async def test_a_booking_reads_back_as_it_was_kept(market: Market) -> None:
    kept = await market.add(market.group())
    assert await seen(market, market.buyer, kept.id) == kept


async def test_a_seller_sees_their_own_leg_and_its_money_only(market: Market) -> None:
    group = await market.add(market.group())
    for person, leg in ((market.talent, group.legs[0]), (market.studio.owner, group.legs[1])):
        view = await seen(market, person, group.id)
        assert view is not None
        assert (view.legs, view.total) == ((leg,), leg.price.total)


async def test_a_stranger_sees_nothing(market: Market) -> None:
    group = await market.add(market.group())
    assert await seen(market, await market.api.sign_up(), group.id) is None


async def test_a_moved_booking_is_kept_with_a_new_version(market: Market) -> None:
    group = await market.add(market.group())
    async with market.api.units() as uow:
        held = await uow.bookings.holding(group.id)
        assert held is not None
        saved = await uow.bookings.save(held.moved(LegMove.SIGN))
    assert (saved.status, saved.version) == (LegStatus.AWAITING_PAYMENT, 1)
    assert [leg.version for leg in saved.legs] == [1, 1]
    with pytest.raises(Conflict) as refused:
        async with market.api.units() as uow:
            await uow.bookings.save(group)
    assert refused.value.code == "CONFLICT"


async def test_a_locked_booking_is_loaded_once_and_reads_as_it_was_saved_last(market: Market) -> None:
    group = await market.add(market.group())
    async with market.api.units() as uow:
        held = await uow.bookings.holding(group.id)
        assert held is not None
        saved = await uow.bookings.save(held.moved(LegMove.SIGN))
        with market.api.statements() as statements:
            assert await uow.bookings.holding(group.id) == saved
        assert statements.seen == []
    async with market.api.units() as uow:
        assert await uow.bookings.whole(group.id) == saved


async def test_a_stranger_cannot_lock_a_booking_they_take_no_part_in(market: Market) -> None:
    group = await market.add(market.group())
    stranger = UserId((await market.api.sign_up()).user_id)
    async with market.api.units() as uow, market.api.units() as rival:
        assert await uow.bookings.holding(group.id, seen_by=stranger) is None
        assert await rival.bookings.holding(group.id, seen_by=group.buyer_id) == group
        # Nor is what this unit of work holds for somebody else shown to them.
        assert await rival.bookings.holding(group.id, seen_by=stranger) is None


async def test_saving_keeps_what_documents_may_change_and_nothing_of_the_price(market: Market) -> None:
    group = await market.add(market.group())
    studio = group.legs[1]
    changed = replace(
        studio,
        scope=replace(studio.scope, house_rules=("Quiet.",)),
        deposit=Money(1),
        price=replace(studio.price, platform_fee=Money(9_999)),
    )
    async with market.api.units() as uow:
        saved = await uow.bookings.save(group.with_leg(changed))
    assert saved.legs[1] == replace(changed, price=studio.price, version=1)
    assert saved.legs[0] == group.legs[0]


async def test_a_detached_leg_is_shown_to_nobody_and_makes_room_for_another(market: Market) -> None:
    group = await market.add(market.group())
    talent, studio = group.legs
    async with market.api.units() as uow:
        await uow.bookings.detach(group.with_legs([talent]), studio)
    assert await seen(market, market.studio.owner, group.id) is None
    view = await seen(market, market.buyer, group.id)
    assert view is not None
    assert view.legs == (talent,)
    again = market._leg(a_studio_leg(), "studio")
    async with market.api.units() as uow:
        await uow.bookings.save(
            view.with_leg(
                replace(
                    again,
                    id=LegId("leg_again"),
                    lbg_id=group.id,
                    price=replace(again.price, lines=(replace(again.price.lines[0], id=LineId("lin_x")),)),
                )
            )
        )


async def test_the_database_refuses_a_second_living_leg_of_one_kind(market: Market) -> None:
    group = market.group()
    twin = replace(group.legs[1], id=LegId("leg_twin"))
    with pytest.raises(IntegrityError, match="uq_booking_leg_living"):
        await market.add(group.with_leg(twin))


async def test_a_booking_cannot_have_two_payments_that_may_be_captured(market: Market) -> None:
    group = await market.add(market.group())
    first = replace(an_attempt(), lbg_id=group.id)
    async with market.api.units() as uow:
        await uow.bookings.add_attempt(first)
    second = replace(first, id=ChargeId("chg_2"), intent_id="pi_2")
    with pytest.raises(Conflict):
        async with market.api.units() as uow:
            await uow.bookings.add_attempt(second)
    async with market.api.units() as uow:
        await uow.bookings.save_attempt(first.moved(AttemptMove.REFUSE, NOW))
        await uow.bookings.add_attempt(second)
    async with market.api.units() as uow:
        assert await uow.bookings.live_attempt(group.id) == second
        assert await uow.bookings.attempt_of_intent("pi_2") == second


async def test_pages_go_by_start_newest_first_without_gaps_or_repeats(market: Market) -> None:
    groups = [await market.add(market.group(days=days)) for days in (2, 0, 1, 1, 5)]
    expected = sorted(groups, key=lambda group: (group.start_at, group.id), reverse=True)
    found: list[LbgId] = []
    cursor: str | None = None
    while cursor is not None or not found:
        async with market.api.units() as uow:
            page = await uow.bookings.page_seen_by(
                UserId(market.buyer.user_id), BookingFilter(), cursor=cursor, limit=2
            )
        found += [group.id for group in page.items]
        cursor = page.cursor
    assert found == [group.id for group in expected]


async def test_filters_narrow_what_is_listed(market: Market) -> None:
    near = await market.add(market.group())
    far = await market.add(market.group(days=9, with_studio=False))
    buyer, owner = UserId(market.buyer.user_id), UserId(market.studio.owner.user_id)
    studio_id = near.legs[1].studio_id
    cases = [
        (buyer, BookingFilter(side=Side.BUYER), {near.id, far.id}),
        (buyer, BookingFilter(side=Side.SELLER), set()),
        (owner, BookingFilter(side=Side.SELLER), {near.id}),
        (buyer, BookingFilter(studio_id=studio_id), {near.id}),
        (UserId(market.talent.user_id), BookingFilter(studio_id=studio_id), set()),
        (buyer, BookingFilter(status=LegStatus.CONFIRMED), set()),
        (buyer, BookingFilter(status=LegStatus.AWAITING_DOCS), {near.id, far.id}),
        (buyer, BookingFilter(starts_from=far.start_at), {far.id}),
        (buyer, BookingFilter(starts_before=far.start_at), {near.id}),
    ]
    for person, wanted, expected in cases:
        async with market.api.units() as uow:
            page = await uow.bookings.page_seen_by(person, wanted, cursor=None, limit=50)
        assert {group.id for group in page.items} == expected, wanted


async def test_a_cursor_of_another_list_is_refused(market: Market) -> None:
    async with market.api.units() as uow:
        foreign = uow.cursors.seal("threads", [NOW, "thr_1"])
        with pytest.raises(Invalid):
            await uow.bookings.page_seen_by(
                UserId(market.buyer.user_id), BookingFilter(), cursor=foreign, limit=5
            )


async def test_a_page_costs_the_same_however_many_bookings_it_holds(market: Market) -> None:
    counts = []
    for days in range(2):
        await market.add(market.group(days=days))
        with market.api.statements() as statements:
            async with market.api.units() as uow:
                await uow.bookings.page_seen_by(
                    UserId(market.buyer.user_id), BookingFilter(), cursor=None, limit=50
                )
        counts.append(len(statements))
    assert counts[0] == counts[1]
