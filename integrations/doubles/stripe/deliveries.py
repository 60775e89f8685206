"""Which event goes to which endpoint, when: one row each, bent by ordered trouble."""

from typing import Any

from integrations.doubles.stripe import trouble
from integrations.doubles.stripe.store import Body, Store


def enqueue(store: Store, event: Body, now: int) -> None:
    """A delivery for every enabled endpoint that wants this type of event."""
    bent = _bent(trouble.take(store, f"webhook {event['type']}"), now)
    for endpoint in store.newest("webhook_endpoint", matching={"status": "enabled"}):
        if {"*", event["type"]} & set(endpoint["enabled_events"]):
            row = {"event_id": event["id"], "url": endpoint["url"], "secret": endpoint["_secret"], **bent}
            columns, marks = ", ".join(row), ", ".join("?" * len(row))
            statement = f"insert into delivery ({columns}) values ({marks})"  # noqa: S608
            store.db.execute(statement, tuple(row.values()))


def ready(store: Store, *, now: int, wall: float | None) -> list[Body]:
    """What may be sent now, in order. Without `wall`, back-off is not waited for."""
    rows = store.db.execute(
        "select * from delivery mine where state = 'pending' and held_until <= ? and retry_at <= ?"
        " and (not behind or exists (select 1 from delivery later"
        "   where later.seq > mine.seq and later.url = mine.url and later.attempts > 0))"
        " order by behind, seq",
        (now, 1e18 if wall is None else wall),
    )
    return [dict(row) for row in rows.fetchall()]


def delivered(store: Store, delivery: Body) -> None:
    store.db.execute(
        "update delivery set attempts = attempts + 1, copies = copies - 1,"
        " state = case when copies > 1 then 'pending' else 'done' end where seq = ?",
        (delivery["seq"],),
    )


def missed(store: Store, delivery: Body, retry_at: float) -> None:
    store.db.execute(
        "update delivery set attempts = attempts + 1, retry_at = ? where seq = ?",
        (retry_at, delivery["seq"]),
    )


def next_retry(store: Store) -> float | None:
    row = store.db.execute(
        "select min(retry_at) as at from delivery where state = 'pending' and not behind"
    ).fetchone()
    return None if row["at"] is None else float(row["at"])


def _bent(found: trouble.Trouble | None, now: int) -> dict[str, Any]:
    held: dict[str, Any] = {"held_until": 0}
    if found is None:
        return held
    return {
        "lose": {**held, "state": "lost"},
        "repeat": {**held, "copies": found.number("copies", 2)},
        "late": {"held_until": now + found.number("seconds", 60)},
        "reorder": {**held, "behind": 1},
    }[found.action]
