"""Which selections are the same for everybody who may follow: their events are executed once for all."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

# Fields whose value depends on what is told, not on who hears it. Whatever is not named here, such as unread
# counts, mutes and hints for the sender, is executed for each person alone.
SAME_FOR_ALL: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "ThreadEvent": frozenset(
            {"cursor", "threadId", "type", "message", "presence", "userId", "upTo", "tab", "at"}
        ),
        "PresenceEvent": frozenset({"threadId", "userId", "online", "typing", "lastSeen", "expiresAt"}),
        "Message": frozenset(
            {
                *("id", "messageId", "threadId", "kind", "senderUser", "author", "bodyText", "attachments"),
                *("nsfwBand", "deliveryState", "clientMessageId", "createdAt", "editedAt"),
            }
        ),
        "User": frozenset(
            {
                *("userId", "handle", "displayName", "city", "region", "avatarUrl", "isStudioOwner"),
                "memberSince",
            }
        ),
        "Attachment": frozenset(
            {
                *("key", "mime", "bytes", "thumbKey", "kind", "fileName", "manifestRef", "width", "height"),
                *("url", "thumbUrl", "nsfwBand", "scanStatus", "sha256"),
            }
        ),
        "CheckoutEvent": frozenset(
            {
                *(
                    "cursor",
                    "lbgId",
                    "legId",
                    "type",
                    "status",
                    "errorCode",
                    "message",
                    "packId",
                    "amountCents",
                ),
                "at",
            }
        ),
    }
)


def is_same_for_all(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> bool:
    """Whether the selection below the root field of a valid subscription names only such fields."""
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    if schema.subscription_type is None:
        return False
    fields = _fields(schema.subscription_type, operation.selection_set, fragments)
    return all(_same(schema, kind, node, fragments) for kind, node in fields)


Fragments = Mapping[str, FragmentDefinitionNode]


def _same(schema: GraphQLSchema, kind: GraphQLObjectType, node: FieldNode, fragments: Fragments) -> bool:
    """Every type here is an object: unions and interfaces would not be in the table."""
    name = node.name.value
    is_root = kind is schema.subscription_type
    if name == "__typename":
        return True
    if not is_root and name not in SAME_FOR_ALL.get(kind.name, frozenset()):
        return False
    below = get_named_type(kind.fields[name].type)
    if node.selection_set is None:
        return True
    return isinstance(below, GraphQLObjectType) and all(
        _same(schema, inner_kind, inner, fragments)
        for inner_kind, inner in _fields(below, node.selection_set, fragments)
    )


def _fields(
    kind: GraphQLObjectType, selection_set: SelectionSetNode, fragments: Fragments
) -> Iterator[tuple[GraphQLObjectType, FieldNode]]:
    """Fields with their type; fragments opened, whose condition in a valid document is that type."""
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield kind, node
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(kind, fragments[node.name.value].selection_set, fragments)
        else:
            yield from _fields(kind, node.selection_set, fragments)  # type: ignore[attr-defined]
