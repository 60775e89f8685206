"""Who may see a role page: its owner always, others once it is live, in an open city, fit for them."""

from dataclasses import dataclass
from typing import Final

from domain.errors import DomainError, Forbidden, NotFound
from domain.ids import UserId
from domain.profiles.model import BAND_WITHHELD, Role, ServiceProfile


@dataclass(frozen=True)
class Eyes:
    """What of a viewer matters here. A guest is nobody, of no known age, with Safe-Mode on."""

    user_id: UserId | None = None
    adult: bool = False
    safe_mode: bool = True

    def owns(self, profile: ServiceProfile) -> bool:
        return self.user_id is not None and self.user_id == profile.user_id

    def fit_for(self, profile: ServiceProfile) -> bool:
        """Fan-sub needs a verified adult; withheld pictures need one who turned Safe-Mode off."""
        if profile.showing.band_max >= BAND_WITHHELD and self.safe_mode:
            return False
        return self.adult or not is_for_adults(profile)


GUEST_EYES: Final = Eyes()


def is_for_adults(profile: ServiceProfile) -> bool:
    return profile.role is Role.FANSUB or profile.showing.band_max >= BAND_WITHHELD


def sees(eyes: Eyes, profile: ServiceProfile) -> bool:
    """For lists, where what may not be seen is left out. City gates are for whoever asks for a city."""
    return eyes.owns(profile) or (profile.is_public and eyes.fit_for(profile))


def require_seen(eyes: Eyes, profile: ServiceProfile | None, *, city_open: bool) -> ServiceProfile:
    """The page, or the refusal: SP_NOT_FOUND, SEARCH_CITY_GATED, SP_UNSAFE_PUBLIC."""
    if profile is None or not (profile.is_public or eyes.owns(profile)):
        raise not_found()
    if eyes.owns(profile):
        return profile
    if not city_open:
        raise city_gated()
    if not eyes.fit_for(profile):
        raise Forbidden(
            "SP_UNSAFE_PUBLIC",
            "Safe-Mode keeps this page from being shown to you.",
            hint="It is for verified adults who have turned Safe-Mode off.",
        )
    return profile


def not_found() -> DomainError:
    return NotFound("SP_NOT_FOUND", "There is no such role page, or it is not published.")


def city_gated() -> DomainError:
    return Forbidden(
        "SEARCH_CITY_GATED",
        "Role pages are not open in that city yet.",
        hint="The query cities lists where the marketplace is open.",
    )
