"""A studio as its page shows it and as its owner writes it (contract studios.graphql)."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.media.ports import Files
from domain.studios import model
from domain.studios.gallery import OfferedMedia, shown_pictures
from domain.studios.publishing import missing
from domain.studios.reads import visible_rates
from domain.viewer import Viewer
from schema.common import Address, AddressInput, Geo
from schema.context import Info
from schema.media import Media, MediaInput
from schema.scalars import AWSDate, AWSDateTime
from schema.studios.rates import StudioRate
from schema.studios.terms import StudioPolicy

if TYPE_CHECKING:
    from schema.accounts import User


@strawberry.type
class Studio:
    studio: strawberry.Private[model.Studio]
    # Whether the viewer owns the studio, which opens its private side to them.
    own: strawberry.Private[bool]
    studio_id: strawberry.ID
    owner_user_id: strawberry.ID
    title: str
    slug: str
    description: str
    city: str
    region: str
    country: str
    address: Address | None
    capacity_people: int
    size_sqft: int | None
    amenities: list[str]
    verified_studio: bool
    verification_status: str | None
    deposit_required: bool
    deposit_auth_cents: int
    house_rules: list[str]
    insurance_confirmed: bool
    price_from_cents: int
    currency: str
    rating_avg: float
    rating_count: int
    is_published: bool
    indexable: bool
    created_at: AWSDateTime
    updated_at: AWSDateTime

    @classmethod
    def of(cls, studio: model.Studio, viewer: Viewer) -> "Studio":
        details, own = studio.details, studio.owned_by(viewer.user_id)
        return cls(
            studio=studio,
            own=own,
            studio_id=strawberry.ID(studio.studio_id),
            owner_user_id=strawberry.ID(studio.owner_user_id),
            title=details.title,
            slug=studio.slug,
            description=details.description,
            city=details.city,
            region=details.region,
            country=details.country,
            address=_address(details.address) if own else None,
            capacity_people=details.capacity_people,
            size_sqft=details.size_sqft,
            amenities=list(details.amenities),
            verified_studio=studio.verified_studio,
            verification_status=studio.verification_status if own else None,
            deposit_required=details.deposit_required,
            deposit_auth_cents=details.deposit_auth_cents,
            house_rules=list(details.house_rules),
            insurance_confirmed=details.insurance_confirmed,
            price_from_cents=studio.price_from_cents,
            currency=studio.currency,
            rating_avg=studio.rating_avg,
            rating_count=studio.rating_count,
            is_published=studio.is_published,
            # Drafts have no public page that could be found.
            indexable=studio.is_published,
            created_at=studio.created_at,
            updated_at=studio.updated_at,
        )

    @strawberry.field
    async def geo(self, info: Info) -> Geo:
        exact = self.own or await info.context.load.is_guest_of(self.studio.studio_id)
        place = self.studio.details.geo if exact else self.studio.details.geo.approximate()
        return Geo(lat=place.lat, lon=place.lon)

    @strawberry.field
    async def owner(self, info: Info) -> Annotated["User", strawberry.lazy("schema.accounts")]:
        return await info.context.load.user(self.studio.owner_user_id)

    @strawberry.field
    async def rates(self, info: Info) -> list[StudioRate]:
        rates = await info.context.load.studio_rates.load(self.studio.studio_id)
        return [StudioRate.of(rate) for rate in visible_rates(rates, to_owner=self.own)]

    @strawberry.field
    async def policy(self, info: Info) -> StudioPolicy:
        return StudioPolicy.of(await info.context.load.studio_policy(self.studio.studio_id))

    @strawberry.field
    async def media(self, info: Info) -> list[Media]:
        gallery = await info.context.load.studio_gallery.load(self.studio.studio_id)
        files = info.context.services.files
        return [picture_media(picture, files) for picture in shown_pictures(gallery, to_owner=self.own)]

    @strawberry.field
    async def missing(self, info: Info) -> list[str]:
        if not self.own:
            return []
        rates = await info.context.load.studio_rates.load(self.studio.studio_id)
        gallery = await info.context.load.studio_gallery.load(self.studio.studio_id)
        return list(missing(self.studio, rates, sum(picture.shown for picture in gallery)))

    @strawberry.field
    async def linked_service_profile_ids(self, info: Info) -> list[strawberry.ID]:
        linked = await info.context.load.studio_profiles.load(self.studio.studio_id)
        return [strawberry.ID(profile_id) for profile_id in linked]

    @strawberry.field
    async def availability_buckets(self, info: Info) -> list[AWSDate]:
        return await info.context.load.studio_free_days(self.studio.studio_id, info.context.clock.now())


@strawberry.input
class StudioInput:
    title: str
    description: str
    city: str
    region: str
    country: str
    lat: float
    lon: float
    address: AddressInput
    amenities: list[str]
    capacity_people: int
    deposit_required: bool
    deposit_auth_cents: int
    house_rules: list[str]
    insurance_confirmed: bool
    size_sqft: int | None = None

    def to_domain(self) -> model.StudioDetails:
        address = self.address
        return model.StudioDetails(
            title=self.title.strip(),
            description=self.description.strip(),
            city=self.city,
            region=self.region,
            country=self.country,
            geo=model.Geo(self.lat, self.lon),
            address=model.Address(
                address.line1, address.city, address.region, address.postal, address.country, address.line2
            ),
            amenities=tuple(self.amenities),
            capacity_people=self.capacity_people,
            size_sqft=self.size_sqft,
            deposit_required=self.deposit_required,
            deposit_auth_cents=self.deposit_auth_cents,
            house_rules=tuple(rule.strip() for rule in self.house_rules),
            insurance_confirmed=self.insurance_confirmed,
        )


def picture_media(picture: model.Picture, files: Files) -> Media:
    return Media.of(picture.upload, files, position=picture.media.position, alt_text=picture.media.alt_text)


def offered_media(media: MediaInput) -> OfferedMedia:
    return OfferedMedia(media.key, media.kind, media.alt_text, media.position)


def _address(address: model.Address) -> Address:
    return Address(
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postal=address.postal,
        country=address.country,
    )
