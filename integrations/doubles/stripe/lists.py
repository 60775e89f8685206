"""Lists: newest first, `limit`, `starting_after`, `ending_before`, `created`, `has_more`."""

from collections.abc import Mapping
from typing import Any

from integrations.doubles.stripe.call import Call
from integrations.doubles.stripe.errors import invalid, missing
from integrations.doubles.stripe.forms import Params, whole
from integrations.doubles.stripe.store import Body


def listing(call: Call, kind: str, url: str, matching: Mapping[str, Any] | None = None) -> Body:
    """One page of the objects of a kind with these field values."""
    wanted = {name: value for name, value in (matching or {}).items() if value is not None}
    found = call.store.newest(kind, call.account, wanted)
    return page(call, [body for body in found if _created_fits(body, call.params)], kind, url)


def page(call: Call, found: list[Body], kind: str, url: str) -> Body:
    limit = whole(call.params, "limit", 10, least=1) or 10
    if limit > 100:
        raise invalid("This value must be at most 100.", "limit")
    after, before = call.params.get("starting_after"), call.params.get("ending_before")
    start = _index(found, kind, str(after), "starting_after") + 1 if after else 0
    end = _index(found, kind, str(before), "ending_before") if before else len(found)
    if before and not after:
        start = max(0, end - limit)
    chosen = found[start:end][:limit]
    more = start > 0 if before and not after else start + len(chosen) < end
    return {"object": "list", "data": chosen, "has_more": more, "url": url}


def empty_list(url: str, data: list[Body] | None = None) -> Body:
    return {"object": "list", "data": data or [], "has_more": False, "url": url}


def _index(found: list[Body], kind: str, object_id: str, param: str) -> int:
    for index, body in enumerate(found):
        if body["id"] == object_id:
            return index
    raise missing(kind, object_id, param)


def _created_fits(body: Body, params: Params) -> bool:
    span = params.get("created")
    if span is None:
        return True
    created = body["created"]
    if not isinstance(span, dict):
        return bool(created == int(span))
    tests = {
        "gt": created.__gt__,
        "gte": created.__ge__,
        "lt": created.__lt__,
        "lte": created.__le__,
    }
    return all(tests[bound](int(value)) for bound, value in span.items() if bound in tests)
