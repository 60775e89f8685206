"""The schema as it is served: built once, held against the contract, guarded."""

from functools import cache

import strawberry
from graphql import GraphQLSchema, validate_schema

from resolvers.reading import attach
from resolvers.root import Mutation, Query
from schema.scalars import SCALARS
from schema.served import apply_contract, differences, forget_contract
from server.access import guard
from subscriptions.root import Subscription


def strawberry_schema() -> strawberry.Schema:
    """The roots as Strawberry sees them, not yet held against the contract."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=strawberry.schema.config.StrawberryConfig(scalar_map=SCALARS),
    )


@cache
def served_schema() -> GraphQLSchema:
    """Raises RuntimeError when anything served differs from the contract."""
    served: GraphQLSchema = strawberry_schema()._schema  # noqa: SLF001 - the engine under the types
    apply_contract(served)
    problems = differences(served) + [str(error) for error in validate_schema(served)]
    if problems:
        raise RuntimeError("the served schema differs from the contract:\n" + "\n".join(problems))
    attach(served)
    guard(served)
    forget_contract()
    return served
