"""Documents of the legs, who signed them, and the evidence of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import orjson

from bench.data.bookings import Bookings, Leg
from bench.data.numbers import made_id, mixed
from domain.ids import Prefix
from domain.profiles.model import Role

RELEASE, WORK, HOUSE = "tpl_model_release_adult_1", "tpl_talent_sow_1", "tpl_studio_house_rules_1"
MADE_BY: Final = "typst-0.15.0/layout-1"

PACK: Final = (
    *("pack_id", "leg_id", "lbg_id", "status", "city", "fingerprint", "generator_ver", "created_at"),
    *("updated_at",),
)
DOCUMENT: Final = (
    *("doc_id", "pack_id", "position", "template_id", "variables_filled", "pdf_key", "pdf_sha256"),
    *("envelope_id", "envelope_status", "expires_at", "signed_pdf_key", "post_sign_sha256", "created_at"),
)
SIGNER: Final = ("doc_id", "role", "user_id", "name", "status", "signed_at")
EVIDENCE: Final = (
    *("sign_event_id", "doc_id", "actor_role", "actor_user_id", "event", "address", "agent"),
    *("document_sha256", "created_at"),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `number` is four times its leg's, and its place."""

    number: int
    leg: Leg
    position: int
    template: str

    @property
    def id(self) -> str:
        return made_id(Prefix.DOC, self.at, self.number)

    @property
    def pack_id(self) -> str:
        return pack_id(self.leg)

    @property
    def at(self) -> datetime:
        return self.leg.group.booked_at

    @property
    def sha256(self) -> str:
        return f"{mixed(self.number, 81):016x}" * 4

    def signers(self) -> tuple[tuple[str, int], ...]:
        """Role and number of everybody who signs, in the order of their roles."""
        buyer, seller = self.leg.group.buyer, self.leg.seller
        if self.template == RELEASE:
            return ("photographer", buyer), ("talent", seller)
        return ("buyer", buyer), ("studio_owner" if self.leg.is_studio else "talent", seller)


def pack_id(leg: Leg) -> str:
    return made_id(Prefix.PACK, leg.group.booked_at, leg.number)


@dataclass(frozen=True)
class Papers:
    bookings: Bookings

    def _papers(self) -> Iterator[Paper]:
        for leg in self.bookings.all_legs():
            for position, template in enumerate(self._templates(leg)):
                yield Paper(leg.number * 4 + position, leg, position, template)

    def _templates(self, leg: Leg) -> tuple[str, ...]:
        if leg.page is None:
            return (HOUSE,)
        is_model = self.bookings.plan.pages.role(leg.page) is Role.MODEL
        return (RELEASE, WORK) if is_model else (WORK,)

    def packs(self) -> Iterator[tuple[Any, ...]]:
        for leg in self.bookings.all_legs():
            group, print_ = leg.group, f"{mixed(leg.number, 82):016x}" * 4
            yield (
                *(pack_id(leg), leg.id, group.id, "signed", self.bookings.city(group), print_, MADE_BY),
                *(group.booked_at, group.booked_at),
            )

    def documents(self) -> Iterator[tuple[Any, ...]]:
        for paper in self._papers():
            at, folder = paper.at, f"docs/packs/{paper.pack_id}/{paper.id}_v1"
            yield (
                *(paper.id, paper.pack_id, paper.position, paper.template, self._filled(paper)),
                *(f"{folder}.pdf", paper.sha256, made_id(Prefix.ENVELOPE, at, paper.number), "completed"),
                *(at + timedelta(days=2), f"{folder}_signed.pdf", paper.sha256[::-1], at),
            )

    def _filled(self, paper: Paper) -> str:
        people, leg = self.bookings.plan.people, paper.leg
        return _filled(people.name(leg.group.buyer), people.name(leg.seller), leg.title, leg.total)

    def signers(self) -> Iterator[tuple[Any, ...]]:
        people = self.bookings.plan.people
        for paper in self._papers():
            for role, number in paper.signers():
                yield paper.id, role, people.id(number), people.name(number), "signed", paper.at

    def evidence(self) -> Iterator[tuple[Any, ...]]:
        people = self.bookings.plan.people
        for paper in self._papers():
            for place, (role, number) in enumerate(paper.signers()):
                first = paper.number * 4 + place
                sent, signed = (made_id(Prefix.SIGN_EVENT, paper.at, first + step) for step in (0, 2))
                user, where = people.id(number), ("203.0.113.7", "bench")
                yield sent, paper.id, role, None, "envelope_sent", "", "", None, paper.at
                yield signed, paper.id, role, user, "signed", *where, paper.sha256, paper.at


@lru_cache(maxsize=64)
def _filled(buyer: str, seller: str, title: str, total: int) -> str:
    filled = {
        "buyer_legal_name": buyer,
        "seller_legal_name": seller,
        "service_title": title,
        "total_price": f"{total / 100:.2f} USD",
        "territory": "Worldwide",
        "usage_duration": "2 years",
        "usage_scope": "The client's own website, social channels and portfolio, without paid advertising.",
        "acceptance_window": "2 days",
    }
    return orjson.dumps(filled).decode()
