"""Conversations: threads of bookings and inquiries, who takes part, and what they said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, Final

from bench.data.bookings import Bookings
from bench.data.media import Purpose, media_id, picture
from bench.data.numbers import chosen, made_id, mixed, share
from bench.data.plan import Group
from domain.ids import Prefix
from domain.threads.booking import CONFIRMED
from domain.threads.roles import STUDIO, context_of
from server.seed.words import BRIEFS, TALK

# One thread in ten is long; the lengths add up to the number of messages there shall be.
LONG_IN, LONG_SHARE = 10, 0.55
MESSAGE_EVERY: Final = timedelta(minutes=37)
WITH_FILE: Final = 50
# Of the inquiries: still a request, and once a request.
PENDING, ACCEPTED = 0.05, 0.25
PENDING_MESSAGES: Final = 3

THREAD: Final = (
    *("thread_id", "kind", "status", "opened_by", "pair", "subject", "role_context", "city", "order_id"),
    *("lbg_id", "leg_id", "last_seq", "last_message_id", "last_message_at", "has_files", "created_at"),
)
PARTICIPANT: Final = (
    *("thread_id", "user_id", "side", "last_read_seq", "last_read_at", "delivered_seq", "unread_count"),
    *("starred", "pinned", "active_at"),
)
MESSAGE: Final = (
    *("message_id", "thread_id", "seq", "kind", "sender_id", "body_text", "system_key", "created_at"),
)
ATTACHMENT: Final = ("message_id", "position", "media_id", "file_name")
GATE: Final = ("gate_id", "thread_id", "target_user_id", "status", "expires_at", "opened_seq")
BRIEF: Final = (
    *("thread_id", "title", "goals", "style_references", "must_have_shots", "budget_cents", "city"),
    *("version", "updated_by", "updated_at"),
)


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation of two; `buyer` opened it."""

    number: int
    id: str
    buyer: str
    seller: str
    opened_at: datetime
    length: int
    side: str
    role_context: str
    city: str
    group: Group | None = None
    leg_id: str | None = None
    gate: str | None = None

    @property
    def kind(self) -> str:
        if self.group is None:
            return "INQUIRY"
        return "STUDIO" if self.role_context == STUDIO else "BOOKING"

    @property
    def status(self) -> str:
        if self.group is None:
            return "OPEN" if self.sender(self.length) == self.seller else "AWAITING_REPLY"
        return "COMPLETED" if self.group.status == "completed" else "CONFIRMED"

    def sender(self, seq: int) -> str:
        """The buyer begins; then it goes back and forth, now and then twice in a row."""
        if seq == 1 or self.gate == "PENDING":
            return self.buyer
        return self.buyer if (seq + (mixed(self.number * 1_000 + seq, 61) % 5 == 0)) % 2 else self.seller

    def sent_at(self, seq: int) -> datetime:
        return self.opened_at + MESSAGE_EVERY * (seq - 1)

    def message_id(self, seq: int) -> str:
        return made_id(Prefix.MESSAGE, self.sent_at(seq), self.number * 1_000 + seq)

    def has_file(self, seq: int) -> bool:
        return seq > 1 and self.gate is None and mixed(self.number * 1_000 + seq, 62) % WITH_FILE == 0

    def file_id(self, seq: int) -> str:
        return media_id(Purpose.MESSAGE, self.number * 1_000 + seq, self.sent_at(seq))

    def unread_by(self, user: str) -> int:
        """How many of the last messages that person has not read yet."""
        if self.gate == "PENDING":
            return 0 if user == self.buyer else self.length
        return mixed(self.number, 63 if user == self.buyer else 64) % 4 if self.length > 5 else 0


