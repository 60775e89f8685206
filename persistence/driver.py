"""Statements run on the driver itself: those that are asked for so often that what lies between would weigh.

They are written in SQLAlchemy like all others, but turned into text once, and give the driver's records.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Final

import asyncpg
from sqlalchemy import BindParameter, TextClause
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ClauseElement

# A value that PostgreSQL does not take, such as a number out of range.
BadValue = asyncpg.DataError
# A statement that a constraint or a rival ended: nothing of it is left.
Undone = (asyncpg.IntegrityConstraintViolationError, asyncpg.TransactionRollbackError)

# Told of every such statement; what they give is open while it runs.
listeners: Final[list[Callable[[str], AbstractContextManager[Any]]]] = []


async def fetch(driver: Any, text: str, values: Sequence[Any]) -> list[Any]:
    """The records of a statement."""
    if not listeners:
        return list(await driver.fetch(text, *values))
    with heard(text):
        return list(await driver.fetch(text, *values))


@contextmanager
def heard(text: str) -> Iterator[None]:
    """While a statement runs that the listeners are told of."""
    with ExitStack() as stack:
        for listener in listeners:
            stack.enter_context(listener(text))
        yield


async def fetch_on(connection: AsyncConnection, text: str, values: Sequence[Any]) -> list[Any]:
    """The same in the transaction of a connection of SQLAlchemy, which begins it with its first statement."""
    adapted = _adapted(connection)
    async with adapted._execute_mutex:  # noqa: SLF001 - the adapter begins transactions for its cursors only
        if adapted._transaction is None:  # noqa: SLF001
            await _begin(connection, adapted)
        return await fetch(adapted.driver_connection, text, values)


async def begun(connection: AsyncConnection) -> Any:
    """The adapter of a connection, with the transaction open that its first statement would begin."""
    adapted = _adapted(connection)
    if adapted._transaction is None:  # noqa: SLF001
        async with adapted._execute_mutex:  # noqa: SLF001
            if adapted._transaction is None:  # noqa: SLF001
                await _begin(connection, adapted)
    return adapted


def _adapted(connection: AsyncConnection) -> Any:
    sync = connection.sync_connection
    if sync is None:
        raise RuntimeError("the connection is closed")
    return sync.connection.dbapi_connection


async def _begin(connection: AsyncConnection, adapted: Any) -> None:
    try:
        await adapted._start_transaction()  # noqa: SLF001
    except BaseException:
        # Cancelled half-way, a transaction may be open that nobody knows of. In the pool it would swallow
        # what others commit on it, and keep their locks.
        await connection.invalidate()
        raise


def written(query: ClauseElement) -> tuple[str, tuple[str, ...]]:
    """A statement as text, and the names of its values in the order of the parameters.

    What must be given each time (`required` bind parameters) is a parameter, all else is written out.
    """
    made: Any = query.compile(dialect=_DIALECT)
    return str(made), tuple(made.positiontup or ())


class Prepared:
    """A statement with named values, turned into text when it is declared."""

    def __init__(self, query: ClauseElement | TextClause) -> None:
        self._text, self._names = written(query)

    async def rows(self, connection: AsyncConnection, **values: Any) -> list[Any]:
        """Records, by name or position. JSON is given and taken as text."""
        return await fetch_on(connection, self._text, [values[name] for name in self._names])


class _Compiler(PGCompiler_asyncpg):
    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **kw: Any) -> str:
        if not bindparam.required:
            kw["literal_binds"] = True
        return str(super().visit_bindparam(bindparam, *args, **kw))  # type: ignore[no-untyped-call]

    def _enclosing_correlate_froms(self, entry: Any, asfrom: bool, lateral: bool) -> Any:
        """A row that a subquery names is the one around it, however far out; by default only the next one."""
        around, nearest = super()._enclosing_correlate_froms(entry, asfrom, lateral)
        return around, nearest if asfrom and not lateral else around


class _Dialect(PGDialect_asyncpg):
    statement_compiler = _Compiler


_DIALECT: Final = _Dialect()  # type: ignore[no-untyped-call]
