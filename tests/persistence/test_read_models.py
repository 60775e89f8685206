"""What read models say, whoever reads them: a subquery takes the rows around it, and nobody else's."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, PGDialect_asyncpg

from persistence.read import MODELS
from persistence.read.loading import _beside, _rows, _values


class Far(PGCompiler_asyncpg):
    """As the compiled executor has it: a subquery sees every row around it, not just the next one."""

    def _enclosing_correlate_froms(self, entry: Any, asfrom: bool, lateral: bool) -> Any:
        around, nearest = super()._enclosing_correlate_froms(entry, asfrom, lateral)
        return around, nearest if asfrom and not lateral else around


class FarDialect(PGDialect_asyncpg):
    statement_compiler = Far


def statements() -> Iterator[tuple[str, Select[Any]]]:
    for name, model in MODELS.items():
        if model.table is None:
            continue
        yield name, _rows(name).statement
        for field, said in model.fields.items():
            if said.apart:
                yield f"{name}.{field}", _values(name, field).statement
        for edge in model.edges:
            yield f"{name}.{edge}", _beside(name, edge).statement


@pytest.mark.parametrize(("name", "statement"), list(statements()), ids=[name for name, _ in statements()])
def test_the_reference_executor_reads_by_the_same_subqueries(name: str, statement: Select[Any]) -> None:
    near = str(statement.compile(dialect=PGDialect_asyncpg()))  # type: ignore[no-untyped-call]
    far = str(statement.compile(dialect=FarDialect()))  # type: ignore[no-untyped-call]
    assert near == far, f"{name}: say correlate_except where one subquery lies in another"
