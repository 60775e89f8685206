"""Accounts: who am I, sign-up, sessions, passwords."""

import strawberry

from domain.accounts import actions, sessions
from domain.ids import UserId
from schema.accounts import Account, AccountInput, AuthSession, SignUpInput, User
from schema.context import Info


@strawberry.type
class AccountsQuery:
    @strawberry.field
    async def me(self, info: Info) -> Account | None:
        async with info.context.unit_of_work() as uow:
            account = await actions.my_account(uow, info.context.viewer)
        return Account(ref=(account.user_id,)) if account else None

    @strawberry.field
    async def user(
        self, info: Info, user_id: strawberry.ID | None = None, handle: str | None = None
    ) -> User | None:
        async with info.context.unit_of_work() as uow:
            person = await actions.public_person(uow, UserId(user_id) if user_id else None, handle)
        return User(ref=(person.user_id,))


@strawberry.type
class AccountsMutation:
    @strawberry.mutation
    async def sign_up(self, info: Info, input: SignUpInput) -> AuthSession:
        services = info.context.services
        async with info.context.unit_of_work() as uow:
            session = await actions.sign_up(uow, services.passwords, services.tokens, input.to_domain())
        return AuthSession.of(session, info)

    @strawberry.mutation
    async def sign_in(self, info: Info, email: str, password: str) -> AuthSession:
        session = await sessions.sign_in(
            info.context.units,
            info.context.services.passwords,
            info.context.services.tokens,
            email=email,
            password=password,
            address=info.context.viewer.address,
        )
        return AuthSession.of(session, info)

    @strawberry.mutation
    async def refresh_session(self, info: Info, refresh_token: str | None = None) -> AuthSession:
        token = refresh_token or info.context.refresh_cookie
        tokens = info.context.services.tokens
        session = await sessions.refresh_session(info.context.units, tokens, token)
        return AuthSession.of(session, info)

    @strawberry.mutation
    async def sign_out(self, info: Info, everywhere: bool | None = False) -> bool:
        async with info.context.unit_of_work() as uow:
            await sessions.sign_out(uow, info.context.viewer, everywhere=bool(everywhere))
        info.context.set_refresh_cookie = ""
        return True

    @strawberry.mutation
    async def update_account(self, info: Info, input: AccountInput) -> Account:
        async with info.context.unit_of_work() as uow:
            account = await actions.update_account(
                uow, info.context.viewer, input.to_domain(), input.avatar_key
            )
        return Account(ref=(account.user_id,))

    @strawberry.mutation
    async def change_password(self, info: Info, current_password: str, new_password: str) -> bool:
        async with info.context.unit_of_work() as uow:
            await actions.change_password(
                uow,
                info.context.services.passwords,
                info.context.viewer,
                current=current_password,
                new=new_password,
            )
        return True

    @strawberry.mutation
    async def request_password_reset(self, info: Info, email: str) -> bool:
        async with info.context.unit_of_work() as uow:
            await actions.request_password_reset(uow, email)
        return True

    @strawberry.mutation
    async def reset_password(self, info: Info, token: str, new_password: str) -> AuthSession:
        services = info.context.services
        async with info.context.unit_of_work() as uow:
            session = await actions.reset_password(
                uow, services.passwords, services.tokens, token=token, new=new_password
            )
        return AuthSession.of(session, info)

    @strawberry.mutation
    async def verify_email(self, info: Info, token: str | None = None) -> bool:
        async with info.context.unit_of_work() as uow:
            await actions.verify_email(uow, info.context.services.tokens, info.context.viewer, token)
        return True
