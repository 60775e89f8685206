"""Conversations: threads, participants, messages, first contacts, briefs, credits, blocks."""

from alembic import op

revision = "0009_threads"
down_revision: str | None = "0008_money"

THREAD = (
    """
    create table thread (
        thread_id text not null,
        kind text not null,
        status text not null,
        opened_by text not null,
        pair text not null,
        subject text,
        role_context text,
        city text,
        order_id text,
        lbg_id text,
        leg_id text,
        last_seq bigint default 0 not null,
        last_message_id text,
        last_message_at timestamptz,
        held_until timestamptz,
        has_files boolean default false not null,
        created_at timestamptz not null,
        constraint pk_thread primary key (thread_id),
        constraint ck_thread_kind check (kind in ('INQUIRY', 'BOOKING', 'STUDIO', 'INVITE', 'SUPPORT', 'DISPUTE', 'SYSTEM')),
        constraint ck_thread_status check (status in ('OPEN', 'AWAITING_REPLY', 'PENDING_DECISION', 'CONFIRMED', 'COMPLETED', 'DISPUTED', 'ARCHIVED', 'LOCKED')),
        constraint ck_thread_last_message check ((last_seq = 0) = (last_message_id is null)),
        constraint ck_thread_last_message_at check ((last_seq = 0) = (last_message_at is null)),
        constraint fk_thread_opened_by foreign key (opened_by) references account (user_id)
    )
    """,
    "create index ix_thread_opened_by on thread (opened_by)",
    "create index ix_thread_order_id on thread (order_id)",
    "create unique index uq_thread_lbg_id_leg_id on thread (lbg_id, leg_id) where lbg_id is not null",
    "create unique index uq_thread_pair_role_context on thread (pair, role_context) where lbg_id is null",
)
PARTICIPANT = (
    """
    create table participant (
        thread_id text not null,
        user_id text not null,
        side text not null,
        standing text default 'active' not null,
        last_read_seq bigint default 0 not null,
        last_read_at timestamptz,
        delivered_seq bigint default 0 not null,
        unread_count integer default 0 not null,
        moved_to text,
        starred boolean default false not null,
        pinned boolean default false not null,
        muted_until timestamptz,
        active_at timestamptz not null,
        constraint pk_participant primary key (thread_id, user_id),
        constraint ck_participant_side check (side in ('buyer', 'provider', 'host', 'support')),
        constraint ck_participant_standing check (standing in ('active', 'left', 'blocked')),
        constraint ck_participant_moved_to check (moved_to in ('archived', 'spam')),
        constraint ck_participant_unread_count check (unread_count >= 0),
        constraint fk_participant_thread_id foreign key (thread_id) references thread (thread_id),
        constraint fk_participant_user_id foreign key (user_id) references account (user_id)
    )
    """,
    "create index ix_participant_inbox on participant (user_id, active_at desc, thread_id desc)",
    "create index ix_participant_unread on participant (user_id) where unread_count > 0",
)
MESSAGE = (
    """
    create table message (
        message_id text not null,
        thread_id text not null,
        seq bigint not null,
        kind text not null,
        sender_id text not null,
        body_text text,
        client_message_id text,
        system_key text,
        policy_hint text,
        created_at timestamptz not null,
        edited_at timestamptz,
        constraint pk_message primary key (message_id),
        constraint uq_message_thread_id_seq unique (thread_id, seq),
        constraint ck_message_kind check (kind in ('TEXT', 'IMAGE', 'FILE', 'CARD', 'SYSTEM')),
        constraint ck_message_body_text check (char_length(body_text) <= 4000),
        constraint ck_message_system_key check ((kind = 'SYSTEM') = (system_key is not null)),
        constraint fk_message_thread_id foreign key (thread_id) references thread (thread_id),
        constraint fk_message_sender_id foreign key (sender_id) references account (user_id)
    )
    """,
    "create index ix_message_sender_id on message (sender_id, created_at)",
    "create index ix_message_reminded on message (sender_id, created_at) where policy_hint is not null",
    "create unique index uq_message_client_message_id on message (thread_id, sender_id, client_message_id) where client_message_id is not null",
    "create unique index uq_message_system_key on message (thread_id, system_key) where system_key is not null",
)
MESSAGE_ATTACHMENT = (
    """
    create table message_attachment (
        message_id text not null,
        position smallint not null,
        media_id text not null,
        file_name text,
        constraint pk_message_attachment primary key (message_id, position),
        constraint fk_message_attachment_message_id foreign key (message_id) references message (message_id),
        constraint fk_message_attachment_media_id foreign key (media_id) references upload (media_id)
    )
    """,
    "create index ix_message_attachment_media_id on message_attachment (media_id)",
)
MESSAGE_GATE = (
    """
    create table message_gate (
        gate_id text not null,
        thread_id text not null,
        target_user_id text not null,
        status text not null,
        expires_at timestamptz,
        reason text,
        opened_seq bigint default 0 not null,
        constraint pk_message_gate primary key (gate_id),
        constraint ck_message_gate_status check (status in ('PENDING', 'ACCEPTED', 'DECLINED', 'BLOCKED', 'EXPIRED')),
        constraint uq_message_gate_thread_id unique (thread_id),
        constraint fk_message_gate_thread_id foreign key (thread_id) references thread (thread_id),
        constraint fk_message_gate_target_user_id foreign key (target_user_id) references account (user_id)
    )
    """,
    "create index ix_message_gate_target_user_id on message_gate (target_user_id)",
)
BRIEF = (
    """
    create table brief (
        thread_id text not null,
        title text not null,
        goals text,
        style_references text[] not null,
        mood_notes text,
        must_have_shots text[] not null,
        constraints text,
        budget_notes text,
        budget_cents bigint,
        event_date date,
        city text,
        version integer not null,
        updated_by text not null,
        updated_at timestamptz not null,
        constraint pk_brief primary key (thread_id),
        constraint fk_brief_thread_id foreign key (thread_id) references thread (thread_id),
        constraint fk_brief_updated_by foreign key (updated_by) references account (user_id)
    )
    """,
    "create index ix_brief_updated_by on brief (updated_by)",
)
MESSAGE_CREDIT = (
    """
    create table message_credit (
        user_id text not null,
        period text not null,
        granted integer not null,
        spent integer default 0 not null,
        carryover integer default 0 not null,
        constraint pk_message_credit primary key (user_id, period),
        constraint ck_message_credit_spent check (spent between 0 and granted + carryover),
        constraint ck_message_credit_period check (period ~ '^[0-9]{4}-[0-9]{2}$'),
        constraint fk_message_credit_user_id foreign key (user_id) references account (user_id)
    )
    """,
)
USER_BLOCK = (
    """
    create table user_block (
        blocker_id text not null,
        blocked_id text not null,
        created_at timestamptz not null,
        constraint pk_user_block primary key (blocker_id, blocked_id),
        constraint ck_user_block_somebody_else check (blocker_id <> blocked_id),
        constraint fk_user_block_blocker_id foreign key (blocker_id) references account (user_id),
        constraint fk_user_block_blocked_id foreign key (blocked_id) references account (user_id)
    )
    """,
    "create index ix_user_block_blocked_id on user_block (blocked_id)",
)
CONTACT_FILTER = (
    """
    create table contact_filter (
        user_id text not null,
        id_verified_only boolean not null,
        budget_required boolean not null,
        date_required boolean not null,
        constraint pk_contact_filter primary key (user_id),
        constraint fk_contact_filter_user_id foreign key (user_id) references account (user_id)
    )
    """,
)
TABLES = (
    THREAD,
    PARTICIPANT,
    MESSAGE,
    MESSAGE_ATTACHMENT,
    MESSAGE_GATE,
    BRIEF,
    MESSAGE_CREDIT,
    USER_BLOCK,
    CONTACT_FILTER,
)


def upgrade() -> None:
    for table in TABLES:
        for statement in table:
            op.execute(statement)
