"""Which trade a conversation is about, in the words the contract uses."""

from types import MappingProxyType
from typing import Final

STUDIO: Final = "Studio"
# By RoleType.
_CONTEXT_OF_ROLE: Final = MappingProxyType(
    {
        "MODEL": "Model",
        "PHOTOGRAPHER": "Photographer",
        "VIDEOGRAPHER": "Videographer",
        "CREATOR": "Creator",
        "FANSUB": "Fan-Sub",
    }
)
ROLE_CONTEXTS: Final = frozenset({*_CONTEXT_OF_ROLE.values(), STUDIO})


def context_of(role: str) -> str:
    return _CONTEXT_OF_ROLE[role]
