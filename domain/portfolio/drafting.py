"""What an owner writes about an item, checked and made ready to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final

from domain.errors import Invalid
from domain.media.purposes import EXTENSIONS
from domain.portfolio.model import CaseStudy, MediaKind
from domain.profiles.rules.fields import Choices, Text, Texts, refuse_unknown
from domain.profiles.vocabulary import GENRES, SPECIALTIES
from domain.validation import Problems

TITLE: Final = Text(120)
# A shoot is in the words of its model or of its photographer.
ITEM_GENRES: Final = Choices(GENRES | SPECIALTIES, most=8)
EARLIEST: Final = date(1900, 1, 1)
BUDGET_MOST_CENTS: Final = 100_000_000
STORY: Final = Text(4_000)
CLIENT: Final = Text(120)
DELIVERABLES: Final = Texts(most=20, most_characters=120)
STORY_FIELDS: Final = frozenset(
    ("clientType", "summary", "deliverables", "results", "budgetLowCents", "budgetHighCents")
)
MIMES: Final[Mapping[str, str]] = {
    **{f".{extension}": mime for mime, extension in EXTENSIONS.items()},
    ".jpeg": "image/jpeg",
}


@dataclass(frozen=True)
class Draft:
    """Head data of an item as a client sends it."""

    title: str
    genres: Sequence[str]
    city: str | None = None
    shoot_date: date | None = None


def check_draft(draft: Draft, today: date) -> None:
    problems = Problems()
    TITLE.read(problems, "title", draft.title)
    ITEM_GENRES.read(problems, "genres", draft.genres)
    if draft.shoot_date is not None:
        ok = EARLIEST <= draft.shoot_date <= today
        problems.require("shootDate", "Must be a day that has been.", ok=ok)
    if draft.city is not None:
        problems.text("city", draft.city, 80)
    problems.raise_if_any()


def case_study_of(document: Any) -> CaseStudy:
    """Raises VALIDATION_FAILED with the path of every wrong value."""
    problems = Problems("caseStudy.")
    if not isinstance(document, Mapping):
        raise Invalid(
            "VALIDATION_FAILED", "The story has a wrong shape.", fields={"caseStudy": "Must be an object."}
        )
    refuse_unknown(problems, document, STORY_FIELDS, "Not a field of a case study.")
    given = {key: value for key, value in document.items() if key in STORY_FIELDS and value is not None}
    for key, kind in (("clientType", CLIENT), ("summary", STORY), ("results", STORY)):
        if key in given:
            given[key] = kind.read(problems, key, given[key])
    given["deliverables"] = DELIVERABLES.read(problems, "deliverables", given.get("deliverables", []))
    _check_budget(problems, given.get("budgetLowCents"), given.get("budgetHighCents"))
    problems.raise_if_any()
    return CaseStudy(
        client_type=given.get("clientType"),
        summary=given.get("summary"),
        deliverables=tuple(given["deliverables"]),
        results=given.get("results"),
        budget_low_cents=given.get("budgetLowCents"),
        budget_high_cents=given.get("budgetHighCents"),
    )


def _check_budget(problems: Problems, low: Any, high: Any) -> None:
    for name, value in (("budgetLowCents", low), ("budgetHighCents", high)):
        if value is not None and not problems.integer(name, value, 0, BUDGET_MOST_CENTS):
            return
    if low is not None and high is not None:
        problems.require("budgetHighCents", "Must not be below the low end.", ok=low <= high)


def picture_type(media_kind: str, file_name: str) -> str:
    """The type that a picture's name promises. Raises UNSUPPORTED_TYPE, or VALIDATION_FAILED for a kind."""
    problems = Problems()
    problems.one_of("mediaKind", media_kind, frozenset(MediaKind))
    problems.text("fileName", file_name, max=255)
    problems.raise_if_any()
    mime = MIMES.get(PurePosixPath(file_name).suffix.lower(), "")
    if media_kind != MediaKind.IMAGE or not mime.startswith("image/"):
        raise Invalid(
            "UNSUPPORTED_TYPE",
            "A portfolio item does not take files of that type.",
            hint="Name a .jpg, .jpeg, .png or .webp picture and send it as mediaKind image.",
            fields={"fileName": "Ends in .jpg, .jpeg, .png or .webp."},
        )
    return mime
