"""Instant-book rules (contract profiles.graphql)."""

import strawberry

from domain.profiles.instant_book import RuleTerms
from schema.reading import Held, read


@strawberry.type
class AutoAcceptRule(Held):
    rule_id: strawberry.ID = read()
    service_profile_id: strawberry.ID = read()
    min_price_cents: int | None = read()
    weekday_mask: int | None = read()
    max_distance_mi: float | None = read()
    allow_ib: bool = read()


@strawberry.input
class AutoAcceptRuleInput:
    service_profile_id: strawberry.ID
    allow_ib: bool
    rule_id: strawberry.ID | None = None
    min_price_cents: int | None = None
    weekday_mask: int | None = None
    max_distance_mi: float | None = None

    def to_domain(self) -> RuleTerms:
        return RuleTerms(
            allow_ib=self.allow_ib,
            min_price_cents=self.min_price_cents,
            weekday_mask=self.weekday_mask,
            max_distance_mi=self.max_distance_mi,
        )
