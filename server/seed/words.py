"""What people of the city say about themselves and their places."""

import random

NEIGHBOURHOODS = {
    "houston": ("East End", "Montrose", "The Heights", "EaDo", "Midtown", "Sawyer Yards", "Third Ward"),
    "austin": ("East Austin", "South Congress", "Mueller", "Hyde Park"),
    "los-angeles": ("Arts District", "Silver Lake", "Culver City", "Echo Park"),
}
REGIONS = {"houston": "TX", "austin": "TX", "los-angeles": "CA"}
PLACES = {"houston": (29.7604, -95.3698), "austin": (30.2672, -97.7431), "los-angeles": (34.0522, -118.2437)}
ROOM_WORDS = ("Loft", "Daylight Studio", "Warehouse", "Brick Room", "Cyc Stage", "Garden House", "Atelier")
TONES = ("Calm on set", "Quick and prepared", "Happy to help with concepts", "Direction-friendly")
SPECIALS = ("early calls", "small crews", "first-time clients", "last-minute bookings", "large teams")
RULES = (
    "No glitter, confetti or smoke machines.",
    "Leave the room as you found it; sweep the seamless.",
    "Shoes off on the cyc wall.",
    "No smoking anywhere in the building.",
    "Quiet after 21:00, we have neighbours.",
    "Pets only by arrangement.",
    "No more people than agreed when booking.",
)
BRIEFS = (
    "Lookbook for a small label, about twelve looks, natural light if we can.",
    "Portraits for a team page, six people, plain background.",
    "Campaign pictures for a new skincare line, clean and bright.",
    "A short film for social media, one location, half a day.",
    "Editorial story around the East End, walking and shooting.",
)
TALK = (
    "Hi! Is the call time fixed, or could we start half an hour later?",
    "Half an hour later works. I will bring two backup outfits.",
    "Parking is behind the building, the gate opens at eight.",
    "Great, thank you. I have added the reference board to the brief.",
    "Confirmed. See you there!",
    "Thank you for today, that went very smoothly.",
)


def bio(chance: random.Random, first_name: str, trade: str, city_name: str) -> str:
    years = chance.randint(2, 15)
    return (
        f"{first_name} is a {trade} based in {city_name} with {years} years of experience. "
        f"{chance.choice(TONES)}, used to {chance.choice(SPECIALS)}. "
        f"Recent work includes {chance.choice(('lookbooks', 'portraits', 'campaigns', 'music videos'))} "
        f"and {chance.choice(('editorials', 'product films', 'event coverage', 'casting days'))}."
    )


def room_name(chance: random.Random, neighbourhood: str) -> str:
    return f"{neighbourhood} {chance.choice(ROOM_WORDS)}"


def room_description(chance: random.Random, name: str, sqft: int, people: int) -> str:
    light = chance.choice(("north-facing windows", "floor-to-ceiling daylight", "full blackout"))
    return (
        f"{name} is a {sqft} square foot room with {light}, ready for up to {people} people. "
        f"{chance.choice(('A stylist corner', 'A prop shelf', 'A rolling rack'))} and "
        f"{chance.choice(('fast wifi', 'a kettle that never stops', 'street-level loading'))} are included."
    )


def some(chance: random.Random, words: frozenset[str], least: int, most: int) -> list[str]:
    """Some of them, in an order that does not depend on how a set lies in memory."""
    return chance.sample(sorted(words), chance.randint(least, min(most, len(words))))
