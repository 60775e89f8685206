"""A message by one statement: the same answers and the same rows as the reference executor gives, or nothing."""

import asyncio
import re
from typing import Any, Final

import orjson
import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.threads.limits import SENDS_MOST
from domain.threads.states import RequestStatus, ThreadStatus
from persistence.keys import IN_PLAIN
from persistence.tables.kernel import rate_bucket
from persistence.tables.threads import message_gate, participant, thread, user_block
from tests.api.thread_world import SEND, Talkers, asking, talking
from tests.sockets import line, on_a_port
from tests.world import Answer, Person, World

# A root beside it is what only the reference executor answers.
BESIDE: Final = "mutation ($t: ID!, $text: String!, $c: ID) { sendMessage(threadId: $t, text: $text,\
 clientMessageId: $c) { id bodyText } __typename }"
EVENTS: Final = "subscription ($t: ID!) { threadEvents(threadId: $t) { type message { bodyText } } }"
# What is left out of each: numbers of rows, what depends on the document, and when a key was taken, which is a
# moment earlier on the reference executor.
WHOLE: Final = (
    "thread participant message message_attachment message_gate topic topic_event rate_bucket timer"
)
TABLES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(WHOLE.split(), ()),
    "event": ("seq",),
    "job": ("seq", "corr_id", "written_at"),
    "idempotency_key": ("fingerprint", "answer", "at"),
}
COUNTS: Final = text("select (select count(*) from message), (select count(*) from event),"
                     " (select count(*) from topic_event), (select count(*) from idempotency_key),"
                     " (select sum(used) from rate_bucket), (select sum(last_seq) from thread)")  # fmt: skip


async def sent_by(api: World, person: Person, document: str, key: str | None = None, **variables: Any) -> Any:
    """The answer, and the statements it took; where the clock stands is asked in development only."""
    with api.statements() as counted:
        answer = await api.run(document, variables, token=person.token, key=key)
    return answer, [one for one in counted.seen if "business_clock" not in one]


async def counts(api: World) -> tuple[Any, ...]:
    async with api.process.kernel.engine.connect() as connection:
        return tuple((await connection.execute(COUNTS)).one())


def document(selection: str, rest: str = "") -> str:
    return (
        "mutation ($t: ID!, $text: String!, $c: ID, $yes: Boolean! = true) {"
        f" sendMessage(threadId: $t, text: $text, clientMessageId: $c) {{ {selection} ok: id @include(if: $yes) }} }} {rest}"
    )


@pytest.mark.parametrize(
    ("selection", "rest"),
    [
        ("id", ""),
        ("__typename a: id b: id createdAt editedAt", ""),
        ("id messageId threadId kind senderUser bodyText clientMessageId createdAt editedAt nsfwBand", ""),
        ("deliveryState policyHint attachments { key url thumbUrl scanStatus } author { userId handle }", ""),
        ("author { ...A } author { city }", "fragment A on User { displayName handle avatarUrl }"),
        ("author { roles city } nsfwBand", ""),
        ("bodyText @include(if: $yes) kind @skip(if: $yes) ... on Message { id }", ""),
    ],
)
async def test_a_repeat_on_the_reference_executor_is_told_the_same(
    api: World, selection: str, rest: str
) -> None:
    two = await talking(api)
    said = {"t": two.thread_id, "text": 'Quotes " and \\ and \u2028 and 🎬\n\tover lines', "c": "tap"}
    first, statements = await sent_by(api, two.buyer, document(selection, rest), **said)
    again, more = await sent_by(api, two.buyer, document(selection, rest), **said)
    assert orjson.dumps(first.data) == orjson.dumps(again.data)
    assert (len(statements), len(more) > 2) == (1, True)


@pytest.mark.parametrize("key", [None, "one"])
async def test_a_message_takes_one_statement_however_long_its_thread(api: World, key: str | None) -> None:
    two = await talking(api)
    for number in range(5):
        await two.say(two.seller, f"Message {number}")
    _, statements = await sent_by(api, two.buyer, SEND, key, t=two.thread_id, text="Fine")
    assert [one.split()[0] for one in statements] == ["WITH"]


