"""Instant-book rules (contract profiles.graphql)."""

import strawberry

from domain.profiles import model
from domain.profiles.instant_book import RuleTerms


@strawberry.type
class AutoAcceptRule:
    rule_id: strawberry.ID
    service_profile_id: strawberry.ID
    min_price_cents: int | None
    weekday_mask: int | None
    max_distance_mi: float | None
    allow_ib: bool

    @classmethod
    def of(cls, rule: model.AutoAcceptRule) -> "AutoAcceptRule":
        return cls(
            rule_id=strawberry.ID(rule.id),
            service_profile_id=strawberry.ID(rule.profile_id),
            min_price_cents=rule.min_price_cents,
            weekday_mask=rule.weekday_mask,
            max_distance_mi=rule.max_distance_mi,
            allow_ib=rule.allow_ib,
        )


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
