from dataclasses import replace
from datetime import timedelta

import pytest

from domain.bookings.attempts import AttemptStatus
from domain.bookings.available_actions import AvailableAction, Moment, available_actions
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.states import LegStatus
from tests.domain.bookings.build import (
    BUYER,
    NOW,
    START,
    TALENT,
    a_group,
    a_leg,
    a_studio_leg,
    an_attempt,
)

S = LegStatus


def offered(moment: Moment) -> dict[str, AvailableAction]:
    return {action.action: action for action in available_actions(moment)}


def at(status: LegStatus) -> LinkedBookingGroup:
    return a_group(a_leg(status), a_studio_leg(status))


def test_a_fresh_checkout_says_what_comes_next_and_what_comes_later() -> None:
    actions = offered(Moment(a_group(), BUYER, NOW))
    assert {name for name, action in actions.items() if action.enabled} == {
        "attachStudioInFlow",
        "createDocPack",
    }
    assert actions["createPaymentIntent"].code == "CHK_DOCS_REQUIRED"
    assert actions["confirmPayment"].code == "CHK_DOCS_REQUIRED"
    assert actions["detachStudio"].code == "NOT_FOUND"
    assert actions["createDocPack"].until == NOW + timedelta(minutes=30)


def test_once_signed_the_payment_may_be_opened_but_not_yet_confirmed() -> None:
    actions = offered(Moment(at(S.AWAITING_PAYMENT), BUYER, NOW))
    assert actions["createPaymentIntent"].enabled
    assert actions["confirmPayment"].code == "PAYMENT_FAILED"
    assert actions["attachStudioInFlow"].code == "ORDER_STATE_INVALID"
    assert actions["detachStudio"].enabled


def test_an_open_payment_may_be_confirmed() -> None:
    assert offered(Moment(at(S.AWAITING_PAYMENT), BUYER, NOW, an_attempt()))["confirmPayment"].enabled


@pytest.mark.parametrize("status", [AttemptStatus.AUTHORIZING, AttemptStatus.CAPTURING])
def test_while_the_payment_is_confirmed_nobody_changes_the_booking(status: AttemptStatus) -> None:
    actions = offered(Moment(at(S.AWAITING_PAYMENT), BUYER, NOW, an_attempt(status)))
    assert {actions[name].code for name in ("attachStudioInFlow", "detachStudio", "createDocPack")} == {
        "ORDER_STATE_INVALID"
    }


def test_a_confirmed_booking_can_be_accepted_once_its_session_has_begun() -> None:
    group = replace(at(S.CONFIRMED), acceptance_until=START + timedelta(hours=52))
    before = offered(Moment(group, BUYER, NOW))
    assert list(before) == ["markCompleted"]
    assert (before["markCompleted"].code, before["markCompleted"].until) == ("ORDER_STATE_INVALID", START)
    then = offered(Moment(group, BUYER, START))["markCompleted"]
    assert then.enabled
    assert then.until == group.acceptance_until


def test_a_seller_is_offered_their_own_signature_and_nothing_else() -> None:
    unsigned = frozenset({a_leg().id})
    [signature] = available_actions(Moment(at(S.AWAITING_DOCS), TALENT, NOW, unsigned=unsigned))
    assert (signature.action, signature.leg_id) == ("markDocSigned", a_leg().id)


@pytest.mark.parametrize("status", [S.COMPLETED, S.CANCELLED, S.FAILED])
def test_a_booking_that_is_over_offers_nothing(status: LegStatus) -> None:
    assert available_actions(Moment(at(status), BUYER, NOW)) == []
