"""The seeded city: believable by itself, and really lived through."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import func, select

from domain.common.cities import City
from domain.ids import ProfileId, StudioId, UserId
from domain.profiles.model import Role
from integrations.doubles.s3.shelf import Shelf
from persistence.database import open_database
from persistence.tables import metadata
from server.seed.people import DEMO_PASSWORD, demo_accounts, newcomers
from server.seed.plans import plans
from server.seed.profiles import PageToMake
from server.seed.run import AlreadySeeded, seed_city
from server.seed.studios import RoomToMake
from server.seed.supply import CITIES, Size, Supply
from server.settings import Settings
from tests.world import open_world

NOW = datetime(2030, 6, 14, 12, tzinfo=UTC)
HOUSTON = City("houston", "Houston", "TX", "US", 29.76, -95.37, "America/Chicago", active=True)


def a_supply() -> Supply:
    people = newcomers("seller", 30, ("houston",))
    pages = [
        (PageToMake(number, UserId(f"usr_{number}"), person, Role.MODEL), ProfileId(f"srv_{number}"))
        for number, person in enumerate(people)
    ]
    rooms = [
        (RoomToMake(number, UserId(f"usr_r{number}"), "houston"), StudioId(f"std_{number}"))
        for number in range(6)
    ]
    return Supply([UserId(f"usr_b{number}") for number in range(20)], pages, rooms)


def test_people_are_the_same_every_time_and_no_two_share_a_handle() -> None:
    crowd = newcomers("buyer", 2_000, CITIES)
    assert crowd == newcomers("buyer", 2_000, CITIES)
    assert len({person.handle for person in crowd}) == len(crowd)
    assert crowd[0].email == "buyer1@demo.rastup.example"


def test_there_is_one_admin_for_every_role_of_the_contract() -> None:
    roles = {account.what.removeprefix("admin: ") for account in demo_accounts() if "admin" in account.email}
    assert roles == {
        *("trust_safety", "finance_ops", "support", "content_ops", "search_curator", "docs_admin"),
        *("engineering", "promotions", "city_ops", "legal", "super_admin"),
    }


def test_nobody_is_booked_twice_on_one_day_and_everything_is_over_by_now() -> None:
    planned = plans(a_supply(), 200, NOW, {"houston": HOUSTON})
    taken: set[tuple[str, Any]] = set()
    for plan in planned:
        sellers = [side[0].owner for side in (plan.page, plan.room) if side is not None]
        days = {(who, plan.starts_at.date()) for who in (plan.buyer, *sellers)}
        assert not days & taken
        taken |= days
        assert plan.books_at < plan.starts_at < plan.ends_at < NOW
        assert plan.starts_at.weekday() < 5
    assert planned == plans(a_supply(), 200, NOW, {"houston": HOUSTON})


async def counted(url: str) -> dict[str, int]:
    engine = open_database(url, pool_size=1)
    async with engine.connect() as connection:
        tables = (
            "account",
            "service_profile",
            "studio",
            "lbg",
            "charge",
            "payout",
            "message",
            "doc_instance",
            "job",
        )
        found = {
            name: int(await connection.scalar(select(func.count()).select_from(metadata.tables[name])) or 0)
            for name in tables
        }
    await engine.dispose()
    return found


async def test_a_small_city_is_lived_through_to_its_payouts(settings: Settings, tmp_path: Path) -> None:
    Shelf(tmp_path / "files").add_bucket(settings.bucket.name)
    console = Console(quiet=True)
    await seed_city(settings, Size(pages=6, rooms=1, buyers=3, bookings=3), console)
    found = await counted(settings.database_url)
    assert (found["service_profile"], found["studio"], found["lbg"], found["charge"]) == (6, 1, 3, 3)
    assert found["account"] == 4 + 1 + 3 + 11
    assert found["payout"] >= 3
    assert found["doc_instance"] >= 3
    assert found["job"] == 0
    with pytest.raises(AlreadySeeded):
        await seed_city(settings, Size(pages=6, rooms=1, buyers=3, bookings=3), console)
    assert await counted(settings.database_url) == found
    async with open_world(replace(settings, live_url="memory://")) as world:
        answer = await world.run(
            "mutation ($p: String!) {"
            ' signIn(email: "buyer1@demo.rastup.example", password: $p) { account { user { handle } } } }',
            {"p": DEMO_PASSWORD},
        )
        assert answer.data["signIn"]["account"]["user"]["handle"]
