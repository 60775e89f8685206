"""Role pages for tests: complete ones, from which a test takes away what it is about."""

from datetime import UTC, datetime
from typing import Any

from domain.ids import MediaId, ProfileId, UserId
from domain.profiles.model import ProfileStatus, Role, ServiceProfile, Showing
from domain.profiles.packages import PackageOffer

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)

ABOUT: dict[Role, dict[str, Any]] = {
    Role.MODEL: {
        "height_cm": 175,
        "bust_cm": 86,
        "waist_cm": 63,
        "hips_cm": 91,
        "hair_color": "Brunette",
        "eye_color": "Brown",
        "genres": ["fashion", "editorial"],
        "experience_years": 3,
    },
    Role.PHOTOGRAPHER: {
        "specialties": ["portrait", "fashion"],
        "gear": ["Canon R5", "Sigma 24-70"],
        "editing_turnaround_days": 7,
        "insurance": True,
        "studio_access": False,
    },
    Role.VIDEOGRAPHER: {
        "specialties": ["music", "wedding"],
        "camera_rigs": ["FX3"],
        "audio_capability": False,
        "editing_turnaround_days": 10,
        "deliverable_formats": ["mp4", "prores"],
    },
    Role.CREATOR: {
        "platforms": ["instagram", "tiktok"],
        "categories": ["fashion", "beauty"],
        "brand_safety_notes": "No gambling.",
    },
    Role.FANSUB: {
        "platforms": ["instagram"],
        "categories": ["lifestyle"],
        "brand_safety_notes": "None.",
        "adult": True,
    },
}
SHOWING = Showing(price_from_cents=20_000, package_count=1, media_count=6, item_count=1)


def a_page(role: Role = Role.MODEL, **changes: Any) -> ServiceProfile:
    values: dict[str, Any] = {
        "id": ProfileId("srv_1"),
        "user_id": UserId("usr_owner"),
        "handle": "kevin",
        "role": role,
        "display_name": "Kevin",
        "bio": "Ten years before the camera.",
        "city": "houston",
        "region": "TX",
        "travel_notes": "All of Texas.",
        "languages": ("English",),
        "tags": ("fashion",),
        "about": ABOUT[role],
        "radius_km": 0,
        "cover_media_id": MediaId("med_1"),
        "created_at": NOON,
        "updated_at": NOON,
        "showing": SHOWING,
    }
    return ServiceProfile(**values | changes)


def a_live_page(role: Role = Role.MODEL, **changes: Any) -> ServiceProfile:
    return a_page(role, status=ProfileStatus.PUBLISHED, **changes)


def an_offer(**changes: Any) -> PackageOffer:
    values: dict[str, Any] = {"name": "2-Hour Shoot", "price_cents": 20_000, "duration_min": 120}
    return PackageOffer(**values | changes)
