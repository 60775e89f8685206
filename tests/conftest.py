"""Fixtures: a database of its own for every test that asks for one, and the application on it."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import pytest
import uvloop
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from integrations.doubles.s3.beside import s3_beside
from integrations.s3_files import Bucket
from persistence.unit_of_work import SqlUnits
from server import starting
from server.schema import served_schema
from server.settings import Settings
from tests import memory
from tests.database import Sweeper, drop, named, server_url, worker_database
from tests.world import World, open_world

hypothesis_settings.register_profile(
    "test",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.register_profile(
    "soak", parent=hypothesis_settings.get_profile("test"), max_examples=3000, derandomize=False
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
memory.share()


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the loop that servers run on."""
    return {"uvloop": uvloop.new_event_loop}


def pytest_collection_finish() -> None:
    """As in a server: nobody looks for garbage in what lives as long as the process."""
    served_schema()
    starting.keep()


@pytest.fixture(scope="session")
def workers_database() -> Iterator[str]:
    """URL of the database that this worker keeps for all of its tests."""
    url = server_url()
    name = worker_database(url)
    yield named(url, name)
    asyncio.run(drop(url, name))


@pytest.fixture(scope="session")
def sweeper(workers_database: str) -> Iterator[Sweeper]:
    made = Sweeper(workers_database)
    yield made
    made.close()


@pytest.fixture
async def database_url(workers_database: str, sweeper: Sweeper) -> str:
    """The worker's database, as the migrations left it."""
    await sweeper.sweep()
    return workers_database


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """A store of files over real HTTP, with signatures that are checked."""
    with s3_beside(tmp_path_factory.mktemp("files")) as beside:
        yield beside


@pytest.fixture
def settings(database_url: str, tmp_path: Path, bucket: Bucket) -> Settings:
    return Settings(
        environment="test",
        database_url=database_url,
        secret="only for tests",
        public_url="http://test",
        live_url="memory://",
        data_dir=tmp_path,
        bucket=bucket,
        pool_size=5,
        stripe_base="http://stripe.test",
        fast_passwords=True,
        quota_scale=1000,
    )


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[World]:
    """The application on a fresh database, spoken to over ASGI."""
    async with open_world(settings) as world:
        yield world


@pytest.fixture
def units(api: World) -> SqlUnits:
    return api.units
