-- $1 viewer. One row: the items as JSON, the unread sum, how many there are, and where the page ends.
with page as materialized (
    select row_number() over () as place, found.* from (
        select t.*, mine.unread_count, mine.starred, mine.pinned, mine.active_at,
               gate.status as gate_status, gate.target_user_id = $1 as gate_on_me, gate.reason as gate_reason
        from participant mine
        join thread t on t.thread_id = mine.thread_id
        left join message_gate gate on gate.thread_id = t.thread_id
        where mine.user_id = $1 and mine.standing = 'active' and mine.moved_to is null
          and not (gate.status in ('DECLINED', 'BLOCKED') and gate.target_user_id = $1) is true
          and not (t.status = 'ARCHIVED' and t.kind <> 'DISPUTE')
        order by mine.active_at desc, mine.thread_id desc
        limit 26) found
), parts as materialized (
    select p.thread_id, p.user_id, p.side, p.last_read_at
    from page join participant p on p.thread_id = page.thread_id
), people as materialized (
    select c."userId" as user_id, row_to_json(c) as person
    from (select distinct user_id from parts) p join card c on c."userId" = p.user_id
), talkers as (
    select parts.thread_id, json_agg(json_build_object('role', side,
        'lastReadAt', to_char(last_read_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'user', person)
        order by side, user_id) as participants
    from parts join people using (user_id) group by parts.thread_id
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
               talkers.participants,
               (select said from (
                    select m.message_id as "messageId", m.kind, m.body_text as "bodyText",
                           to_char(m.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
                           (select person from people where user_id = m.sender_id) as author
                    from message m where m.message_id = s.last_message_id
                      and not (s.gate_reason is not null and s.gate_status <> 'ACCEPTED' and s.gate_on_me) is true
               ) said) as "lastMessage"
        from page s join talkers on talkers.thread_id = s.thread_id where s.place <= 25
        order by s.place
    ) item) as items,
    (select coalesce(sum(unread_count), 0)::int from participant where user_id = $1 and unread_count > 0) as unread,
    (select count(*)::int from page) as found,
    last.active_at, last.thread_id
from (select 1) one left join page last on last.place = 25
