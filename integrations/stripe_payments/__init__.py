"""Payments through Stripe: the `Payments` port on the real SDK, reached by base address."""

from integrations.stripe_payments.adapter import StripePayments
from integrations.stripe_payments.config import StripeConfig
from integrations.stripe_payments.sandbox import StripeSandbox
from integrations.stripe_payments.tax import CityAddress, StripeTax

__all__ = ["CityAddress", "StripeConfig", "StripePayments", "StripeSandbox", "StripeTax"]
