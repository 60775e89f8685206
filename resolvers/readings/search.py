"""Searching: ranked in Python, kept a moment, its cards read by one statement."""

from collections.abc import Mapping
from typing import Any

from domain.search.actions import find
from domain.search.memory import Shown, key_of
from persistence.read import search as read
from resolvers.readings.base import Asking, Reading, reading
from schema.context import Context
from schema.search import SearchInput


@reading("search")
def search(asking: Asking, input: SearchInput) -> Reading:
    request, printed = input.asked
    key = key_of(printed, asking.now)
    outdated: Shown | None = None

    async def ranked(context: Context, anew: bool) -> Mapping[str, Any]:
        nonlocal outdated
        memory = context.services.searches
        shown = memory.kept(key)
        if shown is None or (anew and shown is outdated):
            # One ranks, the others wait for what it finds, without a connection.
            async with memory.turn(key):
                shown = memory.kept(key)
                if shown is None or (anew and shown is outdated):
                    async with context.units() as uow:
                        shown = await find(uow, context.viewer, request, memory)
        if not anew:
            memory.note(shown)
        outdated = shown
        return read.values_of(shown, context.services.files.public_url(""))

    return Reading(read.page(safe_mode=request.safe_mode is not False), prelude=ranked)
