"""What the shared vocabulary of the marketplace needs kept."""

from collections.abc import Mapping
from typing import Any, Protocol

from domain.common.cities import City


class Common(Protocol):
    async def city(self, name_or_code: str) -> City | None:
        """The city, open or not; None for a place nobody knows. The caller owns the refusal's code."""
        ...

    async def cities(self, *, active_only: bool) -> list[City]:
        """By name."""
        ...

    async def settings(self, city: str | None) -> Mapping[str, Any]:
        """What operators set, by key; a value for the city goes before the general one."""
        ...
