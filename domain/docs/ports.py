"""What documents need kept (`uow.docs`) and done elsewhere."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.docs.clauses import Clause, Template
from domain.docs.model import Document, Pack, SignEvent
from domain.docs.printing import Evidence, Sheet
from domain.ids import DocId, LbgId, LegId, PackId, StudioId, UserId


class Docs(Protocol):
    async def publish(self, clauses: Iterable[Clause], templates: Iterable[Template], at: datetime) -> None:
        """Keep wording that is not there yet. What is there stays as it is: it is frozen."""

    async def wording(self) -> tuple[Sequence[Template], Sequence[Clause]]:
        """Everything published and in use."""

    async def add(self, pack: Pack) -> None:
        """Keep a new pack. Raises CONFLICT when a rival has issued one for this leg meanwhile."""

    async def save(self, pack: Pack) -> None:
        """Keep the statuses of a pack, its envelopes and its signers; nothing else of it ever changes."""

    async def set_sealed(self, doc_id: DocId, *, pdf_key: str, sha256: str) -> None: ...

    async def add_events(self, events: Sequence[SignEvent]) -> None: ...

    async def pack(self, pack_id: PackId) -> Pack | None:
        """Whoever asks; lock its booking first to decide anything about it."""

    async def sees_pack(self, user_id: UserId, pack_id: PackId, lbg_id: LbgId) -> bool:
        """Whether that booking has such a pack, and this person may see it."""

    async def pack_seen_by(self, user_id: UserId, pack_id: PackId) -> Pack | None:
        """The pack, for the buyer, the seller of its leg and its signers; None for anybody else."""

    async def packs_seen_by(self, user_id: UserId, lbg_id: LbgId) -> Sequence[Pack]:
        """Active and past packs of a booking that this person may see, oldest first."""

    async def document(self, doc_id: DocId) -> Document | None: ...

    async def waiting_for(self, user_id: UserId, *, most: int) -> Sequence[Document]:
        """Documents of bookings still open that this person can sign now, oldest first."""

    async def live_packs(self, leg_ids: Collection[LegId]) -> Mapping[LegId, Pack]: ...

    async def events(self, doc_ids: Collection[DocId]) -> Mapping[DocId, list[SignEvent]]:
        """Oldest first."""

    async def open_bookings_of(self, studio_id: StudioId) -> Sequence[LbgId]:
        """Bookings with this studio that are not confirmed yet."""


class DocRenderer(Protocol):
    """Prints to PDF: the same input, the same bytes. Raises Unavailable DOC_RENDER_FAIL."""

    @property
    def version(self) -> str:
        """Names the program and the layout: a change of either may change bytes."""
        ...

    async def render(self, sheet: Sheet) -> bytes: ...

    async def seal(self, evidence: Evidence) -> bytes:
        """The original pages untouched, a page of evidence after them, and the original file attached."""
        ...
