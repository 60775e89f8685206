"""The contract and what is served of it: read once, compared whole, applied where it is the only source.

Descriptions and access rules are written in the contract alone; serving takes them from there. Names, types,
nullability, defaults and arguments are written twice, in SDL and in Python, and must agree.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    ast_from_value,
    build_schema,
    print_ast,
)

FOLDER: Final = Path(__file__).parent / "contract"
ROOTS: Final = {"Query": "query", "Mutation": "mutation", "Subscription": "subscription"}


@cache
def contract() -> GraphQLSchema:
    """The whole contract as one schema."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.graphql"))]
    return build_schema("\n".join(sources), no_location=True)


def forget_contract() -> None:
    """Let go of the contract once it was compared and applied; whoever asks for it again reads it again."""
    contract.cache_clear()


@cache
def operations() -> dict[tuple[str, str], dict[str, str]]:
    """operations.csv by (kind, name): area, who, error_codes, milestone."""
    with (FOLDER / "operations.csv").open(newline="", encoding="utf-8") as handle:
        return {(row["kind"], row["name"]): row for row in csv.DictReader(handle)}


@cache
def error_codes() -> dict[str, dict[str, str]]:
    """errors.csv by code: area, meaning, class."""
    with (FOLDER / "errors.csv").open(newline="", encoding="utf-8") as handle:
        return {row["code"]: row for row in csv.DictReader(handle)}


def access_rule(root: str, name: str) -> str | None:
    """Role that the contract asks for on a root field; None where guests may call it."""
    node = contract().type_map[root].fields[name].ast_node  # type: ignore[attr-defined]
    for directive in node.directives or ():
        if directive.name.value == "auth":
            return str(directive.arguments[0].value.value)
    return None


def apply_contract(served: GraphQLSchema) -> None:
    """Give the served schema the contract's words, and drop defaults that only Python needs."""
    for name, promised in _both(served):
        mine = served.type_map[name]
        mine.description = promised.description
        if isinstance(mine, GraphQLObjectType | GraphQLInputObjectType):
            for field_name, field in mine.fields.items():
                _apply_field(field, promised.fields.get(field_name))  # type: ignore[attr-defined]
        elif isinstance(mine, GraphQLEnumType):
            for value_name, value in mine.values.items():
                value.description = promised.values[value_name].description  # type: ignore[attr-defined]


def differences(served: GraphQLSchema) -> list[str]:
    """Everything served that is not exactly as the contract has it; empty when all is well."""
    promised = contract().type_map
    found: list[str] = []
    for name, mine in served.type_map.items():
        if name.startswith("__"):
            continue
        if name not in promised:
            if not _is_builtin(mine):
                found.append(f"{name}: not in the contract")
        else:
            found += _type_differences(mine, promised[name])
    return found


def coverage(served: GraphQLSchema) -> dict[str, dict[str, tuple[int, int]]]:
    """Operations served and promised: {"area": {name: (served, total)}, "milestone": {…}}."""
    table: dict[str, dict[str, tuple[int, int]]] = {"area": {}, "milestone": {}}
    for (kind, name), row in operations().items():
        root = next(root for root, of in ROOTS.items() if of == kind)
        there = name in _fields(served.type_map.get(root))
        for heading, counts in table.items():
            done, total = counts.get(row[heading], (0, 0))
            counts[row[heading]] = (done + there, total + 1)
    return table


def _both(served: GraphQLSchema) -> Iterator[tuple[str, GraphQLNamedType]]:
    promised = contract().type_map
    for name in served.type_map:
        if not name.startswith("__") and name in promised:
            yield name, promised[name]


def _fields(of: GraphQLNamedType | None) -> dict[str, Any]:
    return of.fields if isinstance(of, GraphQLObjectType | GraphQLInputObjectType) else {}


def _apply_field(mine: Any, promised: Any) -> None:
    if promised is None:
        return
    mine.description = promised.description
    if isinstance(mine, GraphQLInputField):
        _drop_python_default(mine, promised)
    for name, argument in getattr(mine, "args", {}).items():
        if name in promised.args:
            argument.description = promised.args[name].description
            _drop_python_default(argument, promised.args[name])


def _drop_python_default(
    mine: GraphQLArgument | GraphQLInputField, promised: GraphQLArgument | GraphQLInputField
) -> None:
    """`= None` in Python says "may be left out", which in SDL is no default at all."""
    if _default(promised) is None and _default(mine) == "null":
        mine.default = None
        mine.default_value = Undefined


def _type_differences(mine: GraphQLNamedType, promised: GraphQLNamedType) -> list[str]:
    if not isinstance(mine, type(promised)):
        return [f"{mine.name}: is {type(mine).__name__}, promised {type(promised).__name__}"]
    if mine.description != promised.description and not _is_builtin(mine):
        return [f"{mine.name}: another description"]
    if isinstance(mine, GraphQLEnumType) and isinstance(promised, GraphQLEnumType):
        return [] if set(mine.values) == set(promised.values) else [f"{mine.name}: other values"]
    if isinstance(mine, GraphQLUnionType) and isinstance(promised, GraphQLUnionType):
        names = {t.name for t in mine.types}
        return [] if names <= {t.name for t in promised.types} else [f"{mine.name}: other members"]
    return _field_differences(mine, promised)


def _field_differences(mine: GraphQLNamedType, promised: GraphQLNamedType) -> list[str]:
    found = []
    for name, field in _fields(mine).items():
        where = f"{mine.name}.{name}"
        if name not in _fields(promised):
            found.append(f"{where}: not in the contract")
            continue
        found += _value_differences(where, field, _fields(promised)[name])
    if isinstance(mine, GraphQLInputObjectType):
        missing = set(_fields(promised)) - set(_fields(mine))
        found += [f"{mine.name}.{name}: an input is taken whole, this is missing" for name in sorted(missing)]
    return found


def _value_differences(where: str, mine: Any, promised: Any) -> list[str]:
    found = []
    if str(mine.type) != str(promised.type):
        found.append(f"{where}: is {mine.type}, promised {promised.type}")
    if mine.description != promised.description:
        found.append(f"{where}: another description")
    if isinstance(mine, GraphQLArgument | GraphQLInputField) and _default(mine) != _default(promised):
        found.append(f"{where}: default {_default(mine)!r}, promised {_default(promised)!r}")
    if isinstance(mine, GraphQLField):
        if set(mine.args) != set(promised.args):
            found.append(f"{where}: arguments {sorted(mine.args)}, promised {sorted(promised.args)}")
        for name in set(mine.args) & set(promised.args):
            found += _value_differences(f"{where}({name})", mine.args[name], promised.args[name])
    return found


def _default(of: GraphQLArgument | GraphQLInputField) -> str | None:
    """The default as it stands in SDL; None where there is none."""
    if of.default is not None and of.default.literal is not None:
        return print_ast(of.default.literal)
    value = of.default.value if of.default is not None else of.default_value
    if value is Undefined:
        return None
    literal = ast_from_value(value, of.type)
    return None if literal is None else print_ast(literal)


def _is_builtin(of: GraphQLNamedType) -> bool:
    return isinstance(of, GraphQLScalarType) and of.name in {"String", "Int", "Float", "Boolean", "ID"}
