"""The schema as it is served: built once, held against the contract, guarded."""

from functools import cache

from graphql import GraphQLSchema, validate_schema

from resolvers.root import strawberry_schema
from schema.served import apply_contract, differences
from server.access import guard


@cache
def served_schema() -> GraphQLSchema:
    """Raises RuntimeError when anything served differs from the contract."""
    served: GraphQLSchema = strawberry_schema()._schema  # noqa: SLF001 - the engine under the types
    apply_contract(served)
    problems = differences(served) + [str(error) for error in validate_schema(served)]
    if problems:
        raise RuntimeError("the served schema differs from the contract:\n" + "\n".join(problems))
    guard(served)
    return served
