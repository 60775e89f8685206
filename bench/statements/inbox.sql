-- $1 viewer. One row: the items as JSON, the unread sum, how many there are, and where the page ends.
with page as materialized (
    select t.*, mine.unread_count, mine.starred, mine.pinned, mine.active_at,
           gate.status as gate_status, gate.target_user_id = $1 as gate_on_me, gate.reason as gate_reason
    from participant mine
    join thread t on t.thread_id = mine.thread_id
    left join message_gate gate on gate.thread_id = t.thread_id
    where mine.user_id = $1 and mine.standing = 'active' and mine.moved_to is null
      and not (gate.status in ('DECLINED', 'BLOCKED') and gate.target_user_id = $1) is true
      and not (t.status = 'ARCHIVED' and t.kind <> 'DISPUTE')
    order by mine.active_at desc, mine.thread_id desc
    limit 26
), shown as (
    select * from page order by active_at desc, thread_id desc limit 25
)
select
    (select json_agg(item) from (
        select s.thread_id as "threadId", s.kind, s.status, s.subject, s.role_context as "roleContext",
               s.lbg_id is not null as "isProject", s.lbg_id as "lbgId",
               case when s.status = 'DISPUTED' or s.kind = 'DISPUTE' then 'disputes'
                    when s.kind in ('BOOKING', 'STUDIO') then 'bookings'
                    when s.kind = 'INVITE' then 'invites'
                    when s.status = 'PENDING_DECISION' then 'offers'
                    when s.kind = 'INQUIRY' then 'inquiries'
                    else 'all' end as folder,
               s.unread_count as "unreadCount", s.starred, s.pinned,
               case when s.gate_status = 'DECLINED' and not s.gate_on_me then 'PENDING'
                    else s.gate_status end as "requestState",
               to_char(s.last_message_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastMessageAt",
               (select json_agg(part) from (
                    select p.side as role,
                           to_char(p.last_read_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastReadAt",
                           (select c from card c where c."userId" = p.user_id) as "user"
                    from participant p where p.thread_id = s.thread_id order by p.side, p.user_id
               ) part) as participants,
               (select said from (
                    select m.message_id as "messageId", m.kind, m.body_text as "bodyText",
                           to_char(m.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
                           (select c from card c where c."userId" = m.sender_id) as author
                    from message m where m.message_id = s.last_message_id
                      and not (s.gate_reason is not null and s.gate_status <> 'ACCEPTED' and s.gate_on_me) is true
               ) said) as "lastMessage"
        from shown s order by s.active_at desc, s.thread_id desc
    ) item) as items,
    (select coalesce(sum(unread_count), 0)::int from participant where user_id = $1 and unread_count > 0) as unread,
    (select count(*)::int from page) as found,
    last.active_at, last.thread_id
from (select 1) one
left join lateral (select active_at, thread_id from shown order by active_at, thread_id limit 1) last on true
