"""Conversations in PostgreSQL: folders as SQL, bindings to bookings, one note per fact."""

import asyncio
from itertools import product

from sqlalchemy import insert, select, update

from domain.facts import Fact
from domain.ids import LbgId, LegId, OrderId, ThreadId, UserId
from domain.threads.booking import NOTES, BookedLeg, BookedParties, bind_booking_thread, note
from domain.threads.folders import FOLDERS, shows
from domain.threads.model import Delivery, Side, ThreadKind
from domain.threads.ports import InboxQuery
from domain.threads.states import RequestStatus, ThreadMove, ThreadStatus
from persistence.tables.threads import message, message_gate, participant, thread
from persistence.unit_of_work import SqlUnits
from tests.api.thread_world import TALK, Talkers, asking, talking
from tests.world import Person, World

LBG, ORDER = LbgId("lbg_1"), OrderId("ord_1")
TALENT, STUDIO = LegId("leg_talent"), LegId("leg_studio")


async def test_folders_as_sql_list_what_the_rules_say(api: World, units: SqlUnits) -> None:
    me, other = await api.sign_up(), await api.sign_up()
    every = product(
        (ThreadKind.INQUIRY, ThreadKind.BOOKING, ThreadKind.INVITE, ThreadKind.DISPUTE, ThreadKind.SUPPORT),
        (ThreadStatus.OPEN, ThreadStatus.PENDING_DECISION, ThreadStatus.DISPUTED, ThreadStatus.ARCHIVED),
        (None, RequestStatus.PENDING, RequestStatus.ACCEPTED, RequestStatus.DECLINED),
        (None, "archived", "spam"),
        (0, 1),
    )
    async with units() as uow:
        rows = list(every)
        await uow.connection.execute(
            insert(thread), [_thread_row(n, row, me, uow.now) for n, row in enumerate(rows)]
        )
        await uow.connection.execute(
            insert(participant), [_part_row(n, row, me, uow.now) for n, row in enumerate(rows)]
        )
        gates = [_gate_row(n, row, me if n % 2 else other) for n, row in enumerate(rows) if row[2]]
        await uow.connection.execute(insert(message_gate), gates)
    async with units() as uow:
        whole = await uow.threads.threads([ThreadId(f"thr_{n}") for n in range(len(rows))])
        for name in FOLDERS:
            listed = await uow.threads.inbox(InboxQuery(UserId(me.user_id), name, 1000))
            expected = {one.id for one in whole.values() if shows(name, one, one.participants[0])}
            assert {one.id for one in listed} == expected, name
            assert expected, name


def _thread_row(number: int, row: tuple[object, ...], me: Person, now: object) -> dict[str, object]:
    return {
        "thread_id": f"thr_{number}",
        "kind": row[0],
        "status": row[1],
        "opened_by": me.user_id,
        "pair": f"{me.user_id}+{number}",
        "created_at": now,
    }


def _part_row(number: int, row: tuple[object, ...], me: Person, now: object) -> dict[str, object]:
    return {
        "thread_id": f"thr_{number}",
        "user_id": me.user_id,
        "side": "buyer",
        "moved_to": row[3],
        "unread_count": row[4],
        "starred": number % 3 == 0,
        "active_at": now,
    }


def _gate_row(number: int, row: tuple[object, ...], target: Person) -> dict[str, object]:
    return {
        "gate_id": f"gat_{number}",
        "thread_id": f"thr_{number}",
        "target_user_id": target.user_id,
        "status": row[2],
    }


def parties(buyer: Person, talent: Person, host: Person | None = None) -> BookedParties:
    legs = [BookedLeg(TALENT, UserId(talent.user_id), "Model")]
    if host is not None:
        legs.insert(0, BookedLeg(STUDIO, UserId(host.user_id), "Studio", is_studio=True))
    return BookedParties(LBG, ORDER, UserId(buyer.user_id), "houston", tuple(legs))


