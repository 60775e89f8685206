"""What documents need of the world."""

from typing import Protocol

from domain.docs.printing import Evidence, Sheet


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
