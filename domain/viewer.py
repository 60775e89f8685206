"""Who is asking: what a verified token says, and where the call came from."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.errors import Unauthenticated
from domain.ids import SessionId, UserId

ADMIN_ROLES: Final = frozenset(
    {
        "trust_safety",
        "finance_ops",
        "support",
        "content_ops",
        "search_curator",
        "docs_admin",
        "engineering",
        "promotions",
        "city_ops",
        "legal",
    }
)
# May do what any admin may.
SUPER: Final = "super_admin"
ROLES: Final = frozenset({"guest", "user", "admin"})


# Slots: a process remembers thousands.
@dataclass(frozen=True, slots=True)
class Viewer:
    """The caller of one request or socket. `user_id` is None for a guest."""

    user_id: UserId | None = None
    groups: frozenset[str] = frozenset()
    admin_roles: frozenset[str] = frozenset()
    session_id: SessionId | None = None
    expires_at: datetime | None = None
    address: str = ""
    agent: str = ""

    def calling(self, address: str, agent: str) -> "Viewer":
        """The same caller, from where this call comes."""
        if (address, agent) == (self.address, self.agent):
            return self
        return replace(self, address=address, agent=agent)

    def require_user(self) -> UserId:
        if self.user_id is None:
            raise Unauthenticated("UNAUTHENTICATED", "Sign in first.", hint="Send a valid access token.")
        return self.user_id

    @property
    def role(self) -> str:
        """One of ROLES: what a caller is to settings that tell callers apart."""
        if self.is_admin:
            return "admin"
        return "guest" if self.user_id is None else "user"

    @property
    def is_admin(self) -> bool:
        return bool(self.admin_roles)


GUEST = Viewer()