async def rows(api: World, two: Talkers) -> str:
    """Everything that is kept of two people and their thread; ids and times as places of first sight."""
    ours = f"{two.thread_id}|{two.buyer.user_id}|{two.seller.user_id}"
    found = []
    async with api.process.kernel.engine.connect() as connection:
        for table, left_out in TABLES.items():
            listed = text(
                f"select to_jsonb(t) - cast(:left_out as text[]) from {table} t"  # noqa: S608
                " where to_jsonb(t)::text ~ :ours order by t"
            )
            values = {"ours": ours, "left_out": list(left_out)}
            found.append([table, *(await connection.scalars(listed, values))])
    seen: dict[str, str] = {}
    moments_and_ids = r"\b[a-z]{3}_[0-9a-z]{26}\b|\d{4}-\d\d-\d\dT[\d:.+]+"
    return re.sub(
        moments_and_ids,
        lambda match: seen.setdefault(match[0], f"<{len(seen)}>"),
        orjson.dumps(found).decode(),
    )


@pytest.mark.parametrize("status", [status for status in ThreadStatus if status != ThreadStatus.LOCKED])
async def test_the_rows_are_those_that_the_reference_executor_writes(
    api: World, status: ThreadStatus
) -> None:
    one, other = await talking(api), await talking(api)
    await changed(api, thread, status=status.value)
    for two, text_of, most in ((one, BESIDE, 99), (other, SEND, 1)):
        said = {"t": two.thread_id, "text": "Fine", "c": "tap"}
        answer, statements = await sent_by(api, two.buyer, text_of, "key", **said)
        assert (answer.errors, len(statements) <= most) == ([], True)
        answer, statements = await sent_by(api, two.seller, text_of, "key", **{**said, "c": "tip"})
        assert (answer.errors, len(statements) <= most) == ([], True)
    assert await rows(api, one) == await rows(api, other)


async def test_words_that_earn_a_reminder_are_left_to_the_reference_executor(api: World) -> None:
    two = await talking(api)
    said = {"t": two.thread_id, "text": "Write to me at ana@example.com"}
    answer, statements = await sent_by(api, two.buyer, document("policyHint"), **said)
    assert answer.data["sendMessage"]["policyHint"] == "nudge"
    assert len(statements) > 1


async def answers_of(api: World, two: Talkers, count: int, **headers: str) -> list[bytes]:
    body = {"query": SEND, "variables": {"t": two.thread_id, "text": "Once"}}
    authorised = {"authorization": f"Bearer {two.buyer.token}", **headers}

    async def one() -> bytes:
        return (await api.client.post("/graphql", json=body, headers=authorised)).content

    return list(await asyncio.gather(*(one() for _ in range(count))))


async def test_a_key_repeated_at_once_and_later_has_one_effect_and_one_answer(api: World) -> None:
    two = await talking(api)
    before = await counts(api)
    answers = await answers_of(api, two, 12, **{"idempotency-key": "one"})
    answers += await answers_of(api, two, 2, **{"idempotency-key": "one"})
    assert (len(set(answers)), (await counts(api))[0] - before[0]) == (1, 1)


async def test_what_such_a_message_was_answered_is_kept_as_it_was(api: World) -> None:
    two = await talking(api)
    [answer] = await answers_of(api, two, 1, **{"idempotency-key": "one"})
    async with api.units() as uow:
        kept = await uow.connection.scalar(text("select answer from idempotency_key"))
    assert kept == IN_PLAIN + answer


async def test_a_key_used_for_another_message_is_a_conflict_and_leaves_nothing(api: World) -> None:
    two = await talking(api)
    await sent_by(api, two.buyer, SEND, "one", t=two.thread_id, text="Fine")
    before = await counts(api)
    refused, _ = await sent_by(api, two.buyer, SEND, "one", t=two.thread_id, text="Not fine")
    assert (refused.code, await counts(api)) == ("CONFLICT", before)


