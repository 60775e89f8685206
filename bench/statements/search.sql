-- $1 ids in ranked order, $2 their distances. The items as JSON.
select json_agg(item) from (
    select d.id, case surface when 'people' then 'service_profile' else 'studio' end as kind,
           case surface when 'people' then d.title end as "displayName",
           case surface when 'studios' then d.title end as name,
           d.handle, d.slug, d.role,
           case surface when 'people' then '/u/' || d.handle || '/' || d.slug else '/studio/' || d.slug end
               as "deepLink",
           d.city, d.region, ranked.distance as "distanceKm",
           d.price_from_cents as "priceFromCents", d.price_to_cents as "priceToCents", d.currency,
           d.verified, case surface when 'people' then d.trusted end as trusted,
           case surface when 'people' then d.social_verified end as "socialVerified",
           d.instant_book as "instantBook",
           case surface when 'studios' then d.deposit_required end as "depositRequired",
           d.rating_avg_hundredths / 100.0 as "ratingAvg", d.rating_count as "ratingCount",
           d.rating_count < 3 as "isNew",
           case when d.card -> 'preview' <> 'null' then json_build_object(
               'url', '{media}/' || (d.card -> 'preview' ->> 'key'),
               'thumbUrl', '{media}/' || (d.card -> 'preview' ->> 'thumb_key'),
               'width', d.card -> 'preview' -> 'width', 'height', d.card -> 'preview' -> 'height',
               'alt', d.card -> 'preview' -> 'alt', 'blur', d.card -> 'preview' -> 'blur') end as preview,
           '{media}/' || (d.card -> 'preview' ->> 'thumb_key') as "thumbUrl",
           d.nsfw_band as "nsfwBand", d.card -> 'highlights' as highlights,
           d.card ->> 'linked_studio' as "linkedStudioName",
           (select coalesce(json_agg(json_build_object('platform', one -> 'platform',
                'handle', one -> 'handle', 'followers', one -> 'followers') order by place), '[]')
            from jsonb_array_elements(d.card -> 'social') with ordinality as each(one, place)) as social
    from unnest($1::text[], $2::float8[]) with ordinality as ranked(id, distance, place)
    join search_doc d on d.id = ranked.id
    order by ranked.place
) item
