-- $1 viewer, $2 thread. Head and messages as JSON, how many were found, and where the page ends; no row for
-- strangers.
with mine as materialized (
    select t.*, p.unread_count from thread t join participant p on p.thread_id = t.thread_id
    where t.thread_id = $2 and p.user_id = $1 and p.standing = 'active'
), people as materialized (
    select p.user_id, p.side, p.last_read_at,
           (select c from card c where c."userId" = p.user_id) as "user",
           (select min(o.last_read_seq) from participant o
            where o.thread_id = $2 and o.user_id <> p.user_id) as read_up_to,
           (select min(greatest(o.last_read_seq, o.delivered_seq)) from participant o
            where o.thread_id = $2 and o.user_id <> p.user_id) as had_up_to
    from participant p where p.thread_id = $2
), page as materialized (
    select m.message_id, m.seq, m.kind, m.body_text, m.sender_id, m.created_at, m.edited_at
    from message m where m.thread_id = $2 order by m.seq desc limit 51
), shown as (
    select * from page order by seq desc limit 50
), files as materialized (
    select a.message_id,
           max(case when u.state = 'clean' then u.nsfw_band else 2 end) as band,
           json_agg(json_build_object(
               'key', u.key, 'mime', u.mime, 'fileName', a.file_name,
               'width', case when u.state = 'clean' then u.width end,
               'height', case when u.state = 'clean' then u.height end) order by a.position) as attachments
    from shown s join message_attachment a on a.message_id = s.message_id
    join upload u on u.media_id = a.media_id
    group by a.message_id
)
select
    (select row_to_json(head) from (
        select mine.thread_id as "threadId", mine.kind, mine.status, mine.subject,
               mine.role_context as "roleContext", mine.lbg_id as "lbgId", mine.unread_count as "unreadCount",
               (select json_agg(part) from (
                    select side as role,
                           to_char(last_read_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastReadAt", "user"
                    from people order by side, user_id) part) as participants
    ) head) as thread,
    (select coalesce(json_agg(item), '[]') from (
        select s.message_id as "messageId", s.kind, s.body_text as "bodyText",
               to_char(s.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
               to_char(s.edited_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "editedAt",
               case when s.seq <= who.read_up_to then 'read'
                    when s.seq <= who.had_up_to then 'delivered' else 'sent' end as "deliveryState",
               coalesce(files.band, 0) as "nsfwBand", who."user" as author,
               coalesce(files.attachments, '[]') as attachments
        from shown s
        join people who on who.user_id = s.sender_id
        left join files on files.message_id = s.message_id
        order by s.seq desc
    ) item) as items,
    (select count(*)::int from page) as found,
    (select min(seq) from shown) as last_seq
from mine
