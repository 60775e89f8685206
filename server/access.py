"""Access: the contract's @auth rule of every root field, checked before its resolver. Deny by default."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema

from domain.errors import Forbidden, Remedy
from domain.viewer import ADMIN_ROLES, SUPER
from schema.context import Context
from schema.served import ROOTS, access_rule

_FIRST_STEP: Final = {"seller": "createServiceProfile", "studio_owner": "createStudio"}

Check = Callable[[Context], Awaitable[None]]


def guard(served: GraphQLSchema) -> None:
    """Put the check of its access rule in front of every root field. An unknown rule does not start."""
    for root in ROOTS:
        kind = served.type_map.get(root)
        if not isinstance(kind, GraphQLObjectType):
            continue
        for name, field in kind.fields.items():
            check = check_for(access_rule(root, name))
            if root == "Subscription":
                field.subscribe = _guarded(check, field.subscribe)
            else:
                field.resolve = _guarded(check, field.resolve)


def check_for(rule: str | None) -> Check:
    """The check that a rule of the contract stands for; None is open to guests."""
    if rule is None:
        return _anyone
    if rule == "user":
        return _user
    if rule in _FIRST_STEP:
        return _group(rule)
    if rule == "admin" or rule in ADMIN_ROLES:
        return _admin(ADMIN_ROLES if rule == "admin" else frozenset({rule}))
    raise ValueError(f"the contract names an access rule nobody enforces: {rule}")


async def _anyone(_: Context) -> None:
    return


async def _user(context: Context) -> None:
    context.viewer.require_user()


def _group(group: str) -> Check:
    async def check(context: Context) -> None:
        context.viewer.require_user()
        # "seller" is anyone who owns something that is sold: a role page or a studio.
        wanted = {"seller", "studio_owner"} if group == "seller" else {group}
        if not wanted & await context.groups():
            raise Forbidden(
                "FORBIDDEN",
                f"Only a {group.replace('_', ' ')} may do that.",
                hint=f"Start with {_FIRST_STEP[group]}.",
                remedies=(Remedy(_FIRST_STEP[group], {}, "Open a page of your own"),),
            )

    return check


def _admin(wanted: frozenset[str]) -> Check:
    async def check(context: Context) -> None:
        context.viewer.require_user()
        if not (wanted | {SUPER}) & context.viewer.admin_roles:
            raise Forbidden("FORBIDDEN", "That takes an admin role which this account does not have.")

    return check


def _guarded(check: Check, inner: Any) -> Any:
    async def guarded(source: Any, info: GraphQLResolveInfo[Context], **arguments: Any) -> Any:
        await check(info.context)
        result = inner(source, info, **arguments)
        return await result if hasattr(result, "__await__") else result

    return guarded
