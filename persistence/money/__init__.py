"""Money in PostgreSQL."""

from persistence.money.charges import SqlCharges
from persistence.money.ledger import SqlLedger
from persistence.money.payees import SqlPayees
from persistence.money.payouts import SqlPayouts
from persistence.money.rules import SqlRules


class SqlMoney(SqlLedger, SqlCharges, SqlPayees, SqlPayouts, SqlRules):
    """`uow.money`."""
