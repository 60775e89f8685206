"""What a buyer wants (contract panel.graphql)."""

import strawberry

from domain.threads import briefs
from schema.reading import Held, read
from schema.scalars import AWSURL, AWSDate, AWSDateTime


@strawberry.type
class Brief(Held):
    title: str = read()
    goals: str | None = read()
    style_references: list[AWSURL] = read()
    mood_notes: str | None = read()
    must_have_shots: list[str] = read()
    constraints: str | None = read()
    budget_notes: str | None = read()
    budget_cents: int | None = read()
    event_date: AWSDate | None = read()
    city: str | None = read()
    version: int = read()
    updated_by: strawberry.ID | None = read()
    updated_at: AWSDateTime = read()


@strawberry.input
class BriefInput:
    title: str
    goals: str | None = None
    style_references: list[AWSURL] | None = None
    mood_notes: str | None = None
    must_have_shots: list[str] | None = None
    constraints: str | None = None
    budget_notes: str | None = None
    budget_cents: int | None = None
    event_date: AWSDate | None = None
    city: str | None = None

    def to_domain(self) -> briefs.BriefDraft:
        return briefs.BriefDraft(
            title=self.title,
            goals=self.goals,
            style_references=tuple(self.style_references or ()),
            mood_notes=self.mood_notes,
            must_have_shots=tuple(self.must_have_shots or ()),
            constraints=self.constraints,
            budget_notes=self.budget_notes,
            budget_cents=self.budget_cents,
            event_date=self.event_date,
            city=self.city,
        )


@strawberry.type
class ProjectPanel(Held):
    """The tabs that both sides work on; further ones join as they are built."""

    thread_id: strawberry.ID = read()
    brief: Brief | None = read()
