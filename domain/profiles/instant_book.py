"""Instant-book rules: which requests confirm without waiting for the seller."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.accounts.model import Account
from domain.errors import DomainError, Forbidden, Invalid, NotFound
from domain.ids import Prefix, ProfileId, RuleId
from domain.ports import UnitOfWork
from domain.profiles.actions import account_of, my_page, tell_updated
from domain.profiles.model import AutoAcceptRule, ServiceProfile
from domain.profiles.packages import PRICE_MOST_CENTS
from domain.profiles.visibility import not_found
from domain.validation import Problems
from domain.viewer import Viewer

RULES_MOST: Final = 10
EVERY_DAY: Final = 0b111_1111
# Half the circumference of the earth.
MILES_MOST: Final = 12_500


@dataclass(frozen=True)
class RuleTerms:
    """A rule as a client sends it; None does not limit."""

    allow_ib: bool
    min_price_cents: int | None = None
    weekday_mask: int | None = None
    max_distance_mi: float | None = None


async def auto_accept_rules(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId
) -> Sequence[AutoAcceptRule]:
    """My rules for a page, as they stand. Raises SP_NOT_FOUND."""
    profile = await uow.profiles.by_id(profile_id)
    if profile is None or profile.user_id != viewer.require_user():
        raise not_found()
    return await uow.profiles.rules(profile.id)


async def set_auto_accept_rule(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, rule_id: RuleId | None, terms: RuleTerms
) -> AutoAcceptRule:
    """Adds a rule, or changes the one named. Raises SP_NOT_FOUND, IDV_REQUIRED, NOT_FOUND for a rule."""
    profile = await my_page(uow, viewer, profile_id)
    _require_verified(await account_of(uow, viewer))
    _check(terms)
    rules = {rule.id: rule for rule in await uow.profiles.rules(profile.id)}
    if rule_id is not None and rule_id not in rules:
        raise _no_such_rule()
    kept = _written(rules[rule_id], terms) if rule_id is not None else _added(uow, profile, len(rules), terms)
    await uow.profiles.keep_rule(kept)
    tell_updated(uow, profile.id, profile.user_id)
    return kept


async def delete_auto_accept_rule(uow: UnitOfWork, viewer: Viewer, rule_id: RuleId) -> None:
    """Raises NOT_FOUND for a rule that is not on a page of mine."""
    rule = await uow.profiles.rule(rule_id)
    profile = await uow.profiles.holding(rule.profile_id) if rule else None
    if profile is None or profile.user_id != viewer.require_user():
        raise _no_such_rule()
    await uow.profiles.drop_rule(rule_id)
    tell_updated(uow, profile.id, profile.user_id)


def _check(terms: RuleTerms) -> None:
    problems = Problems()
    if terms.min_price_cents is not None:
        problems.integer("minPriceCents", terms.min_price_cents, 0, PRICE_MOST_CENTS)
    if terms.weekday_mask is not None:
        problems.integer("weekdayMask", terms.weekday_mask, 1, EVERY_DAY)
    if terms.max_distance_mi is not None:
        problems.number("maxDistanceMi", terms.max_distance_mi, 0, MILES_MOST)
    problems.raise_if_any()


def _added(uow: UnitOfWork, profile: ServiceProfile, there_are: int, terms: RuleTerms) -> AutoAcceptRule:
    if there_are >= RULES_MOST:
        message = f"A page has at most {RULES_MOST} rules."
        raise Invalid("VALIDATION_FAILED", message, fields={"ruleId": message})
    fresh = AutoAcceptRule(RuleId(uow.new_id(Prefix.RULE)), profile.id, allow_ib=terms.allow_ib)
    return _written(fresh, terms)


def _written(rule: AutoAcceptRule, terms: RuleTerms) -> AutoAcceptRule:
    return replace(
        rule,
        allow_ib=terms.allow_ib,
        min_price_cents=terms.min_price_cents,
        weekday_mask=terms.weekday_mask,
        max_distance_mi=terms.max_distance_mi,
    )


def _require_verified(account: Account) -> None:
    if not account.id_verified:
        raise Forbidden(
            "IDV_REQUIRED",
            "Instant book is for people whose identity is verified.",
            hint="Pass the identity check first.",
        )


def _no_such_rule() -> DomainError:
    return NotFound("NOT_FOUND", "There is no such rule of yours.")
