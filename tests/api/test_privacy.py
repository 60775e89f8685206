"""What a booking that was lived through leaves where it does not belong, and who sees which of its amounts."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from sqlalchemy import text

from tests.api.checkout_world import BOOKING, Checkout, Shop
from tests.api.money_world import DAY, EVER, PAYOUTS, onboard
from tests.api.studio_world import PAGE, studio_input
from tests.api.thread_world import BRIEF, INQUIRE, SEND
from tests.hostile.documents import doors
from tests.world import PASSWORD, Person, World

# Read by jobs, followers, strangers and operators: ids and numbers only. Bodies of webhooks are the processor's.
OPEN_TABLES: Final = ("event", "topic_event", "timer", "job", "search_doc", "search_word", "search_query")
WRITTEN: Final = "We meet behind the old brewery"
STREET: Final = "1200 McKinney St"
LEGAL_NAMES: Final = ("Dana Whitfield", "Inês Carvalho", "Priya Raman")


async def test_nothing_private_stands_in_events_jobs_search_rows_or_logs(
    shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    api = shop.api
    await _talk(shop)
    checkout = await _booked(shop)
    await api.run("mutation { verifyEmail }", token=shop.buyer.token)
    # What a job was told is gone with the job.
    rows = await _rows(api)
    await api.drain()
    await api.advance(seconds=40 * DAY)
    assert await checkout.statuses() == ["completed"] * 3

    people = (shop.buyer, *shop.sellers)
    private = [*LEGAL_NAMES, WRITTEN, STREET, studio_input()["address"]["line1"], PASSWORD]
    private += [person.email for person in people] + [person.token for person in people]
    rows += await _rows(api)
    assert {table for table, _ in rows} >= {"event", "job", "timer", "topic_event", "search_doc"}
    assert [(table, word) for table, row in rows for word in private if word in row] == []
    logged = "".join(capfd.readouterr())
    assert "job.ran" in logged
    assert [word for word in private if word in logged] == []


async def test_a_seller_sees_the_money_of_their_own_leg_alone(shop: Shop) -> None:
    checkout = await (await shop.start_both()).confirmed()
    group = await checkout.group()
    talent, host = group.legs
    for seller, own, other in ((shop.talent, talent, host), (shop.studio.owner, host, talent)):
        seen = await _whole(checkout, seller)
        assert [leg["legId"] for leg in seen["legs"]] == [own.id]
        assert seen["totalCents"] == own.price.total.cents
        secret = {other.price.total.cents, other.price.subtotal.cents, group.total.cents}
        assert not secret & set(_numbers(seen))


async def test_payouts_are_listed_to_their_seller_alone(shop: Shop) -> None:
    for seller in shop.sellers:
        await onboard(shop.api, seller)
    checkout = await (await shop.start_both()).confirmed()
    await shop.api.advance(seconds=20 * DAY)
    host = await shop.api.renewed(shop.studio.owner)
    (shown,) = (await shop.api.run(PAYOUTS, EVER, token=host.token)).data["myPayouts"]
    assert shown["legId"] == (await checkout.group()).legs[1].id
    buyer = await shop.api.renewed(shop.buyer)
    assert (await shop.api.run(PAYOUTS, EVER, token=buyer.token)).code == "FORBIDDEN"


async def test_the_exact_address_of_a_studio_is_its_owners(shop: Shop) -> None:
    checkout = await shop.start_both()
    exact = (29.760427, -95.369803)
    assert await _place(shop, shop.studio.owner) == (True, exact)
    for person in (None, shop.talent, shop.buyer):
        shown, place = await _place(shop, person)
        assert (shown, place == exact) == (False, False)
    await checkout.confirmed()
    assert await _place(shop, shop.buyer) == (False, exact)
    assert (await _place(shop, None))[1] != exact


async def test_contact_data_is_served_to_nobody_but_its_person(shop: Shop) -> None:
    """Whatever a root field may answer others, email and legal name are only in the account of the caller."""
    checkout = await (await shop.start_both()).confirmed()
    people = (shop.buyer, *shop.sellers)
    for viewer in people:
        answers = [await _whole(checkout, viewer)]
        for other in people:
            given = {"userId": other.user_id}
            answers.append((await shop.api.run(doors()["user"].document, given, token=viewer.token)).data)
        told = str(answers)
        assert [person.email for person in people if person.email in told] == []
        assert [name for name in LEGAL_NAMES if name in told] == []


async def _talk(shop: Shop) -> None:
    brief = {"p": shop.profile_id, "b": BRIEF | {"goals": WRITTEN}}
    opened = await shop.api.run(INQUIRE, brief, token=shop.buyer.token)
    thread_id = opened.data["startInquiry"]["id"]
    said = await shop.api.run(SEND, {"t": thread_id, "text": f"{WRITTEN}."}, token=shop.talent.token)
    assert said.errors == []


async def _booked(shop: Shop) -> Checkout:
    for seller in shop.sellers:
        await onboard(shop.api, seller)
    address = {"line1": STREET, "city": "Houston", "region": "TX", "postal": "77010", "country": "US"}
    leg = shop.leg(locationKind="buyer", locationAddress=address)
    return await (await shop.start_both(leg=leg)).confirmed()


async def _rows(api: World) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    async with api.process.kernel.engine.connect() as connection:
        for table in OPEN_TABLES:
            rows = await connection.scalars(text(f"select r::text from {table} r"))  # noqa: S608 - our names
            found += [(table, row) for row in rows]
    return found


async def _whole(checkout: Checkout, person: Person) -> Any:
    seen = await checkout.api.run(BOOKING, {"id": checkout.lbg_id}, token=person.token)
    return seen.data["booking"]


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _numbers(part)
    elif isinstance(value, list):
        for part in value:
            yield from _numbers(part)
    elif isinstance(value, int):
        yield value


async def _place(shop: Shop, person: Person | None) -> tuple[bool, tuple[float, float]]:
    """Whether the street is shown, and where the studio is said to be."""
    token = person.token if person else None
    shown = (await shop.api.run(PAGE, {"slug": shop.studio.slug}, token=token)).data["studio"]
    return shown["address"] is not None, (shown["geo"]["lat"], shown["geo"]["lon"])
