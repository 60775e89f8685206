"""Index rows made from pages: only what the public page shows, and figures about the page."""

from collections.abc import Sequence

from domain.ports import UnitOfWork
from domain.search.model import Document, Surface
from domain.search.people import people_documents
from domain.search.places import studio_documents


async def documents(uow: UnitOfWork, surface: Surface, ids: Sequence[str]) -> list[Document]:
    """Those of the pages that may be found now; as many statements for one as for many."""
    if not ids:
        return []
    make = people_documents if surface is Surface.PEOPLE else studio_documents
    return await make(uow, ids)
