"""Cost points of callers, shared by all processes: a bucket that fills by itself, leased from in lots."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

# Quotas bound real load, so they fill with real time; the business clock may be moved.
_LEASE = text(
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
_AVAILABLE = text(
    """
    select least(:capacity, points + extract(epoch from now() - filled_at) * :rate)
    from cost_bucket where caller = :caller
    """
)


async def lease(engine: AsyncEngine, caller: str, *, lot: int, capacity: int, rate: float) -> float | None:
    """Take a lot of points; answers how many are left, or None when there are too few."""
    values = {"caller": caller, "lot": lot, "capacity": capacity, "rate": rate}
    async with engine.begin() as connection:
        left: float | None = await connection.scalar(_LEASE, values)
    return left


async def available(engine: AsyncEngine, caller: str, *, capacity: int, rate: float) -> float:
    values = {"caller": caller, "capacity": capacity, "rate": rate}
    async with engine.connect() as connection:
        points: float | None = await connection.scalar(_AVAILABLE, values)
    return capacity if points is None else points
