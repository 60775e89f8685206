"""Linked booking groups, their legs and lines, and the attempts to pay for them."""

from alembic import op

revision = "0006_bookings"
down_revision: str | None = "0005_studios"

_STATUSES = (
    "status in ('draft', 'awaiting_docs', 'awaiting_payment', 'confirmed', 'in_progress', "
    "'completed', 'cancelled', 'failed')"
)


def upgrade() -> None:
    _lbg()
    _booking_leg()
    _leg_line()
    _payment_attempt()


def _lbg() -> None:
    op.execute(
        f"""
        create table lbg (
            lbg_id text not null,
            order_id text not null,
            buyer_user_id text not null,
            status text not null,
            city text not null,
            start_at timestamptz not null,
            end_at timestamptz not null,
            currency text default 'USD' not null,
            wallet_applied_cents integer default '0' not null,
            credit_applied_cents integer default '0' not null,
            hold_until timestamptz,
            acceptance_until timestamptz,
            completed_at timestamptz,
            auto_accepted boolean default false not null,
            thread_id text,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            version bigint default '0' not null,
            constraint pk_lbg primary key (lbg_id),
            constraint ck_lbg_status check ({_STATUSES}),
            constraint ck_lbg_span check (end_at > start_at),
            constraint ck_lbg_applied check (wallet_applied_cents >= 0 and credit_applied_cents >= 0),
            constraint ck_lbg_completed check ((status = 'completed') = (completed_at is not null)),
            constraint uq_lbg_order_id unique (order_id),
            constraint fk_lbg_buyer_user_id foreign key(buyer_user_id) references account (user_id)
        )
        """
    )
    op.execute("create index ix_lbg_buyer_user_id on lbg (buyer_user_id, start_at, lbg_id)")


def _booking_leg() -> None:
    op.execute(
        f"""
        create table booking_leg (
            leg_id text not null,
            lbg_id text not null,
            type text not null,
            seller_user_id text not null,
            service_profile_id text,
            studio_id text,
            title text not null,
            start_at timestamptz not null,
            end_at timestamptz not null,
            subtotal_cents integer not null,
            tax_cents integer not null,
            platform_fee_cents integer not null,
            platform_fee_tax_cents integer not null,
            total_cents integer generated always as (subtotal_cents + tax_cents + platform_fee_cents + platform_fee_tax_cents) stored not null,
            currency text default 'USD' not null,
            deposit_cents integer default '0' not null,
            tax_lines jsonb not null,
            platform_is_merchant boolean not null,
            tax_provider text not null,
            tax_quote_id text not null,
            policy jsonb not null,
            scope jsonb not null,
            status text not null,
            detached_at timestamptz,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            version bigint default '0' not null,
            constraint pk_booking_leg primary key (leg_id),
            constraint ck_booking_leg_status check ({_STATUSES}),
            constraint ck_booking_leg_type check (type in ('talent', 'studio')),
            constraint ck_booking_leg_subject check (case type when 'talent' then service_profile_id is not null and studio_id is null else studio_id is not null and service_profile_id is null end),
            constraint ck_booking_leg_span check (end_at > start_at),
            constraint ck_booking_leg_money check (subtotal_cents >= 0 and tax_cents >= 0 and platform_fee_cents >= 0 and platform_fee_tax_cents >= 0 and deposit_cents >= 0),
            constraint ck_booking_leg_detached check (detached_at is null or status = 'cancelled'),
            constraint fk_booking_leg_lbg_id foreign key(lbg_id) references lbg (lbg_id),
            constraint fk_booking_leg_seller_user_id foreign key(seller_user_id) references account (user_id),
            constraint fk_booking_leg_service_profile_id foreign key(service_profile_id) references service_profile (profile_id),
            constraint fk_booking_leg_studio_id foreign key(studio_id) references studio (studio_id)
        )
        """
    )
    op.execute("create index ix_booking_leg_lbg_id on booking_leg (lbg_id)")
    op.execute("create index ix_booking_leg_seller_user_id on booking_leg (seller_user_id, start_at, lbg_id)")
    op.execute("create index ix_booking_leg_service_profile_id on booking_leg (service_profile_id)")
    op.execute("create index ix_booking_leg_studio_id on booking_leg (studio_id)")
    op.execute(
        "create unique index uq_booking_leg_living on booking_leg (lbg_id, type) where status not in ('cancelled', 'failed')"
    )


def _leg_line() -> None:
    op.execute(
        """
        create table leg_line (
            line_id text not null,
            leg_id text not null,
            position integer not null,
            kind text not null,
            title text not null,
            qty integer not null,
            unit_cents integer not null,
            constraint pk_leg_line primary key (line_id),
            constraint ck_leg_line_kind check (kind in ('package', 'extra', 'travel', 'license', 'studio', 'cleaning', 'adjustment', 'refund')),
            constraint ck_leg_line_qty check (qty > 0),
            constraint uq_leg_line_leg_id_position unique (leg_id, position),
            constraint fk_leg_line_leg_id foreign key(leg_id) references booking_leg (leg_id)
        )
        """
    )


def _payment_attempt() -> None:
    op.execute(
        """
        create table payment_attempt (
            charge_id text not null,
            lbg_id text not null,
            status text not null,
            amount_cents integer not null,
            deposit_cents integer not null,
            currency text not null,
            method_kind text not null,
            method_reference text,
            save_for_later boolean not null,
            capture text not null,
            intent_id text,
            client_secret text,
            deposit_intent_id text,
            deposit_client_secret text,
            error_code text,
            error_message text,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            constraint pk_payment_attempt primary key (charge_id),
            constraint ck_payment_attempt_status check (status in ('opening', 'open', 'authorizing', 'capturing', 'captured', 'releasing', 'released')),
            constraint ck_payment_attempt_money check (amount_cents > 0 and deposit_cents >= 0),
            constraint ck_payment_attempt_method_kind check (method_kind in ('card', 'ach_debit', 'wallet')),
            constraint ck_payment_attempt_capture check (capture in ('automatic', 'manual')),
            constraint ck_payment_attempt_intent check (status in ('opening', 'releasing', 'released') or intent_id is not null),
            constraint fk_payment_attempt_lbg_id foreign key(lbg_id) references lbg (lbg_id),
            constraint uq_payment_attempt_intent_id unique (intent_id),
            constraint uq_payment_attempt_deposit_intent_id unique (deposit_intent_id)
        )
        """
    )
    op.execute("create index ix_payment_attempt_lbg_id on payment_attempt (lbg_id)")
    op.execute(
        "create unique index uq_payment_attempt_live on payment_attempt (lbg_id) where status in ('opening', 'open', 'authorizing', 'capturing', 'captured')"
    )
