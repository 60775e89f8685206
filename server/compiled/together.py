"""Objects that live events tell of: those that are asked for in one turn of the loop are read together."""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from schema.context import Context
from server.compiled.executor import CompiledExecutor
from server.compiled.plans import Plan

Ref = tuple[Any, ...]


@dataclass
class _Asked:
    plan: Plan
    context: Context
    by_ref: dict[Ref, "asyncio.Future[bytes | None]"] = field(default_factory=dict)


class Together:
    """Across conversations and followers, and never from what was found before."""

    def __init__(self, compiled: CompiledExecutor) -> None:
        self._compiled = compiled
        self._asked: dict[Hashable, _Asked] = {}
        # The loop itself keeps no hold of what it runs.
        self._reading: set[asyncio.Task[None]] = set()

    async def told(self, plan: Plan, ref: Ref, context: Context) -> bytes | None:
        """One object as JSON; None when there is no row."""
        key = (plan, None if plan.is_same_for_all else context.viewer)
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = _Asked(plan, context)
            task = asyncio.create_task(self._read(key), name="live-objects")
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        found = asked.by_ref.get(ref)
        if found is None:
            found = asked.by_ref[ref] = asyncio.get_running_loop().create_future()
        return await asyncio.shield(found)

    async def _read(self, key: Hashable) -> None:
        # Whoever was woken by the same reading of the log asks before this goes on.
        await asyncio.sleep(0)
        asked = self._asked.pop(key)
        refs = list(asked.by_ref)
        try:
            found = await self._compiled.objects(asked.plan, refs, asked.context, self._compiled.pool.rows)
        except Exception as error:  # noqa: BLE001 - told to everybody who asked
            for future in asked.by_ref.values():
                future.set_exception(error)
            return
        for future, body in zip(asked.by_ref.values(), found, strict=True):
            future.set_result(body)
