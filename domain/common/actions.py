"""Reading what everybody may read."""

from datetime import datetime

from domain.common.cities import City
from domain.common.settings import AppConfig, app_config
from domain.common.taxonomy import Term, vocabularies
from domain.errors import NotFound
from domain.ports import UnitOfWork


async def check_health(uow: UnitOfWork) -> datetime:
    """The server's clock, once the database has answered; raises when it does not."""
    await uow.common.settings(None)
    return uow.now


async def list_cities(uow: UnitOfWork, *, active_only: bool) -> list[City]:
    return await uow.common.cities(active_only=active_only)


async def read_app_config(uow: UnitOfWork, city_name: str | None) -> AppConfig:
    """A city nobody knows gets the general settings: a client must be able to start anywhere."""
    city = await uow.common.city(city_name) if city_name is not None else None
    return app_config(await uow.common.settings(city.code if city else None), city)


def list_terms(kind: str) -> tuple[Term, ...]:
    terms = vocabularies().get(kind)
    if terms is None:
        raise NotFound(
            "NOT_FOUND", "There is no such vocabulary.", hint=f"Kinds: {', '.join(vocabularies())}."
        )
    return terms
