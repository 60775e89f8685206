"""Looking for people and studios."""

import strawberry

from domain.search import actions, suggesting
from schema.context import Info
from schema.profiles import RoleType
from schema.search import SearchInput, SearchPage, SearchSurface, SuggestItem


@strawberry.type
class SearchQuery:
    @strawberry.field
    async def search(self, info: Info, input: SearchInput) -> SearchPage:
        context = info.context
        async with info.context.unit_of_work() as uow:
            shown = await actions.find(uow, context.viewer, input.to_domain(), context.services.searches)
        context.services.searches.note(shown)
        cards = await context.load.cards(shown, context.services.files.public_url(""))
        return SearchPage.of(shown, cards)

    @strawberry.field
    async def search_suggest(
        self, info: Info, query: str, surface: SearchSurface, city: str, role: RoleType | None = None
    ) -> list[SuggestItem]:
        async with info.context.unit_of_work() as uow:
            items = await suggesting.suggest(uow, query, surface, role, city)
        return [SuggestItem.of(item, info.context.services.files) for item in items]

    @strawberry.field
    async def autocomplete(self, info: Info, q: str, scope: str, city: str) -> list[str]:
        async with info.context.unit_of_work() as uow:
            return await suggesting.complete(uow, q, scope, city)