async def test_confirmation_promotes_the_inquiry_of_the_two(api: World, units: SqlUnits) -> None:
    two = await talking(api)
    async with units() as uow:
        bound = await bind_booking_thread(uow, parties(two.buyer, two.seller))
    assert bound == two.thread_id
    project = await two.thread(two.buyer)
    assert {
        name: project[name]
        for name in ("kind", "status", "isProject", "lbgId", "bookingId", "legId", "orderId")
    } == {
        "kind": "BOOKING",
        "status": "CONFIRMED",
        "isProject": True,
        "lbgId": LBG,
        "bookingId": LBG,
        "legId": TALENT,
        "orderId": ORDER,
    }
    assert (project["folder"], project["lastMessage"]["kind"]) == ("bookings", "SYSTEM")
    told = [event.name for event in await api.history(f"thread:{two.thread_id}")]
    assert told[-2:] == ["thread.promoted_to_project", "msg.send"]


async def test_an_unanswered_request_is_accepted_by_the_booking(api: World, units: SqlUnits) -> None:
    two = await asking(api)
    async with units() as uow:
        await bind_booking_thread(uow, parties(two.buyer, two.seller))
    assert (await two.thread(two.buyer))["requestState"] == "ACCEPTED"


async def test_without_an_inquiry_a_thread_is_opened_and_binding_again_changes_nothing(
    api: World, units: SqlUnits
) -> None:
    buyer, seller = await api.sign_up(), await api.sign_up()
    async with units() as uow:
        first = await bind_booking_thread(uow, parties(buyer, seller))
    before = await api.history(f"thread:{first}")
    async with units() as uow:
        assert await bind_booking_thread(uow, parties(buyer, seller)) == first
        assert await uow.threads.thread_of(LBG) == first
        assert await uow.threads.thread_of(LbgId("lbg_2")) is None
    assert await api.history(f"thread:{first}") == before


async def test_ten_bindings_at_once_open_one_thread(api: World, units: SqlUnits) -> None:
    buyer, seller = await api.sign_up(), await api.sign_up()

    async def bind() -> ThreadId:
        async with units() as uow:
            return await bind_booking_thread(uow, parties(buyer, seller))

    results = await asyncio.gather(*(bind() for _ in range(10)), return_exceptions=True)
    bound = {one for one in results if isinstance(one, str)}
    assert len(bound) == 1
    async with units() as uow:
        assert len((await uow.connection.execute(select(thread))).all()) == 1


async def test_talent_and_studio_have_a_thread_each_and_the_talents_is_shown(
    api: World, units: SqlUnits
) -> None:
    buyer, talent, host = [await api.sign_up() for _ in range(3)]
    async with units() as uow:
        shown = await bind_booking_thread(uow, parties(buyer, talent, host))
        threads = await uow.threads.of_booking(LBG)
    assert [(one.kind, one.leg_id) for one in threads] == [
        (ThreadKind.BOOKING, TALENT),
        (ThreadKind.STUDIO, STUDIO),
    ]
    assert shown == threads[0].id
    assert {one.side for one in threads[1].participants} == {Side.BUYER, Side.HOST}


async def test_one_seller_of_both_legs_has_one_thread(api: World, units: SqlUnits) -> None:
    buyer, seller = await api.sign_up(), await api.sign_up()
    async with units() as uow:
        await bind_booking_thread(uow, parties(buyer, seller, seller))
        assert [one.leg_id for one in await uow.threads.of_booking(LBG)] == [TALENT]


async def test_a_locked_inquiry_does_not_stand_in_the_way_of_a_booking(api: World, units: SqlUnits) -> None:
    two = await talking(api)
    async with units() as uow:
        held = await uow.threads.holding(ThreadId(two.thread_id))
        assert held is not None
        await uow.threads.save(held.moved(ThreadMove.LOCK))
        assert await bind_booking_thread(uow, parties(two.buyer, two.seller)) != two.thread_id


