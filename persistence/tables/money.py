"""Fees, taxes, charges, deposits, the ledger, seller accounts, payouts and reserves."""

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.money.model import ChargeStatus, DepositStatus, FeeStage
from domain.money.payouts import PayoutStatus, ReserveStatus
from domain.money.processor import AccountStatus, MethodKind
from domain.money.tax import TaxedPart
from persistence.tables.base import instant, metadata


def _one_of(name: str, values: Iterable[str]) -> CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} in ({allowed})", name=name)


def _cents(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=nullable)


def _person(name: str, *, primary_key: bool = False) -> Column[str]:
    owner = ForeignKey("account.user_id")
    return Column(name, Text, owner, primary_key=primary_key, nullable=False)


def _booking(*, unique: bool = False, index: bool = False) -> Column[str]:
    owner = ForeignKey("lbg.lbg_id")
    return Column("lbg_id", Text, owner, nullable=False, unique=unique or None, index=index or None)


def _leg(*, unique: bool = False) -> Column[str]:
    owner = ForeignKey("booking_leg.leg_id")
    return Column("leg_id", Text, owner, nullable=False, unique=unique or None)


fee_rule = Table(
    "fee_rule",
    metadata,
    Column("rule_id", Text, primary_key=True),
    Column("city", Text, ForeignKey("city.code")),
    Column("role", Text),
    Column("rate_bps", Integer, nullable=False),
    _cents("floor_cents"),
    _cents("ceiling_cents", nullable=True),
    Column("version", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    instant("updated_at"),
    CheckConstraint("rate_bps between 0 and 10000 and floor_cents >= 0", name="rate"),
    CheckConstraint("ceiling_cents >= floor_cents", name="ceiling"),
    UniqueConstraint("city", "role", "version", postgresql_nulls_not_distinct=True),
)

city_tax = Table(
    "city_tax",
    metadata,
    Column("city", Text, ForeignKey("city.code"), primary_key=True),
    Column("platform_is_merchant", Boolean, nullable=False),
)

tax_rate = Table(
    "tax_rate",
    metadata,
    Column("city", Text, ForeignKey("city_tax.city"), nullable=False),
    Column("part", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("role", Text),
    Column("rate_bps", Integer, nullable=False),
    _one_of("part", TaxedPart),
    CheckConstraint("rate_bps between 0 and 10000", name="rate"),
    UniqueConstraint("city", "part", "jurisdiction", "role", postgresql_nulls_not_distinct=True),
)

payer = Table(
    "payer",
    metadata,
    _person("user_id", primary_key=True),
    Column("customer", Text, nullable=False, unique=True),
)

charge = Table(
    "charge",
    metadata,
    Column("charge_id", Text, primary_key=True),
    _booking(unique=True),
    Column("order_id", Text, nullable=False),
    Column("processor", Text, nullable=False),
    Column("processor_intent", Text, nullable=False),
    Column("processor_charge", Text),
    Column("status", Text, nullable=False),
    _cents("amount_cents"),
    Column("currency", Text, nullable=False),
    Column("payment_method", Text, nullable=False),
    instant("created_at"),
    instant("captured_at"),
    _one_of("status", ChargeStatus),
    _one_of("payment_method", MethodKind),
    CheckConstraint("amount_cents > 0", name="amount"),
    UniqueConstraint("processor", "processor_intent"),
)

charge_split = Table(
    "charge_split",
    metadata,
    Column("charge_id", Text, ForeignKey("charge.charge_id"), nullable=False),
    _leg(unique=True),
    _person("seller_user_id"),
    _cents("subtotal_cents"),
    _cents("service_tax_cents"),
    _cents("platform_fee_cents"),
    _cents("platform_fee_tax_cents"),
    Column("platform_is_merchant", Boolean, nullable=False),
    PrimaryKeyConstraint("charge_id", "leg_id"),
    CheckConstraint(
        "least(subtotal_cents, service_tax_cents, platform_fee_cents, platform_fee_tax_cents) >= 0",
        name="money",
    ),
    Index("ix_charge_split_seller_user_id", "seller_user_id"),
)

deposit_auth = Table(
    "deposit_auth",
    metadata,
    Column("deposit_id", Text, primary_key=True),
    _leg(unique=True),
    _booking(index=True),
    Column("processor", Text, nullable=False),
    Column("processor_intent", Text, nullable=False),
    Column("status", Text, nullable=False),
    _cents("authorized_cents"),
    _cents("captured_cents"),
    Column("currency", Text, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    _one_of("status", DepositStatus),
    CheckConstraint("captured_cents between 0 and authorized_cents", name="captured"),
    UniqueConstraint("processor", "processor_intent"),
)

fee_ledger = Table(
    "fee_ledger",
    metadata,
    Column("fee_entry_id", Text, primary_key=True),
    _leg(),
    Column("stage", Text, nullable=False),
    _cents("platform_fee_cents"),
    _cents("platform_fee_tax_cents"),
    Column("reason", Text, nullable=False),
    instant("created_at"),
    _one_of("stage", FeeStage),
    Index("ix_fee_ledger_leg_id", "leg_id"),
    Index(
        "uq_fee_ledger_once",
        "leg_id",
        "stage",
        unique=True,
        postgresql_where=text("stage in ('deferred', 'earned')"),
    ),
)

# Only ever added to: a trigger refuses anything else.
gl_entry = Table(
    "gl_entry",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("gl_id", Text, nullable=False, unique=True),
    Column("key", Text, nullable=False, unique=True),
    instant("occurred_at"),
    # No foreign keys: the books outlive what they are about.
    Column("lbg_id", Text, nullable=False),
    Column("leg_id", Text),
    Column("account_dr", Text, nullable=False),
    Column("account_cr", Text, nullable=False),
    _cents("amount_cents"),
    Column("currency", Text, nullable=False),
    Column("memo", Text, nullable=False),
    Column("ext_ref", Text),
    Column("previous_hash", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False, unique=True),
    CheckConstraint("amount_cents > 0 and account_dr <> account_cr", name="moves"),
    Index("ix_gl_entry_occurred_at", "occurred_at"),
    Index("ix_gl_entry_lbg_id", "lbg_id", "leg_id"),
)

# The end of the chain; locking its one row makes entries queue.
gl_head = Table(
    "gl_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("one = 1", name="one"),
)

seller_account = Table(
    "seller_account",
    metadata,
    _person("user_id", primary_key=True),
    Column("account_id", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("payouts_enabled", Boolean, nullable=False),
    Column("requirements", ARRAY(Text), nullable=False),
    instant("updated_at"),
    _one_of("status", AccountStatus),
)

payout = Table(
    "payout",
    metadata,
    Column("payout_id", Text, primary_key=True),
    _leg(),
    _booking(index=True),
    _person("seller_user_id"),
    Column("processor", Text, nullable=False),
    Column("processor_transfer", Text, unique=True),
    Column("processor_payout", Text),
    Column("status", Text, nullable=False),
    _cents("amount_cents"),
    _cents("reserve_cents"),
    Column("currency", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("instant", Boolean, nullable=False),
    instant("scheduled_for"),
    instant("paid_at", nullable=True),
    Column("reason", Text),
    instant("created_at"),
    instant("updated_at"),
    _one_of("status", PayoutStatus),
    CheckConstraint("amount_cents >= 0 and reserve_cents >= 0", name="money"),
    CheckConstraint("(status = 'paid') = (paid_at is not null)", name="paid"),
    Index("ix_payout_leg_id", "leg_id"),
    Index("ix_payout_seller_user_id", "seller_user_id", "scheduled_for", "payout_id"),
    Index("uq_payout_live", "leg_id", unique=True, postgresql_where=text("status <> 'canceled'")),
)

reserve = Table(
    "reserve",
    metadata,
    Column("reserve_id", Text, primary_key=True),
    _leg(unique=True),
    _booking(index=True),
    _person("seller_user_id"),
    _cents("amount_cents"),
    Column("currency", Text, nullable=False),
    Column("status", Text, nullable=False),
    instant("release_at"),
    instant("released_at", nullable=True),
    Column("processor_transfer", Text, unique=True),
    instant("created_at"),
    _one_of("status", ReserveStatus),
    CheckConstraint("amount_cents > 0", name="amount"),
    Index("ix_reserve_seller_user_id", "seller_user_id", "status"),
)
