"""Who may see a studio, and who may change it."""

from domain.errors import Forbidden, NotFound
from domain.ids import StudioId
from domain.ports import UnitOfWork
from domain.studios.model import Studio
from domain.viewer import Viewer


def no_such_studio() -> NotFound:
    return NotFound("NOT_FOUND", "There is no such studio.")


async def seen(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId) -> Studio:
    """A published studio, or one of the viewer's own."""
    studio = await uow.studios.seen(studio_id, viewer.user_id)
    if studio is None:
        raise no_such_studio()
    return studio


async def holding_own(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId) -> Studio:
    """A studio of the viewer's, with its row locked. Others may know of it (FORBIDDEN) or not (NOT_FOUND)."""
    owner = viewer.require_user()
    studio = await uow.studios.holding(studio_id, owner)
    if studio is None:
        raise no_such_studio()
    if not studio.owned_by(owner):
        raise Forbidden("FORBIDDEN", "Only the owner of the studio may do that.")
    return studio
