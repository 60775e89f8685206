-- A session's own view: the public card of a person, in the words of the contract. {media} is the address
-- that public files begin with.
create or replace temporary view card as
select a.user_id as "userId", a.handle, a.display_name as "displayName", a.city,
       (select '{media}/public/' || left(substr(u.key, 10), case u.mime when 'image/webp' then -5 else -4 end)
               || '/thumb.webp'
        from upload u where u.media_id = a.avatar_media_id and u.state = 'clean'
          and u.mime in ('image/jpeg', 'image/png', 'image/webp')) as "avatarUrl"
from account a
