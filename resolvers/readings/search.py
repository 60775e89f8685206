"""Searching: ranked in Python, kept a moment, its cards read by one statement."""

from collections.abc import Mapping
from typing import Any

from domain.search.actions import find
from domain.search.memory import key_of
from persistence.read import search as read
from resolvers.readings.base import Asking, Reading, reading
from schema.context import Context
from schema.search import SearchInput


@reading("search")
def search(asking: Asking, input: SearchInput) -> Reading:
    request = input.to_domain()

    async def ranked(context: Context, anew: bool) -> Mapping[str, Any]:
        memory = context.services.searches
        shown = None if anew else memory.kept(key_of(request, asking.now))
        if shown is not None:
            memory.note(shown)
        else:
            async with context.units() as uow:
                shown = await find(uow, context.viewer, request, memory)
        return read.values_of(shown, context.services.files.public_url(""))

    return Reading(read.page(safe_mode=request.safe_mode is not False), prelude=ranked)
