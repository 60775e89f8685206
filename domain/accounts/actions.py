"""Accounts: opening one, changing it, and the tokens that are mailed."""

from dataclasses import dataclass, replace
from typing import Final

from domain.accounts.model import (
    Account,
    AccountChanges,
    AccountStatus,
    AuthSession,
    Group,
    MailPurpose,
    Person,
)
from domain.accounts.policy import (
    MAIL_TRIES,
    MAIL_WINDOW,
    check_display_name,
    check_email,
    check_handle,
    check_password,
    handle_for,
    require_attestation,
)
from domain.accounts.ports import Passwords, Tokens
from domain.accounts.sessions import start_session
from domain.errors import Invalid, NotFound, Unauthenticated
from domain.facts import Fact
from domain.ids import Prefix, UserId
from domain.media.actions import use_upload
from domain.ports import UnitOfWork
from domain.validation import Problems
from domain.viewer import Viewer

AVATAR_PURPOSES: Final = frozenset({"avatar"})


@dataclass(frozen=True)
class SignUp:
    email: str
    password: str
    display_name: str
    handle: str | None
    city: str | None
    is18_plus_attested: bool
    tos_accepted: bool


async def sign_up(uow: UnitOfWork, passwords: Passwords, tokens: Tokens, new: SignUp) -> AuthSession:
    """Open an account and its first session; the email is still to be confirmed."""
    require_attestation(is18_plus=new.is18_plus_attested, tos=new.tos_accepted)
    _check_sign_up(new)
    account = _account_of(uow, new, await passwords.hash(new.password))
    await uow.accounts.add(account)
    await uow.enqueue("accounts.mail", {"user_id": account.user_id, "purpose": MailPurpose.VERIFY_EMAIL})
    return await start_session(uow, tokens, account)


async def my_account(uow: UnitOfWork, viewer: Viewer) -> Account | None:
    """The caller's account; None for a guest. Raises AUTH_EXPIRED when the account is gone."""
    if viewer.user_id is None:
        return None
    return await _mine(uow, viewer.user_id)


async def public_person(uow: UnitOfWork, user_id: UserId | None, handle: str | None) -> Person:
    require_one_name(user_id, handle)
    person = await uow.accounts.person(user_id=user_id, handle=handle)
    if person is None:
        raise NotFound("NOT_FOUND", "There is no such person.")
    return person


def require_one_name(user_id: str | None, handle: str | None) -> None:
    if (user_id is None) == (handle is None):
        raise Invalid(
            "VALIDATION_FAILED", "Name a person by id or by handle.", fields={"userId": "This or handle."}
        )


async def update_account(
    uow: UnitOfWork, viewer: Viewer, changes: AccountChanges, avatar_key: str | None = None
) -> Account:
    """Change details; a new email has to be confirmed again, a new avatar shows once its scan is clean."""
    user_id = viewer.require_user()
    account = await _mine(uow, user_id)
    if avatar_key is not None:
        avatar = await use_upload(uow, viewer, avatar_key, AVATAR_PURPOSES)
        changes = replace(changes, avatar_media_id=avatar.id)
    if changes.email is not None and changes.email.casefold() == account.email.casefold():
        changes = replace(changes, email=None)
    _check_changes(changes)
    await uow.accounts.change(user_id, changes, uow.now)
    if changes.email is not None:
        await uow.enqueue("accounts.mail", {"user_id": user_id, "purpose": MailPurpose.VERIFY_EMAIL})
    uow.emit(Fact("user.updated", user_id, {"user_id": user_id}, actor=user_id))
    return await _mine(uow, user_id)


async def change_password(
    uow: UnitOfWork, passwords: Passwords, viewer: Viewer, *, current: str, new: str
) -> None:
    account = await _mine(uow, viewer.require_user())
    _check_password("newPassword", new)
    if not await passwords.matches(account.password_hash, current):
        raise Unauthenticated("AUTH_INVALID_CREDENTIALS", "The current password is not right.")
    await uow.accounts.set_password(account.user_id, await passwords.hash(new), uow.now)


