"""Who may see and write: membership, locks, blocks, first contacts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import DomainError
from domain.threads.briefs import BriefDraft, require_valid
from domain.threads.drafts import AttachmentDraft, MessageDraft, require_sendable
from domain.threads.limits import OPENING_MESSAGES, Credits, credits_exhausted, monthly_grant, period_of
from domain.threads.model import MessageKind, Standing
from domain.threads.policy import (
    ContactFilters,
    require_filters_met,
    require_member,
    require_open_for_posts,
    require_readable,
    require_visible,
    through_gate,
)
from domain.threads.states import RequestStatus, ThreadStatus
from tests.domain.thread_builders import BUYER, NOW, SELLER, STRANGER, a_gate, a_participant, a_thread


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code


def test_a_stranger_cannot_tell_a_thread_from_none() -> None:
    for thread in (None, a_thread()):
        assert code_of(lambda thread=thread: require_visible(thread, STRANGER)) == "NOT_FOUND"  # type: ignore[misc]
        assert code_of(lambda thread=thread: require_member(thread, STRANGER)) == "THREAD_NOT_MEMBER"  # type: ignore[misc]


def test_somebody_who_left_is_told_that_they_take_no_part() -> None:
    thread = a_thread(participants=(a_participant(standing=Standing.LEFT), a_participant(SELLER)))
    assert code_of(lambda: require_visible(thread, BUYER)) == "THREAD_NOT_MEMBER"


def test_nothing_is_posted_to_a_locked_or_held_thread() -> None:
    assert (
        code_of(lambda: require_open_for_posts(a_thread(status=ThreadStatus.LOCKED), NOW)) == "THREAD_LOCKED"
    )
    held = a_thread(held_until=NOW + timedelta(hours=1))
    assert code_of(lambda: require_open_for_posts(held, NOW)) == "SAFETY_SOFT_BLOCK"
    require_open_for_posts(held, NOW + timedelta(hours=1))


def test_an_answer_of_the_target_opens_the_gate() -> None:
    for status in (RequestStatus.PENDING, RequestStatus.EXPIRED, RequestStatus.DECLINED):
        gate = through_gate(a_thread(gate=a_gate(status)), SELLER, "Hello")
        assert gate is not None
        assert gate.status == RequestStatus.ACCEPTED


@pytest.mark.parametrize("status", [RequestStatus.PENDING, RequestStatus.DECLINED])
def test_the_asker_has_a_few_messages_and_cannot_tell_waiting_from_refused(status: RequestStatus) -> None:
    gate = a_gate(status, opened_seq=7)
    fresh = a_thread(gate=gate, last_seq=7 + OPENING_MESSAGES - 1)
    assert through_gate(fresh, BUYER, "One more thing") == gate
    spent = a_thread(gate=gate, last_seq=7 + OPENING_MESSAGES)
    assert code_of(lambda: through_gate(spent, BUYER, "And another")) == "MSG_GATE_REQUIRED"


def test_a_request_that_ran_out_offers_to_ask_again() -> None:
    with pytest.raises(DomainError) as refused:
        through_gate(a_thread(gate=a_gate(RequestStatus.EXPIRED)), BUYER, "Still there?")
    assert refused.value.code == "REQUESTS_REQUIRED"
    remedy = refused.value.remedies[0]
    assert remedy.mutation == "startConversation"
    assert remedy.variables == {"toUserId": SELLER, "roleContext": "Model", "firstMessage": "Still there?"}


def test_a_blocked_request_says_so() -> None:
    thread = a_thread(gate=a_gate(RequestStatus.BLOCKED))
    assert code_of(lambda: through_gate(thread, BUYER, "Hi")) == "MSG_BLOCKED_BY_USER"


def test_a_suspicious_request_is_closed_to_its_target_until_taken() -> None:
    withheld = a_thread(gate=a_gate(reason="policy"))
    assert code_of(lambda: require_readable(withheld, SELLER)) == "MSG_GATE_REQUIRED"
    require_readable(withheld, BUYER)
    require_readable(a_thread(gate=a_gate(RequestStatus.ACCEPTED, reason="policy")), SELLER)


@pytest.mark.parametrize(
    ("filters", "brought", "met"),
    [
        ({"budget_required": True}, {}, False),
        ({"budget_required": True}, {"budget_cents": 0}, True),
        ({"date_required": True}, {"budget_cents": 100}, False),
        ({"date_required": True}, {"event_date": NOW.date()}, True),
        ({"id_verified_only": True}, {}, False),
        ({"id_verified_only": True}, {"verified": True}, True),
        ({}, {}, True),
    ],
)
def test_a_first_contact_must_bring_what_is_asked(
    filters: dict[str, bool], brought: dict[str, Any], met: bool
) -> None:
    values: dict[str, Any] = {"verified": False, "budget_cents": None, "event_date": None} | brought
    if met:
        require_filters_met(ContactFilters(**filters), **values)
    else:
        assert (
            code_of(lambda: require_filters_met(ContactFilters(**filters), **values))
            == "CONTACT_FILTER_UNMET"
        )


def test_credits_end_and_come_back_with_the_month() -> None:
    assert Credits("2026-12", granted=20, spent=21, carryover=3).remaining == 2
    assert Credits("2026-12", granted=2, spent=5).remaining == 0
    assert period_of(NOW) == "2026-12"
    assert "2027-01-01" in (credits_exhausted(NOW).hint or "")
    assert monthly_grant(verified=True) > monthly_grant(verified=False)


FILE = AttachmentDraft(key="k", mime="image/png", size_bytes=10)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (MessageDraft(), "VALIDATION_FAILED"),
        (MessageDraft(text="  "), "VALIDATION_FAILED"),
        (MessageDraft(text="a\0b"), "VALIDATION_FAILED"),
        (MessageDraft(text="x" * 4001), "VALIDATION_FAILED"),
        (MessageDraft(text="one", body="two"), "VALIDATION_FAILED"),
        (MessageDraft(MessageKind.SYSTEM, text="hi"), "VALIDATION_FAILED"),
        (MessageDraft(MessageKind.CARD, text="hi", has_action=True), "CARD_INVALID"),
        (MessageDraft(text="hi", has_action=True), "VALIDATION_FAILED"),
        (MessageDraft(MessageKind.IMAGE), "VALIDATION_FAILED"),
        (MessageDraft(MessageKind.FILE, attachments=(FILE,) * 2), "VALIDATION_FAILED"),
        (MessageDraft(text="hi", client_message_id=""), "VALIDATION_FAILED"),
        (
            MessageDraft(
                MessageKind.FILE, attachments=tuple(AttachmentDraft(f"k{n}", "a/b", 1) for n in range(11))
            ),
            "VALIDATION_FAILED",
        ),
        (MessageDraft(MessageKind.FILE, attachments=(AttachmentDraft("k", "a/b", 0),)), "VALIDATION_FAILED"),
        (
            MessageDraft(MessageKind.FILE, attachments=(AttachmentDraft("k", "a/b", 1, kind="manifest"),)),
            "VALIDATION_FAILED",
        ),
        (
            MessageDraft(
                MessageKind.FILE, attachments=(AttachmentDraft("k", "image/png", 10 * 1024 * 1024 + 1),)
            ),
            "ATTACHMENT_TOO_LARGE",
        ),
        (
            MessageDraft(MessageKind.FILE, attachments=(AttachmentDraft("k", "video/mp4", 1),)),
            "UNSUPPORTED_TYPE",
        ),
        (
            MessageDraft(MessageKind.IMAGE, attachments=(AttachmentDraft("k", "application/pdf", 1),)),
            "UNSUPPORTED_TYPE",
        ),
    ],
)
def test_what_cannot_be_a_message_is_refused_with_its_code(draft: MessageDraft, code: str) -> None:
    assert code_of(lambda: require_sendable(draft)) == code


@pytest.mark.parametrize(
    "draft",
    [
        MessageDraft(text="x" * 4000),
        MessageDraft(body="hi"),
        MessageDraft(text="hi", body="hi"),
        MessageDraft(MessageKind.IMAGE, attachments=(FILE,)),
        MessageDraft(text="with a picture", attachments=(FILE,)),
    ],
)
def test_what_can_be_a_message_passes(draft: MessageDraft) -> None:
    require_sendable(draft)


def test_every_wrong_field_of_a_brief_is_named() -> None:
    brief = BriefDraft(
        title=" ",
        goals="x" * 2001,
        style_references=("ftp://nowhere",),
        must_have_shots=("",),
        budget_cents=-1,
        event_date=NOW.date() - timedelta(days=1),
        city="",
    )
    with pytest.raises(DomainError) as refused:
        require_valid(brief, today=NOW.date())
    assert set(refused.value.fields) == {
        "buyerBrief.title",
        "buyerBrief.goals",
        "buyerBrief.styleReferences.0",
        "buyerBrief.mustHaveShots.0",
        "buyerBrief.budgetCents",
        "buyerBrief.eventDate",
        "buyerBrief.city",
    }


def test_a_full_brief_is_fine() -> None:
    brief = BriefDraft(
        title="Autumn lookbook",
        goals="Twelve looks",
        style_references=("https://example.com/a",),
        must_have_shots=("close-up",),
        budget_cents=0,
        event_date=NOW.date(),
        city="houston",
    )
    require_valid(brief, today=NOW.date())
    assert brief.opening == "Autumn lookbook\n\nTwelve looks"
