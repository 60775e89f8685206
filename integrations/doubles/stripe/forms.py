"""Form-encoded nested parameters: `a[b][0][c]=1` becomes `{"a": {"b": [{"c": "1"}]}}`."""

import re
from typing import Any, Final
from urllib.parse import parse_qsl

from integrations.doubles.stripe.errors import invalid, required

_PART: Final = re.compile(r"^([^\[\]]+)|\[([^\[\]]*)\]")
Params = dict[str, Any]


def parse(encoded: str) -> Params:
    tree: Params = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        _put(tree, _path(name), value)
    return {key: _listed(value) for key, value in tree.items()}


def _path(name: str) -> list[str]:
    parts = [match.group(1) or match.group(2) or "" for match in _PART.finditer(name)]
    if not parts:
        raise invalid(f"Invalid parameter name: {name!r}")
    return parts


def _put(tree: Params, path: list[str], value: str) -> None:
    for part in path[:-1]:
        branch = tree.setdefault(part or str(len(tree)), {})
        if not isinstance(branch, dict):
            raise invalid("A parameter is both a value and a hash.", path[0])
        tree = branch
    tree[path[-1] or str(len(tree))] = value


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    # `expand[0]=a` and `expand[]=a` arrive as hashes of consecutive numbers.
    if inner and list(inner) == [str(i) for i in range(len(inner))]:
        return list(inner.values())
    return inner


def text(params: Params, name: str, default: str | None = None) -> str | None:
    value = params.get(name, default)
    if value is not None and not isinstance(value, str):
        raise invalid("Invalid string.", name)
    return value or None


def need_text(params: Params, name: str) -> str:
    value = text(params, name)
    if value is None:
        raise required(name)
    return value


def whole(params: Params, name: str, default: int | None = None, least: int = 0) -> int | None:
    if name not in params or params[name] == "":
        return default
    try:
        value = int(params[name])
    except (TypeError, ValueError):
        raise invalid(f"Invalid integer: {params[name]}", name, "parameter_invalid_integer") from None
    if not least <= value <= 99_999_999:
        raise invalid(f"Invalid amount: {value}", name, "parameter_invalid_integer")
    return value


def need_whole(params: Params, name: str, least: int = 0) -> int:
    value = whole(params, name, least=least)
    if value is None:
        raise required(name)
    return value


def flag(params: Params, name: str, default: bool = False) -> bool:
    value = params.get(name)
    if value is None:
        return default
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", name)
    return bool(value == "true")


def one_of(params: Params, name: str, allowed: tuple[str, ...], default: str) -> str:
    value = text(params, name, default) or ""
    if value not in allowed:
        raise invalid(f"Invalid {name}: must be one of {', '.join(allowed)}", name)
    return value


def metadata(params: Params, present: dict[str, str] | None = None) -> dict[str, str]:
    """Given keys are set, empty ones are removed, the rest stays."""
    given = params.get("metadata") or {}
    if not isinstance(given, dict) or len(given) > 50:
        raise invalid("Metadata must be a hash of at most 50 keys.", "metadata")
    merged = {**(present or {}), **{str(key): str(value) for key, value in given.items()}}
    return {key: value for key, value in merged.items() if value}
