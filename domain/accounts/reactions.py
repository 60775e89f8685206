"""Mails of accounts. The token is made when the mail is, so none lies readable in a queue."""

from collections.abc import Mapping
from typing import Any, Final

from domain.accounts.model import MailPurpose
from domain.accounts.policy import RESET_LIFE, VERIFY_LIFE
from domain.ids import UserId
from domain.ports import Handler, Services

_LIFE: Final = {MailPurpose.VERIFY_EMAIL: VERIFY_LIFE, MailPurpose.RESET_PASSWORD: RESET_LIFE}


async def mail_token(services: Services, payload: Mapping[str, Any]) -> None:
    purpose = MailPurpose(payload["purpose"])
    token = services.tokens.opaque()
    async with services.units() as uow:
        account = await uow.accounts.by_id(UserId(payload["user_id"]))
        if account is None or (purpose is MailPurpose.VERIFY_EMAIL and account.email_verified):
            return
        digest = services.tokens.digest(token)
        await uow.accounts.keep_mailed(digest, account.user_id, purpose, uow.now + _LIFE[purpose])
    await services.mail.send(
        to=account.email,
        template=purpose.value,
        values={"name": account.person.display_name, "token": token},
        key=f"{purpose.value}:{account.user_id}:{digest.hex()[:16]}",
    )


JOBS: Final[Mapping[str, Handler]] = {"accounts.mail": mail_token}
TIMERS: Final[Mapping[str, Handler]] = {}
REACTIONS: Final[Mapping[str, tuple[str, ...]]] = {}
