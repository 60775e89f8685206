"""The reader's own account (contract accounts.graphql)."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, and_, cast, false, func, literal_column, select
from sqlalchemy.dialects.postgresql import CITEXT, aggregate_order_by

from persistence.read.model import VIEWER, ReadModel
from persistence.read.views import One
from persistence.read.visibility import PRESENT
from persistence.tables.accounts import account


def _sorted(texts: Any) -> ColumnElement[Any]:
    """As Python sorts."""
    one = func.unnest(texts).column_valued("one")
    in_order = aggregate_order_by(one, one.collate("C"))
    none = cast(literal_column("'{}'"), ARRAY(Text))
    return select(func.coalesce(func.array_agg(in_order), none)).scalar_subquery()


ACCOUNT = ReadModel("Account", account, key=["user_id"])
ACCOUNT.columns(
    "user_id", "email", "email_verified", "legal_name", "status", "is18_plus_attested", "age_verified",
    "safe_mode", "created_at",
)  # fmt: skip
ACCOUNT.computed(
    groups=lambda row: _sorted(row.groups),
    admin_roles=lambda row: _sorted(row.admin_roles),
)
ACCOUNT.part("user", "User")
ACCOUNT.part("prefs", "UserPrefs")

PREFS = ReadModel("UserPrefs")
PREFS.columns("locale", "timezone")
PREFS.computed(
    prefers24h=lambda _: false(),
    reduced_motion=lambda _: false(),
    high_contrast=lambda _: false(),
)

ACCOUNT_OF_READER = One("Account", lambda row, _: row.user_id == VIEWER)
PERSON_BY_ID = One("User", lambda row, ask: and_(row.user_id == ask("user"), row.status.in_(PRESENT)))
PERSON_BY_HANDLE = One(
    "User", lambda row, ask: and_(row.handle == ask("handle", CITEXT), row.status.in_(PRESENT))
)
