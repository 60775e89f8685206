"""Portfolio items (contract portfolio.graphql)."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.ids import MediaId, StudioId
from domain.pages import Page
from domain.portfolio import model
from domain.portfolio.actions import PicturePlace, Publication
from domain.portfolio.drafting import Draft
from schema.media import Media
from schema.reading import Held, read
from schema.scalars import AWSJSON, AWSDate, AWSDateTime

if TYPE_CHECKING:
    from schema.accounts import User
    from schema.studios import Studio


@strawberry.type
class CaseStudy(Held):
    client_type: str | None = read()
    summary: str | None = read()
    deliverables: list[str] | None = read()
    results: str | None = read()
    budget_low_cents: int | None = read()
    budget_high_cents: int | None = read()


@strawberry.type
class PortfolioItem(Held):
    id: strawberry.ID = read()
    title: str = read()
    slug: str = read()
    owner_user_id: strawberry.ID = read()
    owner: Annotated["User", strawberry.lazy("schema.accounts")] = read()
    role_profile_id: strawberry.ID = read()
    city: str | None = read()
    shoot_date: AWSDate | None = read()
    genres: list[str] = read()
    cover: Media | None = read()
    media: list[Media] = read()
    case_study: CaseStudy | None = read()
    studio_used_id: strawberry.ID | None = read()
    studio_used: Annotated["Studio", strawberry.lazy("schema.studios")] | None = read()
    verified_booking: bool = read()
    sfw_band: int = read()
    indexable: bool = read()
    status: str = read()
    created_at: AWSDateTime = read()
    updated_at: AWSDateTime = read()


@strawberry.type
class PortfolioPage:
    items: list[PortfolioItem]
    cursor: str | None

    @classmethod
    def of(cls, page: Page[model.PortfolioItem]) -> "PortfolioPage":
        return cls(items=[PortfolioItem(ref=(item.id,)) for item in page.items], cursor=page.cursor)


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
