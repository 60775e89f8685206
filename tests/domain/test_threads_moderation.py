"""What may be said: signs of leaving the platform, their disguises, and sentences that only look like them."""

import pytest

from domain.errors import Forbidden
from domain.threads.moderation import Decision, Record, decide, earns_hold, hint_for
from domain.threads.signs import SignKind, signs_in

ORDINARY = (
    "Hi! I loved your editorial work, are you free on 2026-12-04 from 14:00 to 18:00?",
    "The shoot starts 10:30-12:30, call time is 9:45 sharp.",
    "My budget is $1,200 for 4 hours, or 1,500 dollars with the studio.",
    "We shot at f/2.8, 1/200, ISO 100 200 400 with an 85 mm lens.",
    "I am 5'9, measurements 34-24-35, shoe size 8.",
    "The address is 1234 Main Street, Suite 200, Houston, TX 77002-1234.",
    "Let's snap a few test frames and signal each other when the light is right.",
    "Could you telegraph the pose a bit more? It's a cash register scene.",
    "What's the approach? A cash approach will not work for this brief.",
    "Please invoice the hours in the booking, the platform does the rest.",
    "Your instagram look is exactly the mood we want.",
    "I work at a gallery and I will be at the door at 9.",
    "Meet me at the studio. Dot the i's before we sign the release.",
    "Reference board: https://www.pinterest.com/pin/123456789012/ and https://vimeo.com/123456789",
    "Finals are in https://drive.google.com/drive/folders/1a2b3c4d5e6f7g8h",
    "One two three, that's the rhythm. Four looks, five minutes each.",
    "The order is ord_01jd8k2m3n4p5q6r7s8t9v0w1x and the leg is the second one.",
    "Resolution 4000 x 6000, or 1920 1080 for the web, 300 dpi.",
    "We need 20 photos, 3 looks, 2 locations and 1 reel of 60 seconds.",
    "Can I pay on RastUp with a card? I'd rather pay directly in the app.",
    "I can wire the lamp myself; do you have a wireframe of the set?",
    "Email is fine for the newsletter, but let us keep everything here.",
    "e.g. natural light, no.2 filter, approx. 3.5 hours etc.",
    "ya 3 outfits ok? v cool venue",
    "Ship date 12/24/2026, batch 555-12.",
)

SUSPECT = (
    ("Call me at 713-555-0142", SignKind.CONTACT),
    ("my number: (713) 555 0142", SignKind.CONTACT),
    ("7135550142", SignKind.CONTACT),
    ("+44 20 7946 0958", SignKind.CONTACT),
    ("text 555-0142 tonight", SignKind.CONTACT),
    ("seven one three five five five zero one four two", SignKind.CONTACT),
    ("seven 1 three 5 five 5 zero 1 four 2", SignKind.CONTACT),
    ("\uff17\uff11\uff13\uff0d\uff15\uff15\uff15\uff0d\uff10\uff11\uff14\uff12", SignKind.CONTACT),
    ("write to ana.lens@example.com", SignKind.CONTACT),
    ("ana.lens (at) example (dot) com", SignKind.CONTACT),
    ("ana.lens [at] example dot com", SignKind.CONTACT),
    ("ana at gmail", SignKind.CONTACT),
    ("ana\u200b.lens@ex\u200bample.com", SignKind.CONTACT),
    ("find me on wh*tsapp", SignKind.CONTACT),
    ("T3legram?", SignKind.CONTACT),
    ("ig: @ana.lens", SignKind.CONTACT),
    ("let's use https://wa.me/17135550142x", SignKind.CONTACT),
    ("venmo me", SignKind.PAYMENT),
    ("v3nm0 is easier", SignKind.PAYMENT),
    ("ca$h app works", SignKind.PAYMENT),
    ("z e l l e", SignKind.PAYMENT),
    ("P.a.y.P.a.l please", SignKind.PAYMENT),
    ("$analens on there", SignKind.PAYMENT),
    ("bank transfer is fine", SignKind.PAYMENT),
    ("https://paypal.me/analens", SignKind.PAYMENT),
    ("can you pay half in cash", SignKind.PAYMENT),
    ("see my site analens.com", SignKind.LINK),
    ("analens dot com", SignKind.LINK),
)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_sentence_passes_untouched(text: str) -> None:
    assert signs_in(text) == []
    assert decide([text], confirmed=False, record=Record(here=5, anywhere=5)) == Decision.CLEAN


@pytest.mark.parametrize(("text", "kind"), SUSPECT)
def test_a_way_off_the_platform_is_seen_through_its_disguise(text: str, kind: SignKind) -> None:
    assert kind in {sign.kind for sign in signs_in(text)}


@pytest.mark.parametrize("text", [text for text, kind in SUSPECT if kind != SignKind.LINK])
def test_the_first_sign_is_delivered_with_a_reminder_and_the_second_is_refused(text: str) -> None:
    assert hint_for([text], confirmed=False, record=Record()) == "nudge"
    with pytest.raises(Forbidden) as refused:
        hint_for([text], confirmed=False, record=Record(here=1, anywhere=1))
    assert refused.value.code == "MSG_POLICY_BLOCKED"


@pytest.mark.parametrize(
    "text",
    [
        "Let's do this off the platform",
        "You can pay me directly and we avoid the platform fee",
        "pay outside of the app please",
        "why not skip the service fee?",
        "venmo or zelle? call 713-555-0142 and use wa.me/abc",
    ],
)
def test_an_open_wish_to_leave_is_refused_at_once(text: str) -> None:
    assert decide([text], confirmed=False, record=Record()) == Decision.BLOCK


@pytest.mark.parametrize(
    "text", ["Please never pay outside the platform.", "I don't do deals off the platform"]
)
def test_telling_somebody_to_stay_is_not_refused(text: str) -> None:
    assert decide([text], confirmed=False, record=Record()) == Decision.NUDGE


def test_a_plain_link_is_only_ever_a_reminder() -> None:
    assert decide(["see analens.com"], confirmed=False, record=Record(here=9)) == Decision.NUDGE


def test_in_a_confirmed_booking_people_may_swap_numbers_but_not_payments() -> None:
    assert decide(["Call me at 713-555-0142"], confirmed=True, record=Record()) == Decision.CLEAN
    assert decide(["venmo me"], confirmed=True, record=Record()) == Decision.NUDGE


def test_a_sign_hidden_in_any_field_counts() -> None:
    assert (
        decide(["A calm portrait", None, "ana at gmail"], confirmed=False, record=Record()) == Decision.NUDGE
    )


@pytest.mark.parametrize(
    ("hint", "anywhere", "held"), [("nudge", 1, False), ("nudge", 2, True), (None, 9, False)]
)
def test_the_third_reminder_in_a_day_pauses_the_thread(hint: str | None, anywhere: int, held: bool) -> None:
    assert earns_hold(hint, Record(here=0, anywhere=anywhere)) is held
