"""Seller accounts at the processor: opening one, sending the seller to it, and following its state."""

from urllib.parse import urlsplit

from domain.errors import Invalid, Unauthenticated
from domain.ids import UserId
from domain.money.completing import PAYOUT_TIMER, RESERVE_TIMER
from domain.money.model import SellerAccount
from domain.money.processor import AccountStatus, OnboardingAddress
from domain.ports import Services, UnitOfWork
from domain.viewer import Viewer

RETURN_MOST = 2_000


async def create_onboarding_link(
    services: Services, viewer: Viewer, return_url: str | None
) -> OnboardingAddress:
    """A fresh address where the caller completes, or updates, their payout account."""
    user_id = viewer.require_user()
    back = _return_address(return_url, services.public_url)
    async with services.units() as uow:
        known = await uow.money.seller_account(user_id)
        account = await uow.accounts.by_id(user_id)
    if account is None:
        raise Unauthenticated("UNAUTHENTICATED", "Sign in first.")
    if known is None:
        opened = await services.payments.open_seller_account(user_id, email=account.email)
        async with services.units() as uow:
            known = SellerAccount.of(user_id, opened, uow.now)
            await uow.money.save_seller_account(known)
    return await services.payments.onboarding_link(known.account_id, return_url=back, refresh_url=back)


async def seen_account(services: Services, account_id: str) -> None:
    """Take over the present state of an account, and pay what waited for it."""
    state = await services.payments.seller_account(account_id)
    async with services.units() as uow:
        known = await uow.money.seller_account_named(account_id)
        if known is None:
            return
        await uow.money.save_seller_account(SellerAccount.of(known.user_id, state, uow.now))
        if state.status is AccountStatus.ENABLED:
            await _wake(uow, known.user_id)


async def _wake(uow: UnitOfWork, seller: UserId) -> None:
    for payout in await uow.money.waiting_payouts(seller, uow.now):
        await uow.schedule(PAYOUT_TIMER, payout.payout_id, uow.now)
    for reserve in await uow.money.waiting_reserves(seller, uow.now):
        await uow.schedule(RESERVE_TIMER, reserve.reserve_id, uow.now)


def _return_address(given: str | None, home: str) -> str:
    """Where the seller's browser goes afterwards: an http(s) address, ours when none is given."""
    if given is None:
        return home
    parts = urlsplit(given) if len(given) <= RETURN_MOST else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid(
            "VALIDATION_FAILED",
            "The return address is no web address.",
            fields={"returnUrl": f"An http or https address of at most {RETURN_MOST} characters."},
        )
    return given
