"""People and accounts (contract accounts.graphql, i18n.graphql)."""

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from domain.accounts import model
from domain.accounts.actions import SignUp
from domain.ids import MediaId, UserId
from schema.context import Info
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
class User:
    user_id: strawberry.ID
    handle: str
    display_name: str
    city: str | None
    region: str | None
    is_studio_owner: bool
    member_since: AWSDateTime
    avatar_media_id: strawberry.Private[MediaId | None]

    @strawberry.field
    async def avatar_url(self, info: Info) -> AWSURL | None:
        return await info.context.load.avatar_url(self.avatar_media_id, info.context.services.files)

    @strawberry.field
    async def roles(self, info: Info) -> list[Annotated["RoleType", strawberry.lazy("schema.profiles")]]:
        return [page.role for page in await info.context.load.listed_pages(UserId(self.user_id))]

    @strawberry.field
    async def service_profiles(
        self, info: Info
    ) -> list[Annotated["ServiceProfile", strawberry.lazy("schema.profiles")]]:
        return await info.context.load.service_profiles(UserId(self.user_id))

    @strawberry.field
    async def studios(self, info: Info) -> list[Annotated["Studio", strawberry.lazy("schema.studios")]]:
        return await info.context.load.studios_of(UserId(self.user_id))

    @classmethod
    def of(cls, person: model.Person) -> Self:
        return cls(
            user_id=strawberry.ID(person.user_id),
            handle=person.handle,
            display_name=person.display_name,
            city=person.city,
            region=person.region,
            is_studio_owner=model.Group.STUDIO_OWNER in person.groups,
            member_since=person.created_at,
            avatar_media_id=person.avatar_media_id,
        )


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
            user=User.of(account.person),
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
