"""Role pages as documents of the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from domain.calendar.availability import day_buckets
from domain.calendar.buffers import PERSON
from domain.common.cities import City
from domain.common.settings import CURRENCY
from domain.ids import ProfileId, StudioId, UserId
from domain.media.model import Upload
from domain.ports import UnitOfWork
from domain.profiles.availability import free_times
from domain.profiles.completeness import Measured, completeness_score
from domain.profiles.model import Role, ServiceProfile, SocialMetric
from domain.search.facets import label_of
from domain.search.model import Document, Owner, Point, Social, Standing, Surface
from domain.search.sourcing import HIGHLIGHTS_MOST, horizon, open_cities, preview_of, recent, terms

# Pages below this are too thin to be found.
COMPLETE_LEAST: Final = 60
TRAVELS_FROM_KM: Final = 100

_LISTS: Final = ("genres", "specialties", "categories", "platforms")
_NUMBERS: Final = {
    "heightCm": "height_cm",
    "experienceYears": "experience_years",
    "turnaroundDays": "editing_turnaround_days",
}
_FLAGS: Final = {"insurance": "insurance", "audioCapability": "audio_capability"}


@dataclass(frozen=True, slots=True)
class Page:
    """A role page with everything its document is made of."""

    profile: ServiceProfile
    city: City
    owner: Owner
    prices: Sequence[int]
    open_days: frozenset[date]
    standing: Standing
    cover: Upload | None
    linked_studio: str | None

    def document(self) -> Document:
        profile = self.profile
        return Document(
            id=profile.id,
            surface=Surface.PEOPLE,
            owner_id=profile.user_id,
            role=profile.role,
            title=profile.display_name,
            handle=profile.handle,
            slug=profile.role.slug,
            city=self.city.code,
            region=profile.region or self.city.region,
            location=Point(self.city.lat, self.city.lon),
            reach_km=profile.radius_km or 0,
            currency=CURRENCY,
            price_from_cents=min(self.prices, default=None),
            price_to_cents=max(self.prices, default=None),
            verified=self.owner.id_verified,
            trusted=self.owner.trusted,
            social_verified=bool(profile.public_social),
            instant_book=profile.instant_book,
            deposit_required=False,
            nsfw_band=profile.showing.band_max,
            completeness=completeness_score(Measured.of(profile)),
            standing=self.standing,
            published_at=profile.created_at,
            updated_at=profile.updated_at,
            description=profile.bio,
            linked_studio=self.linked_studio,
            preview=preview_of(self.cover, profile.display_name) if self.cover else None,
            highlights=_highlights(profile.about),
            social=tuple(_social(metric) for metric in profile.public_social),
            open_days=self.open_days,
            terms=_terms(profile, self.city),
            numbers=_numbers(profile),
            flags=self._flags(),
        )

    def _flags(self) -> dict[str, bool]:
        about = self.profile.about
        flags = {name: bool(about[key]) for name, key in _FLAGS.items() if key in about}
        if self.profile.role is Role.PHOTOGRAPHER:
            flags["studioAccess"] = bool(about.get("studio_access")) or self.linked_studio is not None
        if self.profile.role is Role.MODEL:
            flags["travelReady"] = travels(self.profile)
        return flags


def travels(profile: ServiceProfile) -> bool:
    """Says where they travel to, or comes a long way."""
    return bool(profile.travel_notes) or (profile.radius_km or 0) >= TRAVELS_FROM_KM


async def people_documents(uow: UnitOfWork, ids: Sequence[str]) -> list[Document]:
    cities = await open_cities(uow)
    found = (await uow.profiles.by_ids([ProfileId(key) for key in ids])).values()
    owners = await uow.search_sources.owners([profile.user_id for profile in found])
    live = [p for p in found if p.is_published and p.city in cities and p.user_id in owners]
    pages = await _pages(
        uow, [p for p in live if completeness_score(Measured.of(p)) >= COMPLETE_LEAST], cities, owners
    )
    return [page.document() for page in pages]


async def _pages(
    uow: UnitOfWork,
    profiles: Sequence[ServiceProfile],
    cities: Mapping[str, City],
    owners: Mapping[UserId, Owner],
) -> list[Page]:
    ids = [profile.id for profile in profiles]
    packages = await uow.profiles.packages(ids)
    standings = await uow.search_sources.standings(Surface.PEOPLE, ids, since=recent(uow.now))
    days = await _open_days(uow, profiles, cities)
    covers = await _covers(uow, profiles)
    studios = await _linked_studios(uow, profiles)
    return [
        Page(
            profile=profile,
            city=cities[profile.city],
            owner=owners[profile.user_id],
            prices=[package.price_cents for package in packages.get(profile.id, ())],
            open_days=days[profile.id],
            standing=_standing(profile, standings.get(profile.id, Standing())),
            cover=covers.get(profile.id),
            linked_studio=studios.get(profile.id),
        )
        for profile in profiles
    ]


async def _open_days(
    uow: UnitOfWork, profiles: Sequence[ServiceProfile], cities: Mapping[str, City]
) -> dict[ProfileId, frozenset[date]]:
    within = horizon(uow.now)
    windows = await uow.profiles.windows([profile.id for profile in profiles])
    owners = {profile.user_id for profile in profiles}
    taken = await uow.calendar.busy(owners, PERSON.around(within), uow.now)
    days = {}
    for profile in profiles:
        zone = cities[profile.city].zone
        free = free_times(windows.get(profile.id, ()), taken.get(profile.user_id, ()), within, zone)
        days[profile.id] = frozenset(day_buckets(free, zone))
    return days


async def _covers(uow: UnitOfWork, profiles: Sequence[ServiceProfile]) -> dict[ProfileId, Upload]:
    """The cover the owner chose, or the first picture of their portfolio."""
    chosen = {profile.id: profile.cover_media_id for profile in profiles if profile.cover_media_id}
    first = await uow.search_sources.first_pictures([p.id for p in profiles if p.id not in chosen])
    wanted = {**first, **chosen}
    uploads = await uow.media.by_ids(wanted.values())
    found = {key: uploads.get(media_id) for key, media_id in wanted.items()}
    return {key: upload for key, upload in found.items() if upload is not None and upload.nsfw_band < 2}


async def _linked_studios(uow: UnitOfWork, profiles: Sequence[ServiceProfile]) -> dict[ProfileId, str]:
    """The name of the first linked studio that is live."""
    links = await uow.profiles.studio_links([profile.id for profile in profiles])
    studios = await uow.studios.by_ids({StudioId(key) for keys in links.values() for key in keys})
    live = {key: studio.details.title for key, studio in studios.items() if studio.is_published}
    named = {key: [live[each] for each in keys if each in live] for key, keys in links.items()}
    return {key: names[0] for key, names in named.items() if names}


def _standing(profile: ServiceProfile, figures: Standing) -> Standing:
    return figures.rated(profile.reviews.average, profile.reviews.count)


def _terms(profile: ServiceProfile, city: City) -> dict[str, tuple[str, ...]]:
    lists = {name: profile.about.get(name, ()) for name in _LISTS}
    return terms(
        **lists,
        deliverableFormats=profile.about.get("deliverable_formats", ()),
        languages=profile.languages,
        tags=profile.tags,
        role=(profile.role.value,),
        city=(city.code, city.name),
        region=(profile.region or city.region,),
    )


def _numbers(profile: ServiceProfile) -> dict[str, int]:
    about: Mapping[str, Any] = profile.about
    numbers = {name: int(about[key]) for name, key in _NUMBERS.items() if about.get(key) is not None}
    followers = [metric.followers for metric in profile.public_social if metric.followers is not None]
    return numbers | ({"followers": max(followers)} if followers else {})


def _highlights(about: Mapping[str, Any]) -> tuple[str, ...]:
    labels = [label_of(name, value) for name in _LISTS for value in about.get(name, ())]
    return tuple(labels[:HIGHLIGHTS_MOST])


def _social(metric: SocialMetric) -> Social:
    return Social(
        metric.platform.value, metric.handle, metric.followers, metric.engagement_rate, metric.avg_views
    )
