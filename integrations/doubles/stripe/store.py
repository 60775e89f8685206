"""State in one SQLite file, so that the double survives a restart of its server."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson

Body = dict[str, Any]

_SCHEMA: Final = """
create table if not exists object (
    seq integer primary key autoincrement, id text not null unique, kind text not null, account text not null,
    body text not null);
create index if not exists object_kind on object (kind, account, seq);
create table if not exists answer (
    account text not null, key text not null, fingerprint text not null, status integer not null,
    body text not null, primary key (account, key));
create table if not exists due (
    seq integer primary key autoincrement, at integer not null, kind text not null, subject text not null,
    unique (kind, subject));
create table if not exists delivery (
    seq integer primary key autoincrement, event_id text not null, url text not null, secret text not null,
    state text not null default 'pending', attempts integer not null default 0, held_until integer not null,
    retry_at real not null default 0, copies integer not null default 1, behind integer not null default 0);
create index if not exists delivery_state on delivery (state, behind, seq);
create table if not exists trouble (
    seq integer primary key autoincrement, target text not null, action text not null, times integer not null,
    settings text not null);
create table if not exists setting (name text primary key, value text not null);
"""


class Store:
    """One connection, used from one event loop: a request is one transaction and nothing runs beside it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = normal")
        self.db.executescript(_SCHEMA)

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")

    def add(self, body: Body, account: str = "") -> Body:
        self.db.execute(
            "insert into object (id, kind, account, body) values (?, ?, ?, ?)",
            (body["id"], body["object"], account, orjson.dumps(body).decode()),
        )
        return body

    def save(self, body: Body) -> Body:
        self.db.execute("update object set body = ? where id = ?", (orjson.dumps(body).decode(), body["id"]))
        return body

    def get(self, kind: str, object_id: str, account: str = "") -> Body | None:
        row = self.db.execute(
            "select body from object where id = ? and kind = ? and account = ?", (object_id, kind, account)
        ).fetchone()
        return orjson.loads(row["body"]) if row else None

    def anything(self, object_id: str, account: str = "") -> Body | None:
        """Any object by id, for `expand`."""
        row = self.db.execute(
            "select body from object where id = ? and account = ?", (object_id, account)
        ).fetchone()
        return orjson.loads(row["body"]) if row else None

    def account_of(self, object_id: str) -> str:
        row = self.db.execute("select account from object where id = ?", (object_id,)).fetchone()
        return str(row["account"]) if row else ""

    def newest(self, kind: str, account: str = "", matching: Mapping[str, Any] | None = None) -> list[Body]:
        """All objects of a kind, newest first, whose top-level fields have these values."""
        clauses = ["kind = ?", "account = ?"]
        values: list[Any] = [kind, account]
        for field, value in (matching or {}).items():
            clauses.append("json_extract(body, ?) = ?")
            values += [f"$.{field}", value]
        query = f"select body from object where {' and '.join(clauses)} order by seq desc"  # noqa: S608
        return [orjson.loads(row["body"]) for row in self.db.execute(query, values)]

    def setting(self, name: str, default: str) -> str:
        row = self.db.execute("select value from setting where name = ?", (name,)).fetchone()
        return str(row["value"]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        self.db.execute(
            "insert into setting (name, value) values (?, ?)"
            " on conflict (name) do update set value = excluded.value",
            (name, value),
        )


def public(value: Any) -> Any:
    """A copy without what only the double knows: keys that begin with an underscore."""
    if isinstance(value, dict):
        return {key: public(item) for key, item in value.items() if not key.startswith("_")}
    return [public(item) for item in value] if isinstance(value, list) else value
