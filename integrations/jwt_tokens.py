"""Access tokens: ES256 JWTs, made by the local issuer, checked through key sets (JWKS) of any issuer."""

import base64
import hashlib
import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import httpx
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import ECKey, KeySet

from domain.accounts.model import Account
from domain.accounts.policy import ACCESS_LIFE
from domain.errors import Unauthenticated
from domain.ids import SessionId, UserId
from domain.ports import Clock
from domain.viewer import ADMIN_ROLES, SUPER, Viewer

ALGORITHMS: Final = ["ES256", "RS256"]
TOKEN_MAX: Final = 8192
REFETCH_AFTER_S: Final = 30
# Checking a signature costs more than most requests; what was found good is believed this long again,
# which is also how long a key that was taken back is still believed.
BELIEVED_S: Final = 60
BELIEVED_MOST: Final = 5_000


def new_signing_key() -> dict[str, Any]:
    """A private ES256 key as a JWK with its thumbprint as kid."""
    key = ECKey.generate_key("P-256", auto_kid=True)
    return dict(key.as_dict(private=True))


class LocalTokens:
    """The local issuer: signs with the newest key, publishes the public halves of all that are still good."""

    def __init__(self, issuer: str, audience: str, keys: Sequence[Mapping[str, Any]]) -> None:
        self.issuer, self.audience = issuer, audience
        self._keys = [ECKey.import_key(dict(key)) for key in keys]

    def jwks(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) | {"use": "sig", "alg": "ES256"} for key in self._keys]}

    def access(self, account: Account, session_id: SessionId, now: datetime) -> tuple[str, datetime]:
        expires_at = now.replace(microsecond=0) + ACCESS_LIFE
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": account.user_id,
            "sid": session_id,
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
            "groups": sorted(account.person.groups),
            "admin_roles": sorted(account.admin_roles),
        }
        key = self._keys[0]
        return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": "at+jwt"}, claims, key), expires_at

    def opaque(self) -> str:
        return secrets.token_urlsafe(32)

    def digest(self, token: str) -> bytes:
        return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


@dataclass
class Issuer:
    """One party whose tokens are believed: its key set, the claim that carries groups, and what they mean."""

    issuer: str
    audience: str
    jwks: Mapping[str, Any] | None = None
    jwks_url: str | None = None
    groups_claim: str = "groups"
    # Group of the issuer to a role of ours, such as {"finance": "finance_ops"}; its own name otherwise.
    roles: Mapping[str, str] = field(default_factory=dict)
    may_grant_admin: bool = False
    _fetched_at: float | None = None
    _keys: KeySet | None = None

    async def key_set(self, kid: str | None, now: datetime) -> KeySet:
        """The keys, fetched again (at most twice a minute) when a token names one we do not know."""
        if self.jwks_url is not None and not self._knows(kid):
            at = now.timestamp()
            if self._fetched_at is None or at - self._fetched_at > REFETCH_AFTER_S:
                self._fetched_at = at
                async with httpx.AsyncClient(timeout=5) as client:
                    self.jwks = (await client.get(self.jwks_url)).raise_for_status().json()
                self._keys = None
        if self._keys is None:
            self._keys = KeySet.import_key_set({"keys": list((self.jwks or {}).get("keys", []))})
        return self._keys

    def _knows(self, kid: str | None) -> bool:
        return any(key.get("kid") == kid for key in (self.jwks or {}).get("keys", []))


class TokenVerifier:
    """Turns a bearer token into a Viewer, or refuses with AUTH_EXPIRED or UNAUTHENTICATED."""

    def __init__(self, issuers: Sequence[Issuer], clock: Clock) -> None:
        self._issuers = {issuer.issuer: issuer for issuer in issuers}
        self._clock = clock
        # By the hash of a token, which is a twentieth of it: the viewer it stands for, and until when nobody
        # looks at the signature again.
        self._believed: OrderedDict[bytes, tuple[Viewer, float]] = OrderedDict()

    async def viewer(self, token: str, *, address: str = "", agent: str = "") -> Viewer:
        now = self._clock.now()
        key = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
        viewer, until = self._believed.get(key, (None, 0.0))
        if viewer is None or until <= now.timestamp():
            viewer, until = await self._checked(token), now.timestamp() + BELIEVED_S
            self._believe(key, viewer, until)
        if viewer.expires_at is None or viewer.expires_at <= now:
            raise _expired()
        calling = viewer.calling(address, agent[:200])
        if calling is not viewer:
            # Usually the next call comes from the same place.
            self._believed[key] = (calling, until)
        return calling

    def _believe(self, key: bytes, viewer: Viewer, until: float) -> None:
        self._believed[key] = (viewer, until)
        if len(self._believed) > BELIEVED_MOST:
            self._believed.popitem(last=False)

    async def _checked(self, token: str) -> Viewer:
        issuer, claims = await self._claims(token)
        groups = _set_of(*(issuer.roles.get(name, name) for name in _names(claims.get(issuer.groups_claim))))
        admin = (_set_of(*_names(claims.get("admin_roles"))) | groups) & (ADMIN_ROLES | {SUPER})
        return Viewer(
            user_id=UserId(str(claims["sub"])),
            groups=groups,
            admin_roles=_set_of(*admin) if issuer.may_grant_admin else _set_of(),
            session_id=SessionId(str(claims["sid"])) if "sid" in claims else None,
            expires_at=datetime.fromtimestamp(int(claims["exp"]), UTC),
        )

    async def _claims(self, token: str) -> tuple[Issuer, Mapping[str, Any]]:
        try:
            header, body = (_peek(part) for part in token[:TOKEN_MAX].split(".")[:2])
            issuer = self._issuers[str(body.get("iss"))]
            keys = await issuer.key_set(header.get("kid"), self._clock.now())
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
            registry = jwt.JWTClaimsRegistry(
                now=int(self._clock.now().timestamp()),
                iss={"essential": True, "value": issuer.issuer},
                aud={"essential": True, "value": issuer.audience},
                sub={"essential": True},
                exp={"essential": True},
            )
            registry.validate(decoded.claims)
        except ExpiredTokenError:
            raise _expired() from None
        except (JoseError, ValueError, KeyError, TypeError, AttributeError, httpx.HTTPError):
            raise Unauthenticated(
                "UNAUTHENTICATED", "The access token is not valid.", hint="Sign in again."
            ) from None
        return issuer, decoded.claims


def _expired() -> Unauthenticated:
    return Unauthenticated(
        "AUTH_EXPIRED", "The session ran out.", hint="Renew it with refreshSession, or sign in."
    )


def _peek(part: str) -> dict[str, Any]:
    """One unverified part of a token, only to learn which issuer and key to check it with."""
    decoded = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(decoded, dict):
        raise ValueError("not an object")  # noqa: TRY004 - caught as a malformed token
    return decoded


@lru_cache(maxsize=64)
def _set_of(*names: str) -> frozenset[str]:
    """One for everybody who is in the same groups."""
    return frozenset(names)


def _names(claim: object) -> list[str]:
    return [str(name) for name in claim] if isinstance(claim, list) else []
