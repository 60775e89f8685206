"""Distances on the globe, in whole metres."""

import math
from typing import Final

from domain.search.model import Point

EARTH_M: Final = 6_371_008.8


def on_the_map(lat: float, lon: float) -> bool:
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180


def distance_m(one: Point, other: Point) -> int:
    """The way along the great circle (haversine)."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(other.lon - one.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return round(2 * EARTH_M * math.asin(min(1.0, math.sqrt(chord))))
