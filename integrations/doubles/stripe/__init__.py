"""A stateful double of Stripe: an ASGI app that the real SDK talks to, on a business clock of its own.

It is a small real implementation, not a script of answers: state lives in one SQLite file, money moves over
balances, events are signed and delivered until acknowledged, keys make calls idempotent, and trouble can be
ordered (`/_double/chaos`). Nothing outside this folder imports it but the server that starts it.
"""

from integrations.doubles.stripe.app import create_app
from integrations.doubles.stripe.config import DoubleConfig

__all__ = ["DoubleConfig", "create_app"]
