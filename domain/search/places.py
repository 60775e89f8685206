"""Studios as documents of the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.common.cities import City
from domain.ids import StudioId
from domain.ports import UnitOfWork
from domain.search.facets import label_of
from domain.search.model import Document, Point, Preview, Standing, Surface
from domain.search.sourcing import HIGHLIGHTS_MOST, horizon, open_cities, preview_of, recent, terms
from domain.studios.model import Picture, Rate, Studio
from domain.studios.quote import price_from_cents
from domain.studios.schedule import schedules

# A live studio has all it needs; there is no half-finished one to rank below others.
COMPLETE: Final = 100

# What an amenity says about getting in.
ACCESS: Final[Mapping[str, tuple[str, ...]]] = {
    "ground_floor": ("step_free",),
    "freight_elevator": ("elevator",),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A studio with everything its document is made of."""

    studio: Studio
    city: City
    rates: Sequence[Rate]
    pictures: Sequence[Picture]
    open_days: frozenset[date]
    standing: Standing

    def document(self) -> Document:
        studio, details = self.studio, self.studio.details
        geo = details.geo.approximate()
        prices = [price_from_cents([rate]) for rate in self.rates if rate.active]
        return Document(
            id=studio.studio_id,
            surface=Surface.STUDIOS,
            owner_id=studio.owner_user_id,
            role=None,
            title=details.title,
            handle=None,
            slug=studio.slug,
            city=self.city.code,
            region=details.region,
            location=Point(geo.lat, geo.lon),
            reach_km=0,
            currency=studio.currency,
            price_from_cents=studio.price_from_cents or None,
            price_to_cents=max(prices, default=None),
            verified=studio.verified_studio,
            trusted=False,
            social_verified=False,
            instant_book=studio.instant_book,
            deposit_required=details.deposit_required,
            nsfw_band=max((picture.upload.nsfw_band for picture in self.pictures), default=0),
            completeness=COMPLETE,
            standing=self.standing.rated(studio.rating_avg, studio.rating_count),
            published_at=studio.created_at,
            updated_at=studio.updated_at,
            description=details.description,
            preview=self._preview(),
            highlights=tuple(label_of("amenities", key) for key in details.amenities[:HIGHLIGHTS_MOST]),
            open_days=self.open_days,
            terms=_terms(studio, self.city),
            numbers=_numbers(studio),
        )

    def _preview(self) -> Preview | None:
        first = next(iter(self.pictures), None)
        return preview_of(first.upload, first.media.alt_text or self.studio.details.title) if first else None


async def studio_documents(uow: UnitOfWork, ids: Sequence[str]) -> list[Document]:
    cities = await open_cities(uow)
    found = (await uow.studios.by_ids([StudioId(key) for key in ids])).values()
    owners = await uow.search_sources.owners([studio.owner_user_id for studio in found])
    live = [s for s in found if s.is_published and s.details.city in cities and s.owner_user_id in owners]
    return [listing.document() for listing in await _listings(uow, live, cities)]


async def _listings(uow: UnitOfWork, studios: Sequence[Studio], cities: Mapping[str, City]) -> list[Listing]:
    ids = [studio.studio_id for studio in studios]
    within = horizon(uow.now)
    plans = await schedules(uow, studios, within)
    galleries = await uow.studios.gallery(ids)
    standings = await uow.search_sources.standings(Surface.STUDIOS, ids, since=recent(uow.now))
    return [
        Listing(
            studio=studio,
            city=cities[studio.details.city],
            rates=plans[studio.studio_id].rates,
            pictures=[picture for picture in galleries.get(studio.studio_id, ()) if picture.shown],
            open_days=frozenset(plans[studio.studio_id].free_days(within)),
            standing=standings.get(studio.studio_id, Standing()),
        )
        for studio in studios
    ]


def _terms(studio: Studio, city: City) -> dict[str, tuple[str, ...]]:
    details = studio.details
    return terms(
        amenities=details.amenities,
        accessibility=[feature for key in details.amenities for feature in ACCESS.get(key, ())],
        city=(city.code, city.name),
        region=(details.region,),
    )


def _numbers(studio: Studio) -> dict[str, int]:
    details = studio.details
    size = {} if details.size_sqft is None else {"sizeSqft": details.size_sqft}
    return {"capacity": details.capacity_people, **size}
