"""Scene four: both legs are held, signed for, paid at once; everything that must be refused is refused."""

from datetime import datetime, timedelta
from typing import Any

from server.demo.client import Live, live
from server.demo.stage import Stage, dollars, expect

LEGS = "legs { legId type sellerUserId subtotalCents taxCents feesCents totalCents status }"
START = f"""mutation ($leg: StartLegInput!, $when: DateTimeRange!) {{
  startCheckout(leg: $leg, when: $when, city: "houston") {{ draftId totalCents {LEGS} }}
}}"""
ATTACH = f"""mutation ($id: ID!, $studio: ID!) {{
  attachStudioInFlow(draftId: $id, studioId: $studio) {{
    totalCents amountDueCents depositAuthCents subtotalCents taxCents feesCents {LEGS}
  }}
}}"""
ISSUE = "mutation ($id: ID!) { createDocPack(draftId: $id) { packId } }"
TO_SIGN = "{ myDocsToSign { packId lbgId envelopeId templateName pdfSha256 } }"
SIGN = """mutation ($id: ID!, $pack: ID!, $envelope: ID!) {
  markDocSigned(draftId: $id, packId: $pack, envelopeId: $envelope) { allSigned }
}"""
PAY = """mutation ($id: ID!, $card: String!) {
  createPaymentIntent(draftId: $id, method: {kind: "card", token: $card}) { amountCents status }
}"""
CONFIRM = f"""mutation ($id: ID!) {{
  confirmPayment(draftId: $id) {{ status chargeId amountCents threadId acceptanceUntil {LEGS} }}
}}"""
PROGRESS = """subscription ($id: ID!, $after: ID) {
  checkoutStatus(lbgId: $id, after: $after) { cursor type status amountCents }
}"""
QUOTE = """query ($id: ID!, $when: DateTimeRange!) {
  studioQuote(studioId: $id, when: $when) { totalCents depositAuthCents }
}"""
ONBOARD = "mutation { createOnboardingLink { url } }"
# Test cards of the processor.
GOOD_CARD, DECLINED_CARD = "pm_card_visa", "pm_card_chargeDeclined"


async def play(stage: Stage) -> None:
    stage.scene("Checkout")
    await _onboard(stage)
    when = await _session(stage)
    draft = await _hold(stage, when)
    buyer = stage.players["buyer"]
    async with live(stage.api, buyer.token) as socket:
        watching = await socket.subscribe(PROGRESS, id=draft["draftId"], after=None)
        await _sign(stage, socket, watching)
        await _pay(stage, socket, watching, draft)


async def _onboard(stage: Stage) -> None:
    for name in ("model", "host"):
        link = (await stage.api.run(ONBOARD, stage.players[name].token))["createOnboardingLink"]
        await stage.api.visit(link["url"])
    await stage.tell("Amara and Elena told the processor where their money goes.")


async def _session(stage: Stage) -> dict[str, str]:
    """Ten in the morning in Houston, three days from now."""
    day = await stage.now() + timedelta(days=3)
    start = day.replace(hour=16, minute=0, second=0, microsecond=0)
    stage.made["ends"] = start + timedelta(hours=2)
    return {"start": start.isoformat(), "end": stage.made["ends"].isoformat()}


