-- $1 sender, $2 thread, $3 text, $4 the client's id, $5 message, $6 event, $7 now, $8 key, $9 fingerprint.
-- Message, thread, counters, limit, event, topics and key in one statement, and so in one transaction. The
-- answer as JSON; no row when the sender may not write there. A repeat fails on a unique index and is then
-- looked up. Messages queue on the row of their thread, positions on those of their topics.
with moved as (
    update thread t
    set last_seq = t.last_seq + 1, last_message_id = $5, last_message_at = greatest($7, t.last_message_at),
        status = case when t.status in ('OPEN', 'AWAITING_REPLY', 'ARCHIVED')
                      then case when t.opened_by = $1 then 'AWAITING_REPLY' else 'OPEN' end
                      else t.status end
    from participant mine
    where t.thread_id = $2 and mine.thread_id = $2 and mine.user_id = $1 and mine.standing = 'active'
      and t.status <> 'LOCKED' and (t.held_until is null or t.held_until <= $7)
      and not exists (select from message_gate g where g.thread_id = $2 and g.status <> 'ACCEPTED')
      and not exists (select from user_block b join participant o on o.thread_id = $2 and o.user_id <> $1
                      where (b.blocker_id, b.blocked_id) in (($1, o.user_id), (o.user_id, $1)))
    returning t.thread_id, t.last_seq, t.last_message_at as at
), said as (
    insert into message (message_id, thread_id, seq, kind, sender_id, body_text, client_message_id, created_at)
    select $5, $2, last_seq, 'TEXT', $1, $3, $4, at from moved
), told as (
    update participant p set active_at = moved.at, unread_count = p.unread_count + (p.user_id <> $1)::int
    from moved where p.thread_id = moved.thread_id
    returning p.user_id, p.standing
), used as (
    insert into rate_bucket (bucket, used, resets_at)
    select 'threads.send:' || $1, 1, $7 + interval '1 minute' from moved
    on conflict (bucket) do update set
        used = case when rate_bucket.resets_at <= $7 then 1 else rate_bucket.used + 1 end,
        resets_at = case when rate_bucket.resets_at <= $7 then excluded.resets_at else rate_bucket.resets_at end
), happened as (
    insert into event (event_id, name, subject, ids, actor, at)
    select $6, 'msg.send', $5, jsonb_build_object('thread_id', $2, 'message_id', $5, 'user_id', $1), $1, $7
    from moved
), heard as (
    insert into topic (topic, position)
    select name, 1 from (
        select 'thread:' || thread_id as name from moved
        union all select 'inbox:' || user_id from told where standing = 'active') names
    order by name
    on conflict (topic) do update set position = topic.position + 1
    returning topic, position
), placed as (
    insert into topic_event (topic, position, event_id) select topic, position, $6 from heard
), answered as (
    select json_build_object(
        'messageId', $5, 'threadId', $2, 'kind', 'TEXT', 'bodyText', $3, 'clientMessageId', $4,
        'createdAt', to_char(moved.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'deliveryState', 'sent',
        'author', (select row_to_json(c) from card c where c."userId" = $1)) as answer
    from moved
), kept as (
    insert into idempotency_key (owner, key, fingerprint, answer, at)
    select $1, $8, $9, convert_to(answer::text, 'UTF8'), $7 from answered
)
select answer, (select json_agg(json_build_array(topic, position)) from heard) as positions from answered
