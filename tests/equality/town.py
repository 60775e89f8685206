"""A small town in which every kind of reader finds something, nothing, and what is none of their business."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import is_required_argument

from domain.ids import UserId
from domain.viewer import GUEST, SUPER, Viewer
from server.asked import Asked
from server.graphql import Engine
from tests.api.profile_world import set_account
from tests.api.supply import a_live_page, a_shown_item
from tests.api.thread_world import INQUIRE, MESSAGES, SEND
from tests.hostile.documents import Door, doors
from tests.hostile.market import Call, Market
from tests.world import Person, World

ODD: Final = (
    'Quotes " and \\ and / and\nlines',
    "\u2028 and \u2029 and \u00a0 and \u200d",
    "e\u0301 \U0001f469\u200d\U0001f467 \ufdfa \U0010ffff",
    "' || $1 {0} %s :name <b>&amp;</b>",
    "null",
)
ODD_NAME: Final = '\U0001f3ac O\u2019N\u00e9\u0301 "Zo\u00eb" \\ \u05d0\u05d1'

# Arguments of lists in pages; that of search has its page inside.
PAGED: Final = frozenset({"cursor", "input"})
FIND: Final[dict[str, Any]] = {"city": "houston", "surface": "PEOPLE"}
# Most parts of a search go with few others, so leaving some out at random leaves nothing to be run.
SEARCHES: Final[tuple[dict[str, Any], ...]] = (
    FIND,
    FIND | {"surface": "STUDIOS"},
    FIND | {"role": "CREATOR"},
    FIND | {"query": "ten years"},
    FIND | {"lat": 29.7, "lon": -95.3, "radiusKm": 20},
)


@dataclass(frozen=True)
class Town:
    engine: Engine
    readers: Mapping[str, Viewer]
    calls: Mapping[str, Call]
    # Of things of all kinds, and of nothing.
    ids: Sequence[str]
    # Of next pages, by root field.
    cursors: Mapping[str, Sequence[str]]


async def settle(api: World) -> Town:
    market = await Market(api).open()
    admin = await api.sign_up()
    await _talk(market)
    await _names(market)
    await _shelves(market)
    await api.drain()
    readers = {
        "guest": GUEST,
        "buyer": _reader(market.buyer),
        "talent": _reader(market.talent),
        "host": _reader(market.host),
        "stranger": _reader(market.rival),
        "admin": Viewer(UserId(admin.user_id), admin_roles=frozenset({SUPER})),
    }
    await _hand_out(market)
    ids = (*market.ids.values(), "thr_00000000000000000000000000")
    calls = {**market.calls(), "portfolioItem": Call(market.talent, {"slug": await _slug(market)})}
    cursors = await _cursors(api.process.engine, calls, readers)
    return Town(api.process.engine, readers, calls, ids, cursors)


def _reader(person: Person) -> Viewer:
    return Viewer(UserId(person.user_id))


async def _talk(market: Market) -> None:
    """A conversation with odd letters and files in it, and a first contact that waits to be let in."""
    api, thread = market.api, market.ids["thread"]
    file = {"key": market.ids["file"], "mime": "image/jpeg", "bytes": 100, "fileName": ODD_NAME}
    said: list[tuple[Person, dict[str, Any]]] = [(market.buyer, {"text": text}) for text in ODD]
    said += [(market.talent, {"text": "Yes"}), (market.buyer, {"kind": "IMAGE", "files": [file]})]
    for person, message in said:
        sent = await api.run(SEND, {"t": thread, **message}, token=person.token)
        assert not sent.errors, (message, sent.errors)
    brief = {"title": ODD_NAME, "goals": ODD[0]}
    asked = await api.run(INQUIRE, {"p": market.shop.profile_id, "b": brief}, token=market.rival.token)
    market.ids["request"] = asked.data["startInquiry"]["id"]


async def _names(market: Market) -> None:
    await set_account(market.api, market.rival, display_name=ODD_NAME, city=None)
    await set_account(market.api, market.host, display_name=ODD[2], region=ODD[1])


async def _shelves(market: Market) -> None:
    """Two galleries on one page, and a second page to be found."""
    api = market.api
    for _ in range(2):
        market.ids["shown"], _ = await a_shown_item(api, market.talent, market.shop.profile_id, pictures=2)
    await a_live_page(api, market.talent, "CREATOR", city="houston")
    market.ids["live_page"] = (await a_live_page(api, market.rival, "PHOTOGRAPHER", bio=ODD_NAME)).profile_id


async def _slug(market: Market) -> str:
    """Of a gallery that is shown."""
    listed = "query ($id: ID!) { profilePortfolio(roleProfileId: $id) { items { slug } } }"
    found = await market.api.run(listed, {"id": market.shop.profile_id}, token=market.talent.token)
    return str(found.data["profilePortfolio"]["items"][0]["slug"])


async def _hand_out(market: Market) -> None:
    """Reading notes what was handed to whom for the first time; here everything has been."""
    for thread in (market.ids["thread"], market.ids["request"]):
        for person in (market.buyer, market.talent, market.rival, market.host):
            await market.api.run(MESSAGES, {"t": thread}, token=person.token)


async def _cursors(
    engine: Engine, calls: Mapping[str, Call], readers: Mapping[str, Viewer]
) -> dict[str, list[str]]:
    """Those of the second and third page of every list in pages, for everybody who gets one."""
    found: dict[str, list[str]] = {}
    for name, door in doors().items():
        arguments = door.field.args
        if door.kind != "query" or not PAGED & arguments.keys():
            continue
        first = {one: calls[name].given[one] for one, of in arguments.items() if is_required_argument(of)}
        walks = [_walk(engine, viewer, door, first) for viewer in readers.values()]
        found[name] = [cursor for walk in walks async for cursor in walk]
    return found


async def _walk(engine: Engine, viewer: Viewer, door: Door, first: Mapping[str, Any]) -> AsyncIterator[str]:
    """The first cursors of a list whose pages have one item each."""
    passed = ", ".join(f"{name}: ${name}" for name in door.field.args)
    declared = ", ".join(f"${name}: {of.type}" for name, of in door.field.args.items())
    named = "nextCursor" if "input" in first else "cursor"
    text = f"query ({declared}) {{ page: {door.name}({passed}) {{ cursor: {named} }} }}"
    cursor = None
    for _ in range(2):
        place: dict[str, Any] = {"limit": 1, "cursor": cursor}
        if "input" in first:
            place = {"input": {**FIND, "pageSize": 1, "cursor": cursor}}
        answered = await engine.run(Asked(text, {**first, **place}), viewer)
        data = orjson.loads(answered.body).get("data")
        cursor = data["page"]["cursor"] if data else None
        if cursor is None:
            return
        yield cursor
