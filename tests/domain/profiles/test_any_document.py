"""Whatever JSON arrives, it is either kept whole and small, or refused by name: never an accident."""

from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.ids import ProfileId
from domain.portfolio.drafting import STORY_FIELDS, case_study_of
from domain.profiles.model import Platform, Role
from domain.profiles.packages import Births, LicensingOffer, packages_of
from domain.profiles.rules import FIELDS, about_of
from domain.profiles.social import METRIC_FIELDS, social_of
from domain.validation import Problems
from tests.domain.profiles.pages import an_offer

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["fashion", "mp4"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def documents(keys: Any) -> st.SearchStrategy[Any]:
    return JSON | st.dictionaries(st.sampled_from(sorted(keys)) | st.text(max_size=3), JSON, max_size=4)


@given(role=st.sampled_from(Role), data=st.data())
def test_role_fields(role: Role, data: st.DataObject) -> None:
    problems = Problems()
    document = data.draw(documents({field.key for field in FIELDS[role]}))
    kept = about_of(problems, role, document)
    assert problems.fields or all(
        kept[key] == document[key] or isinstance(kept[key], str | list) for key in kept
    )


@given(
    st.dictionaries(
        st.sampled_from([*Platform, "youtube", "myspace"]), documents({*METRIC_FIELDS, "subscribers"})
    )
)
def test_audience_numbers(document: Any) -> None:
    problems = Problems()
    metrics = social_of(problems, document, ())
    assert problems.fields or not any(metric.verified for metric in metrics)


@given(documents(STORY_FIELDS))
def test_stories(document: Any) -> None:
    with suppress(Invalid):
        story = case_study_of(document)
        assert story.budget_low_cents is None or story.budget_low_cents >= 0


@given(kind=st.sampled_from(["ads", "forever"]), adders=documents({"ads", "buyout"}))
def test_licence_tiers(kind: str, adders: Any) -> None:
    offer = an_offer(licensing=LicensingOffer(kind, tier_adders=adders))
    with suppress(Invalid):
        (package,) = packages_of(ProfileId("srv_1"), [offer], [], Births(lambda: "pkg_1", lambda: "add_1"))
        assert package.licensing is not None
        assert all(cents >= 0 for cents in package.licensing.tier_adder_cents.values())
