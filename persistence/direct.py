"""A connection whose statements run on the driver itself, inside the transactions that SQLAlchemy keeps.

A statement is still written, checked and compiled by SQLAlchemy, its values and errors mean the same, and
what comes back is one of its results. What lies between (a cursor emulated for an asynchronous driver, a
switch of greenlets, the metadata of results made anew) is left out.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from sqlalchemy import TextClause
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from persistence.driver import begun

_DIRECT: Final = (SelectBase, UpdateBase, TextClause)


class Rows(IteratorResult[Any]):
    """A result whose rows are all here."""

    def __init__(self, shape: SimpleResultMetaData, rows: Sequence[Any], rowcount: int) -> None:
        super().__init__(shape, iter(rows))
        self.rowcount: int = rowcount


class DirectConnection(AsyncConnection):
    """Outside a transaction, and where somebody listens to SQLAlchemy's events, all is done by SQLAlchemy."""

    async def execute(self, statement: Any, parameters: Any = None, **named: Any) -> Any:
        sync = self.sync_connection
        if sync is None or not isinstance(statement, _DIRECT) or any(named.values()):
            return await super().execute(cast("Any", statement), parameters, **named)
        if sync.engine._has_events or not sync.in_transaction():  # noqa: SLF001 - set by `event.listen`
            return await super().execute(cast("Any", statement), parameters)
        given = [parameters] if isinstance(parameters, Mapping) else list(parameters or ())
        compiled, extracted, collected = _compiled(self, statement, given)
        if compiled.insert_prefetch or compiled.update_prefetch or (len(given) > 1 and compiled.returning):
            # Values that SQLAlchemy makes itself for every row, or rows that it puts in order.
            return await super().execute(cast("Any", statement), parameters)
        text, rows = _values(compiled, given, extracted, collected)
        return await _run(self, compiled, text, rows)


class DirectEngine(AsyncEngine):
    _connection_cls = DirectConnection


def _compiled(connection: AsyncConnection, statement: Any, given: Sequence[Any]) -> tuple[Any, Any, Any]:
    """The statement as text once per shape, and the values that stand in this one."""
    dialect, kept = _compiler(connection.sync_engine)
    compiled, extracted, collected, _ = statement._compile_w_cache(  # noqa: SLF001 - as SQLAlchemy runs it
        dialect,
        compiled_cache=kept,
        column_keys=sorted(given[0]) if given else [],
        for_executemany=len(given) > 1,
    )
    return compiled, extracted, collected


def _compiler(engine: Any) -> tuple[Any, Any]:
    """The dialect that statements are written in, and where they are kept."""
    return engine.dialect, engine._compiled_cache  # noqa: SLF001


def _values(
    compiled: Any, given: Sequence[Any], extracted: Any, collected: Any
) -> tuple[str, list[list[Any]]]:
    """The text to run and the values of each run, in the order of its parameters."""
    named = [
        compiled.construct_params(
            one, escape_names=False, extracted_parameters=extracted, _collected_params=collected
        )
        for one in given or [None]
    ]
    text, names, made = compiled.string, compiled.positiontup, compiled._bind_processors  # noqa: SLF001
    if compiled.literal_execute_params or compiled.post_compile_params:
        # Lists of `in` are as long as what is asked for.
        expanded = compiled._process_parameters_for_postcompile(named[0])  # noqa: SLF001
        text, names, made = expanded.statement, expanded.positiontup, {**made, **expanded.processors}
    return text, [[made[name](one[name]) if name in made else one[name] for name in names] for one in named]


async def _run(connection: AsyncConnection, compiled: Any, text: str, rows: list[list[Any]]) -> Rows:
    adapted = await begun(connection)
    cursor = adapted._cursor_cls(adapted)  # noqa: SLF001 - its methods that await, without its greenlet
    try:
        if len(rows) > 1:
            await cursor._executemany(text, rows)  # noqa: SLF001
        else:
            await cursor._prepare_and_execute(text, rows[0])  # noqa: SLF001
    except asyncio.CancelledError:
        # What the server still does with it nobody knows.
        await connection.invalidate()
        raise
    except adapted.dbapi.Error as error:
        raise await _told(connection, adapted, text, error) from error
    return Rows(_shape(compiled, cursor.description), cursor._rows, cursor.rowcount)  # noqa: SLF001


async def _told(connection: AsyncConnection, adapted: Any, text: str, error: Exception) -> BaseException:
    """The error as SQLAlchemy tells it, never with parameters; a lost connection is not used again."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(cast("Any", error), adapted, None)
    if lost:
        await connection.invalidate(error)
    return DBAPIError.instance(
        text,
        None,
        error,
        adapted.dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )


_shapes: Final[WeakKeyDictionary[Any, SimpleResultMetaData]] = WeakKeyDictionary()


def _shape(compiled: Any, described: Sequence[Any] | None) -> SimpleResultMetaData:
    """How the columns of a statement are called and read; the same each time it is run."""
    shape = _shapes.get(compiled)
    if shape is None:
        shape = _shapes[compiled] = _shaped(compiled, described or ())
    return shape


def _shaped(compiled: Any, described: Sequence[Any]) -> SimpleResultMetaData:
    columns = compiled._result_columns  # noqa: SLF001
    if len(columns) != len(described):
        return SimpleResultMetaData([name for name, *_ in described])
    readers = [
        column.type._cached_result_processor(compiled.dialect, kind)  # noqa: SLF001
        for column, (_, kind, *_) in zip(columns, described, strict=True)
    ]
    return SimpleResultMetaData(
        [column.keyname for column in columns],
        extra=[tuple(column.objects) for column in columns],
        _processors=readers if any(readers) else None,
    )
