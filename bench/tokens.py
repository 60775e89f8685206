"""Access tokens of many people, signed with the server's own key the way its sign-in does it."""

from collections.abc import Iterable

import uuid_utils

from domain.ids import Prefix, SessionId, UserId, typeid
from integrations.clock import wall_now
from integrations.jwt_tokens import LocalTokens, new_signing_key
from persistence.accounts import SqlAccounts
from persistence.database import open_database
from persistence.signing_keys import signing_keys
from server.settings import Settings


async def tokens(settings: Settings, people: Iterable[str]) -> dict[str, str]:
    """By person; good for a quarter of an hour."""
    engine = open_database(settings.database_url, pool_size=1)
    try:
        now = wall_now()
        issuer = LocalTokens(settings.public_url, "rastup", await signing_keys(engine, now, new_signing_key))
        async with engine.connect() as connection:
            accounts = SqlAccounts(connection)
            found = {}
            for person in sorted(set(people)):
                account = await accounts.by_id(UserId(person))
                if account is None:
                    raise LookupError(person)
                session = SessionId(typeid(Prefix.SESSION, uuid_utils.uuid7().int))
                found[person] = issuer.access(account, session, now)[0]
            return found
    finally:
        await engine.dispose()
