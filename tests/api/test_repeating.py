"""Every mutation that is served, called twice under one Idempotency-Key: one effect, and the same answer."""

from typing import Any, Final

import pytest

from tests.api.money_world import DAY
from tests.api.supply import a_live_page
from tests.hostile.documents import doors
from tests.hostile.ledger import Books
from tests.hostile.market import Call, Market
from tests.world import Answer, Person, World

# These need what only a mail, the passing of time or a page with pictures brings; each has its own test below.
PREPARED: Final = {
    "devClockAdvance",
    "markCompleted",
    "publishServiceProfile",
    "resetPassword",
    "verifyEmail",
}
MUTATIONS: Final = sorted(name for name, door in doors().items() if door.kind == "mutation")


@pytest.fixture
async def market(api: World) -> Market:
    return await Market(api).open()


async def test_every_mutation_may_be_repeated_under_its_key(market: Market) -> None:
    books, calls = Books(market.api), market.calls()
    await books.keep()
    untouched = await books.state()
    for name in MUTATIONS:
        if name in PREPARED:
            continue
        await _twice(market.api, books, name, calls.get(name, Call(market.buyer)))
        await books.restore()
        assert await books.state() == untouched
    await books.forget()


async def test_a_mailed_token_is_used_once_and_answered_twice(api: World) -> None:
    person = await api.sign_up()
    verify = Call(person, {"token": await api.mailed_token("verify_email", person)})
    await _twice(api, Books(api), "verifyEmail", verify)
    asked = await api.run(doors()["requestPasswordReset"].document, {"email": person.email})
    assert asked.errors == []
    token = await api.mailed_token("reset_password", person)
    await _twice(
        api, Books(api), "resetPassword", Call(person, {"token": token, "newPassword": "new long words"})
    )


async def test_a_page_is_published_once(api: World) -> None:
    supply = await a_live_page(api, await api.sign_up())
    page = Call(supply.owner, {"serviceProfileId": supply.profile_id})
    assert (await _call(api, "unpublishServiceProfile", page, None)).errors == []
    await _twice(api, Books(api), "publishServiceProfile", page)


async def test_a_booking_is_accepted_once_and_the_clock_moves_once(market: Market) -> None:
    api = market.api
    await _twice(
        api, Books(api), "devClockAdvance", Call(market.buyer, {"seconds": 16 * DAY}), signed_in=False
    )
    buyer: Person = await api.renewed(market.buyer)
    done = Call(buyer, {"lbgId": market.ids["confirmed_draft"]})
    await _twice(api, Books(api), "markCompleted", done)


async def _twice(api: World, books: Books, name: str, call: Call, *, signed_in: bool = True) -> None:
    first = await _call(api, name, call, f"once-{name}", signed_in=signed_in)
    assert (name, first.errors) == (name, [])
    after = await books.state()
    second = await _call(api, name, call, f"once-{name}", signed_in=signed_in)
    assert (name, second.body) == (name, first.body)
    changed = await books.state()
    assert (name, [table for table in after if after[table] != changed[table]]) == (name, [])


async def _call(api: World, name: str, call: Call, key: str | None, *, signed_in: bool = True) -> Answer:
    given: dict[str, Any] = dict(call.given)
    return await api.run(doors()[name].document, given, token=call.by.token if signed_in else None, key=key)
