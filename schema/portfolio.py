"""Portfolio items (contract portfolio.graphql)."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.ids import MediaId, StudioId
from domain.pages import Page
from domain.portfolio import model
from domain.portfolio.actions import PicturePlace, Publication
from domain.portfolio.drafting import Draft
from domain.portfolio.gallery import Picture, band_of, shown
from domain.viewer import Viewer
from schema.context import Info
from schema.media import Media
from schema.scalars import AWSJSON, AWSDate, AWSDateTime

if TYPE_CHECKING:
    from schema.accounts import User
    from schema.studios import Studio


@strawberry.type
class CaseStudy:
    client_type: str | None
    summary: str | None
    deliverables: list[str] | None
    results: str | None
    budget_low_cents: int | None
    budget_high_cents: int | None

    @classmethod
    def of(cls, story: model.CaseStudy) -> "CaseStudy":
        return cls(
            client_type=story.client_type,
            summary=story.summary,
            deliverables=list(story.deliverables),
            results=story.results,
            budget_low_cents=story.budget_low_cents,
            budget_high_cents=story.budget_high_cents,
        )


@strawberry.type
class PortfolioItem:
    item: strawberry.Private[model.PortfolioItem]
    own: strawberry.Private[bool]
    id: strawberry.ID
    title: str
    slug: str
    owner_user_id: strawberry.ID
    role_profile_id: strawberry.ID
    city: str | None
    shoot_date: AWSDate | None
    genres: list[str]
    case_study: CaseStudy | None
    studio_used_id: strawberry.ID | None
    verified_booking: bool
    status: str
    created_at: AWSDateTime
    updated_at: AWSDateTime

    @classmethod
    def of(cls, item: model.PortfolioItem, viewer: Viewer) -> "PortfolioItem":
        return cls(
            item=item,
            own=item.owner_user_id == viewer.user_id,
            id=strawberry.ID(item.id),
            title=item.title,
            slug=item.slug,
            owner_user_id=strawberry.ID(item.owner_user_id),
            role_profile_id=strawberry.ID(item.profile_id),
            city=item.city,
            shoot_date=item.shoot_date,
            genres=list(item.genres),
            case_study=CaseStudy.of(item.case_study) if item.case_study else None,
            studio_used_id=strawberry.ID(item.studio_id) if item.studio_id else None,
            verified_booking=item.verified_booking,
            status=item.status.value,
            created_at=item.created_at,
            updated_at=item.updated_at,
        )

    @strawberry.field
    async def owner(self, info: Info) -> Annotated["User", strawberry.lazy("schema.accounts")]:
        return await info.context.load.user(self.item.owner_user_id)

    @strawberry.field
    async def cover(self, info: Info) -> Media | None:
        pictures = [p for p in await self._pictures(info) if p.media_id == self.item.cover_media_id]
        return Media(ref=(pictures[0].media_id,)) if pictures else None

    @strawberry.field
    async def media(self, info: Info) -> list[Media]:
        return [Media(ref=(picture.media_id,)) for picture in await self._pictures(info)]

    @strawberry.field
    async def studio_used(self, info: Info) -> Annotated["Studio", strawberry.lazy("schema.studios")] | None:
        return await info.context.load.studio_seen(self.item.studio_id) if self.item.studio_id else None

    @strawberry.field
    async def sfw_band(self, info: Info) -> int:
        return band_of(await self._pictures(info))

    @strawberry.field
    async def indexable(self, info: Info) -> bool:
        return self.item.is_published and band_of(await self._pictures(info)) == 0

    async def _pictures(self, info: Info) -> list[Picture]:
        """The owner sees every picture with its state; others what is clean."""
        pictures = await info.context.load.item_pictures.load(self.item.id)
        return pictures if self.own else shown(pictures)


@strawberry.type
class PortfolioPage:
    items: list[PortfolioItem]
    cursor: str | None

    @classmethod
    def of(cls, page: Page[model.PortfolioItem], viewer: Viewer) -> "PortfolioPage":
        return cls(items=[PortfolioItem.of(item, viewer) for item in page.items], cursor=page.cursor)


@strawberry.input
class PortfolioDraftInput:
    title: str
    role_profile_id: strawberry.ID
    genres: list[str]
    city: str | None = None
    shoot_date: AWSDate | None = None

    def to_domain(self) -> Draft:
        return Draft(title=self.title, genres=self.genres, city=self.city, shoot_date=self.shoot_date)


@strawberry.input
class PortfolioPublishInput:
    id: strawberry.ID
    cover_media_id: strawberry.ID
    case_study: AWSJSON | None = None
    studio_used_id: strawberry.ID | None = None

    def to_domain(self) -> Publication:
        return Publication(
            cover_media_id=MediaId(self.cover_media_id),
            case_study=self.case_study,
            studio_id=StudioId(self.studio_used_id) if self.studio_used_id else None,
        )


def picture_place(place: PicturePlace) -> AWSJSON:
    """Where and how to send one picture. A plain PUT has no form fields."""
    return {
        "url": place.place.url,
        "fields": {},
        "key": place.place.key,
        "method": "PUT",
        "mediaId": place.media_id,
    }
