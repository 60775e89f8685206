"""Whole cents, and a split that loses none."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import total_ordering
from typing import Final

from domain.errors import Invalid

BPS: Final = 10_000
"""Basis points in the whole; every rate in the project is an integer number of them."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency (cents)."""

    cents: int
    currency: str = "USD"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + self._same(other).cents, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - self._same(other).cents, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.cents, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.cents * times, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.cents < self._same(other).cents

    def bps(self, rate_bps: int) -> "Money":
        """A share of the amount; half a cent rounds away from zero, so a rate never loses its sign."""
        whole, rest = divmod(abs(self.cents) * rate_bps, BPS)
        rounded = whole + (2 * rest >= BPS)
        return Money(rounded if self.cents >= 0 else -rounded, self.currency)

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Share by weight without losing a cent; the largest remainders round up first."""
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise Invalid(
                "VALIDATION_FAILED", "A split needs weights, none negative, that add up to something."
            )
        shares = [self.cents * weight // total for weight in weights]
        by_remainder = sorted(
            range(len(weights)), key=lambda i: self.cents * weights[i] % total, reverse=True
        )
        for i in by_remainder[: self.cents - sum(shares)]:
            shares[i] += 1
        return [Money(cents, self.currency) for cents in shares]

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} cannot be reckoned with {self.currency}")
        return other


def total(amounts: Sequence[Money], currency: str = "USD") -> Money:
    return sum(amounts, Money(0, currency))
