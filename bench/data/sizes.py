"""How much there is of everything."""

from dataclasses import dataclass, fields
from typing import Final, Self

# A new number makes every kept database be built again.
VERSION: Final = 1


@dataclass(frozen=True)
class Sizes:
    users: int
    profiles: int
    studios: int
    threads: int
    messages: int
    groups: int
    legs: int

    def times(self, factor: int) -> Self:
        return type(self)(*(getattr(self, field.name) * factor for field in fields(self)))

    @property
    def sellers(self) -> int:
        """The first users; a third of them has a second page."""
        return self.profiles * 3 // 4

    @property
    def owners(self) -> int:
        """The users after the sellers; half of them have a second studio."""
        return self.studios * 2 // 3

    @property
    def buyers(self) -> int:
        return self.users - self.sellers - self.owners

    @property
    def booked_threads(self) -> int:
        """Threads of confirmed bookings; the others are inquiries."""
        return self.threads // 2

    @property
    def popular(self) -> int:
        """Sellers with more than a page of conversations: they share all inquiries."""
        return max(1, (self.threads - self.booked_threads) // INQUIRIES_EACH)


INQUIRIES_EACH: Final = 30
USUAL: Final = Sizes(20_000, 8_000, 3_000, 30_000, 600_000, 40_000, 60_000)

TINY: Final = Sizes(200, 40, 12, 140, 2_800, 80, 120)
