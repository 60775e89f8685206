"""Who lives in the seeded city: demo accounts with names to remember, and everybody else."""

import random
from dataclasses import dataclass

# Known to everybody, so never for a database that anybody else can reach; `rastup seed` refuses production.
DEMO_PASSWORD = "demo-city-2026"  # noqa: S105
DOMAIN = "demo.rastup.example"
ADMIN_ROLES = (
    *("trust_safety", "finance_ops", "support", "content_ops", "search_curator", "docs_admin"),
    *("engineering", "promotions", "city_ops", "legal", "super_admin"),
)
FIRST = (
    *("Ava", "Mateo", "Noor", "Elijah", "Sofia", "Kenji", "Amara", "Lucas", "Priya", "Theo", "Zara", "Diego"),
    *(
        "Mina",
        "Omar",
        "Chloe",
        "Andre",
        "Leila",
        "Jonah",
        "Camila",
        "Hugo",
        "Imani",
        "Felix",
        "Ruth",
        "Malik",
    ),
    *(
        "Elena",
        "Ravi",
        "Nadia",
        "Caleb",
        "Thuy",
        "Marcus",
        "Iris",
        "Samir",
        "Paloma",
        "Owen",
        "Keisha",
        "Ivan",
    ),
    *("Freya", "Tomás", "Bianca", "Wes", "Anh", "Gideon", "Lena", "Rashad", "Josie", "Emil", "Dalia", "Cruz"),
)
LAST = (
    *("Nguyen", "Ramirez", "Okafor", "Bennett", "Castillo", "Tran", "Whitfield", "Haddad", "Moreno", "Price"),
    *("Adeyemi", "Larsen", "Guidry", "Patel", "Fontenot", "Kim", "Delgado", "Brooks", "Ortiz", "Hartley"),
    *("Vasquez", "Chen", "Boudreaux", "Sato", "Mercer", "Ali", "Navarro", "Quinn", "Espinoza", "Holloway"),
    *("Ibarra", "Reyes", "Campbell", "Suarez", "Winters", "Pham", "Cole", "Jensen", "Aguilar", "Sinclair"),
)


@dataclass(frozen=True)
class Newcomer:
    """Somebody about to sign up."""

    name: str
    handle: str
    email: str
    city: str


@dataclass(frozen=True)
class DemoAccount:
    email: str
    what: str


def demo_accounts() -> list[DemoAccount]:
    """The accounts that the console prints; all share one password."""
    people = [
        *(DemoAccount(demo_email(f"buyer{n}"), "buyer with past bookings") for n in (1, 2)),
        *(DemoAccount(demo_email(f"seller{n}"), "seller with a published profile") for n in (1, 2)),
        *(DemoAccount(demo_email(f"studio{n}"), "studio owner") for n in (1, 2)),
    ]
    return [*people, *(DemoAccount(admin_email(role), f"admin: {role}") for role in ADMIN_ROLES)]


def demo_email(name: str) -> str:
    return f"{name}@{DOMAIN}"


def admin_email(role: str) -> str:
    return f"admin.{role.replace('_', '-')}@{DOMAIN}"


def newcomers(kind: str, count: int, cities: tuple[str, ...]) -> list[Newcomer]:
    """The first ones answer to buyer1@…, seller1@…, studio1@…; names repeat, handles do not."""
    chance = random.Random(f"people:{kind}")  # the same city every time
    found = []
    for number in range(1, count + 1):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        handle = f"{plain(first)}_{plain(last)}_{kind[0]}{number}"
        city = cities[0] if number <= 2 else chance.choice(cities)
        found.append(
            Newcomer(f"{first} {last}", handle[-30:].strip("_"), demo_email(f"{kind}{number}"), city)
        )
    return found


def plain(word: str) -> str:
    return word.lower().translate(str.maketrans("áéíóú", "aeiou"))
