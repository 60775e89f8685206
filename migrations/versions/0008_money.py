"""Fees, taxes, charges, deposits, the ledger, seller accounts, payouts and reserves."""

from alembic import op
from sqlalchemy import text

revision = "0008_money"
down_revision: str | None = "0007_docs"

# What a new database charges and taxes until finance says otherwise: rule, city, role, rate, floor, ceiling.
FEE_RULES = (
    ("fer_everywhere", None, None, 1_000, 500, 25_000),
    ("fer_studios", None, "studio", 800, 500, 25_000),
)
# City, part, jurisdiction, role, rate. A city without a line here has no tax.
TAX_RATES = tuple(
    (city, part, jurisdiction, role, rate)
    for city in ("houston", "austin")
    for part, jurisdiction, role, rate in (
        ("service", "US-TX", None, 625),
        ("service", f"US-TX-{city.upper()}", None, 200),
        ("service", "US-TX", "model", 0),
        ("service", f"US-TX-{city.upper()}", "model", 0),
        ("platform_fee", "US-TX", None, 625),
        ("platform_fee", f"US-TX-{city.upper()}", None, 200),
    )
)


def upgrade() -> None:
    _fees_and_taxes()
    _charges()
    _ledger()
    _payouts()
    _add_only("gl_entry")
    _reference_data()


def _fees_and_taxes() -> None:
    op.execute(
        """
        create table fee_rule (
            rule_id text not null,
            city text,
            role text,
            rate_bps integer not null,
            floor_cents integer not null,
            ceiling_cents integer,
            version integer not null,
            active boolean not null,
            updated_at timestamptz not null,
            constraint pk_fee_rule primary key (rule_id),
            constraint ck_fee_rule_rate check (rate_bps between 0 and 10000 and floor_cents >= 0),
            constraint ck_fee_rule_ceiling check (ceiling_cents >= floor_cents),
            constraint uq_fee_rule_city_role_version unique nulls not distinct (city, role, version),
            constraint fk_fee_rule_city foreign key(city) references city (code)
        )
        """
    )
    op.execute(
        """
        create table city_tax (
            city text not null,
            platform_is_merchant boolean not null,
            constraint pk_city_tax primary key (city),
            constraint fk_city_tax_city foreign key(city) references city (code)
        )
        """
    )
    op.execute(
        """
        create table tax_rate (
            city text not null,
            part text not null,
            jurisdiction text not null,
            role text,
            rate_bps integer not null,
            constraint ck_tax_rate_part check (part in ('service', 'platform_fee')),
            constraint ck_tax_rate_rate check (rate_bps between 0 and 10000),
            constraint uq_tax_rate_city_part_jurisdiction_role unique nulls not distinct (city, part, jurisdiction, role),
            constraint fk_tax_rate_city foreign key(city) references city_tax (city)
        )
        """
    )