async def _hold(stage: Stage, when: dict[str, str]) -> dict[str, Any]:
    api, buyer, rival = stage.api, stage.players["buyer"], stage.players["rival"]
    leg = {
        "serviceProfileId": stage.made["page"],
        "packageId": stage.made["package"],
        "locationKind": "rented_studio",
    }
    draft = (await api.run(START, buyer.token, leg=leg, when=when))["startCheckout"]
    stage.made["booking"] = draft["draftId"]
    quote = (await api.run(QUOTE, id=stage.made["studio"], when=when))["studioQuote"]
    both = await api.run(ATTACH, buyer.token, id=draft["draftId"], studio=stage.made["studio"])
    both = both["attachStudioInFlow"]
    studio = next(one for one in both["legs"] if one["type"] == "studio")
    expect("the studio leg costs what was quoted", studio["totalCents"], quote["totalCents"])
    expect("the deposit is the quoted one", both["depositAuthCents"], quote["depositAuthCents"])
    expect(
        "the whole is the sum of its legs", both["totalCents"], sum(one["totalCents"] for one in both["legs"])
    )
    for one in both["legs"]:
        parts = one["subtotalCents"] + one["taxCents"] + one["feesCents"]
        expect(f"the {one['type']} leg is the sum of its parts", one["totalCents"], parts)
        await stage.tell(
            f"Held: {one['type']} leg {dollars(one['subtotalCents'])}, tax {dollars(one['taxCents'])},"
            f" fees {dollars(one['feesCents'])}, together {dollars(one['totalCents'])}."
        )
    await api.refused(START, "SP_CONFLICT_CALENDAR", rival.token, leg=leg, when=when)
    await stage.tell("Theo wants the same two hours and is refused.")
    return {**both, "draftId": draft["draftId"]}


async def _sign(stage: Stage, socket: Live, watching: str) -> None:
    api, buyer, draft = stage.api, stage.players["buyer"], stage.made["booking"]
    await api.refused(PAY, "CHK_DOCS_REQUIRED", buyer.token, id=draft, card=GOOD_CARD)
    await api.run(ISSUE, buyer.token, id=draft)
    await socket.until(watching, "docs.issued")
    signed = 0
    for name in ("buyer", "model", "host"):
        player = stage.players[name]
        for paper in (await api.run(TO_SIGN, player.token))["myDocsToSign"]:
            if paper["lbgId"] == draft:
                await api.run(
                    SIGN, player.token, id=draft, pack=paper["packId"], envelope=paper["envelopeId"]
                )
                signed += 1
    await socket.until(watching, "docs.signed")
    await stage.tell(f"Paying is refused before signing; {signed} signatures later it is open.")


async def _pay(stage: Stage, socket: Live, watching: str, draft: dict[str, Any]) -> None:
    api, buyer, lbg = stage.api, stage.players["buyer"], stage.made["booking"]
    await _decline(stage)
    intent = (await api.run(PAY, buyer.token, id=lbg, card=GOOD_CARD))["createPaymentIntent"]
    expect("the payment is for what is due", intent["amountCents"], draft["amountDueCents"])
    first = (await api.run(CONFIRM, buyer.token, id=lbg))["confirmPayment"]
    again = (await api.run(CONFIRM, buyer.token, id=lbg))["confirmPayment"]
    expect("confirming twice is confirming once", again, first)
    expect("the booking", first["status"], "confirmed")
    expect("the one charge", first["amountCents"], draft["totalCents"])
    heard = await socket.until(watching, "lbg.confirmed")
    stage.made |= {
        "thread": first["threadId"],
        "cursor": heard["cursor"],
        "legs": first["legs"],
        "acceptance": datetime.fromisoformat(first["acceptanceUntil"]),
    }
    await stage.tell(f"Both legs are confirmed with one charge of {dollars(first['amountCents'])}.")
    await stage.tell(f"The deposit of {dollars(draft['depositAuthCents'])} is held, not taken.")


async def _decline(stage: Stage) -> None:
    """A card that is declined, at whichever step the processor says so, changes nothing."""
    api, buyer, lbg = stage.api, stage.players["buyer"], stage.made["booking"]
    await api.run(PAY, buyer.token, id=lbg, card=DECLINED_CARD)
    refusal = await api.refused(CONFIRM, "PAYMENT_FAILED", buyer.token, id=lbg)
    expect("the way on", refusal["remedies"][0]["mutation"], "createPaymentIntent")
    booking = "query ($id: ID!) { booking(lbgId: $id) { status } }"
    status = (await api.run(booking, buyer.token, id=lbg))["booking"]["status"]
    expect("the booking after a declined card", status, "awaiting_payment")
    await stage.tell("The first card is declined: nothing has changed, and the refusal says how to go on.")
