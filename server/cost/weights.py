"""Weights and list sizes where the defaults by kind would be wrong, by `Type.field` of the contract."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# A field of an object costs 1, a leaf nothing, a root field of a mutation 10 more.
OBJECT: Final = 1
MUTATION: Final = 10
SUBSCRIPTION: Final = 5
# How many entries a list without a page size is taken to have.
LIST: Final = 5

WEIGHTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        # Password hashing is meant to be slow.
        "Mutation.signUp": 50,
        "Mutation.signIn": 50,
        "Mutation.changePassword": 50,
        "Mutation.resetPassword": 50,
        # Rendering documents and asking the processor.
        "Mutation.createDocPack": 50,
        "Mutation.createPaymentIntent": 50,
        "Mutation.confirmPayment": 100,
        "Mutation.devClockAdvance": 100,
        # Ranking looks at far more rows than it returns.
        "Query.search": 50,
        "Query.searchSuggest": 10,
        "Query.autocomplete": 10,
        "Query.studioQuote": 10,
        "Query.studioAvailability": 10,
        "Query.serviceProfileAvailability": 10,
    }
)

SIZES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "Thread.participants": 2,
        "LinkedBookingGroup.legs": 2,
        "CheckoutDraft.legs": 2,
        "CheckoutConfirmation.legs": 2,
        "CompletionReceipt.legs": 2,
        "Charge.splits": 2,
        "DocPack.documents": 2,
        "DocInstance.signers": 2,
        "SearchPage.facets": 8,
        "SearchCard.why": 8,
        "Message.attachments": 1,
        "ServiceProfile.linkedStudios": 1,
        "ServiceProfile.packages": 3,
        "User.serviceProfiles": 2,
        "User.studios": 1,
    }
)
