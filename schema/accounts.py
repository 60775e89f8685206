"""People and accounts (contract accounts.graphql, i18n.graphql)."""

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from domain.accounts import model
from domain.accounts.actions import SignUp
from domain.ids import UserId
from schema.context import Info
from schema.reading import Held, read
from schema.scalars import AWSURL, AWSDateTime

if TYPE_CHECKING:
    from schema.profiles import RoleType, ServiceProfile
    from schema.studios import Studio


@strawberry.type
class UserPrefs:
    locale: str
    timezone: str
    prefers24h: bool
    reduced_motion: bool
    high_contrast: bool


@strawberry.type
class User(Held):
    user_id: strawberry.ID = read()
    handle: str = read()
    display_name: str = read()
    city: str | None = read()
    region: str | None = read()
    is_studio_owner: bool = read()
    member_since: AWSDateTime = read()
    avatar_url: AWSURL | None = read()

    @strawberry.field
    async def roles(self, info: Info) -> list[Annotated["RoleType", strawberry.lazy("schema.profiles")]]:
        return [page.role for page in await info.context.load.listed_pages(UserId(self.ref[0]))]

    @strawberry.field
    async def service_profiles(
        self, info: Info
    ) -> list[Annotated["ServiceProfile", strawberry.lazy("schema.profiles")]]:
        return await info.context.load.service_profiles(UserId(self.ref[0]))

    @strawberry.field
    async def studios(self, info: Info) -> list[Annotated["Studio", strawberry.lazy("schema.studios")]]:
        return await info.context.load.studios_of(UserId(self.ref[0]))


@strawberry.type
class Account:
    user_id: strawberry.ID
    user: User
    email: str
    email_verified: bool
    legal_name: str | None
    groups: list[str]
    admin_roles: list[str]
    status: str
    is18_plus_attested: bool
    age_verified: bool
    safe_mode: bool
    prefs: UserPrefs
    created_at: AWSDateTime

    @classmethod
    def of(cls, account: model.Account) -> Self:
        return cls(
            user_id=strawberry.ID(account.user_id),
            user=User(ref=(account.user_id,)),
            email=account.email,
            email_verified=account.email_verified,
            legal_name=account.legal_name,
            groups=sorted(account.person.groups),
            admin_roles=sorted(account.admin_roles),
            status=account.status.value,
            is18_plus_attested=account.is18_plus_attested,
            age_verified=account.age_verified,
            safe_mode=account.safe_mode,
            prefs=UserPrefs(
                locale=account.locale,
                timezone=account.timezone,
                prefers24h=False,
                reduced_motion=False,
                high_contrast=False,
            ),
            created_at=account.created_at,
        )


@strawberry.type
class AuthSession:
    access_token: str
    refresh_token: str
    expires_at: AWSDateTime
    account: Account

    @classmethod
    def of(cls, session: model.AuthSession, info: Info) -> Self:
        """The pair in the answer and, for the web, the refresh token in its cookie as well."""
        info.context.set_refresh_cookie = session.refresh_token
        return cls(
            access_token=session.access_token,
            refresh_token=session.refresh_token,
            expires_at=session.expires_at,
            account=Account.of(session.account),
        )


@strawberry.input
class SignUpInput:
    email: str
    password: str
    display_name: str
    is18_plus_attested: bool
    tos_accepted: bool
    handle: str | None = None
    city: str | None = None
    referral_token: str | None = None

    def to_domain(self) -> SignUp:
        return SignUp(
            email=self.email,
            password=self.password,
            display_name=self.display_name,
            handle=self.handle,
            city=self.city,
            is18_plus_attested=self.is18_plus_attested,
            tos_accepted=self.tos_accepted,
        )


@strawberry.input
class AccountInput:
    display_name: str | None = None
    handle: str | None = None
    legal_name: str | None = None
    email: str | None = None
    city: str | None = None
    region: str | None = None
    avatar_key: str | None = None

    def to_domain(self) -> model.AccountChanges:
        return model.AccountChanges(
            display_name=self.display_name,
            handle=self.handle,
            legal_name=self.legal_name,
            email=self.email,
            city=self.city,
            region=self.region,
        )
