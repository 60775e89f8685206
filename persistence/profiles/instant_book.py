"""Instant-book rules."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import ProfileId, RuleId
from domain.profiles.model import AutoAcceptRule
from persistence.tables.profiles import auto_accept_rule


async def rules_where(connection: AsyncConnection, which: ColumnElement[bool]) -> list[AutoAcceptRule]:
    query = select(auto_accept_rule).where(which).order_by(auto_accept_rule.c.rule_id)
    return [
        AutoAcceptRule(
            id=RuleId(row.rule_id),
            profile_id=ProfileId(row.profile_id),
            allow_ib=row.allow_ib,
            min_price_cents=row.min_price_cents,
            weekday_mask=row.weekday_mask,
            max_distance_mi=row.max_distance_mi,
        )
        for row in await connection.execute(query)
    ]


async def keep_rule(connection: AsyncConnection, rule: AutoAcceptRule) -> None:
    values = {
        "allow_ib": rule.allow_ib,
        "min_price_cents": rule.min_price_cents,
        "weekday_mask": rule.weekday_mask,
        "max_distance_mi": rule.max_distance_mi,
    }
    fresh = insert(auto_accept_rule).values(rule_id=rule.id, profile_id=rule.profile_id, **values)
    await connection.execute(
        fresh.on_conflict_do_update(index_elements=[auto_accept_rule.c.rule_id], set_=values)
    )
