"""The index follows its sources: what may be found is in it, as it is, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from domain.calendar.holds import Hold, HoldStatus, person_taken
from domain.calendar.spans import Span
from domain.facts import Fact
from domain.ids import HoldId, LbgId, LegId, PackageId, Prefix, ProfileId, StudioId, UserId
from domain.profiles.model import (
    Platform,
    ProfileStatus,
    Role,
    ServicePackage,
    ServiceProfile,
    SocialMetric,
)
from domain.profiles.reputation import ReviewStat
from domain.search.documents import documents
from domain.search.indexing import index_pages, parity, rebuild
from domain.search.model import Document, Surface
from domain.search.scope import HORIZON_DAYS
from persistence.tables.accounts import account
from persistence.tables.common import city
from tests.api import studio_world
from tests.world import Person, World

QUEUED = text("select exists (select from pg_locks where locktype = 'advisory' and not granted)")
ABOUT = {"height_cm": 175, "genres": ["fashion", "swim"], "experience_years": 3, "eye_color": "brown"}


async def a_page(api: World, person: Person, **changes: Any) -> ProfileId:
    """A live role page with two packages, told to the event log."""
    async with api.units() as uow:
        page = ServiceProfile(
            id=ProfileId(uow.new_id(Prefix.PROFILE)),
            user_id=UserId(person.user_id),
            handle=person.handle,
            role=Role.MODEL,
            display_name="Ada",
            bio="Runway and film.",
            city="houston",
            created_at=uow.now,
            updated_at=uow.now,
            region="TX",
            languages=("en",),
            tags=("moody",),
            travel_notes="Anywhere",
            radius_km=40,
            about=ABOUT,
            status=ProfileStatus.PUBLISHED,
        )
        page = replace(page, **changes)
        await uow.profiles.add(page)
        await uow.profiles.set_packages(
            page.id, [an_offer(uow, page.id, cents) for cents in (20_000, 50_000)], uow.now
        )
        uow.emit(Fact("entity.updated", page.id, {"entity_id": page.id}))
    return page.id


def an_offer(uow: Any, page: ProfileId, cents: int) -> ServicePackage:
    return ServicePackage(PackageId(uow.new_id(Prefix.PACKAGE)), page, "Shoot", f"shoot-{cents}", cents, 120)


async def indexed(api: World, page_id: str) -> Document | None:
    async with api.units() as uow:
        return (await uow.search.documents([page_id])).get(page_id)


async def in_index(api: World, page_id: str) -> Document:
    document = await indexed(api, page_id)
    assert document is not None
    return document


async def change(api: World, page_id: ProfileId, **changes: Any) -> None:
    async with api.units() as uow:
        page = await uow.profiles.by_id(page_id)
        assert page is not None
        await uow.profiles.save(replace(page, **changes))
        uow.emit(Fact("entity.updated", page_id, {"entity_id": page_id}))


async def test_a_page_is_in_the_index_once_the_jobs_have_run_and_not_before(api: World) -> None:
    person = await api.sign_up()
    page_id = await a_page(api, person)
    assert await indexed(api, page_id) is None
    await api.drain()
    document = await in_index(api, page_id)
    assert (document.surface, document.role, document.owner_id) == (
        Surface.PEOPLE,
        Role.MODEL,
        person.user_id,
    )
    assert (document.price_from_cents, document.price_to_cents) == (20_000, 50_000)
    assert (document.numbers, document.flags) == (
        {"heightCm": 175, "experienceYears": 3},
        {"travelReady": True},
    )
    assert document.terms["genres"] == ("fashion", "swim")
    assert document.highlights == ("Fashion", "Swim")
    assert document.deep_link == f"/u/{person.handle}/model"
    assert document.reach_km == 40


async def test_an_index_row_says_nothing_that_the_public_page_does_not(api: World) -> None:
    person = await api.sign_up()
    page_id = await a_page(api, person)
    async with api.units() as uow:
        named = update(account).where(account.c.user_id == person.user_id).values(legal_name="Augusta King")
        await uow.connection.execute(named)
    await api.drain()
    async with api.units() as uow:
        row = await uow.connection.scalar(
            text("select row_to_json(d)::text from search_doc d where id = :id"), {"id": page_id}
        )
    for secret in (person.email, "Augusta", "bust", "brown"):
        assert secret not in str(row)


async def test_a_change_shows_and_a_withdrawal_takes_the_row_out(api: World) -> None:
    page_id = await a_page(api, await api.sign_up())
    await api.drain()
    await change(api, page_id, display_name="Grace")
    await api.drain()
    assert (await in_index(api, page_id)).title == "Grace"
    await change(api, page_id, status=ProfileStatus.DRAFT)
    await api.drain()
    assert await indexed(api, page_id) is None


async def test_thin_pages_are_not_found_until_they_say_more(api: World) -> None:
    page_id = await a_page(
        api, await api.sign_up(), about={"height_cm": 175}, travel_notes=None, tags=(), languages=()
    )
    await api.drain()
    assert await indexed(api, page_id) is None
    await change(api, page_id, about=ABOUT, tags=("moody",), languages=("en",), travel_notes="Anywhere")
    await api.drain()
    assert await indexed(api, page_id) is not None


async def test_numbers_that_nobody_proved_are_not_indexed(api: World) -> None:
    social = (
        SocialMetric(Platform.INSTAGRAM, "@ada", verified=True, followers=500),
        SocialMetric(Platform.TIKTOK, "@ada", verified=False, followers=900_000),
    )
    page_id = await a_page(api, await api.sign_up(), social=social)
    await api.drain()
    document = await in_index(api, page_id)
    assert document.numbers["followers"] == 500
    assert [metric.platform for metric in document.social] == ["INSTAGRAM"]


async def test_reviews_and_the_identity_check_reach_the_row(api: World) -> None:
    person = await api.sign_up()
    page_id = await a_page(api, person)
    async with api.units() as uow:
        await uow.profiles.set_reviews(page_id, ReviewStat(histogram=(0, 0, 0, 1, 3)))
        uow.emit(Fact("reputation.recompute", "rev_1", {"target_id": page_id, "review_id": "rev_1"}))
        verified = update(account).where(account.c.user_id == person.user_id).values(id_verified=True)
        await uow.connection.execute(verified)
        uow.emit(Fact("trust.idv.passed", person.user_id, {"user_id": person.user_id}))
    await api.drain()
    document = await in_index(api, page_id)
    assert (document.standing.rating_avg_hundredths, document.standing.rating_count) == (475, 4)
    assert document.verified


async def test_a_suspended_owner_is_not_found(api: World) -> None:
    person = await api.sign_up()
    page_id = await a_page(api, person)
    await api.drain()
    async with api.units() as uow:
        suspended = update(account).where(account.c.user_id == person.user_id).values(status="suspended")
        await uow.connection.execute(suspended)
        uow.emit(Fact("user.updated", person.user_id, {"user_id": person.user_id}))
    await api.drain()
    assert await indexed(api, page_id) is None


async def test_pages_of_a_closed_city_are_not_found(api: World) -> None:
    page_id = await a_page(api, await api.sign_up())
    async with api.units() as uow:
        await uow.connection.execute(update(city).where(city.c.code == "houston").values(active=False))
    await api.drain()
    assert await indexed(api, page_id) is None


async def test_a_booking_closes_the_day_on_every_page_of_the_seller(api: World) -> None:
    person = await api.sign_up()
    pages = [await a_page(api, person), await a_page(api, person, role=Role.CREATOR, about=CREATOR)]
    await api.drain()
    async with api.units() as uow:
        start = (uow.now + timedelta(days=3)).replace(hour=5, minute=0, second=0, microsecond=0)
        whole = Span(start, start + timedelta(days=1, hours=6))
        hold = Hold(
            HoldId(uow.new_id(Prefix.HOLD)),
            person.user_id,
            LbgId("lbg_1"),
            LegId("leg_1"),
            whole,
            whole,
            HoldStatus.BOOKED,
            None,
        )
        await uow.calendar.add(hold, person_taken())
        uow.emit(Fact("lbg.confirmed", "lbg_1", {"lbg_id": "lbg_1"}))
    closed = (start + timedelta(hours=12)).date()
    assert closed in (await in_index(api, pages[0])).open_days
    await api.drain()
    for page in pages:
        assert closed not in (await in_index(api, page)).open_days


CREATOR = {"platforms": ["instagram"], "categories": ["fashion"], "brand_safety_notes": "None"}


async def test_a_studio_is_indexed_with_its_public_place_and_prices(api: World) -> None:
    studio = await studio_world.live(api)
    await api.drain()
    document = await in_index(api, studio.studio_id)
    assert (document.surface, document.role, document.handle) == (Surface.STUDIOS, None, None)
    assert document.deep_link == f"/studio/{studio.slug}"
    assert document.preview is not None
    assert document.location.lat == round(document.location.lat, 2)
    assert document.price_from_cents == document.price_to_cents == 8_000


async def test_a_linked_studio_is_named_on_the_card_and_keeps_its_name(api: World) -> None:
    owner = await api.sign_up()
    studio = await studio_world.live(api, owner)
    page_id = await a_page(api, owner)
    async with api.units() as uow:
        await uow.profiles.link_studio(page_id, StudioId(studio.studio_id), uow.now)
    await api.drain()
    assert (await in_index(api, page_id)).linked_studio == (await in_index(api, studio.studio_id)).title
    renamed = {"id": studio.studio_id, "input": studio_world.studio_input(title="Renamed Loft")}
    assert (await api.run(studio_world.UPDATE, renamed, token=owner.token)).errors == []
    await api.drain()
    assert (await in_index(api, page_id)).linked_studio == "Renamed Loft"


async def test_many_changes_of_one_page_are_indexed_once(api: World) -> None:
    page_id = await a_page(api, await api.sign_up())
    for n in range(5):
        await change(api, page_id, display_name=f"Ada {n}")
    with api.statements() as statements:
        await api.drain()
    assert sum("INSERT INTO search_doc" in statement for statement in statements.seen) == 1
    assert (await in_index(api, page_id)).title == "Ada 4"


async def test_the_index_agrees_with_its_sources_and_parity_names_what_does_not(api: World) -> None:
    kept, lost, changed = [await a_page(api, await api.sign_up()) for _ in range(3)]
    studio = await studio_world.live(api)
    await api.drain()
    assert all(difference.agrees for difference in await parity(api.units))
    async with api.units() as uow:
        extra = replace(await in_index(api, kept), id="srv_ghost")
        await uow.search.put([extra, replace(await in_index(api, changed), title="Other")])
        await uow.search.remove([lost])
    people, studios = await parity(api.units)
    assert (people.missing, people.stale, people.extra) == ((lost,), (changed,), ("srv_ghost",))
    assert (people.expected, people.indexed) == (3, 3)
    assert (studios.expected, studios.agrees) == (1, True)
    assert await rebuild(api.units) == {Surface.PEOPLE: 3, Surface.STUDIOS: 1}
    assert all(difference.agrees for difference in await parity(api.units))
    assert await indexed(api, studio.studio_id) is not None


async def test_of_two_workers_with_one_page_the_later_reader_has_the_last_word(api: World) -> None:
    page_id = await a_page(api, await api.sign_up())
    pages = {Surface.PEOPLE: [page_id]}

    async def index_again() -> None:
        async with api.units() as uow:
            await index_pages(uow, pages)

    async with api.units() as slow:
        await index_pages(slow, pages)
        await change(api, page_id, display_name="Grace")
        other = asyncio.create_task(index_again())
        async with asyncio.timeout(10):
            while not await slow.connection.scalar(QUEUED):
                pass
    await other
    assert (await in_index(api, page_id)).title == "Grace"


async def test_open_days_keep_up_with_the_calendar(api: World) -> None:
    page_id = await a_page(api, await api.sign_up())
    await api.drain()
    furthest = max((await in_index(api, page_id)).open_days)
    await api.advance(seconds=9 * 86_400)
    async with api.units() as uow:
        now = uow.now
    assert max((await in_index(api, page_id)).open_days) > furthest
    assert max((await in_index(api, page_id)).open_days) >= (now + timedelta(days=HORIZON_DAYS)).date()
    assert all(difference.agrees for difference in await parity(api.units))


@pytest.mark.parametrize("surface", list(Surface))
async def test_documents_cost_as_many_statements_for_many_pages_as_for_one(
    api: World, surface: Surface
) -> None:
    if surface is Surface.PEOPLE:
        ids: list[str] = [await a_page(api, await api.sign_up()) for _ in range(4)]
    else:
        ids = [(await studio_world.live(api)).studio_id for _ in range(3)]
    spent = []
    for some in (ids[:1], ids):
        async with api.units() as uow:
            with api.statements() as statements:
                assert len(await documents(uow, surface, some)) == len(some)
            spent.append(len(statements))
    assert spent[0] == spent[1]
