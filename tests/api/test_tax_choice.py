from dataclasses import replace

import pytest

from domain.errors import Invalid
from domain.money import Money
from server.settings import Settings, read_settings
from tests.world import open_world

LEG = ("studio", Money(40_000), Money(3_200))


@pytest.mark.parametrize(("taxes", "provider"), [("rates", "city_rates"), ("stripe", "stripe_tax")])
async def test_an_operator_chooses_who_works_out_taxes(settings: Settings, taxes: str, provider: str) -> None:
    async with open_world(replace(settings, taxes=taxes)) as world:
        quote = await world.services.taxes.quote("houston", *LEG)
    assert (quote.provider, quote.service_tax, quote.fee_tax) == (provider, Money(3_300), Money(264))


async def test_a_city_nobody_knows_has_no_address_to_tax(settings: Settings) -> None:
    async with open_world(replace(settings, taxes="stripe")) as world:
        with pytest.raises(Invalid):
            await world.services.taxes.quote("atlantis", *LEG)


def test_an_unknown_choice_does_not_start() -> None:
    with pytest.raises(ValueError, match="RASTUP_TAXES"):
        read_settings({"DATABASE_URL": "postgresql://x", "RASTUP_TAXES": "guess"})
