"""Conversations read by one statement: the same answers as the reference executor gives, for each reader."""

import pytest

from domain.ids import UserId
from domain.viewer import Viewer
from server.compiled.outline import Uncompiled
from tests.api.thread_world import BRIEF, INBOX, INQUIRE, MESSAGES, SEND, THREAD, publish
from tests.executors import both, same
from tests.world import Person, World


def reader(person: Person) -> Viewer:
    return Viewer(user_id=UserId(person.user_id))


async def talk(api: World) -> tuple[str, Person, Person]:
    """A conversation with a brief and odd letters in it; everything was handed to both."""
    buyer, seller = await api.sign_up(), await api.sign_up()
    page = await publish(api, seller)
    asked = await api.run(INQUIRE, {"p": page, "b": BRIEF}, token=buyer.token)
    thread = asked.data["startInquiry"]["id"]
    for person, words in ((buyer, 'Quotes " and \\ and \u2028 and 🎬'), (seller, "Yes"), (buyer, "Fine")):
        sent = await api.run(SEND, {"t": thread, "text": words}, token=person.token)
        assert not sent.errors
    for person in (buyer, seller):
        await api.run(MESSAGES, {"t": thread}, token=person.token)
    return thread, buyer, seller


async def test_both_sides_read_the_same_thread_each_in_their_own_way(api: World) -> None:
    thread, buyer, seller = await talk(api)
    engine = api.process.engine
    for person in (buyer, seller):
        inbox = await same(engine, reader(person), INBOX, {"n": 1})
        assert inbox["inbox"]["items"][0]["id"] == thread
        assert (await same(engine, reader(person), THREAD, {"t": thread}))["thread"]["id"] == thread
        page = (await same(engine, reader(person), MESSAGES, {"t": thread, "n": 2}))["messages"]
        assert [message["bodyText"] for message in page["items"]] == ["Fine", "Yes"]
        rest = await same(engine, reader(person), MESSAGES, {"t": thread, "n": 2, "c": page["cursor"]})
        assert "🎬" in rest["messages"]["items"][0]["bodyText"]


async def test_what_is_refused_is_left_to_the_reference_executor(api: World) -> None:
    thread, _, _ = await talk(api)
    stranger = await api.sign_up()
    answers = await both(api.process.engine, reader(stranger), MESSAGES, {"t": thread})
    assert answers.compiled is None
    assert answers.reference["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_response_key_that_sql_would_cut_is_not_compiled(api: World) -> None:
    thread, buyer, _ = await talk(api)
    long = "k" * 64
    with pytest.raises(Uncompiled):
        await same(api.process.engine, reader(buyer), f'{{ {long}: thread(threadId: "{thread}") {{ id }} }}')
    short = "k" * 63
    await same(api.process.engine, reader(buyer), f'{{ {short}: thread(threadId: "{thread}") {{ id }} }}')
