"""Any mutation may be repeated under its key; a request is one transaction, its answer included."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from domain.keys.reactions import begin_forgetting
from tests.api.thread_world import talking
from tests.world import PASSWORD, World

SIGN_UP = "mutation ($input: SignUpInput!) { signUp(input: $input) { refreshToken account { userId } } }"
RENAME = "mutation ($n: String!) { updateAccount(input: {displayName: $n}) { user { displayName } } }"


def ada(**overrides: object) -> dict[str, object]:
    return {
        "input": {
            "email": "ada@example.com",
            "password": PASSWORD,
            "displayName": "Ada",
            "is18PlusAttested": True,
            "tosAccepted": True,
        }
        | overrides
    }


async def accounts(api: World) -> int:
    async with api.units() as uow:
        count = await uow.connection.scalar(text("select count(*) from account"))
        return int(count or 0)


async def test_twenty_repeats_at_once_act_once_and_all_get_the_same_answer(api: World) -> None:
    answers = await asyncio.gather(*(api.run(SIGN_UP, ada(), key="one") for _ in range(20)))
    assert {answer.data["signUp"]["refreshToken"] for answer in answers} == {
        answers[0].data["signUp"]["refreshToken"]
    }
    assert await accounts(api) == 1


async def test_a_repeat_also_gets_the_cookie_of_the_first_answer(api: World) -> None:
    first = await api.run(SIGN_UP, ada(), key="one")
    again = await api.run(SIGN_UP, ada(), key="one")
    assert first.headers["set-cookie"] == again.headers["set-cookie"]


async def test_a_key_used_for_something_else_is_a_conflict_and_changes_nothing(api: World) -> None:
    await api.run(SIGN_UP, ada(), key="one")
    refused = await api.run(SIGN_UP, ada(email="other@example.com"), key="one")
    assert (refused.code, await accounts(api)) == ("CONFLICT", 1)


async def test_keys_belong_to_their_caller(api: World) -> None:
    one, two = await api.sign_up(), await api.sign_up()
    for person, name in ((one, "One"), (two, "Two")):
        answer = await api.run(RENAME, {"n": name}, token=person.token, key="same")
        assert answer.data["updateAccount"]["user"]["displayName"] == name


async def test_a_refusal_is_not_kept_so_that_mending_the_cause_helps(api: World) -> None:
    await api.run(SIGN_UP, ada())
    taken = await api.run(SIGN_UP, ada(), key="one")
    assert taken.code == "AUTH_EMAIL_TAKEN"
    async with api.units() as uow:
        await uow.connection.execute(text("update account set email = 'moved@example.com'"))
    assert (await api.run(SIGN_UP, ada(), key="one")).data


async def test_stored_answers_hold_no_readable_token(api: World) -> None:
    answer = await api.run(SIGN_UP, ada(), key="one")
    async with api.units() as uow:
        kept = await uow.connection.scalar(text("select answer from idempotency_key"))
    assert kept
    assert answer.data["signUp"]["refreshToken"].encode() not in kept


async def test_an_answer_that_cannot_be_formed_takes_its_effect_back(api: World) -> None:
    person = await api.sign_up()
    broken = 'mutation { updateAccount(input: {displayName: "New"}) { user { displayName nothing } } }'
    assert (await api.run(broken, token=person.token)).code == "VALIDATION_FAILED"
    async with api.units() as uow:
        name = await uow.connection.scalar(text("select display_name from account"))
    assert name != "New"


async def test_of_several_mutations_the_good_ones_stay(api: World) -> None:
    person = await api.sign_up()
    document = (
        'mutation { a: updateAccount(input: {displayName: "Good"}) { user { displayName } }'
        ' b: updateAccount(input: {handle: "NOT VALID"}) { user { handle } } }'
    )
    answer = await api.run(document, token=person.token)
    assert (answer.code, answer.errors[0]["path"]) == ("VALIDATION_FAILED", ["b"])
    me = await api.run("{ me { user { displayName } } }", token=person.token)
    assert me.data["me"]["user"]["displayName"] == "Good"


async def test_what_went_well_beside_a_refusal_is_not_done_twice_under_one_key(api: World) -> None:
    two = await talking(api)
    both = """mutation ($t: ID!) {
        good: sendMessage(threadId: $t, text: "Fine") { id }
        bad: sendMessage(threadId: $t, text: "") { id }
    }"""
    first = await api.run(both, {"t": two.thread_id}, token=two.buyer.token, key="one")
    again = await api.run(both, {"t": two.thread_id}, token=two.buyer.token, key="one")
    assert (first.code, first.errors[0]["path"]) == ("VALIDATION_FAILED", ["bad"])
    assert again.body == first.body
    async with api.units() as uow:
        said = await uow.connection.scalar(text("select count(*) from message where body_text = 'Fine'"))
    assert said == 1


async def test_where_everything_is_refused_the_key_may_be_used_again(api: World) -> None:
    two = await talking(api)
    bad = """mutation ($t: ID!, $text: String!) {
        one: sendMessage(threadId: $t, text: "") { id }
        other: sendMessage(threadId: $t, text: $text) { id }
    }"""
    refused = await api.run(bad, {"t": two.thread_id, "text": ""}, token=two.buyer.token, key="one")
    assert (refused.code, await keys_kept(api)) == ("VALIDATION_FAILED", 0)


async def test_a_key_that_is_too_long_is_refused(api: World) -> None:
    refused = await api.run(SIGN_UP, ada(), key="k" * 256)
    assert (refused.code, await accounts(api)) == ("VALIDATION_FAILED", 0)


async def keys_kept(api: World) -> int:
    async with api.units() as uow:
        return int(await uow.connection.scalar(text("select count(*) from idempotency_key")) or 0)


async def test_keys_are_forgotten_after_two_days_and_looked_through_again_every_day(api: World) -> None:
    ada_token = (await api.sign_up()).token
    await api.run(RENAME, {"n": "Ada"}, token=ada_token, key="old")
    async with api.units() as uow:
        await uow.connection.execute(text("update idempotency_key set at = at - interval '49 hours'"))
        await begin_forgetting(uow)
    await api.run(RENAME, {"n": "Ada L."}, token=ada_token, key="new")
    assert await keys_kept(api) == 2
    await api.drain()
    assert await keys_kept(api) == 1
    async with api.units() as uow:
        due = await uow.connection.scalar(text("select due_at from timer where kind = 'keys.forget'"))
        assert timedelta(hours=23) < due - uow.now <= timedelta(days=1)


async def test_only_so_many_keys_are_forgotten_at_once(api: World) -> None:
    token = (await api.sign_up()).token
    for number in range(3):
        await api.run(RENAME, {"n": f"Ada {number}"}, token=token, key=f"k{number}")
    async with api.units() as uow:
        later = uow.now + timedelta(days=3)
        assert await uow.keys.forget_old(later, most=2) == 2
    assert await keys_kept(api) == 1
