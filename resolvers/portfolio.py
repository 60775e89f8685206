"""Portfolios: reading, drafting, filling, ordering, going live."""

import strawberry

from domain.ids import ItemId, MediaId, ProfileId
from domain.portfolio import actions, reads
from schema.context import Info
from schema.portfolio import (
    PortfolioDraftInput,
    PortfolioItem,
    PortfolioPage,
    PortfolioPublishInput,
    picture_place,
)
from schema.scalars import AWSJSON


@strawberry.type
class PortfolioQuery:
    @strawberry.field
    async def profile_portfolio(
        self,
        info: Info,
        role_profile_id: strawberry.ID,
        cursor: str | None = None,
        limit: int | None = reads.LIMIT,
    ) -> PortfolioPage:
        async with info.context.unit_of_work() as uow:
            page = await reads.profile_portfolio(
                uow, info.context.viewer, ProfileId(role_profile_id), cursor=cursor, limit=limit
            )
        return PortfolioPage.of(page)

    @strawberry.field
    async def portfolio_item(self, info: Info, slug: str) -> PortfolioItem | None:
        async with info.context.unit_of_work() as uow:
            item = await reads.portfolio_item(uow, info.context.viewer, slug)
        return PortfolioItem(ref=(item.id,)) if item else None


@strawberry.type
class PortfolioMutation:
    @strawberry.mutation
    async def create_portfolio_draft(self, info: Info, input: PortfolioDraftInput) -> strawberry.ID:
        async with info.context.unit_of_work() as uow:
            item = await actions.create_portfolio_draft(
                uow, info.context.viewer, ProfileId(input.role_profile_id), input.to_domain()
            )
        return strawberry.ID(item.id)

    @strawberry.mutation
    async def update_portfolio_item(
        self, info: Info, id: strawberry.ID, input: PortfolioDraftInput
    ) -> PortfolioItem:
        async with info.context.unit_of_work() as uow:
            item = await actions.update_portfolio_item(
                uow, info.context.viewer, ItemId(id), ProfileId(input.role_profile_id), input.to_domain()
            )
        return PortfolioItem(ref=(item.id,))

    @strawberry.mutation
    async def archive_portfolio_item(self, info: Info, id: strawberry.ID) -> bool:
        async with info.context.unit_of_work() as uow:
            await actions.archive_portfolio_item(uow, info.context.viewer, ItemId(id))
        return True

    @strawberry.mutation
    async def upload_portfolio_media(
        self, info: Info, item_id: strawberry.ID, media_kind: str, file_name: str
    ) -> AWSJSON:
        async with info.context.unit_of_work() as uow:
            place = await actions.upload_portfolio_media(
                uow,
                info.context.services.files,
                info.context.viewer,
                ItemId(item_id),
                media_kind=media_kind,
                file_name=file_name,
            )
        return picture_place(place)

    @strawberry.mutation
    async def set_portfolio_media(
        self, info: Info, item_id: strawberry.ID, order: list[strawberry.ID]
    ) -> PortfolioItem:
        async with info.context.unit_of_work() as uow:
            item = await actions.set_portfolio_media(
                uow, info.context.viewer, ItemId(item_id), [MediaId(media_id) for media_id in order]
            )
        return PortfolioItem(ref=(item.id,))

    @strawberry.mutation
    async def publish_portfolio(self, info: Info, input: PortfolioPublishInput) -> bool:
        async with info.context.unit_of_work() as uow:
            return await actions.publish_portfolio(
                uow, info.context.viewer, ItemId(input.id), input.to_domain()
            )
