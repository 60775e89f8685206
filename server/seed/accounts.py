"""Opening the accounts of the city."""

from domain.accounts.model import Account, AccountStatus, Group, Person
from domain.ids import Prefix, UserId
from domain.ports import UnitOfWork
from server.seed.people import ADMIN_ROLES, DEMO_PASSWORD, Newcomer, admin_email
from server.seed.world import Seeding


async def open_accounts(city: Seeding, people: list[Newcomer]) -> list[UserId]:
    """Everybody of the city has confirmed their address and is a verified adult."""
    password_hash = await city.services.passwords.hash(DEMO_PASSWORD)
    async with city.services.units() as uow:
        found = [_account(uow, person, password_hash) for person in people]
        for account in found:
            await uow.accounts.add(account)
    return [account.user_id for account in found]


async def open_admins(city: Seeding) -> None:
    password_hash = await city.services.passwords.hash(DEMO_PASSWORD)
    async with city.services.units() as uow:
        for role in ADMIN_ROLES:
            name = f"Admin for {role.replace('_', ' ')}"
            person = Newcomer(name, f"admin_{role}", admin_email(role), "houston")
            groups = frozenset({Group.BUYER.value, Group.ADMIN.value})
            account = _account(uow, person, password_hash, groups=groups, admin_roles=frozenset({role}))
            await uow.accounts.add(account)


def _account(
    uow: UnitOfWork,
    newcomer: Newcomer,
    password_hash: str,
    *,
    groups: frozenset[str] = frozenset({Group.BUYER.value}),
    admin_roles: frozenset[str] = frozenset(),
) -> Account:
    person = Person(
        user_id=UserId(uow.new_id(Prefix.USER)),
        handle=newcomer.handle,
        display_name=newcomer.name,
        avatar_media_id=None,
        city=newcomer.city,
        region=None,
        groups=groups,
        created_at=uow.now,
    )
    return Account(
        person=person,
        email=newcomer.email,
        email_verified=True,
        password_hash=password_hash,
        legal_name=newcomer.name,
        admin_roles=admin_roles,
        status=AccountStatus.ACTIVE,
        is18_plus_attested=True,
        age_verified=True,
        id_verified=True,
        safe_mode=True,
        locale="en-US",
        timezone="America/Chicago",
        created_at=uow.now,
    )
