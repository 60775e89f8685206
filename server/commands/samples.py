"""Values that fit the variables of an operation, for where nobody gave any."""

from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    get_nullable_type,
    type_from_ast,
)

_SCALARS: Final = {
    "Int": 1,
    "Float": 1.5,
    "Boolean": True,
    "AWSDate": "2027-01-01",
    "AWSDateTime": "2027-01-01T12:00:00Z",
    "AWSJSON": "{}",
    "AWSURL": "https://example.com",
}


def sample_values(schema: GraphQLSchema, operation: OperationDefinitionNode) -> dict[str, Any]:
    """One for every variable that needs one."""
    declared = operation.variable_definitions or ()
    types = {one.variable.name.value: type_from_ast(schema, one.type) for one in declared}
    return {name: _sample(of) for name, of in types.items() if isinstance(of, GraphQLNonNull)}


def _sample(of: Any) -> Any:
    bare = get_nullable_type(of)
    if isinstance(bare, GraphQLList):
        return [_sample(bare.of_type)]
    if isinstance(bare, GraphQLEnumType):
        return next(iter(bare.values))
    if isinstance(bare, GraphQLInputObjectType):
        needed = {name: one for name, one in bare.fields.items() if isinstance(one.type, GraphQLNonNull)}
        return {name: _sample(one.type) for name, one in needed.items()}
    return _SCALARS.get(str(bare), "something")
