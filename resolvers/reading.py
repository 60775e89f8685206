"""The fields of read models on the reference executor: every one resolved by its declaration."""

from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.types.field import StrawberryField

from resolvers.loaders.reading import MODELS
from schema.context import Context
from schema.reading import FINISH, Finish, Held

Resolve = Callable[[Held, GraphQLResolveInfo[Context]], Any]


def attach(served: GraphQLSchema) -> None:
    """Resolve what `read()` and `finished()` stand for. Raises when a field and its declaration disagree."""
    for name, model in MODELS.items():
        kind = served.type_map.get(name)
        if not isinstance(kind, GraphQLObjectType):
            continue
        for field in kind.fields.values():
            said = definition(field)
            known = model.fields.get(said.python_name)
            finish: Finish | None = said.metadata.get(FINISH)
            if (known is not None and known.finished) != (finish is not None):
                raise RuntimeError(f"{name}.{said.python_name} is finished on one side only")
            if model.cursor is not None and said.python_name not in model.fields:
                continue  # the list of a page and its cursor come from the resolver of the page
            if said.python_name in model.edges:
                field.resolve = _edge(name, said.python_name)
            elif known is not None:
                one = _apart if known.apart else _plain
                field.resolve = one(name, said.python_name, finish)
            elif said.is_basic_field and model.table is not None:
                raise RuntimeError(f"{name}.{said.python_name} is not in its read model")


def definition(field: Any) -> StrawberryField:
    """The Python field behind a field of the schema."""
    said: StrawberryField = field.extensions["strawberry-definition"]
    return said


@dataclass(frozen=True, slots=True)
class _Later:
    """Begins when it is awaited: beside a refusal the library drops what nobody waits for any more."""

    begin: Callable[[], Coroutine[Any, Any, Any]]

    def __await__(self) -> Generator[Any, Any, Any]:
        return self.begin().__await__()


def _plain(model: str, name: str, finish: Finish | None) -> Resolve:
    async def load(root: Held, info: GraphQLResolveInfo[Context]) -> Any:
        values = await info.context.load.row(model, root.ref)
        return finish(values[name], info.context) if finish else values[name]

    def resolve(root: Held, info: GraphQLResolveInfo[Context]) -> Any:
        if root.row is None:
            return _Later(lambda: load(root, info))
        return finish(root.row[name], info.context) if finish else root.row[name]

    return resolve


def _apart(model: str, name: str, finish: Finish | None) -> Resolve:
    async def load(root: Held, info: GraphQLResolveInfo[Context]) -> Any:
        value = await info.context.load.value(model, name, root.ref)
        return finish(value, info.context) if finish else value

    return lambda root, info: _Later(lambda: load(root, info))


def _edge(model: str, name: str) -> Resolve:
    def resolve(root: Held, info: GraphQLResolveInfo[Context]) -> Any:
        if root.row is not None and name in root.row:
            return root.row[name]
        return _Later(lambda: info.context.load.edge(model, name, root.ref))

    return resolve
