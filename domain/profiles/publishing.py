"""The gate between a draft and the public: everything missing is told at once, with the way to mend it."""

from collections.abc import Iterable, Sequence
from typing import Final

from domain.errors import Conflict, Forbidden, Invalid, Remedy
from domain.portfolio.remedies import PortfolioRemedies
from domain.profiles.completeness import PACKAGES, PORTFOLIO, Lack, Measured, lacks
from domain.profiles.model import Role, ServiceProfile
from domain.profiles.packages import DURATION_LEAST_MIN, PRICE_LEAST_CENTS
from domain.profiles.rules import ABOUT, missing_fields
from domain.profiles.visibility import city_gated

SET_PACKAGES: Final = f"Add a package of at least {PRICE_LEAST_CENTS} cents and {DURATION_LEAST_MIN} minutes"


def require_publishable(
    profile: ServiceProfile, *, city_open: bool, adult: bool, portfolio: PortfolioRemedies
) -> None:
    """Raises FANSUB_IDV_REQUIRED, SEARCH_CITY_GATED, SP_UNSAFE_PUBLIC or SP_INCOMPLETE.

    What helps a page with too few pictures, or with wrong ones, only the portfolio knows.
    """
    if profile.role is Role.FANSUB and not adult:
        raise Forbidden(
            "FANSUB_IDV_REQUIRED",
            "Both sides of fan-sub must be verified adults.",
            hint="Pass the identity check first.",
        )
    if not city_open:
        raise city_gated()
    if profile.showing.unsafe_count:
        raise Forbidden(
            "SP_UNSAFE_PUBLIC",
            "A picture in a published item may not be shown in public.",
            hint="Take it out of its item, then publish again.",
            remedies=portfolio.cleaner,
        )
    missing = lacks(Measured.of(profile))
    if missing:
        raise Conflict(
            "SP_INCOMPLETE",
            "The page is not ready to go live.",
            hint="; ".join(lack.message for lack in missing),
            fields={lack.path: lack.message for lack in missing},
            remedies=remedies_for(profile, missing, portfolio.more),
        )


def require_still_complete(profile: ServiceProfile, fields: Iterable[str]) -> None:
    """A live page cannot lose what it went live with. `fields` are the paths that the change was about."""
    if not profile.is_published:
        return
    gone = {
        lack.path: lack.message
        for lack in lacks(Measured.of(profile))
        if lack.path.partition(".")[0] in set(fields)
    }
    if gone:
        raise Invalid(
            "VALIDATION_FAILED",
            "A published page cannot do without that.",
            hint="Unpublish the page first, or send a value.",
            fields=gone,
        )


def remedies_for(
    profile: ServiceProfile, missing: Sequence[Lack], portfolio: Sequence[Remedy]
) -> tuple[Remedy, ...]:
    """One way per kind of lack. A null in the variables is for the owner to fill in."""
    paths = {lack.path for lack in missing}
    page = {"serviceProfileId": profile.id}
    blanks = dict.fromkeys(missing_fields(profile.role, profile.about))
    fields = Remedy("updateServiceProfile", {**page, "input": {ABOUT: blanks}}, "Fill in what is missing")
    offer = {"name": None, "priceCents": None, "durationMin": None}
    package = Remedy("setServicePackages", {**page, "packages": [offer]}, SET_PACKAGES)
    return (
        *([fields] if blanks else []),
        *([package] if PACKAGES in paths else []),
        *(portfolio if PORTFOLIO in paths else []),
    )