def _charges() -> None:
    op.execute(
        """
        create table payer (
            user_id text not null,
            customer text not null,
            constraint pk_payer primary key (user_id),
            constraint fk_payer_user_id foreign key(user_id) references account (user_id),
            constraint uq_payer_customer unique (customer)
        )
        """
    )
    op.execute(
        """
        create table charge (
            charge_id text not null,
            lbg_id text not null,
            order_id text not null,
            processor text not null,
            processor_intent text not null,
            processor_charge text,
            status text not null,
            amount_cents integer not null,
            currency text not null,
            payment_method text not null,
            created_at timestamptz not null,
            captured_at timestamptz not null,
            constraint pk_charge primary key (charge_id),
            constraint ck_charge_status check (status in ('requires_action', 'authorized', 'captured', 'succeeded', 'canceled', 'failed')),
            constraint ck_charge_payment_method check (payment_method in ('card', 'ach_debit', 'wallet')),
            constraint ck_charge_amount check (amount_cents > 0),
            constraint uq_charge_processor_processor_intent unique (processor, processor_intent),
            constraint uq_charge_lbg_id unique (lbg_id),
            constraint fk_charge_lbg_id foreign key(lbg_id) references lbg (lbg_id)
        )
        """
    )
    op.execute(
        """
        create table charge_split (
            charge_id text not null,
            leg_id text not null,
            seller_user_id text not null,
            subtotal_cents integer not null,
            service_tax_cents integer not null,
            platform_fee_cents integer not null,
            platform_fee_tax_cents integer not null,
            platform_is_merchant boolean not null,
            constraint pk_charge_split primary key (charge_id, leg_id),
            constraint ck_charge_split_money check (least(subtotal_cents, service_tax_cents, platform_fee_cents, platform_fee_tax_cents) >= 0),
            constraint fk_charge_split_charge_id foreign key(charge_id) references charge (charge_id),
            constraint uq_charge_split_leg_id unique (leg_id),
            constraint fk_charge_split_leg_id foreign key(leg_id) references booking_leg (leg_id),
            constraint fk_charge_split_seller_user_id foreign key(seller_user_id) references account (user_id)
        )
        """
    )
    op.execute("create index ix_charge_split_seller_user_id on charge_split (seller_user_id)")
    op.execute(
        """
        create table deposit_auth (
            deposit_id text not null,
            leg_id text not null,
            lbg_id text not null,
            processor text not null,
            processor_intent text not null,
            status text not null,
            authorized_cents integer not null,
            captured_cents integer not null,
            currency text not null,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            constraint pk_deposit_auth primary key (deposit_id),
            constraint ck_deposit_auth_status check (status in ('requires_action', 'authorized', 'captured', 'voided', 'expired')),
            constraint ck_deposit_auth_captured check (captured_cents between 0 and authorized_cents),
            constraint uq_deposit_auth_processor_processor_intent unique (processor, processor_intent),
            constraint uq_deposit_auth_leg_id unique (leg_id),
            constraint fk_deposit_auth_leg_id foreign key(leg_id) references booking_leg (leg_id),
            constraint fk_deposit_auth_lbg_id foreign key(lbg_id) references lbg (lbg_id)
        )
        """
    )
    op.execute("create index ix_deposit_auth_lbg_id on deposit_auth (lbg_id)")


def _ledger() -> None:
    op.execute(
        """
        create table fee_ledger (
            fee_entry_id text not null,
            leg_id text not null,
            stage text not null,
            platform_fee_cents integer not null,
            platform_fee_tax_cents integer not null,
            reason text not null,
            created_at timestamptz not null,
            constraint pk_fee_ledger primary key (fee_entry_id),
            constraint ck_fee_ledger_stage check (stage in ('deferred', 'earned', 'reversed')),
            constraint fk_fee_ledger_leg_id foreign key(leg_id) references booking_leg (leg_id)
        )
        """
    )
    op.execute("create index ix_fee_ledger_leg_id on fee_ledger (leg_id)")
    op.execute(
        "create unique index uq_fee_ledger_once on fee_ledger (leg_id, stage) where stage in ('deferred', 'earned')"
    )
    op.execute(
        """
        create table gl_entry (
            position bigint not null,
            gl_id text not null,
            key text not null,
            occurred_at timestamptz not null,
            lbg_id text not null,
            leg_id text,
            account_dr text not null,
            account_cr text not null,
            amount_cents integer not null,
            currency text not null,
            memo text not null,
            ext_ref text,
            previous_hash text not null,
            hash text not null,
            constraint pk_gl_entry primary key (position),
            constraint ck_gl_entry_moves check (amount_cents > 0 and account_dr <> account_cr),
            constraint uq_gl_entry_gl_id unique (gl_id),
            constraint uq_gl_entry_key unique (key),
            constraint uq_gl_entry_previous_hash unique (previous_hash),
            constraint uq_gl_entry_hash unique (hash)
        )
        """
    )
    op.execute("create index ix_gl_entry_lbg_id on gl_entry (lbg_id, leg_id)")
    op.execute("create index ix_gl_entry_occurred_at on gl_entry (occurred_at)")
    op.execute(
        """
        create table gl_head (
            one integer not null,
            position bigint not null,
            hash text not null,
            constraint pk_gl_head primary key (one),
            constraint ck_gl_head_one check (one = 1)
        )
        """
    )


