"""People and accounts (contract accounts.graphql, i18n.graphql)."""

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from domain.accounts import model
from domain.accounts.actions import SignUp
from schema.context import Info
from schema.reading import Held, read
from schema.scalars import AWSURL, AWSDateTime

if TYPE_CHECKING:
    from schema.profiles import RoleType, ServiceProfile
    from schema.studios import Studio


@strawberry.type
class UserPrefs(Held):
    locale: str = read()
    timezone: str = read()
    prefers24h: bool = read()
    reduced_motion: bool = read()
    high_contrast: bool = read()


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
    roles: list[Annotated["RoleType", strawberry.lazy("schema.profiles")]] = read()
    service_profiles: list[Annotated["ServiceProfile", strawberry.lazy("schema.profiles")]] = read()
    studios: list[Annotated["Studio", strawberry.lazy("schema.studios")]] = read()


@strawberry.type
class Account(Held):
    user_id: strawberry.ID = read()
    user: User = read()
    email: str = read()
    email_verified: bool = read()
    legal_name: str | None = read()
    groups: list[str] = read()
    admin_roles: list[str] = read()
    status: str = read()
    is18_plus_attested: bool = read()
    age_verified: bool = read()
    safe_mode: bool = read()
    prefs: UserPrefs = read()
    created_at: AWSDateTime = read()


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
            account=Account(ref=(session.account.user_id,)),
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
