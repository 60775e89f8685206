"""Every root field that is served, called with what nobody should send: a listed code, and nothing left behind.

`make test` tries a fixed sample. HOSTILE_CALLS=all tries every value in every place, HOSTILE_CALLS=100 that many
for each field and viewer; HOSTILE_SEED draws another sample.
"""

import json
import os
import random
from collections.abc import AsyncIterator, Sequence

import pytest

from tests.hostile.documents import GENERAL, Door, doors
from tests.hostile.knocking import STATUSES, Outcome, knock
from tests.hostile.ledger import Books
from tests.hostile.market import Call, Market
from tests.hostile.values import Attack, attacks
from tests.world import World

CALLS = os.environ.get("HOSTILE_CALLS", "7")
SEED = os.environ.get("HOSTILE_SEED", "1")
ONLY = os.environ.get("HOSTILE_ONLY", "")
PARTS = 3
# What the processor refuses is kept: the attempt and its failure are facts, told to whoever follows the booking.
KEPT = {"PAYMENT_FAILED"}


class Siege:
    """A market under attack; everything that should not have happened is written down."""

    def __init__(self, market: Market) -> None:
        self.api = market.api
        self.books = Books(market.api)
        self.calls = market.calls()
        self.buyer, self.rival = market.buyer, market.rival
        self.ids = list(market.ids.values())
        self.found: list[str] = []
        self.count = 0

    async def ready(self) -> "Siege":
        await self.books.keep()
        self._before = await self.books.state()
        return self

    async def attack(self, door: Door) -> None:
        call = self.calls.get(door.name, Call(self.buyer))
        owner = call.by.token
        for viewer, token in (("owner", owner), ("stranger", self.rival.token), ("guest", None)):
            for attack in self._chosen(door, call, viewer):
                await self._one(door, call, attack, viewer, token)
        await self.books.refill()

    async def _one(self, door: Door, call: Call, attack: Attack, viewer: str, token: str | None) -> None:
        where = f"{door.name} by {viewer}: {attack}"
        outcome = await knock(self.api, door, attack.on(call.given), token)
        self.count += 1
        if complaint := outcome.complaint(door):
            self.found.append(f"{where}: {complaint}")
        after = await self.books.state()
        if after != self._before:
            self.found += [f"{where}: {trouble}" for trouble in await self._aftermath(outcome)]
            if outcome.errors and not outcome.codes <= KEPT:
                changed = [name for name in after if after[name] != self._before[name]]
                self.found.append(f"{where}: {sorted(outcome.codes)}, yet changed {changed}")
            await self.books.restore()

    async def _aftermath(self, outcome: Outcome) -> Sequence[str]:
        """What was taken goes on in jobs: pages, papers and mails must be able to hold it as well."""
        if outcome.errors:
            return []
        await self.api.drain()
        return await self.books.failed_jobs()

    def _chosen(self, door: Door, call: Call, viewer: str) -> Sequence[Attack]:
        """All of them, or a sample; those whom the contract does not let in get a few, which is enough to see."""
        tried = list(attacks(door.field, call.given, self.ids)) or [Attack(("nothing",), 1)]
        if CALLS == "all":
            share = 1 if viewer == "owner" else 4 if viewer == "stranger" or door.who == "guest" else 20
            return tried[::share]
        most = int(CALLS) if viewer == "owner" or door.who == "guest" else max(1, int(CALLS) // 3)
        return random.Random(f"{SEED}:{door.name}:{viewer}").sample(tried, min(most, len(tried)))


@pytest.fixture
async def siege(api: World) -> AsyncIterator[Siege]:
    made = await Siege(await Market(api).open()).ready()
    yield made
    await made.books.forget()


@pytest.mark.parametrize("part", range(PARTS))
async def test_what_nobody_should_send_is_refused_with_a_listed_code_and_changes_nothing(
    siege: Siege, part: int
) -> None:
    # The clock goes last: access tokens run out when it moves.
    named = [door for name, door in doors().items() if not ONLY or name in ONLY.split(",")]
    mine = sorted(named[part::PARTS], key=lambda door: door.name == "devClockAdvance")
    for door in mine:
        await siege.attack(door)
    assert not siege.found, "\n".join(siege.found)


@pytest.mark.parametrize(
    "literal",
    [
        r'"\u0000"',
        r'"\uD800"',
        r'"\u{110000}"',
        '"""\0"""',
        "99999999999999999999",
        "1e999",
        "NOPE",
        "[" * 300 + "]" * 300,
        "{a: {a: {a: 1}}}",
        '"' + "x" * 262_144 + '"',
    ],
)
async def test_what_stands_in_the_document_itself_is_judged_like_a_variable(api: World, literal: str) -> None:
    person = await api.sign_up()
    before = await Books(api).state()
    documents = (
        f"mutation {{ updateAccount(input: {{displayName: {literal}}}) {{ userId }} }}",
        f"query {{ thread(threadId: {literal}) {{ id }} }}",
    )
    for document in documents:
        content = json.dumps({"query": document}, ensure_ascii=False).encode()
        headers = {"content-type": "application/json", "authorization": f"Bearer {person.token}"}
        response = await api.client.post("/graphql", content=content, headers=headers)
        codes = {error["extensions"]["code"] for error in response.json()["errors"]}
        assert response.status_code in STATUSES
        assert codes <= GENERAL
    assert await Books(api).state() == before
