"""What a studio needs before it goes live."""

import pytest

from domain.errors import Conflict
from domain.studios.publishing import Offered, missing, require_complete
from tests.domain.studios.builders import a_rate, a_studio


def test_a_complete_studio_lacks_nothing() -> None:
    gaps = missing(Offered.by(a_studio(), [a_rate()], clean_photos=3))
    require_complete(gaps)
    assert gaps == {}


def test_everything_missing_is_listed_at_once() -> None:
    bare = a_studio(description="Short.", amenities=(), house_rules=())
    with pytest.raises(Conflict) as refusal:
        require_complete(missing(Offered.by(bare, [a_rate(active=False)], clean_photos=2)))
    assert refusal.value.code == "STUDIO_INCOMPLETE"
    assert set(refusal.value.fields) == {"description", "amenities", "houseRules", "rates", "media"}
    assert "3 must have passed their scan, 2 did" in str(refusal.value.hint)


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({"description": "x" * 39}, "description"),
        ({"amenities": ()}, "amenities"),
        ({"house_rules": ()}, "houseRules"),
    ],
)
def test_one_gap_is_one_field(changes: dict[str, object], gap: str) -> None:
    assert list(missing(Offered.by(a_studio(**changes), [a_rate()], clean_photos=3))) == [gap]
