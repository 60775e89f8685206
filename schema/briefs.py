"""What a buyer wants (contract panel.graphql)."""

import strawberry

from domain.threads import briefs
from schema.scalars import AWSURL, AWSDate, AWSDateTime


@strawberry.type
class Brief:
    title: str
    goals: str | None
    style_references: list[AWSURL]
    mood_notes: str | None
    must_have_shots: list[str]
    constraints: str | None
    budget_notes: str | None
    budget_cents: int | None
    event_date: AWSDate | None
    city: str | None
    version: int
    updated_by: strawberry.ID | None
    updated_at: AWSDateTime

    @classmethod
    def of(cls, brief: briefs.Brief) -> "Brief":
        content = brief.content
        return cls(
            title=content.title,
            goals=content.goals,
            style_references=[AWSURL(reference) for reference in content.style_references],
            mood_notes=content.mood_notes,
            must_have_shots=list(content.must_have_shots),
            constraints=content.constraints,
            budget_notes=content.budget_notes,
            budget_cents=content.budget_cents,
            event_date=content.event_date,
            city=content.city,
            version=brief.version,
            updated_by=strawberry.ID(brief.updated_by),
            updated_at=brief.updated_at,
        )


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
class ProjectPanel:
    """The tabs that both sides work on; further ones join as they are built."""

    thread_id: strawberry.ID
    brief: Brief | None