async def blocked(api: World, two: Talkers) -> None:
    await _block(api, two.seller, two.buyer)


async def blocking(api: World, two: Talkers) -> None:
    await _block(api, two.buyer, two.seller)


async def _block(api: World, blocker: Person, other: Person) -> None:
    async with api.units() as uow:
        pair = {"blocker_id": blocker.user_id, "blocked_id": other.user_id, "created_at": uow.now}
        await uow.connection.execute(insert(user_block).values(pair))


async def used_up(api: World, two: Talkers) -> None:
    await two.say(two.buyer, "The first of many")
    await changed(api, rate_bucket, used=SENDS_MOST)


async def changed(api: World, table: Any, **values: Any) -> None:
    async with api.units() as uow:
        await uow.connection.execute(update(table).values(**values))


async def held(api: World, _: Talkers) -> None:
    await changed(api, thread, held_until=text("now() + interval '1 hour'"))


async def locked(api: World, _: Talkers) -> None:
    await changed(api, thread, status=ThreadStatus.LOCKED.value)


async def left(api: World, _: Talkers) -> None:
    await changed(api, participant, standing="left")


@pytest.mark.parametrize(
    ("happened", "words", "code"),
    [
        (blocked, "Hello", "MSG_BLOCKED_BY_USER"),
        (blocking, "Hello", "MSG_BLOCKED_BY_USER"),
        (used_up, "Hello", "RATE_LIMITED"),
        (held, "Hello", "SAFETY_SOFT_BLOCK"),
        (locked, "Hello", "THREAD_LOCKED"),
        (left, "Hello", "THREAD_NOT_MEMBER"),
        (None, "Pay me off the platform", "MSG_POLICY_BLOCKED"),
        (None, "", "VALIDATION_FAILED"),
    ],
)
async def test_whoever_may_not_send_is_refused_as_ever_and_leaves_nothing(
    api: World, happened: Any, words: str, code: str
) -> None:
    two = await talking(api)
    if happened:
        await happened(api, two)
    before = await counts(api)
    refused, _ = await sent_by(api, two.buyer, SEND, "one", t=two.thread_id, text=words)
    assert (refused.code, await counts(api)) == (code, before)


async def test_strangers_and_guests_are_refused_as_ever(api: World) -> None:
    two, stranger = await talking(api), await api.sign_up()
    refused, _ = await sent_by(api, stranger, SEND, "one", t=two.thread_id, text="Hello")
    assert refused.code == "THREAD_NOT_MEMBER"
    assert (await api.run(SEND, {"t": two.thread_id, "text": "Hello"})).code == "UNAUTHENTICATED"


@pytest.mark.parametrize("status", RequestStatus)
@pytest.mark.parametrize("side", ["buyer", "seller"])
async def test_a_gate_lets_through_what_the_reference_executor_lets_through(
    api: World, status: RequestStatus, side: str
) -> None:
    one, other = await asking(api), await asking(api)
    await changed(api, message_gate, status=status.value)
    codes = []
    for two, text_of in ((one, BESIDE), (other, SEND)):
        said = {"t": two.thread_id, "text": "Hello", "c": "tap"}
        answer, statements = await sent_by(api, getattr(two, side), text_of, "key", **said)
        codes.append(answer.code)
    assert codes[0] == codes[1]
    assert await rows(api, one) == await rows(api, other)
    assert (len(statements) == 1) == (status == RequestStatus.ACCEPTED)


async def test_what_opens_a_gate_is_left_to_the_reference_executor(api: World) -> None:
    two = await asking(api)
    answer, statements = await sent_by(api, two.seller, SEND, t=two.thread_id, text="Happy to")
    assert (answer.errors, len(statements) > 2) == ([], True)
    assert (await two.thread(two.buyer))["gate"]["status"] == "ACCEPTED"


