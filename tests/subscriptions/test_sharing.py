"""Which selections everybody may share, and that the table of such fields tells the truth."""

import pytest
from graphql import OperationDefinitionNode, get_named_type, parse, validate
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter

from persistence.read import MODELS
from persistence.read.model import VIEWER, Row
from resolvers.reading import definition
from server.schema import served_schema
from subscriptions.sharing import SAME_FOR_ALL, is_same_for_all

THREAD = 'subscription {{ threadEvents(threadId: "t") {{ {0} }} }}'


@pytest.mark.parametrize(
    ("document", "shared"),
    [
        (THREAD.format("cursor type __typename message { id author { handle } }"), True),
        (THREAD.format("...E") + " fragment E on ThreadEvent { ... { type } presence { online } }", True),
        (THREAD.format("message { policyHint }"), False),
        (THREAD.format("message { a: policyHint }"), False),
        (
            THREAD.format("...E") + " fragment E on ThreadEvent { ... { message { author { roles } } } }",
            False,
        ),
        (THREAD.format("message { author { serviceProfiles { userId } } }"), False),
        ("subscription { inboxEvents { cursor } }", False),
        ('subscription { checkoutStatus(lbgId: "l") { status amountCents } }', True),
        ('subscription S { onThreadEvent(threadId: "t") { bodyText deliveryState } }', True),
    ],
)
def test_a_selection_is_shared_when_all_of_it_is_the_same_for_everybody(document: str, shared: bool) -> None:
    schema, node = served_schema(), parse(document)
    assert validate(schema, node) == []
    operation = next(one for one in node.definitions if isinstance(one, OperationDefinitionNode))
    assert is_same_for_all(schema, node, operation) is shared


@pytest.mark.parametrize("name", [name for name in SAME_FOR_ALL if name in MODELS])
def test_no_shared_field_asks_who_reads(name: str) -> None:
    model = MODELS[name]
    kind = served_schema().type_map[name]
    for field_name in SAME_FOR_ALL[name]:
        field = kind.fields[field_name]  # type: ignore[attr-defined]
        python_name = definition(field).python_name
        if python_name in model.edges:
            assert get_named_type(field.type).name in SAME_FOR_ALL
            assert model.edges[python_name].when is None
        else:
            row = Row(model, model.table.alias() if model.table is not None else None)  # type: ignore[arg-type]
            assert "viewer" not in asked_of(model.fields[python_name].expression(row)), field_name


def test_that_a_field_asks_who_reads_would_be_noticed() -> None:
    message = MODELS["Message"]
    row = Row(message, message.table.alias())  # type: ignore[union-attr]
    assert "viewer" in asked_of(message.fields["policy_hint"].expression(row))


def asked_of(expression: object) -> set[str]:
    """The names of the parameters that an expression has."""
    found = visitors.iterate(expression)  # type: ignore[arg-type]
    return {one.key for one in found if isinstance(one, BindParameter)} - {None}


def test_the_viewer_is_a_parameter() -> None:
    assert VIEWER.key == "viewer"
