"""Judges documents by the SDK's own type annotations: what it calls required is there, and of its type."""

import inspect
import types
import typing
from collections.abc import Iterator
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

import stripe
from stripe._stripe_object import StripeObject

_SCALARS: dict[type, tuple[type, ...]] = {int: (int,), str: (str,), bool: (bool,), float: (int, float)}


def flaws(document: Any, cls: type, at: str) -> Iterator[str]:
    """Every place where a document is not what its class says, as a path and a reason."""
    for name, annotation in inspect.get_annotations(cls).items():
        if name.startswith("_") or name == "OBJECT_NAME":
            continue
        path = f"{at}.{name}"
        if name in document:
            yield from _flaws_of(document[name], annotation, path)
        elif not _may_be_missing(annotation):
            yield f"{path} is missing"


def _flaws_of(value: Any, annotation: Any, path: str) -> Iterator[str]:
    options = _options(annotation)
    if value is None:
        if type(None) not in options and not _unknowable(options):
            yield f"{path} is null"
        return
    if _unknowable(options) or any(_fits(value, option) for option in options):
        for option in options:
            yield from _inside(value, option, path)
        return
    yield f"{path} is {type(value).__name__}, not {' or '.join(map(str, options))}"


def _inside(value: Any, option: Any, path: str) -> Iterator[str]:
    if get_origin(option) is list and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _flaws_of(item, get_args(option)[0], f"{path}[{index}]")
    elif isinstance(option, type) and issubclass(option, StripeObject) and _is_a(value, option):
        yield from flaws(value, option, path)


def _is_a(value: Any, option: type[StripeObject]) -> bool:
    return isinstance(value, dict) and value.get("object") in (None, getattr(option, "OBJECT_NAME", None))


def _fits(value: Any, option: Any) -> bool:
    origin = get_origin(option)
    if origin is Literal:
        return value in get_args(option)
    if origin is list:
        return isinstance(value, list)
    if option in _SCALARS:
        return isinstance(value, _SCALARS[option]) and (option is bool or not isinstance(value, bool))
    is_object = origin is not None or (isinstance(option, type) and issubclass(option, StripeObject))
    return is_object and isinstance(value, dict)


def _options(annotation: Any) -> tuple[Any, ...]:
    if isinstance(annotation, (str, ForwardRef)):
        return (_named(annotation),)
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(option for given in get_args(annotation) for option in _options(given))
    if get_origin(annotation) is typing.Annotated:
        return _options(get_args(annotation)[0])
    return (annotation,)


def _named(reference: str | ForwardRef) -> Any:
    name = reference.__forward_arg__ if isinstance(reference, ForwardRef) else reference
    return getattr(stripe, name, Any)


def _unknowable(options: tuple[Any, ...]) -> bool:
    """Anything goes, or a class of a module that the SDK only loads when asked for it."""
    return Any in options


def _may_be_missing(annotation: Any) -> bool:
    """The SDK writes Optional for what may be absent as well as for what may be null."""
    return type(None) in _options(annotation)
