"""Sessions: a family of refresh tokens of which one is good, and short access tokens."""

from domain.accounts.model import Account, AuthSession
from domain.accounts.policy import REFRESH_LIFE, SIGN_IN_TRIES, SIGN_IN_WINDOW, require_open
from domain.accounts.ports import Passwords, Tokens
from domain.errors import DomainError, Invalid, Unauthenticated
from domain.ids import Prefix, SessionId
from domain.ports import UnitOfWork, Units
from domain.viewer import Viewer


async def sign_in(
    units: Units, passwords: Passwords, tokens: Tokens, *, email: str, password: str, address: str
) -> AuthSession:
    """Start a session; unknown address and wrong password look and last the same."""
    async with units() as uow:
        # Counted in a transaction of its own: failed tries are what must not be forgotten.
        bucket = f"sign-in:{email.casefold()[:254]}:{address}"
        await uow.limits.take(bucket, most=SIGN_IN_TRIES, per=SIGN_IN_WINDOW)
        account = await uow.accounts.by_email(email)
    if not await passwords.matches(account.password_hash if account else None, password) or account is None:
        raise Unauthenticated(
            "AUTH_INVALID_CREDENTIALS",
            "Email and password do not match.",
            hint="Check both, or ask for a password reset.",
        )
    require_open(account)
    async with units() as uow:
        return await start_session(uow, tokens, account)


async def start_session(uow: UnitOfWork, tokens: Tokens, account: Account) -> AuthSession:
    session_id = SessionId(uow.new_id(Prefix.SESSION))
    await uow.accounts.start_session(session_id, account.user_id, uow.now)
    return await _handed(uow, tokens, account, session_id)


async def refresh_session(units: Units, tokens: Tokens, token: str | None) -> AuthSession:
    """Swap a refresh token for a new pair. A spent one means theft: its family ends, and stays so."""
    async with units() as uow:
        outcome = await _renewed(uow, tokens, token)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


async def sign_out(uow: UnitOfWork, viewer: Viewer, *, everywhere: bool) -> None:
    user_id = viewer.require_user()
    if everywhere:
        await uow.accounts.end_sessions(user_id, uow.now)
    elif viewer.session_id is not None:
        await uow.accounts.end_session(viewer.session_id, uow.now)


async def _renewed(uow: UnitOfWork, tokens: Tokens, token: str | None) -> AuthSession | DomainError:
    digest = tokens.digest(token) if token else b""
    held = await uow.accounts.refresh_holding(digest)
    if held is None:
        return Invalid("AUTH_TOKEN_INVALID", "That refresh token is not known.", hint="Sign in again.")
    if held.spent_at is not None:
        await uow.accounts.end_session(held.session_id, uow.now)
        return Invalid(
            "AUTH_TOKEN_INVALID",
            "That refresh token was used before, so its session was ended.",
            hint="Sign in again.",
        )
    account = await uow.accounts.by_id(held.user_id)
    if held.session_ended_at is not None or held.expires_at <= uow.now or account is None:
        return Unauthenticated("AUTH_EXPIRED", "The session ran out.", hint="Sign in again.")
    require_open(account)
    await uow.accounts.spend_refresh(digest, uow.now)
    return await _handed(uow, tokens, account, held.session_id)


async def _handed(uow: UnitOfWork, tokens: Tokens, account: Account, session_id: SessionId) -> AuthSession:
    refresh = tokens.opaque()
    await uow.accounts.keep_refresh(tokens.digest(refresh), session_id, uow.now + REFRESH_LIFE)
    access, expires_at = tokens.access(account, session_id, uow.now)
    return AuthSession(access, refresh, expires_at, account)
