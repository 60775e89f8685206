"""Passwords by argon2id, and the hash that stands in where there is nobody."""

from argon2 import PasswordHasher, extract_parameters

from integrations.argon2_passwords import Argon2Passwords


async def test_only_the_password_itself_matches() -> None:
    passwords = Argon2Passwords(time_cost=1, memory_kib=8)
    kept = await passwords.hash("a long enough password")
    assert await passwords.matches(kept, "a long enough password")
    assert not await passwords.matches(kept, "another password")
    assert not await passwords.matches("no hash at all", "a long enough password")


async def test_a_password_of_nobody_is_verified_at_the_same_price_and_never_matches() -> None:
    passwords = Argon2Passwords(time_cost=2, memory_kib=64)
    real = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash("anything")
    assert extract_parameters(passwords._decoy) == extract_parameters(real)
    assert not await passwords.matches(None, "anything")
