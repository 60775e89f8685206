"""Where threads lie: one home each, and which folders list them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.threads.folders import ELSEWHERE, FOLDERS, HOMES, home_of, shows
from domain.threads.model import Participant, Side, ThreadKind
from domain.threads.states import RequestStatus, ThreadStatus
from tests.domain.thread_builders import BUYER, SELLER, a_gate, a_participant, a_thread

CONTRACT = {
    "all", "action", "unread", "starred", "inquiries", "invites",
    "bookings", "offers", "disputes", "archived", "spam",
}  # fmt: skip


def mine(**changes: Any) -> Participant:
    return a_participant(BUYER, **changes)


def test_the_folders_are_those_of_the_contract() -> None:
    assert set(FOLDERS) == CONTRACT


@pytest.mark.parametrize(
    ("thread", "folder"),
    [
        ({}, "inquiries"),
        ({"kind": ThreadKind.INVITE}, "invites"),
        ({"kind": ThreadKind.BOOKING, "status": ThreadStatus.CONFIRMED}, "bookings"),
        ({"kind": ThreadKind.STUDIO, "status": ThreadStatus.COMPLETED}, "bookings"),
        ({"status": ThreadStatus.PENDING_DECISION}, "offers"),
        ({"kind": ThreadKind.BOOKING, "status": ThreadStatus.DISPUTED}, "disputes"),
        ({"kind": ThreadKind.DISPUTE}, "disputes"),
        ({"status": ThreadStatus.ARCHIVED}, "archived"),
        ({"kind": ThreadKind.SUPPORT}, "all"),
    ],
)
def test_a_thread_lies_where_its_kind_and_status_say(thread: dict[str, Any], folder: str) -> None:
    assert home_of(a_thread(**thread), mine()) == folder


def test_what_i_moved_lies_where_i_put_it() -> None:
    disputed = a_thread(status=ThreadStatus.DISPUTED)
    assert home_of(disputed, mine(moved_to="archived")) == "archived"
    assert home_of(disputed, mine(moved_to="spam")) == "spam"


def test_a_refused_contact_is_spam_for_its_target_and_unchanged_for_the_asker() -> None:
    thread = a_thread(gate=a_gate(RequestStatus.DECLINED))
    assert home_of(thread, a_participant(SELLER, Side.PROVIDER)) == "spam"
    assert home_of(thread, mine()) == "inquiries"


def test_a_first_contact_waits_for_its_target_alone() -> None:
    thread = a_thread(gate=a_gate())
    assert shows("action", thread, a_participant(SELLER, Side.PROVIDER))
    assert not shows("action", thread, mine())
    assert not shows("action", a_thread(gate=a_gate(RequestStatus.ACCEPTED)), a_participant(SELLER))


def test_archived_threads_are_out_of_sight_but_can_still_be_starred() -> None:
    put_away = mine(moved_to="archived", starred=True, unread_count=3)
    listing = {name for name in FOLDERS if shows(name, a_thread(), put_away)}
    assert listing == {"archived", "starred"}


@given(
    st.sampled_from(ThreadKind),
    st.sampled_from(ThreadStatus),
    st.sampled_from([None, *RequestStatus]),
    st.sampled_from([None, "archived", "spam"]),
)
def test_every_thread_is_in_sight_or_put_away_never_both(
    kind: ThreadKind, status: ThreadStatus, gate: RequestStatus | None, moved_to: str | None
) -> None:
    thread = a_thread(kind=kind, status=status, gate=a_gate(gate) if gate else None)
    me = mine(moved_to=moved_to)
    home = home_of(thread, me)
    assert home in {rule.folder for rule in HOMES} | {ELSEWHERE}
    assert shows(home, thread, me)
    assert shows("all", thread, me) != (home in {"archived", "spam"})
