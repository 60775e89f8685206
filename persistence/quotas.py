"""Cost points of callers, shared by all processes: a bucket that fills by itself, leased from in lots."""

from typing import Final

from sqlalchemy import text

from persistence.driver import written
from persistence.lean import LeanPool

# Quotas bound real load, so they fill with real time; the business clock may be moved.
_LEASE: Final = written(
    text(
        """
        insert into cost_bucket as b (caller, points, filled_at)
        select :caller, :capacity - cast(:lot as double precision), now() where :capacity >= :lot
        on conflict (caller) do update set
            points = least(:capacity, b.points + extract(epoch from now() - b.filled_at) * :rate) - :lot,
            filled_at = now()
        where least(:capacity, b.points + extract(epoch from now() - b.filled_at) * :rate) >= :lot
        returning points
        """
    )
)
_AVAILABLE: Final = written(
    text(
        """
        select least(:capacity, points + extract(epoch from now() - filled_at) * :rate)
        from cost_bucket where caller = :caller
        """
    )
)


async def lease(pool: LeanPool, caller: str, *, lot: int, capacity: int, rate: float) -> float | None:
    """Take a lot of points; answers how many are left, or None when there are too few."""
    sql, names = _LEASE
    values = {"caller": caller, "lot": lot, "capacity": capacity, "rate": rate}
    left: float | None = await pool.value(sql, [values[name] for name in names])
    return left


async def available(pool: LeanPool, caller: str, *, capacity: int, rate: float) -> float:
    sql, names = _AVAILABLE
    values = {"caller": caller, "capacity": capacity, "rate": rate}
    points: float | None = await pool.value(sql, [values[name] for name in names])
    return capacity if points is None else points
