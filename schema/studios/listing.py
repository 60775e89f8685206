"""A studio as its page shows it and as its owner writes it (contract studios.graphql)."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.ids import StudioId
from domain.studios import model
from domain.studios.gallery import OfferedMedia
from domain.studios.publishing import Offered, missing
from schema.common import Address, AddressInput, Geo
from schema.context import Info
from schema.media import Media, MediaInput
from schema.reading import Held, finished, read
from schema.scalars import AWSDate, AWSDateTime
from schema.studios.rates import StudioRate
from schema.studios.terms import StudioPolicy

if TYPE_CHECKING:
    from schema.accounts import User
    from schema.context import Context


def _geo(found: list[Any], _: "Context") -> Geo:
    lat, lon, exact = found
    place = model.Geo(lat, lon) if exact else model.Geo(lat, lon).approximate()
    return Geo(lat=place.lat, lon=place.lon)


def _address(found: dict[str, Any] | None, _: "Context") -> Address | None:
    return Address(**found) if found else None


def _missing(found: dict[str, Any] | None, _: "Context") -> list[str]:
    return list(missing(Offered(**found))) if found else []


@strawberry.type
class Studio(Held):
    studio_id: strawberry.ID = read()
    owner_user_id: strawberry.ID = read()
    owner: Annotated["User", strawberry.lazy("schema.accounts")] = read()
    title: str = read()
    slug: str = read()
    description: str = read()
    city: str = read()
    region: str = read()
    country: str = read()
    geo: Geo = finished(_geo)
    address: Address | None = finished(_address)
    capacity_people: int = read()
    size_sqft: int | None = read()
    amenities: list[str] = read()
    verified_studio: bool = read()
    verification_status: str | None = read()
    deposit_required: bool = read()
    deposit_auth_cents: int = read()
    house_rules: list[str] = read()
    insurance_confirmed: bool = read()
    price_from_cents: int = read()
    currency: str = read()
    rating_avg: float = read()
    rating_count: int = read()
    media: list[Media] = read()
    rates: list[StudioRate] = read()
    policy: StudioPolicy = read()
    is_published: bool = read()
    missing: list[str] = finished(_missing)
    linked_service_profile_ids: list[strawberry.ID] = read()
    indexable: bool = read()
    created_at: AWSDateTime = read()
    updated_at: AWSDateTime = read()

    @classmethod
    def of(cls, studio: model.Studio) -> "Studio":
        return cls(ref=(studio.studio_id,))

    @strawberry.field
    async def availability_buckets(self, info: Info) -> list[AWSDate]:
        return await info.context.load.studio_free_days(StudioId(self.ref[0]), info.context.clock.now())


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


def offered_media(media: MediaInput) -> OfferedMedia:
    return OfferedMedia(media.key, media.kind, media.alt_text, media.position)