async def request_password_reset(uow: UnitOfWork, email: str) -> None:
    """Mail a reset link if the address is known; the caller cannot tell."""
    await uow.limits.take(f"reset:{email.casefold()[:254]}", most=MAIL_TRIES, per=MAIL_WINDOW)
    account = await uow.accounts.by_email(email)
    if account is not None and account.status is not AccountStatus.SUSPENDED:
        await uow.enqueue(
            "accounts.mail", {"user_id": account.user_id, "purpose": MailPurpose.RESET_PASSWORD}
        )


async def reset_password(
    uow: UnitOfWork, passwords: Passwords, tokens: Tokens, *, token: str, new: str
) -> AuthSession:
    """Set a password with a mailed token; every session of before ends."""
    _check_password("newPassword", new)
    user_id = await uow.accounts.spend_mailed(tokens.digest(token), MailPurpose.RESET_PASSWORD, uow.now)
    account = await uow.accounts.by_id(user_id) if user_id else None
    if account is None:
        raise _bad_token("requestPasswordReset")
    await uow.accounts.set_password(account.user_id, await passwords.hash(new), uow.now)
    await uow.accounts.end_sessions(account.user_id, uow.now)
    return await start_session(uow, tokens, account)


async def verify_email(uow: UnitOfWork, tokens: Tokens, viewer: Viewer, token: str | None) -> None:
    """Confirm the address with a mailed token or, without one, mail a new token to the caller."""
    if token is None:
        user_id = viewer.require_user()
        await uow.limits.take(f"verify:{user_id}", most=MAIL_TRIES, per=MAIL_WINDOW)
        await uow.enqueue("accounts.mail", {"user_id": user_id, "purpose": MailPurpose.VERIFY_EMAIL})
        return
    user = await uow.accounts.spend_mailed(tokens.digest(token), MailPurpose.VERIFY_EMAIL, uow.now)
    if user is None:
        raise _bad_token("verifyEmail")
    await uow.accounts.set_email_verified(user, uow.now)


async def _mine(uow: UnitOfWork, user_id: UserId) -> Account:
    account = await uow.accounts.by_id(user_id)
    if account is None:
        raise Unauthenticated("AUTH_EXPIRED", "This session belongs to no account.", hint="Sign in again.")
    return account


def _bad_token(remedy: str) -> Invalid:
    return Invalid(
        "AUTH_TOKEN_INVALID",
        "The token is wrong, used or too old.",
        hint=f"Ask for a new one with {remedy}.",
        fields={"token": "Not valid."},
    )


def _check_sign_up(new: SignUp) -> None:
    problems = Problems()
    check_email(problems, new.email)
    check_password(problems, "password", new.password)
    check_display_name(problems, new.display_name)
    if new.handle is not None:
        check_handle(problems, new.handle)
    if new.city is not None:
        problems.text("city", new.city, max=80)
    problems.raise_if_any()


def _check_changes(changes: AccountChanges) -> None:
    problems = Problems()
    if changes.email is not None:
        check_email(problems, changes.email)
    if changes.handle is not None:
        check_handle(problems, changes.handle)
    if changes.display_name is not None:
        check_display_name(problems, changes.display_name)
    for name, value in (
        ("legalName", changes.legal_name),
        ("city", changes.city),
        ("region", changes.region),
    ):
        if value is not None:
            problems.text(name, value, max=200)
    problems.raise_if_any()


def _check_password(name: str, password: str) -> None:
    problems = Problems()
    check_password(problems, name, password)
    problems.raise_if_any()


def _account_of(uow: UnitOfWork, new: SignUp, password_hash: str) -> Account:
    person = Person(
        user_id=UserId(uow.new_id(Prefix.USER)),
        handle=new.handle or handle_for(new.display_name),
        display_name=new.display_name.strip(),
        avatar_media_id=None,
        city=new.city,
        region=None,
        groups=frozenset({Group.BUYER.value}),
        created_at=uow.now,
    )
    return Account(
        person=person,
        email=new.email,
        email_verified=False,
        password_hash=password_hash,
        legal_name=None,
        admin_roles=frozenset(),
        status=AccountStatus.ACTIVE,
        is18_plus_attested=True,
        age_verified=False,
        id_verified=False,
        safe_mode=True,
        locale="en-US",
        timezone="America/Chicago",
        created_at=uow.now,
    )