async def test_what_happens_to_a_booking_is_noted_once_in_the_thread_of_its_leg(
    api: World, units: SqlUnits
) -> None:
    buyer, talent, host = [await api.sign_up() for _ in range(3)]
    async with units() as uow:
        await bind_booking_thread(uow, parties(buyer, talent, host))
    for _ in range(2):
        for name in NOTES:
            async with units() as uow:
                await note(uow, name, {"lbg_id": LBG, "leg_id": STUDIO}, STUDIO)
        async with units() as uow:
            await note(uow, "payout.paid", {"lbg_id": LBG, "leg_id": TALENT}, "pay_1")
            await note(uow, "payout.paid", {"leg_id": TALENT}, "pay_2")
            await note(uow, "lbg.create", {"lbg_id": LBG}, LBG)
    async with units() as uow:
        first, second = await uow.threads.of_booking(LBG)
        spoken = (await uow.connection.execute(select(message).where(message.c.thread_id == second.id))).all()
    assert (first.last_seq, second.last_seq) == (2, 1 + len(NOTES))
    assert {row.kind for row in spoken} == {"SYSTEM"}
    assert (first.status, second.status) == (ThreadStatus.CONFIRMED, ThreadStatus.COMPLETED)


async def test_facts_about_a_booking_reach_its_thread_through_the_jobs(api: World, units: SqlUnits) -> None:
    buyer, seller = await api.sign_up(), await api.sign_up()
    async with units() as uow:
        shown = await bind_booking_thread(uow, parties(buyer, seller))
        uow.emit(Fact("leg.in_progress", TALENT, {"lbg_id": LBG, "leg_id": TALENT}))
    await api.drain()
    async with units() as uow:
        newest = await uow.threads.newest_at(shown, None)
    assert newest is not None
    assert newest.body_text == "The session has started."


async def test_people_with_a_booking_write_to_each_other_without_request_or_credit(
    api: World, units: SqlUnits
) -> None:
    two = await talking(api)
    async with units() as uow:
        await bind_booking_thread(uow, parties(two.buyer, two.seller))
    variables = {"to": two.seller.user_id, "r": "Model", "m": "See you at nine: 713-555-0142", "b": LBG}
    answer = (await api.run(TALK, variables, token=two.buyer.token)).data["startConversation"]
    assert (answer["id"], answer["lastMessage"]["bodyText"]) == (
        two.thread_id,
        "See you at nine: 713-555-0142",
    )
    stranger = await api.sign_up()
    assert (await api.run(TALK, variables, token=stranger.token)).code == "VALIDATION_FAILED"


async def test_deliveries_of_several_threads_are_marked_by_one_statement_the_newest_of_each(
    api: World, units: SqlUnits
) -> None:
    first, second, gated = await talking(api), await talking(api), await asking(api)
    handed = [
        *[one for two in (first, second) for one in await _handed_to(api, two.buyer, two)],
        *await _handed_to(api, gated.seller, gated),
    ]
    async with units() as uow:
        closed = update(message_gate).where(message_gate.c.thread_id == gated.thread_id)
        await uow.connection.execute(closed.values(reason="budget_floor", status=RequestStatus.PENDING))
    own = [Delivery(one.thread_id, UserId(first.seller.user_id), one.message_id) for one in handed[:1]]
    stranger = [Delivery(one.thread_id, UserId(second.buyer.user_id), one.message_id) for one in handed[:1]]
    with api.statements() as statements:
        async with units() as uow:
            marked = await uow.threads.deliver([*reversed(handed), *own, *stranger])
    newest = {one.thread_id: one for one in handed if one.thread_id != gated.thread_id}
    assert sorted(marked, key=str) == sorted(newest.values(), key=str)
    assert len([one for one in statements.seen if "UPDATE participant" in one]) == 1
    async with units() as uow:
        assert await uow.threads.deliver(handed) == []


async def _handed_to(api: World, person: Person, two: Talkers) -> list[Delivery]:
    """What others wrote in a thread, oldest first, as if it was handed to somebody just now."""
    other = two.seller if person is two.buyer else two.buyer
    if other is two.seller:
        await two.say(other, "One more thing.")
    query = (
        select(message.c.message_id)
        .where(message.c.thread_id == two.thread_id, message.c.sender_id == other.user_id)
        .order_by(message.c.seq)
    )
    async with api.units() as uow:
        found = (await uow.connection.scalars(query)).all()
    return [Delivery(ThreadId(two.thread_id), UserId(person.user_id), one) for one in found]
