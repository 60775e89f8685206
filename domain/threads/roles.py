"""Which trade a conversation is about, in the words the contract uses."""

from types import MappingProxyType
from typing import Final

from domain.profiles.model import Role

STUDIO: Final = "Studio"
_CONTEXT_OF_ROLE: Final = MappingProxyType({
    Role.MODEL: "Model",
    Role.PHOTOGRAPHER: "Photographer",
    Role.VIDEOGRAPHER: "Videographer",
    Role.CREATOR: "Creator",
    Role.FANSUB: "Fan-Sub",
})
ROLE_CONTEXTS: Final = frozenset({*_CONTEXT_OF_ROLE.values(), STUDIO})


def context_of(role: Role) -> str:
    return _CONTEXT_OF_ROLE[role]
