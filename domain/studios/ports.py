"""What studios need kept (`uow.studios`)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from domain.calendar.spans import Span
from domain.ids import StudioId, UserId
from domain.studios.model import Blackout, BlackoutId, Picture, Policy, Rate, Studio, StudioMedia


class Studios(Protocol):
    async def add(self, studio: Studio) -> None: ...

    async def save(self, studio: Studio) -> None: ...

    async def seen(self, studio_id: StudioId, by: UserId | None) -> Studio | None:
        """A studio that is public, or the viewer's own; None for anything else."""

    async def seen_by_slug(self, slug: str, by: UserId | None) -> Studio | None: ...

    async def holding(self, studio_id: StudioId, by: UserId | None) -> Studio | None:
        """Like `seen`, with the row locked: whatever is decided about the studio queues here."""

    async def by_ids(self, ids: Collection[StudioId]) -> Mapping[StudioId, Studio]:
        """Drafts included: the caller has reached them already."""

    async def owned_by(self, owner: UserId) -> Sequence[Studio]:
        """Latest change first."""

    async def count_of(self, owner: UserId) -> int: ...

    async def rates(self, ids: Collection[StudioId]) -> Mapping[StudioId, list[Rate]]:
        """Oldest first."""

    async def add_rate(self, rate: Rate) -> None: ...

    async def policies(self, ids: Collection[StudioId]) -> Mapping[StudioId, Policy]: ...

    async def set_policy(self, studio_id: StudioId, policy: Policy) -> None: ...

    async def add_blackout(self, blackout: Blackout) -> None: ...

    async def blackout(self, blackout_id: BlackoutId) -> Blackout | None: ...

    async def delete_blackout(self, blackout_id: BlackoutId) -> None: ...

    async def blackouts(self, ids: Collection[StudioId], within: Span) -> Mapping[StudioId, list[Blackout]]:
        """Those that touch the span, in order."""

    async def add_media(self, media: StudioMedia) -> None:
        """Raises CONFLICT when the upload hangs in a gallery already."""

    async def gallery(self, ids: Collection[StudioId]) -> Mapping[StudioId, list[Picture]]:
        """Every picture with its upload, in the order of the gallery."""
