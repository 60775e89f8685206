"""Audience numbers as their owner states them. Whether they are true is not for the owner to say."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from domain.profiles.model import Platform, SocialMetric
from domain.profiles.rules.fields import Text, refuse_unknown
from domain.validation import Problems

SOCIAL: Final = "socialFields"
HANDLE: Final = Text(60)
# The largest number the contract can tell.
COUNT_MOST: Final = 2_147_483_647
# YouTube calls its followers subscribers; they are one number here.
FOLLOWERS: Final[Mapping[Platform, str]] = MappingProxyType({Platform.YOUTUBE: "subscribers"})
METRIC_FIELDS: Final = frozenset(("handle", "followers", "engagement_rate", "avg_views", "verified"))
PROOF_NEEDED: Final = "Set by connecting the account to its platform, not by hand."


def social_of(problems: Problems, document: Any, kept: Sequence[SocialMetric]) -> tuple[SocialMetric, ...]:
    """The metrics of `document`, platform by platform; a platform left out stays, a null takes it away.

    A changed handle loses its proof: the proof was of the other account.
    """
    if not problems.require(SOCIAL, "Must be an object.", ok=isinstance(document, Mapping)):
        return tuple(kept)
    metrics = {metric.platform: metric for metric in kept}
    for key, value in document.items():
        platform = _platform(problems, key)
        if platform is None:
            continue
        if value is None:
            metrics.pop(platform, None)
        elif problems.require(f"{SOCIAL}.{key}", "Must be an object.", ok=isinstance(value, Mapping)):
            inside = problems.within(f"{SOCIAL}.{key}.")
            metrics[platform] = _metric(inside, platform, value, metrics.get(platform))
    return tuple(metrics[platform] for platform in Platform if platform in metrics)


def _platform(problems: Problems, key: Any) -> Platform | None:
    try:
        return Platform(str(key).upper())
    except ValueError:
        names = ", ".join(platform.lower() for platform in Platform)
        problems.add(SOCIAL, f"Platforms are: {names}.")
        return None


def _metric(
    problems: Problems, platform: Platform, value: Mapping[str, Any], before: SocialMetric | None
) -> SocialMetric:
    followers = FOLLOWERS.get(platform, "followers")
    allowed = {*METRIC_FIELDS, followers}
    refuse_unknown(problems, value, allowed, "Not a field of a social platform.")
    handle = HANDLE.read(problems, "handle", value.get("handle"))
    proven = before is not None and before.verified and before.handle == handle
    claimed = value.get("verified")
    # A client may send back what it was shown; it may not claim more.
    problems.require("verified", PROOF_NEEDED, ok=claimed is None or claimed is False or claimed is proven)
    return SocialMetric(
        platform=platform,
        handle=handle,
        verified=proven,
        followers=_count(problems, followers, value.get(followers, value.get("followers"))),
        engagement_rate=_rate(problems, value.get("engagement_rate")),
        avg_views=_count(problems, "avg_views", value.get("avg_views")),
    )


def _count(problems: Problems, name: str, value: Any) -> int | None:
    if value is None or not problems.integer(name, value, 0, COUNT_MOST):
        return None
    count: int = value
    return count


def _rate(problems: Problems, value: Any) -> float | None:
    if value is None or not problems.number("engagement_rate", value, 0, 1):
        return None
    return float(value)
