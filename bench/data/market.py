"""Every table of the marketplace with the rows it gets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from bench.data import bookings, history, media, money, pages, papers, people, rooms, talks
from bench.data.plan import Plan
from bench.data.sizes import Sizes


@dataclass(frozen=True)
class Sheet:
    """The rows of one table, made as they are read."""

    table: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[Any, ...]]


class Market:
    def __init__(self, sizes: Sizes, today: datetime) -> None:
        self.people = people.People(sizes, today)
        self.pages = pages.Pages(self.people)
        self.rooms = rooms.Rooms(self.people)
        self.bookings = bookings.Bookings(Plan(self.people, self.pages, self.rooms))
        self.talks = talks.Talks(self.bookings)
        self.papers = papers.Papers(self.bookings)
        self.money = money.MoneyRows(self.bookings)
        self.history = history.History(self.bookings, self.talks)

    def sheets(self) -> Iterator[Sheet]:
        """In an order in which every row finds what it refers to."""
        yield from self._people()
        yield from self._pages()
        yield from self._rooms()
        yield from self._bookings()
        yield from self._money()
        yield from self._papers()
        yield from self._talks()
        yield from self._history()

    def _people(self) -> Iterator[Sheet]:
        yield Sheet("account", people.ACCOUNT, self.people.accounts())
        pictures = (one.pictures() for one in (self.pages, self.rooms, self.talks))
        yield Sheet("upload", media.UPLOAD, chain(self.people.avatars(), *pictures))

    def _pages(self) -> Iterator[Sheet]:
        made = self.pages
        yield Sheet("service_profile", pages.PROFILE, made.profiles())
        yield Sheet("service_package", pages.PACKAGE, made.packages())
        yield Sheet("package_addon", pages.ADDON, made.addons())
        yield Sheet("profile_window", pages.WINDOW, made.windows())
        yield Sheet("review_stat", pages.REVIEWS, made.reviews())
        yield Sheet("auto_accept_rule", pages.RULE, made.rules())
        yield Sheet("portfolio_item", pages.ITEM, made.items())
        yield Sheet("portfolio_media", pages.ITEM_MEDIA, made.item_media())

    def _rooms(self) -> Iterator[Sheet]:
        made = self.rooms
        yield Sheet("studio", rooms.STUDIO, made.studios())
        yield Sheet("studio_rate", rooms.RATE, made.rates())
        yield Sheet("studio_policy", rooms.POLICY, made.policies())
        yield Sheet("studio_media", rooms.GALLERY, made.gallery())

    def _bookings(self) -> Iterator[Sheet]:
        made = self.bookings
        yield Sheet("lbg", bookings.GROUP, made.groups(self.talks.by_group))
        yield Sheet("booking_leg", bookings.LEG, made.legs())
        yield Sheet("leg_line", bookings.LINE, made.lines())
        yield Sheet("hold", bookings.HOLD, made.holds())
        yield Sheet("payment_attempt", bookings.ATTEMPT, made.attempts())

    def _money(self) -> Iterator[Sheet]:
        made = self.money
        yield Sheet("charge", money.CHARGE, made.charges())
        yield Sheet("charge_split", money.SPLIT, made.splits())
        yield Sheet("deposit_auth", money.DEPOSIT, made.deposits())
        yield Sheet("fee_ledger", money.FEE, made.fees())
        yield Sheet("payout", money.PAYOUT, made.payouts())
        yield Sheet("reserve", money.RESERVE, made.reserves())

    def _papers(self) -> Iterator[Sheet]:
        made = self.papers
        yield Sheet("doc_pack", papers.PACK, made.packs())
        yield Sheet("doc_instance", papers.DOCUMENT, made.documents())
        yield Sheet("doc_signer", papers.SIGNER, made.signers())
        yield Sheet("doc_sign_event", papers.EVIDENCE, made.evidence())

    def _talks(self) -> Iterator[Sheet]:
        made = self.talks
        yield Sheet("thread", talks.THREAD, made.rows())
        yield Sheet("participant", talks.PARTICIPANT, made.participants())
        yield Sheet("message", talks.MESSAGE, made.messages())
        yield Sheet("message_attachment", talks.ATTACHMENT, made.attachments())
        yield Sheet("message_gate", talks.GATE, made.gates())
        yield Sheet("brief", talks.BRIEF, made.briefs())

    def _history(self) -> Iterator[Sheet]:
        made = self.history
        yield Sheet("event", history.EVENT, made.events())
        yield Sheet("topic", history.TOPIC, made.topics())
        yield Sheet("topic_event", history.TOPIC_EVENT, made.topic_events())
