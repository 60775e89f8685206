"""Where the value of every variable comes from."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.docs.clauses import Wording
from domain.docs.terms import CancellationBand, LegTerms, PriceItem, StudioTerms
from domain.docs.usage import STANDARD, USAGES
from domain.docs.variables import Place, money_words, printed, problem_with
from domain.errors import Invalid


def values_from(terms: LegTerms) -> dict[str, Any]:
    """A value, or None where it is not known, for every variable that wording may use."""
    return {
        "buyer_legal_name": terms.buyer.legal_name,
        "service_title": terms.title,
        "service_date": terms.start_at.astimezone(terms.zone).date(),
        "start_time": terms.start_at,
        "end_time": terms.end_at,
        "location_address": terms.place,
        "price_items": _items(terms.items),
        "taxes": terms.tax,
        "total_price": terms.total,
        "acceptance_window": terms.acceptance_window,
        "cancellation_policy_summary": _cancellation(terms.cancellation),
        "governing_region": terms.governing_region,
        **_usage_values(terms),
        **(_studio_values(terms, terms.studio) if terms.studio else _talent_values(terms)),
    }


def bind(wordings: Iterable[Wording], terms: LegTerms) -> dict[str, str]:
    """The words for every variable of the wordings; DOC_VARS_MISSING names all that are absent or invalid."""
    values, place = values_from(terms), Place(terms.zone)
    variables = [variable for wording in wordings for variable in wording.variables]
    problems = {
        variable.name: problem
        for variable in variables
        if (problem := problem_with(variable, values.get(variable.name)))
    }
    if problems:
        raise vars_missing(problems)
    return {variable.name: printed(variable, values[variable.name], place) for variable in variables}


def vars_missing(problems: Mapping[str, str]) -> Invalid:
    return Invalid(
        "DOC_VARS_MISSING",
        f"The documents need {', '.join(sorted(problems))}.",
        hint="Complete what the fields name (updateAccount sets one's own legal name), then ask again.",
        fields=dict(problems),
    )


def _talent_values(terms: LegTerms) -> dict[str, Any]:
    return {
        "seller_legal_name": terms.seller.legal_name,
        "model_legal_name": terms.seller.legal_name,
        # The buyer commissions the images, so it is the buyer who counter-signs as photographer.
        "photographer_legal_name": terms.buyer.legal_name,
        "model_age_statement": "eighteen_or_older" if terms.seller.is_adult else None,
        "deliverables_summary": terms.deliverables,
        "compensation_summary": f"The Model's pay in the booking, whose price is {money_words(terms.total)}",
    }


def _usage_values(terms: LegTerms) -> dict[str, Any]:
    tier = terms.license_tier or STANDARD
    usage = USAGES.get(tier)
    return {
        "license_tier": tier,
        "usage_scope": usage and usage.scope,
        "territory": usage and usage.territory,
        "usage_duration": usage and usage.duration,
    }


def _studio_values(terms: LegTerms, studio: StudioTerms) -> dict[str, Any]:
    return {
        "owner_legal_name": terms.seller.legal_name,
        "studio_name": studio.name,
        "capacity_people": studio.capacity_people,
        "safety_rules": "\n".join(f"- {rule}" for rule in studio.house_rules),
        "deposit_amount": studio.deposit,
        "damage_policy": _damage(studio),
        "overtime_terms": _overtime(studio),
    }


def _items(items: tuple[PriceItem, ...]) -> str:
    return "; ".join(f"{item.title}: {money_words(item.amount)}" for item in items)


def _cancellation(bands: tuple[CancellationBand, ...]) -> str:
    ordered = sorted(bands, key=lambda band: band.from_hours, reverse=True)
    lines = [
        f"- {band.from_hours} hours or more before the start: {band.buyer_refund_pct} % back to the client"
        for band in ordered
    ]
    return "\n".join(lines)


def _damage(studio: StudioTerms) -> str:
    hours = int(studio.claim_window.total_seconds() // 3600)
    wear = "Damage beyond ordinary wear"
    if studio.deposit.cents:
        return f"{wear} may be claimed from the deposit, up to its amount, within {hours} hours of the end."
    owed = f"is made good by the Responsible Party when it is reported within {hours} hours of the end."
    return f"No deposit is held. {wear} {owed}"


def _overtime(studio: StudioTerms) -> str:
    if not studio.overtime_per_30m.cents:
        return "none is offered"
    return f"{money_words(studio.overtime_per_30m)} for each half hour begun"
