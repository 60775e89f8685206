"""Last scene: the session happens, is accepted, and every seller is paid."""

from datetime import timedelta
from typing import Any

from server.demo.checkout import PROGRESS
from server.demo.client import live
from server.demo.stage import Stage, dollars, expect

COMPLETE = """mutation ($id: ID!) {
  markCompleted(lbgId: $id) { status payouts { legId amountCents reserveCents status } }
}"""
PAYOUTS = """query ($from: AWSDate!, $to: AWSDate!) {
  myPayouts(from: $from, to: $to) { legId lbgId amountCents reserveCents status paidAt }
}"""
BOOKING = """query ($id: ID!) {
  booking(lbgId: $id) {
    status totalCents charge { amountCents splits { amountCents } } legs { type deposit { status } }
  }
}"""
# Money that is out of reach of complaints and back from the bank.
LONG_ENOUGH = timedelta(days=14)


async def play(stage: Stage) -> None:
    stage.scene("Time and money")
    await stage.pass_time(stage.made["ends"] + timedelta(minutes=30))
    await _session_was_heard(stage)
    await _accept(stage)
    await stage.pass_time(stage.made["ends"] + LONG_ENOUGH)
    for name in ("model", "host"):
        await _paid(stage, name)
    await _whole(stage)


async def _session_was_heard(stage: Stage) -> None:
    """The socket was away while time passed; nothing is missing."""
    async with live(stage.api, stage.players["buyer"].token) as socket:
        watching = await socket.subscribe(PROGRESS, id=stage.made["booking"], after=stage.made["cursor"])
        await socket.until(watching, "leg.in_progress")
    await stage.tell("The session has started and ended; the events were waiting to be read.")


async def _accept(stage: Stage) -> None:
    buyer = stage.players["buyer"]
    receipt = (await stage.api.run(COMPLETE, buyer.token, id=stage.made["booking"]))["markCompleted"]
    expect("the booking", receipt["status"], "completed")
    expect("payouts are queued for", len(receipt["payouts"]), 2)
    again = (await stage.api.run(COMPLETE, buyer.token, id=stage.made["booking"]))["markCompleted"]
    expect("accepting twice is accepting once", again, receipt)
    await stage.tell("Noor accepts the session; two payouts are queued.")


async def _paid(stage: Stage, name: str) -> None:
    player, today = stage.players[name], (await stage.now()).date()
    span = {"from": str(today - timedelta(days=60)), "to": str(today + timedelta(days=1))}
    found = (await stage.api.run(PAYOUTS, player.token, **span))["myPayouts"]
    mine = [one for one in found if one["lbgId"] == stage.made["booking"]]
    leg = next(one for one in stage.made["legs"] if one["sellerUserId"] == player.user_id)
    expect(f"payouts of {player.name} are all paid", {one["status"] for one in mine}, {"paid"})
    paid, kept = (sum(one[name] for one in mine) for name in ("amountCents", "reserveCents"))
    expect(f"{player.name}'s money adds up", paid + kept, leg["subtotalCents"] + leg["taxCents"])
    await stage.tell(f"{player.name} was paid {dollars(paid)}; {dollars(kept)} stay in reserve for a while.")


async def _whole(stage: Stage) -> None:
    booking: dict[str, Any] = (
        await stage.api.run(BOOKING, stage.players["buyer"].token, id=stage.made["booking"])
    )["booking"]
    splits = sum(split["amountCents"] for split in booking["charge"]["splits"])
    expect("the charge is the sum of its shares", splits, booking["charge"]["amountCents"])
    expect("the charge is the price", booking["charge"]["amountCents"], booking["totalCents"])
    held = [leg["deposit"]["status"] for leg in booking["legs"] if leg["deposit"]]
    expect("the deposit was let go", held, ["voided"])
    await stage.tell("The deposit was let go; charge, shares and price agree to the cent.")