@dataclass(frozen=True)
class Talks:
    bookings: Bookings

    @cached_property
    def threads(self) -> list[Thread]:
        return [*self._booked(), *self._inquiries()]

    @property
    def by_group(self) -> dict[int, str]:
        return {thread.group.number: thread.id for thread in self.threads if thread.group is not None}

    def _length(self, number: int) -> int:
        sizes = self.bookings.plan.people.sizes
        mean = sizes.messages / sizes.threads
        if number % LONG_IN == 0:
            return int(mean * LONG_IN * LONG_SHARE)
        return max(1, int(mean * (1 - LONG_SHARE) * LONG_IN / (LONG_IN - 1)))

    def _booked(self) -> Iterator[Thread]:
        """One thread for each of the newest paid bookings, with the seller of the first leg."""
        people = self.bookings.plan.people
        paid = sorted(
            (group for group in self.bookings.plan.groups if group.is_paid),
            key=lambda group: (group.booked_at, group.number),
        )
        for number, group in enumerate(paid[-people.sizes.booked_threads :]):
            leg = self.bookings.legs_of(group)[0]
            page = leg.page
            context = STUDIO if page is None else context_of(self.bookings.plan.pages.role(page).value)
            yield Thread(
                *(number, made_id(Prefix.THREAD, group.booked_at, number), people.id(group.buyer)),
                *(people.id(leg.seller), group.booked_at, self._length(number)),
                *("host" if leg.is_studio else "provider", context, self.bookings.city(group)),
                group=group,
                leg_id=leg.id,
            )

    def _inquiries(self) -> Iterator[Thread]:
        people, pages = self.bookings.plan.people, self.bookings.plan.pages
        sizes = people.sizes
        for number in range(sizes.booked_threads, sizes.threads):
            seller, turn = number % sizes.popular, number // sizes.popular
            buyer = people.buyer(seller * 37 + turn)
            opened = people.today - timedelta(days=90, minutes=-(number % 100_000))
            pending = share(number, 65) < PENDING
            accepted = not pending and share(number, 66) < ACCEPTED
            yield Thread(
                *(number, made_id(Prefix.THREAD, opened, number), people.id(buyer), people.id(seller)),
                *(opened, PENDING_MESSAGES if pending else self._length(number), "provider"),
                *(context_of(pages.role(seller).value), people.city(seller)[0]),
                gate="PENDING" if pending else "ACCEPTED" if accepted else None,
            )

    def rows(self) -> Iterator[tuple[Any, ...]]:
        for one in self.threads:
            group, last = one.group, one.length
            files = any(one.has_file(seq) for seq in range(1, last + 1))
            subject = None if group else chosen(BRIEFS, one.number, 67)[:60]
            yield (
                *(one.id, one.kind, one.status, one.buyer, "+".join(sorted((one.buyer, one.seller)))),
                *(subject, one.role_context, one.city, group and group.order_id, group and group.id),
                *(one.leg_id, last, one.message_id(last), one.sent_at(last), files, one.opened_at),
            )

    def participants(self) -> Iterator[tuple[Any, ...]]:
        for one in self.threads:
            last = one.sent_at(one.length)
            for user, side in ((one.buyer, "buyer"), (one.seller, one.side)):
                read = one.length - one.unread_by(user)
                unread = sum(one.sender(seq) != user for seq in range(read + 1, one.length + 1))
                yield (
                    *(one.id, user, side, read, one.sent_at(read) if read else None, one.length, unread),
                    *(one.number % 17 == 0, one.number % 29 == 0, last),
                )

    def messages(self) -> Iterator[tuple[Any, ...]]:
        for one in self.threads:
            for seq in range(1, one.length + 1):
                yield one_message(one, seq)

    def _files(self) -> Iterator[tuple[Thread, int]]:
        for one in self.threads:
            for seq in range(1, one.length + 1):
                if one.has_file(seq):
                    yield one, seq

    def attachments(self) -> Iterator[tuple[Any, ...]]:
        for one, seq in self._files():
            yield one.message_id(seq), 0, one.file_id(seq), f"reference-{seq}.jpg"

    def pictures(self) -> Iterator[tuple[Any, ...]]:
        for one, seq in self._files():
            number = one.number * 1_000 + seq
            yield picture(Purpose.MESSAGE, number, one.sender(seq), one.sent_at(seq))

    def gates(self) -> Iterator[tuple[Any, ...]]:
        for one in self.threads:
            if one.gate is not None:
                made = made_id(Prefix.GATE, one.opened_at, one.number)
                ends = self.bookings.plan.people.today + timedelta(days=10)
                yield made, one.id, one.seller, one.gate, ends, 0

    def briefs(self) -> Iterator[tuple[Any, ...]]:
        for one in self.threads:
            if one.group is None:
                words = chosen(BRIEFS, one.number, 67)
                cents = 50_000 + mixed(one.number, 68) % 200 * 1_000
                shots = ["Front", "Detail", "Group"][: 1 + one.number % 3]
                yield one.id, words[:60], words, [], shots, cents, one.city, 1, one.buyer, one.opened_at


def one_message(one: Thread, seq: int) -> tuple[Any, ...]:
    kind, key, text = "TEXT", None, _words(one.number * 1_000 + seq)
    if seq == 1 and one.group is not None:
        kind, key, text = "SYSTEM", f"lbg.confirmed:{one.group.id}", CONFIRMED
    elif one.has_file(seq):
        kind = "IMAGE"
    return one.message_id(seq), one.id, seq, kind, one.sender(seq), text, key, one.sent_at(seq)


def _words(number: int) -> str:
    return _said(mixed(number, 69) % 4_096)


@lru_cache
def _said(number: int) -> str:
    """One to four sentences."""
    return " ".join(chosen(TALK, number * 8 + turn, 70) for turn in range(1 + number % 4))
