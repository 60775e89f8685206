"""Studios, as clients see them (contract studios.graphql)."""

from schema.studios.listing import Studio, StudioInput, offered_media
from schema.studios.quotes import QuoteLine, StudioQuote, time_windows
from schema.studios.rates import StudioRate, StudioRateInput
from schema.studios.terms import StudioBlackout, StudioPolicy, StudioPolicyInput

__all__ = [
    "QuoteLine",
    "Studio",
    "StudioBlackout",
    "StudioInput",
    "StudioPolicy",
    "StudioPolicyInput",
    "StudioQuote",
    "StudioRate",
    "StudioRateInput",
    "offered_media",
    "time_windows",
]
