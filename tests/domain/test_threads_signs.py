"""What is looked for only where something it needs is there, is found as if it were always looked for."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.threads import signs
from domain.threads.signs import SignKind, signs_in

ASCII = st.characters(max_codepoint=127)
GUARDED = {
    "a handle": (signs._SOCIAL_HANDLE, SignKind.CONTACT),
    "a cashtag": (signs._CASHTAG, SignKind.PAYMENT),
    "a transfer": (signs._TRANSFER, SignKind.PAYMENT),
    "an invoice": (signs._INVOICE, SignKind.PAYMENT),
    "a way around": (signs._BYPASS, SignKind.PAYMENT),
}


@pytest.mark.parametrize(("pattern", "kind"), GUARDED.values(), ids=GUARDED)
@given(data=st.data())
def test_whatever_has_a_sign_shows_it(data: st.DataObject, pattern: re.Pattern[str], kind: SignKind) -> None:
    text = data.draw(st.from_regex(pattern, alphabet=ASCII))
    assume(pattern.search(signs._plain(text)))
    assert kind in {sign.kind for sign in signs_in(text)}


@given(st.from_regex(signs._HOST, alphabet=ASCII))
def test_whatever_has_a_host_is_looked_at_for_links(text: str) -> None:
    found = signs._HOST.search(text)
    assert found is not None
    assert signs._DOTTED.search(text) is not None
