"""The policy a leg is booked under, frozen with it: cancellation bands, windows, caps (spec 1.3.K to N)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

VERSION: Final = 1

# The slot is kept this long after the last step forward, so nobody is blocked by an abandoned checkout...
HOLD_LENGTH: Final = timedelta(minutes=30)
# ...and however busy a checkout looks, it keeps a slot no longer than this before it must win it anew.
HOLD_CAP: Final = timedelta(hours=24)
# A checkout that was not confirmed by then is over.
DRAFT_LIFE: Final = timedelta(hours=72)
# The buyer may object this long after the session; silence is acceptance.
ACCEPTANCE_WINDOW: Final = timedelta(hours=48)
# While a payment is being confirmed nothing lapses: authorisations live for seven days, and so does the hold.
CONFIRMING_HOLD: Final = timedelta(days=7)
# A confirmation that stands still is looked after this long after its last step.
RECONCILE_AFTER: Final = timedelta(seconds=60)

LONGEST_SESSION: Final = timedelta(days=14)
FURTHEST_AHEAD: Final = timedelta(days=365)


@dataclass(frozen=True)
class Band:
    """Who gets what when a leg is cancelled this long before its start. `to_hours` None has no upper end."""

    from_hours: int
    to_hours: int | None
    buyer_refund_pct: int
    seller_payout_pct: int


STANDARD_BANDS: Final = (Band(72, None, 100, 0), Band(24, 72, 50, 50), Band(0, 24, 0, 100))


@dataclass(frozen=True)
class LegPolicy:
    """What holds for one leg, whatever the seller or the platform changes later."""

    bands: tuple[Band, ...] = STANDARD_BANDS
    provider_cancel_full_refund: bool = True
    admin_override_allowed: bool = True
    change_order_until_hours: int = 0
    overtime_max_min: int = 120
    overtime_cents_per_30m: int = 0
    acceptance_hours: int = ACCEPTANCE_WINDOW // timedelta(hours=1)
    deposit_claim_hours: int = 72


def band_for(bands: Sequence[Band], hours_to_start: float) -> Band:
    """The band a cancellation falls into; after the start, the one nearest to it."""
    ordered = sorted(bands, key=lambda band: band.from_hours, reverse=True)
    return next((band for band in ordered if hours_to_start >= band.from_hours), ordered[-1])


def bands_from(document: Mapping[str, Any] | None) -> tuple[Band, ...]:
    """The bands of a studio's own policy; the standard ones when it has none."""
    rows = (document or {}).get("bands") or ()
    bands = tuple(
        Band(row["from_hours"], row.get("to_hours"), row["buyer_refund_pct"], row["seller_payout_pct"])
        for row in rows
    )
    return bands or STANDARD_BANDS


def as_document(terms: LegPolicy) -> dict[str, Any]:
    """The policy as clients read it and as it is kept."""
    return {
        "version": VERSION,
        "bands": [vars(band) for band in terms.bands],
        "provider_cancel_full_refund": terms.provider_cancel_full_refund,
        "admin_override_allowed": terms.admin_override_allowed,
        "change_order_until_hours": terms.change_order_until_hours,
        "overtime_max_min": terms.overtime_max_min,
        "overtime_cents_per_30m": terms.overtime_cents_per_30m,
        "acceptance_hours": terms.acceptance_hours,
        "deposit_claim_hours": terms.deposit_claim_hours,
    }


def from_document(document: Mapping[str, Any]) -> LegPolicy:
    values = {name: document[name] for name in LegPolicy.__dataclass_fields__ if name != "bands"}
    return LegPolicy(bands=bands_from(document), **values)
