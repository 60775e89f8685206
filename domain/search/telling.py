"""Explanations and counts as JSON, field by field as the contract has them."""

import json
from collections.abc import Sequence
from typing import Any

from domain.search.model import Facet
from domain.search.ranking import Scored
from domain.search.shares import shown


def why_json(card: Scored) -> str:
    return _json(
        [
            {
                "factor": factor.name.value,
                "signal": shown(factor.signal),
                "weight": factor.weight,
                "contribution": shown(factor.contribution),
                "note": factor.note,
            }
            for factor in card.why
        ]
    )


def facets_json(facets: Sequence[Facet]) -> str:
    return _json(
        [
            {
                "field": facet.field,
                "buckets": [
                    {"value": bucket.value, "label": bucket.label, "count": bucket.count}
                    for bucket in facet.buckets
                ],
            }
            for facet in facets
        ]
    )


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
