"""What a buyer wants, as they first put it to a seller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from domain.ids import ThreadId, UserId
from domain.validation import Problems

TITLE_MAX = 140
NOTE_MAX = 2000
CITY_MAX = 80
SHOT_MAX = 200
URL_MAX = 2000
LIST_MAX = 50
BUDGET_MAX_CENTS = 100_000_000


@dataclass(frozen=True)
class BriefDraft:
    """A brief as somebody wrote it, before it belongs to a thread."""

    title: str
    goals: str | None = None
    style_references: tuple[str, ...] = ()
    mood_notes: str | None = None
    must_have_shots: tuple[str, ...] = ()
    constraints: str | None = None
    budget_notes: str | None = None
    budget_cents: int | None = None
    event_date: date | None = None
    city: str | None = None

    @property
    def opening(self) -> str:
        """The first message of an inquiry, so that the seller's inbox says at once what it is about."""
        return f"{self.title}\n\n{self.goals}" if self.goals else self.title

    @property
    def words(self) -> tuple[str | None, ...]:
        """Everything in it that a person reads, for the policy check."""
        return (
            self.title,
            self.goals,
            self.mood_notes,
            self.constraints,
            self.budget_notes,
            *self.must_have_shots,
        )


@dataclass(frozen=True)
class Brief:
    """The brief of a thread. Every edit is a new version."""

    thread_id: ThreadId
    content: BriefDraft
    version: int
    updated_by: UserId
    updated_at: datetime


def require_valid(brief: BriefDraft, *, today: date) -> None:
    """VALIDATION_FAILED with every field that is wrong."""
    problems = Problems()
    problems.text("buyerBrief.title", brief.title, TITLE_MAX)
    _notes(problems, brief)
    _lists(problems, brief.style_references, brief.must_have_shots)
    if brief.budget_cents is not None:
        problems.integer("buyerBrief.budgetCents", brief.budget_cents, 0, BUDGET_MAX_CENTS)
    if brief.event_date is not None and brief.event_date < today:
        problems.add("buyerBrief.eventDate", "must not be in the past")
    problems.raise_if_any()


def _notes(problems: Problems, brief: BriefDraft) -> None:
    notes = {
        "goals": brief.goals,
        "moodNotes": brief.mood_notes,
        "constraints": brief.constraints,
        "budgetNotes": brief.budget_notes,
    }
    for name, value in notes.items():
        if value is not None:
            problems.text(f"buyerBrief.{name}", value, NOTE_MAX, min=0)
    if brief.city is not None:
        problems.text("buyerBrief.city", brief.city, CITY_MAX)


def _lists(problems: Problems, references: Sequence[str], shots: Sequence[str]) -> None:
    problems.count("buyerBrief.styleReferences", references, LIST_MAX)
    problems.count("buyerBrief.mustHaveShots", shots, LIST_MAX)
    for place, shot in enumerate(shots[:LIST_MAX]):
        problems.text(f"buyerBrief.mustHaveShots.{place}", shot, SHOT_MAX)
    for place, reference in enumerate(references[:LIST_MAX]):
        if len(reference) > URL_MAX or urlsplit(reference).scheme not in {"http", "https"}:
            problems.add(f"buyerBrief.styleReferences.{place}", "must be a web address")
