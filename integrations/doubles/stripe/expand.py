"""`expand`: an id in an answer becomes the object it names, along dotted paths."""

from typing import Any

from integrations.doubles.stripe.errors import invalid
from integrations.doubles.stripe.store import Body, Store


def expanded(store: Store, body: Body, paths: object, account: str) -> Body:
    if paths is None:
        return body
    if not isinstance(paths, list):
        raise invalid("Invalid array.", "expand")
    for path in paths:
        _walk(store, body, str(path).split("."), account)
    return body


def _walk(store: Store, value: Any, path: list[str], account: str) -> None:
    if isinstance(value, list):
        for item in value:
            _walk(store, item, path, account)
        return
    if not isinstance(value, dict):
        return
    name, rest = path[0], path[1:]
    if name not in value:
        raise invalid(f"This property cannot be expanded ({name}).", "expand")
    if isinstance(value[name], str):
        value[name] = store.anything(value[name], account) or value[name]
    if rest:
        _walk(store, value[name], rest, account)
