"""What bookings and conversations do to the index, through the facts they really emit."""

from dataclasses import replace

from domain.facts import Fact
from domain.search.indexing import parity, rebuild
from domain.search.model import Standing
from tests.api.checkout_world import Shop
from tests.api.thread_world import Talkers
from tests.world import World

ABOUT = {
    "height_cm": 175,
    "genres": ["fashion"],
    "experience_years": 3,
    "eye_color": "Brown",
    "hair_color": "Brown",
}


async def a_shop(api: World) -> Shop:
    """A shop whose page says enough to be found."""
    shop = await Shop(api).open()
    async with api.units() as uow:
        page = await uow.profiles.by_id(shop.profile_id)
        assert page is not None
        told = replace(
            page, about=ABOUT, tags=("film",), languages=("en",), region="TX", travel_notes="Texas"
        )
        await uow.profiles.save(told)
        uow.emit(Fact("entity.updated", page.id, {"entity_id": page.id}))
    await api.drain()
    return shop


async def standings(api: World, *ids: str) -> list[Standing]:
    async with api.units() as uow:
        documents = await uow.search.documents(ids)
    return [documents[each].standing for each in ids]


async def test_a_confirmed_booking_counts_for_the_page_and_for_the_studio(api: World) -> None:
    shop = await a_shop(api)
    ids = (shop.profile_id, shop.studio.studio_id)
    assert await standings(api, *ids) == [Standing(), Standing()]
    await (await shop.start_both()).confirmed()
    await api.drain()
    booked = Standing(bookings=1, bookings_recent=1)
    assert await standings(api, *ids) == [booked, booked]
    assert all(difference.agrees for difference in await parity(api.units))


async def test_an_inquiry_counts_for_the_page_once_it_is_indexed_again(api: World) -> None:
    shop = await a_shop(api)
    talkers = Talkers(api, shop.buyer, shop.talent, shop.profile_id)
    assert (await talkers.inquire()).errors == []
    await rebuild(api.units)
    assert await standings(api, shop.profile_id) == [Standing(inquiries_recent=1)]
