"""Deliveries are gathered for a moment, noted together, and never waited for by who leaves."""

import asyncio
from collections.abc import Sequence

from domain.errors import Unavailable
from domain.ids import MessageId, ThreadId, UserId
from domain.threads.model import Delivery
from subscriptions.receipts import NOTED_TOGETHER, Receipts

TOPIC = "thread:thr_1"


def handed(message: str, user: str = "usr_a") -> Delivery:
    return Delivery(ThreadId("thr_1"), UserId(user), MessageId(message))


class Book:
    """What was noted, and what is refused once."""

    def __init__(self, *, refuse_first: bool = False) -> None:
        self.noted: list[list[Delivery]] = []
        self._refuse = refuse_first

    async def note(self, together: Sequence[Delivery]) -> None:
        if self._refuse:
            self._refuse = False
            raise Unavailable("UNAVAILABLE", "Not now.")
        await asyncio.sleep(0)
        self.noted.append(list(together))

    async def until_noted(self, times: int) -> None:
        async with asyncio.timeout(10):
            while len(self.noted) < times:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.005)


async def test_the_newest_message_speaks_for_those_before_it_and_all_people_are_noted_together() -> None:
    book = Book()
    receipts = Receipts(book.note)
    for one in (handed("msg_1"), handed("msg_1", "usr_b"), handed("msg_2")):
        receipts.take(TOPIC, one)
    await book.until_noted(1)
    assert book.noted == [[handed("msg_2"), handed("msg_1", "usr_b")]]


async def test_two_topics_that_tell_the_same_thread_do_not_speak_for_each_other() -> None:
    book = Book()
    receipts = Receipts(book.note)
    receipts.take(TOPIC, handed("msg_2"))
    receipts.take("inbox:usr_a", handed("msg_1"))
    await book.until_noted(1)
    assert book.noted == [[handed("msg_2"), handed("msg_1")]]


async def test_who_leaves_is_noted_at_once_and_with_them_whoever_waits() -> None:
    book = Book()
    receipts = Receipts(book.note)
    for user in ("usr_a", "usr_b"):
        receipts.take(TOPIC, handed("msg_1", user))
    settling = asyncio.ensure_future(receipts.settle(UserId("usr_a")))
    for _ in range(10):
        await asyncio.sleep(0)
    assert settling.done()
    assert book.noted == [[handed("msg_1", "usr_a"), handed("msg_1", "usr_b")]]


async def test_who_leaves_with_nothing_to_note_hurries_nobody() -> None:
    book = Book()
    receipts = Receipts(book.note)
    receipts.take(TOPIC, handed("msg_1"))
    await receipts.settle(UserId("usr_b"))
    assert book.noted == []
    await receipts.settle(UserId("usr_a"))


async def test_what_could_not_be_noted_keeps_nobody_waiting_and_the_next_is_noted() -> None:
    book = Book(refuse_first=True)
    receipts = Receipts(book.note)
    receipts.take(TOPIC, handed("msg_1"))
    await receipts.settle(UserId("usr_a"))
    receipts.take(TOPIC, handed("msg_2"))
    await receipts.settle(UserId("usr_a"))
    assert book.noted == [[handed("msg_2")]]


async def test_no_more_are_noted_together_than_was_chosen() -> None:
    book = Book()
    receipts = Receipts(book.note)
    people = [f"usr_{number}" for number in range(NOTED_TOGETHER + 1)]
    for user in people:
        receipts.take(TOPIC, handed("msg_1", user))
    await receipts.settle(UserId(people[-1]))
    assert [len(together) for together in book.noted] == [NOTED_TOGETHER, 1]
