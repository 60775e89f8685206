"""Buyers as the processor knows them."""

from domain.accounts.model import Account
from domain.ports import Services


async def customer_for(services: Services, account: Account) -> str:
    """The processor's customer of a person: made once and kept, for its keys are forgotten after a while."""
    async with services.units() as uow:
        known = await uow.money.customer_of(account.user_id)
    if known is not None:
        return known
    customer = await services.payments.ensure_customer(
        account.user_id, email=account.email, name=account.person.display_name
    )
    async with services.units() as uow:
        await uow.money.keep_customer(account.user_id, customer)
    return customer