def _payouts() -> None:
    op.execute(
        """
        create table seller_account (
            user_id text not null,
            account_id text not null,
            status text not null,
            payouts_enabled boolean not null,
            requirements text[] not null,
            updated_at timestamptz not null,
            constraint pk_seller_account primary key (user_id),
            constraint ck_seller_account_status check (status in ('none', 'pending', 'restricted', 'enabled')),
            constraint fk_seller_account_user_id foreign key(user_id) references account (user_id),
            constraint uq_seller_account_account_id unique (account_id)
        )
        """
    )
    op.execute(
        """
        create table payout (
            payout_id text not null,
            leg_id text not null,
            lbg_id text not null,
            seller_user_id text not null,
            processor text not null,
            processor_transfer text,
            processor_payout text,
            status text not null,
            amount_cents integer not null,
            reserve_cents integer not null,
            currency text not null,
            attempt integer not null,
            instant boolean not null,
            scheduled_for timestamptz not null,
            paid_at timestamptz,
            reason text,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            constraint pk_payout primary key (payout_id),
            constraint ck_payout_status check (status in ('queued', 'in_transit', 'paid', 'failed', 'canceled', 'paused')),
            constraint ck_payout_money check (amount_cents >= 0 and reserve_cents >= 0),
            constraint ck_payout_paid check ((status = 'paid') = (paid_at is not null)),
            constraint fk_payout_leg_id foreign key(leg_id) references booking_leg (leg_id),
            constraint fk_payout_lbg_id foreign key(lbg_id) references lbg (lbg_id),
            constraint fk_payout_seller_user_id foreign key(seller_user_id) references account (user_id),
            constraint uq_payout_processor_transfer unique (processor_transfer)
        )
        """
    )
    op.execute("create index ix_payout_lbg_id on payout (lbg_id)")
    op.execute("create index ix_payout_leg_id on payout (leg_id)")
    op.execute("create index ix_payout_seller_user_id on payout (seller_user_id, scheduled_for, payout_id)")
    op.execute("create unique index uq_payout_live on payout (leg_id) where status <> 'canceled'")
    op.execute(
        """
        create table reserve (
            reserve_id text not null,
            leg_id text not null,
            lbg_id text not null,
            seller_user_id text not null,
            amount_cents integer not null,
            currency text not null,
            status text not null,
            release_at timestamptz not null,
            released_at timestamptz,
            processor_transfer text,
            created_at timestamptz not null,
            constraint pk_reserve primary key (reserve_id),
            constraint ck_reserve_status check (status in ('held', 'released')),
            constraint ck_reserve_amount check (amount_cents > 0),
            constraint uq_reserve_leg_id unique (leg_id),
            constraint fk_reserve_leg_id foreign key(leg_id) references booking_leg (leg_id),
            constraint fk_reserve_lbg_id foreign key(lbg_id) references lbg (lbg_id),
            constraint fk_reserve_seller_user_id foreign key(seller_user_id) references account (user_id),
            constraint uq_reserve_processor_transfer unique (processor_transfer)
        )
        """
    )
    op.execute("create index ix_reserve_lbg_id on reserve (lbg_id)")
    op.execute("create index ix_reserve_seller_user_id on reserve (seller_user_id, status)")


def _add_only(table: str) -> None:
    """The books can be added to; nobody who speaks SQL can change, remove or empty them by mistake."""
    op.execute(
        f"""
        create function {table}_is_add_only() returns trigger language plpgsql as $$
        begin
            raise exception '{table} is only ever added to; a correction is another row'
                using errcode = 'integrity_constraint_violation';
        end $$
        """
    )
    op.execute(
        f"create trigger {table}_add_only before update or delete on {table}"
        f" for each row execute function {table}_is_add_only()"
    )
    op.execute(
        f"create trigger {table}_no_truncate before truncate on {table}"
        f" for each statement execute function {table}_is_add_only()"
    )


def _reference_data() -> None:
    connection = op.get_bind()
    connection.execute(text("insert into gl_head values (1, 0, :hash)"), {"hash": "0" * 64})
    rule = text("insert into fee_rule values (:rule, :city, :role, :rate, :floor, :ceiling, 1, true, now())")
    parts = ("rule", "city", "role", "rate", "floor", "ceiling")
    connection.execute(rule, [dict(zip(parts, values, strict=True)) for values in FEE_RULES])
    connection.execute(text("insert into city_tax select code, false from city"))
    rate = text("insert into tax_rate values (:city, :part, :jurisdiction, :role, :rate)")
    names = ("city", "part", "jurisdiction", "role", "rate")
    connection.execute(rate, [dict(zip(names, values, strict=True)) for values in TAX_RATES])
