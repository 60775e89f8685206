"""How values that Python made are told as JSON: the part of an answer that no statement writes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLLeafType


@dataclass(frozen=True)
class Shape:
    """An object: response key, attribute and shape of each field. Lists and nothing are told as they are."""

    fields: tuple[tuple[str, str, "Shape"], ...] = ()

    def told(self, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, list | tuple):
            return [self.told(one) for one in value]
        return self.one(value)

    def one(self, value: Any) -> Any:
        return {key: shape.told(getattr(value, name) if name else value) for key, name, shape in self.fields}


@dataclass(frozen=True)
class Leaf(Shape):
    write: Callable[[Any], Any] = str

    def one(self, value: Any) -> Any:
        return self.write(value)


def leaf_of(kind: GraphQLLeafType) -> Leaf:
    return Leaf(write=kind.coerce_output_value)
