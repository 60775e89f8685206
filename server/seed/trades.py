"""What each trade fills into its page, and what it charges."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from domain.common.taxonomy import keys
from domain.profiles.model import LicenceType, Role
from domain.profiles.packages import AddonOffer, LicensingOffer, PackageOffer
from server.seed.words import some

# Out of three hundred: everybody photographs, few run a fan page.
SHARES: Mapping[Role, int] = {
    Role.MODEL: 100,
    Role.PHOTOGRAPHER: 85,
    Role.VIDEOGRAPHER: 50,
    Role.CREATOR: 50,
    Role.FANSUB: 15,
}
TRADE_NAME: Mapping[Role, str] = {
    Role.MODEL: "model",
    Role.PHOTOGRAPHER: "photographer",
    Role.VIDEOGRAPHER: "videographer",
    Role.CREATOR: "content creator",
    Role.FANSUB: "creator",
}
HOURLY_CENTS: Mapping[Role, tuple[int, int]] = {
    Role.MODEL: (6_000, 18_000),
    Role.PHOTOGRAPHER: (9_000, 26_000),
    Role.VIDEOGRAPHER: (11_000, 32_000),
    Role.CREATOR: (7_000, 24_000),
    Role.FANSUB: (8_000, 20_000),
}
HAIR, EYES = ("Brunette", "Blonde", "Black", "Red", "Grey"), ("Brown", "Blue", "Green", "Hazel")


def about(role: Role, chance: random.Random) -> dict[str, Any]:
    return _ABOUT[role](chance)


def offers(role: Role, chance: random.Random) -> list[PackageOffer]:
    """Two hours, half a day, a day; the longer, the cheaper the hour."""
    low, high = HOURLY_CENTS[role]
    hourly = chance.randrange(low, high, 500)
    return [
        _offer("Two hours", hourly * 2, 120, ("10 edited pictures",)),
        _offer("Half day", hourly * 4 * 9 // 10, 240, ("25 edited pictures", "One retouch round")),
        _offer(
            "Full day", hourly * 8 * 8 // 10, 480, ("50 edited pictures", "Two retouch rounds", "Raw files")
        ),
    ]


def _offer(name: str, cents: int, minutes: int, includes: tuple[str, ...]) -> PackageOffer:
    whole_dollars = cents // 100 * 100
    adders = {LicenceType.COMMERCIAL.value: whole_dollars // 4, LicenceType.ADS.value: whole_dollars // 2}
    return PackageOffer(
        name=name,
        price_cents=whole_dollars,
        duration_min=minutes,
        includes=includes,
        addons=(AddonOffer("Extra retouch per picture", 1_500), AddonOffer("Rush delivery", 7_500)),
        licensing=LicensingOffer("standard", "Social media and web, one year", adders),
    )


def _model(chance: random.Random) -> dict[str, Any]:
    return {
        "height_cm": chance.randint(160, 192),
        "bust_cm": chance.randint(78, 100),
        "waist_cm": chance.randint(58, 84),
        "hips_cm": chance.randint(84, 104),
        "hair_color": chance.choice(HAIR),
        "eye_color": chance.choice(EYES),
        "genres": some(chance, keys("genre"), 2, 4),
        "experience_years": chance.randint(1, 14),
    }


def _photographer(chance: random.Random) -> dict[str, Any]:
    return {
        "specialties": some(chance, keys("specialty"), 2, 4),
        "gear": ["Canon R5", chance.choice(("Sigma 24-70", "Canon 85 f/1.2", "Godox AD600"))],
        "editing_turnaround_days": chance.randint(3, 14),
        "insurance": chance.random() < 0.7,
        "studio_access": chance.random() < 0.4,
    }


def _videographer(chance: random.Random) -> dict[str, Any]:
    return {
        "specialties": some(chance, keys("specialty"), 2, 3),
        "camera_rigs": [chance.choice(("FX3", "BMPCC6K", "C70")), "Ronin RS3"],
        "audio_capability": chance.random() < 0.6,
        "editing_turnaround_days": chance.randint(5, 21),
        "deliverable_formats": some(chance, keys("deliverable_format"), 1, 3),
    }


def _creator(chance: random.Random) -> dict[str, Any]:
    return {
        "platforms": some(chance, keys("platform"), 1, 3),
        "categories": some(chance, keys("creator_category"), 2, 4),
        "brand_safety_notes": "No alcohol, no politics.",
    }


def _fansub(chance: random.Random) -> dict[str, Any]:
    return {**_creator(chance), "adult": True}


_ABOUT: Mapping[Role, Callable[[random.Random], dict[str, Any]]] = {
    Role.MODEL: _model,
    Role.PHOTOGRAPHER: _photographer,
    Role.VIDEOGRAPHER: _videographer,
    Role.CREATOR: _creator,
    Role.FANSUB: _fansub,
}
