"""Audience figures, as pages and search cards keep them (contract profiles.graphql)."""

from persistence.read.elements import of_element
from persistence.read.model import ReadModel

METRIC = ReadModel("SocialMetric")
METRIC.computed(
    **{
        name: of_element(name)
        for name in ("platform", "handle", "verified", "followers", "engagement_rate", "avg_views")
    }
)
