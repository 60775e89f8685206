"""Reading what everybody may read."""

import strawberry

from domain.common import actions
from schema.common import AppConfig, City, Health, TaxonomyTerm
from schema.context import Info


@strawberry.type
class CommonQuery:
    @strawberry.field
    async def health(self, info: Info) -> Health:
        async with info.context.unit_of_work() as uow:
            now = await actions.check_health(uow)
        return Health(ok=True, version=info.context.services.build, now=now)

    @strawberry.field
    async def app_config(self, info: Info, city: str | None = None) -> AppConfig:
        async with info.context.unit_of_work() as uow:
            config = await actions.read_app_config(uow, city)
        return AppConfig.of(config)

    @strawberry.field
    async def cities(self, info: Info, active_only: bool | None = True) -> list[City]:
        async with info.context.unit_of_work() as uow:
            found = await actions.list_cities(uow, active_only=bool(active_only))
        return [City(ref=(city.code,)) for city in found]

    @strawberry.field
    async def taxonomy(self, kind: str) -> list[TaxonomyTerm]:
        return [TaxonomyTerm.of(term) for term in actions.list_terms(kind)]
