"""Money: amounts, fees, taxes, the ledger and payouts. `from domain.money import Money` is the way in."""

from domain.money.amount import BPS, Money, total

__all__ = ["BPS", "Money", "total"]
