"""What role pages need kept (`uow.profiles`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.ids import PackageId, ProfileId, RuleId, StudioId, UserId
from domain.profiles.model import AutoAcceptRule, AvailabilityWindow, Role, ServicePackage, ServiceProfile
from domain.profiles.reputation import ReviewStat
from domain.profiles.visibility import Eyes


class Profiles(Protocol):
    """Heads come whole, with what the page has to show counted; lists are read beside them, in batches."""

    async def add(self, profile: ServiceProfile) -> None:
        """Raises CONFLICT when the account has a page in that role."""

    async def save(self, profile: ServiceProfile) -> None:
        """Everything but the counts and ratings, which are not the owner's to set."""

    async def by_id(self, profile_id: ProfileId) -> ServiceProfile | None: ...

    async def by_ids(self, profile_ids: Sequence[ProfileId]) -> Mapping[ProfileId, ServiceProfile]: ...

    async def by_handle(self, handle: str, role: Role) -> ServiceProfile | None: ...

    async def holding(self, profile_id: ProfileId) -> ServiceProfile | None:
        """The page with its row locked, so that two changes queue."""

    async def of_users(self, user_ids: Sequence[UserId]) -> Mapping[UserId, Sequence[ServiceProfile]]:
        """Every page of each account, drafts included, in the order of the roles."""

    async def set_reviews(self, profile_id: ProfileId, reviews: ReviewStat) -> None: ...

    async def package(self, package_id: PackageId) -> ServicePackage | None:
        """An offer that stands; None for one that was taken off its page."""

    async def packages(
        self, profile_ids: Sequence[ProfileId]
    ) -> Mapping[ProfileId, Sequence[ServicePackage]]:
        """The offers of each page in the order its owner gave them."""

    async def set_packages(
        self, profile_id: ProfileId, packages: Sequence[ServicePackage], at: datetime
    ) -> None:
        """Those left out can no longer be booked; what was booked before keeps naming them."""

    async def eyes(self, user_ids: Sequence[UserId]) -> Mapping[UserId, Eyes]:
        """What of each account decides which pages it may see."""

    async def windows(
        self, profile_ids: Sequence[ProfileId]
    ) -> Mapping[ProfileId, Sequence[AvailabilityWindow]]: ...

    async def set_windows(self, profile_id: ProfileId, windows: Sequence[AvailabilityWindow]) -> None: ...

    async def studio_links(
        self, profile_ids: Sequence[ProfileId]
    ) -> Mapping[ProfileId, Sequence[StudioId]]: ...

    async def rules(self, profile_id: ProfileId) -> Sequence[AutoAcceptRule]:
        """Instant-book rules of a page, oldest first."""

    async def rule(self, rule_id: RuleId) -> AutoAcceptRule | None: ...

    async def keep_rule(self, rule: AutoAcceptRule) -> None:
        """Adds it, or changes the one with its id."""

    async def drop_rule(self, rule_id: RuleId) -> None: ...

    async def link_studio(self, profile_id: ProfileId, studio_id: StudioId, at: datetime) -> None:
        """Idempotent."""

    async def unlink_studio(self, profile_id: ProfileId, studio_id: StudioId) -> None:
        """Idempotent."""
