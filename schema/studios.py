"""Studios, their rates, policy and quotes (contract studios.graphql)."""

from datetime import time
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.calendar.spans import Span
from domain.media.ports import Files
from domain.studios import model
from domain.studios.gallery import OfferedMedia, shown_pictures
from domain.studios.pricing import PricedStudio
from domain.studios.publishing import missing
from domain.studios.quote import QuoteLine as Line
from domain.studios.rates import RateTerms
from domain.studios.reads import visible_rates
from domain.viewer import Viewer
from schema.common import Address, AddressInput, Geo, TimeWindow
from schema.context import Info
from schema.media import Media, MediaInput
from schema.scalars import AWSJSON, AWSDate, AWSDateTime

if TYPE_CHECKING:
    from schema.accounts import User


@strawberry.type
class StudioRate:
    rate_id: strawberry.ID
    kind: str
    name: str
    dow: list[int]
    start_local: str
    end_local: str
    slot_minutes: int | None
    price_cents: int
    overtime_cents_per_30m: int
    min_booking_minutes: int
    max_booking_minutes: int | None
    tax_inclusive: bool
    active: bool

    @classmethod
    def of(cls, rate: model.Rate) -> "StudioRate":
        return cls(
            rate_id=strawberry.ID(rate.rate_id),
            kind=rate.kind.value,
            name=rate.name,
            dow=list(rate.dow),
            start_local=_clock(rate.start_local),
            end_local=_clock(rate.end_local),
            slot_minutes=rate.slot_minutes,
            price_cents=rate.price_cents,
            overtime_cents_per_30m=rate.overtime_cents_per_30m,
            min_booking_minutes=rate.min_booking_minutes,
            max_booking_minutes=rate.max_booking_minutes,
            tax_inclusive=rate.tax_inclusive,
            active=rate.active,
        )


@strawberry.input
class StudioRateInput:
    kind: str
    name: str
    dow: list[int]
    start_local: str
    end_local: str
    price_cents: int
    slot_minutes: int | None = None
    overtime_cents_per_30m: int | None = 0
    min_booking_minutes: int | None = 60
    max_booking_minutes: int | None = None
    tax_inclusive: bool | None = False
    active: bool | None = True

    def to_domain(self) -> RateTerms:
        """A null where the contract has a default means the default."""
        least = self.min_booking_minutes
        return RateTerms(
            kind=self.kind,
            name=self.name,
            dow=tuple(self.dow),
            start_local=self.start_local,
            end_local=self.end_local,
            slot_minutes=self.slot_minutes,
            price_cents=self.price_cents,
            overtime_cents_per_30m=self.overtime_cents_per_30m or 0,
            min_booking_minutes=60 if least is None else least,
            max_booking_minutes=self.max_booking_minutes,
            tax_inclusive=bool(self.tax_inclusive),
            active=self.active is not False,
        )


@strawberry.type
class StudioPolicy:
    buffer_before_min: int
    buffer_after_min: int
    cleaning_min: int
    cancellation_policy: AWSJSON

    @classmethod
    def of(cls, policy: model.Policy) -> "StudioPolicy":
        return cls(
            buffer_before_min=policy.buffers.before_min,
            buffer_after_min=policy.buffers.after_min,
            cleaning_min=policy.buffers.cleaning_min,
            cancellation_policy=policy.cancellation_policy,
        )


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


@strawberry.type
class QuoteLine:
    kind: str
    label: str
    qty: float
    unit_cents: int
    total_cents: int

    @classmethod
    def of(cls, line: Line) -> "QuoteLine":
        return cls(
            kind=line.kind,
            label=line.label,
            qty=float(line.qty),
            unit_cents=line.unit.cents,
            total_cents=line.total.cents,
        )


@strawberry.type
class StudioQuote:
    studio_id: strawberry.ID
    start: AWSDateTime
    end: AWSDateTime
    rate_id: strawberry.ID | None
    rate_name: str | None
    lines: list[QuoteLine]
    subtotal_cents: int
    tax_cents: int
    platform_fee_cents: int
    platform_fee_tax_cents: int
    total_cents: int
    deposit_auth_cents: int
    currency: str
    instant_book: bool

    @classmethod
    def of(cls, quote: PricedStudio) -> "StudioQuote":
        base = quote.base
        return cls(
            studio_id=strawberry.ID(quote.studio.studio_id),
            start=base.session.start,
            end=base.session.end,
            rate_id=strawberry.ID(base.rate.rate_id),
            rate_name=base.rate.name,
            lines=[QuoteLine.of(line) for line in quote.lines],
            subtotal_cents=quote.subtotal.cents,
            tax_cents=quote.tax.cents,
            platform_fee_cents=quote.fee.cents,
            platform_fee_tax_cents=quote.fee_tax.cents,
            total_cents=quote.total.cents,
            deposit_auth_cents=base.deposit.cents,
            currency=quote.total.currency,
            instant_book=quote.studio.instant_book,
        )


def picture_media(picture: model.Picture, files: Files) -> Media:
    return Media.of(picture.upload, files, position=picture.media.position, alt_text=picture.media.alt_text)


def offered_media(media: MediaInput) -> OfferedMedia:
    return OfferedMedia(media.key, media.kind, media.alt_text, media.position)


def time_windows(spans: list[Span]) -> list[TimeWindow]:
    return [TimeWindow.of(span.start, span.end) for span in spans]


def _clock(wall: time) -> str:
    return wall.strftime("%H:%M")


def _address(address: model.Address) -> Address:
    return Address(
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postal=address.postal,
        country=address.country,
    )
