"""Scene three: the model and the studio are found, with reasons that add up."""

import asyncio
import time
from typing import Any

from server.demo.client import Unexpected
from server.demo.stage import Stage, expect

SEARCH = """query ($i: SearchInput!) {
  search(input: $i) { total items { id score why { factor contribution } } facets { field } }
}"""
QUOTE = """query ($id: ID!, $when: DateTimeRange!) {
  studioQuote(studioId: $id, when: $when) {
    subtotalCents taxCents platformFeeCents platformFeeTaxCents totalCents depositAuthCents
  }
}"""
WITHIN_S = 15.0
# Cards show scores to four places; the shares of a score may differ from it by their rounding.
ROUNDING = 0.001


async def play(stage: Stage) -> None:
    stage.scene("Discovery")
    people = {"surface": "PEOPLE", "role": "MODEL", "city": "houston", "query": "Amara"}
    card, waited = await _found(stage, people, stage.made["page"])
    _adds_up(card)
    await stage.tell(f"Amara is found {waited:.1f} s after publishing; the reasons add up to the score.")
    card, _ = await _found(
        stage, {"surface": "STUDIOS", "city": "houston", "query": "East End Loft"}, stage.made["studio"]
    )
    _adds_up(card)
    await stage.tell("East End Loft is found among the studios.")


async def _found(stage: Stage, asked: dict[str, Any], wanted: str) -> tuple[dict[str, Any], float]:
    """The index follows the event log: it may lag a moment."""
    begun = time.monotonic()
    while time.monotonic() - begun < WITHIN_S:
        page = (await stage.api.run(SEARCH, i={**asked, "pageSize": 50, "safeMode": True}))["search"]
        for card in page["items"]:
            if card["id"] == wanted:
                return card, time.monotonic() - begun
        await asyncio.sleep(0.05)
    raise Unexpected(f"{wanted} is not found by {asked}")


def _adds_up(card: dict[str, Any]) -> None:
    total = sum(factor["contribution"] for factor in card["why"])
    expect("the reasons add up to the score", abs(total - card["score"]) < ROUNDING, True)
