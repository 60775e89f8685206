"""The marketplace fee, paid by buyers: which rule applies to a leg, and what it comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.errors import Internal
from domain.money.amount import Money

STUDIO: Final = "studio"
"""The role of a studio leg in fee and tax rules; a talent leg has the lower-case role of its profile."""


@dataclass(frozen=True)
class FeeRule:
    """Percent of the subtotal between a floor and a ceiling. A null city or role covers all of them."""

    rule_id: str
    rate_bps: int
    floor: Money
    ceiling: Money | None = None
    city: str | None = None
    role: str | None = None
    version: int = 1
    active: bool = True

    def covers(self, city: str, role: str) -> bool:
        return self.active and self.city in (None, city) and self.role in (None, role)

    @property
    def closeness(self) -> tuple[bool, bool, int]:
        """How specific a rule is: city beats role, and the newest version decides a draw."""
        return self.city is not None, self.role is not None, self.version


@dataclass(frozen=True)
class FeeQuote:
    """The fee of one leg and the rule behind it."""

    fee: Money
    rule_id: str
    rule_version: int


def rule_for(rules: Iterable[FeeRule], city: str, role: str) -> FeeRule:
    """The closest rule that covers this city and role. Raises FEE_RULE_MISSING rather than charge nothing."""
    covering = [rule for rule in rules if rule.covers(city, role)]
    if not covering:
        raise Internal("FEE_RULE_MISSING", f"No platform fee rule covers {role} in {city}.")
    return max(covering, key=lambda rule: rule.closeness)


def quote_fees(rule: FeeRule, subtotal: Money) -> FeeQuote:
    """The fee on a subtotal, at least the floor, at most the ceiling. Nothing is charged on nothing."""
    fee = max(subtotal.bps(rule.rate_bps), rule.floor) if subtotal.cents > 0 else Money(0, subtotal.currency)
    if rule.ceiling is not None:
        fee = min(fee, rule.ceiling)
    return FeeQuote(fee, rule.rule_id, rule.version)