async def test_one_who_waits_for_an_answer_may_add_four_more(api: World) -> None:
    two = await asking(api)
    codes = [(await two.say(two.buyer, f"Message {number}")).code for number in range(6)]
    assert codes == [None] * 4 + ["MSG_GATE_REQUIRED"] * 2
    topics = [event.name for event in await api.history(f"inbox:{two.seller.user_id}")]
    assert "msg.send" not in topics


async def test_a_message_by_one_statement_reaches_who_follows(api: World) -> None:
    two = await talking(api)
    async with on_a_port(api) as address, line(address, token=two.seller.token) as theirs:
        operation = await theirs.subscribe(EVENTS, {"t": two.thread_id})
        event = (await theirs.next(operation))["threadEvents"]
        await sent_by(api, two.buyer, SEND, t=two.thread_id, text="Hello")
        while event["type"] != "message.new":
            event = (await theirs.next(operation))["threadEvents"]
    assert event["message"]["bodyText"] == "Hello"


WRITERS: Final = text(
    "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    " and application_name = 'rastup writes'"
)


async def until_writing(connection: AsyncConnection) -> int:
    """The process of the statement that waits for the thread."""
    async with asyncio.timeout(10):
        while (pid := await connection.scalar(WRITERS)) is None:
            await connection.execute(text("select pg_stat_clear_snapshot()"))
    return int(pid)


async def test_a_thread_that_changed_after_it_was_looked_at_is_decided_anew(api: World) -> None:
    two = await talking(api)
    before = await counts(api)
    async with api.process.kernel.engine.connect() as rival:
        await rival.execute(update(thread).values(status=ThreadStatus.LOCKED.value))
        sending = asyncio.create_task(
            api.run(SEND, {"t": two.thread_id, "text": "Hi"}, token=two.buyer.token, key="one")
        )
        await until_writing(rival)
        await rival.commit()
        refused: Answer = await sending
    assert (refused.code, await counts(api)) == ("THREAD_LOCKED", before)


async def test_a_statement_that_is_cut_off_leaves_nothing_and_its_key_may_be_used_again(api: World) -> None:
    two = await talking(api)
    before = await counts(api)
    said = {"t": two.thread_id, "text": "Hi"}
    async with api.process.kernel.engine.connect() as rival:
        await rival.execute(text("select from thread for update"))
        sending = asyncio.create_task(api.run(SEND, said, token=two.buyer.token, key="one"))
        pid = await until_writing(rival)
        await rival.execute(text("select pg_terminate_backend(:pid)"), {"pid": pid})
        cut = await sending
        await rival.rollback()
    assert (cut.code, await counts(api)) == ("INTERNAL", before)
    assert (await api.run(SEND, said, token=two.buyer.token, key="one")).errors == []
    assert (await counts(api))[0] == before[0] + 1


async def test_many_writers_of_one_thread_get_one_order_and_every_topic_its_positions(api: World) -> None:
    two = await talking(api)
    people = [two.buyer, two.seller] * 10
    await asyncio.gather(*(two.say(person, f"Message {number}") for number, person in enumerate(people)))
    for topic in (f"thread:{two.thread_id}", f"inbox:{two.buyer.user_id}", f"inbox:{two.seller.user_id}"):
        positions = [event.position for event in await api.history(topic)]
        assert positions == list(range(1, len(positions) + 1))
    unread = [(await two.inbox(person))["totalUnread"] for person in (two.buyer, two.seller)]
    assert unread == [11, 11]


async def test_a_gate_that_changes_changes_the_row_of_its_thread(api: World) -> None:
    two = await asking(api)

    async def version() -> Any:
        async with api.process.kernel.engine.connect() as connection:
            return await connection.scalar(text("select xmin::text from thread"))

    before = await version()
    await api.advance(seconds=15 * 24 * 3600)
    two.buyer = await api.renewed(two.buyer)
    assert (await two.thread(two.buyer))["gate"]["status"] == "EXPIRED"
    assert await version() != before
