"""Arguments of root fields as their resolvers take them, as far as a document decides them once and for all.

What is left for a request is to look whether each variable came as it is taken: texts, whole numbers and
truths go through as they are, anything else is known from when the library made it of the same JSON. Whatever
differs from that is the library's to coerce, or to refuse.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import orjson
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
    Visitor,
    get_argument_values,
    get_variable_values,
    is_non_null_type,
    is_required_argument,
    visit,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import Undefined
from strawberry import Schema as StrawberrySchema
from strawberry.types.arguments import convert_arguments

from server.compiled.outline import RootField
from server.compiled.shelf import MISSING, Shelf

# What the library leaves as it is.
EXACT: Final = MappingProxyType({"ID": str, "String": str, "Int": int, "Boolean": bool})
INT_MOST: Final = 2**31
# What is kept of made arguments, and what each weighs besides its text.
GIVEN_BYTES: Final = 1024 * 1024
GIVEN_WEIGHT: Final = 2_000


@dataclass(frozen=True)
class Declared:
    """A variable of an operation; `exact` is None for types whose values the library has to make."""

    name: str
    exact: type | None
    nullable: bool
    has_default: bool

    def takes(self, given: Mapping[str, Any]) -> bool:
        """Whether its value is what it is coerced to."""
        value: Any = given.get(self.name, MISSING)
        if value is MISSING:
            return self.nullable and not self.has_default
        if value is None:
            return self.nullable
        if self.exact is int:
            return type(value) is int and -INT_MOST <= value < INT_MOST
        return type(value) is self.exact


def declared(operation: OperationDefinitionNode) -> Mapping[str, Declared]:
    return {one.name: one for one in _declared(operation)}


def _declared(operation: OperationDefinitionNode) -> Iterator[Declared]:
    for definition in operation.variable_definitions or ():
        kind = definition.type
        nullable = not isinstance(kind, NonNullTypeNode)
        inner = kind.type if isinstance(kind, NonNullTypeNode) else kind
        exact = EXACT.get(inner.name.value) if isinstance(inner, NamedTypeNode) else None
        has_default = definition.default_value is not None
        yield Declared(definition.variable.name.value, exact, nullable, has_default)


@dataclass(frozen=True)
class Asked:
    """An argument that is a variable."""

    python_name: str
    variable: Declared
    nullable: bool
    required: bool


@dataclass(frozen=True)
class Recipe:
    """The arguments of one root field: what is `known`, defaults included, and what is asked for."""

    name: str
    known: Mapping[str, Any]
    asked: tuple[Asked, ...]

    def made(self, given: Mapping[str, Any], memory: Shelf) -> dict[str, Any] | None:
        """None where the library has to look at what was given."""
        made = dict(self.known)
        for one in self.asked:
            value = given.get(one.variable.name, MISSING)
            if value is MISSING and (one.required or not one.variable.takes(given)):
                return None
            if value is MISSING:
                continue
            if value is not None and one.variable.exact is None:
                value = memory.get(self._key(one, value))
                if value is MISSING:
                    return None
            elif not one.variable.takes(given) or (value is None and not one.nullable):
                return None
            made[one.python_name] = value
        return made

    def learn(self, given: Mapping[str, Any], made: Mapping[str, Any], memory: Shelf) -> None:
        """Remember what the library made: nobody changes it."""
        for one in self.asked:
            value = given.get(one.variable.name)
            if value is not None and one.variable.exact is None and one.python_name in made:
                key = self._key(one, value)
                memory.put(key, made[one.python_name], GIVEN_WEIGHT + 10 * len(key[2]))

    def _key(self, one: Asked, value: Any) -> tuple[str, str, bytes]:
        return self.name, one.python_name, orjson.dumps(value)


@dataclass(frozen=True)
class Recipes:
    """Those of all roots, and the variables that are asked for elsewhere, such as by a directive."""

    roots: tuple[Recipe, ...]
    rest: tuple[Declared, ...]

    def made(self, given: Mapping[str, Any], memory: Shelf) -> list[dict[str, Any]] | None:
        """The arguments of each root; None where the library has to look at what was given."""
        if not all(one.takes(given) for one in self.rest):
            return None
        found = []
        for recipe in self.roots:
            made = recipe.made(given, memory)
            if made is None:
                return None
            found.append(made)
        return found

    def learn(self, given: Mapping[str, Any], made: Sequence[Mapping[str, Any]], memory: Shelf) -> None:
        for recipe, arguments in zip(self.roots, made, strict=True):
            recipe.learn(given, arguments, memory)


class Given:
    """What came with one request for the variables of its operation."""

    def __init__(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, raw: Mapping[str, Any]
    ) -> None:
        self.raw = raw
        self._schema, self._operation = schema, operation

    @cached_property
    def coerced(self) -> VariableValues | None:
        """As the library takes them; None when it does not."""
        definitions = self._operation.variable_definitions or ()
        found = get_variable_values(self._schema, definitions, dict(self.raw))
        return None if isinstance(found, list) else found


class Making:
    """Makes arguments as Strawberry does, and the recipes for doing so without it."""

    def __init__(self, said: StrawberrySchema) -> None:
        self._scalars, self._config = said.schema_converter.scalar_registry, said.config
        self._memory = Shelf(GIVEN_BYTES)

    def arguments(
        self, roots: Sequence[RootField], recipes: Recipes | None, given: Given
    ) -> list[dict[str, Any]] | None:
        """Of each root, as resolvers take them; None when the library does not take the variables."""
        made = None if recipes is None else recipes.made(given.raw, self._memory)
        if made is not None or given.coerced is None:
            return made
        made = [
            self._converted(root, get_argument_values(root.field, root.node, given.coerced)) for root in roots
        ]
        if recipes is not None:
            recipes.learn(given.raw, made, self._memory)
        return made

    def _converted(self, root: RootField, given: dict[str, Any]) -> dict[str, Any]:
        return convert_arguments(given, root.said.arguments, self._scalars, self._config)

    def recipes(self, operation: OperationDefinitionNode, roots: Sequence[RootField]) -> Recipes | None:
        """None where a variable lies inside a written value."""
        variables = declared(operation)
        found = [self._recipe(root, variables) for root in roots]
        if not all(found):
            return None
        direct = {asked.variable.name for recipe in found if recipe for asked in recipe.asked}
        rest = tuple(one for name, one in variables.items() if name not in direct)
        return Recipes(tuple(recipe for recipe in found if recipe), rest)

    def _recipe(self, root: RootField, variables: Mapping[str, Declared]) -> Recipe | None:
        nodes = {node.name.value: node for node in root.node.arguments or ()}
        named = {name: _variable(node.value) for name, node in nodes.items()}
        written = {name: node for name, node in nodes.items() if named[name] is None}
        if any(_names_variables(node.value) for node in written.values()):
            return None
        known = self._made(root, written)
        asked = tuple(
            Asked(
                said.python_name,
                variables[variable],
                nullable=not is_non_null_type(root.field.args[name].type),
                required=is_required_argument(root.field.args[name]),
            )
            for said in root.said.arguments
            if (variable := named.get(name := self._config.name_converter.from_argument(said)))
        )
        return Recipe(root.said.python_name, known, asked)

    def _made(self, root: RootField, written: Mapping[str, Any]) -> dict[str, Any]:
        """What is written, and the defaults of all else."""
        arguments = {
            name: argument
            for name, argument in root.field.args.items()
            if name in written or argument.default_value is not Undefined
        }
        bare = FieldNode(name=root.node.name, arguments=tuple(written.values()), directives=())
        given = get_argument_values(GraphQLField(root.field.type, args=arguments), bare)
        return self._converted(root, given)


def _variable(node: ValueNode) -> str | None:
    return node.name.value if isinstance(node, VariableNode) else None


class _Variables(Visitor):
    found = False

    def enter_variable(self, *_: Any) -> None:
        self.found = True


def _names_variables(node: Any) -> bool:
    looking = _Variables()
    visit(node, looking)
    return looking.found
