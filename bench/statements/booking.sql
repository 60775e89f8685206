-- $1 viewer, $2 booking. The whole as JSON; no row for strangers.
with mine as materialized (
    select g.*, g.buyer_user_id = $1 as is_buyer from lbg g
    where g.lbg_id = $2 and (g.buyer_user_id = $1 or exists (
        select from booking_leg l where l.lbg_id = $2 and l.seller_user_id = $1 and l.detached_at is null))
), legs as materialized (
    select l.* from booking_leg l cross join mine
    where l.lbg_id = $2 and l.detached_at is null and (mine.is_buyer or l.seller_user_id = $1)
), sums as (
    select sum(subtotal_cents)::int as subtotal, sum(tax_cents)::int as tax,
           sum(platform_fee_cents + platform_fee_tax_cents)::int as fees, sum(total_cents)::int as total
    from legs
)
select row_to_json(whole) from (
    select mine.lbg_id as "lbgId", mine.order_id as "orderId", mine.status, mine.city,
           to_char(mine.start_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startAt",
           to_char(mine.end_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "endAt",
           to_char(mine.acceptance_until, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "acceptanceUntil",
           mine.currency, sums.subtotal as "subtotalCents", sums.tax as "taxCents", sums.fees as "feesCents",
           sums.total as "totalCents", mine.thread_id as "threadId", mine.version,
           (select c from card c where c."userId" = mine.buyer_user_id) as buyer,
           (select json_agg(leg) from (
                select l.leg_id as "legId", l.type, l.title, l.status,
                       to_char(l.start_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startAt",
                       to_char(l.end_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "endAt",
                       l.subtotal_cents as "subtotalCents", l.tax_cents as "taxCents",
                       l.platform_fee_cents + l.platform_fee_tax_cents as "feesCents",
                       l.total_cents as "totalCents",
                       (select c from card c where c."userId" = l.seller_user_id) as seller,
                       (select coalesce(json_agg(line), '[]') from (
                            select line_id as id, kind, title, qty, unit_cents as "unitCents",
                                   unit_cents * qty as "totalCents"
                            from leg_line where leg_id = l.leg_id order by position) line) as "lineItems",
                       (select pack from (
                            select k.pack_id as "packId", k.status,
                                   (select bool_and(d.envelope_status = 'completed') from doc_instance d
                                    where d.pack_id = k.pack_id) as "allSigned",
                                   (select json_agg(paper) from (
                                        select d.doc_id as "docId", t.name as "templateName",
                                               t.version as "templateVersion",
                                               d.envelope_status as "envelopeStatus",
                                               d.post_sign_sha256 as "postSignSha256",
                                               (select json_agg(signer) from (
                                                    select role, name, status,
                                                           to_char(signed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                                                               as "signedAt"
                                                    from doc_signer where doc_id = d.doc_id order by role
                                               ) signer) as signers
                                        from doc_instance d join doc_template t using (template_id)
                                        where d.pack_id = k.pack_id order by d.position) paper) as documents
                            from doc_pack k where k.leg_id = l.leg_id and k.status in ('issued', 'signed')
                       ) pack) as "docPack",
                       (select held from (
                            select status, authorized_cents as "authorizedCents",
                                   captured_cents as "capturedCents"
                            from deposit_auth where leg_id = l.leg_id) held) as deposit,
                       (select paid from (
                            select payout_id as "payoutId", status, amount_cents as "amountCents",
                                   to_char(scheduled_for, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "scheduledFor",
                                   to_char(paid_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "paidAt"
                            from payout where leg_id = l.leg_id and status <> 'canceled') paid) as payout
                from legs l order by l.created_at, l.leg_id) leg) as legs,
           (select charged from (
                select charge_id as "chargeId", status, amount_cents as "amountCents", currency,
                       payment_method as "paymentMethod",
                       to_char(captured_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "capturedAt",
                       (select json_agg(split) from (
                            select leg_id as "legId", subtotal_cents + service_tax_cents
                                   + platform_fee_cents + platform_fee_tax_cents as "amountCents"
                            from charge_split where charge_id = charge.charge_id order by leg_id
                       ) split) as splits
                from charge where lbg_id = $2 and mine.is_buyer) charged) as charge,
           (select coalesce(json_agg(told), '[]') from (
                select to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.name as event, e.actor,
                       e.ids ->> 'leg_id' as "legId",
                       case when mine.is_buyer or own.leg_id is not null then e.ids -> 'amount_cents' end
                           as "amountCents",
                       summaries.said ->> e.name as summary
                from topic_event te join event e on e.event_id = te.event_id
                left join legs own on own.leg_id = e.ids ->> 'leg_id'
                cross join (select '{summaries}'::jsonb as said) summaries
                where te.topic = 'lbg:' || $2 and summaries.said ? e.name
                  and (mine.is_buyer or (e.name <> all ('{buyers_only}'::text[])
                       and (e.ids ->> 'leg_id' is null or own.leg_id is not null)))
                order by te.position) told) as timeline,
           case when mine.is_buyer and mine.status in ('confirmed', 'in_progress') then json_build_array(
                json_build_object('action', 'markCompleted', 'legId', null,
                    'enabled', now() >= mine.start_at,
                    'code', case when now() < mine.start_at then 'ORDER_STATE_INVALID' end,
                    'reason', case when now() < mine.start_at then 'The session has not begun.' end,
                    'until', to_char(case when now() < mine.start_at then mine.start_at
                                          else mine.acceptance_until end, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
                else '[]' end as "availableActions"
    from mine cross join sums
) whole
