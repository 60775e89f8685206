"""Instant-book rules of a role page."""

import strawberry

from domain.ids import ProfileId, RuleId
from domain.profiles import instant_book
from schema.context import Info
from schema.profiles.instant_book import AutoAcceptRule, AutoAcceptRuleInput


@strawberry.type
class InstantBookQuery:
    @strawberry.field
    async def auto_accept_rules(self, info: Info, service_profile_id: strawberry.ID) -> list[AutoAcceptRule]:
        async with info.context.unit_of_work() as uow:
            rules = await instant_book.auto_accept_rules(
                uow, info.context.viewer, ProfileId(service_profile_id)
            )
        return [AutoAcceptRule(ref=(rule.id,)) for rule in rules]


@strawberry.type
class InstantBookMutation:
    @strawberry.mutation
    async def set_auto_accept_rule(self, info: Info, input: AutoAcceptRuleInput) -> AutoAcceptRule:
        rule_id = RuleId(input.rule_id) if input.rule_id is not None else None
        async with info.context.unit_of_work() as uow:
            rule = await instant_book.set_auto_accept_rule(
                uow, info.context.viewer, ProfileId(input.service_profile_id), rule_id, input.to_domain()
            )
        return AutoAcceptRule(ref=(rule.id,))

    @strawberry.mutation
    async def delete_auto_accept_rule(self, info: Info, rule_id: strawberry.ID) -> bool:
        async with info.context.unit_of_work() as uow:
            await instant_book.delete_auto_accept_rule(uow, info.context.viewer, RuleId(rule_id))
        return True
