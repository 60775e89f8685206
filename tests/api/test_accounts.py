"""Accounts through the API."""

import pytest

from tests.integrations.pictures import a_picture
from tests.world import PASSWORD, World

ME = "{ me { userId email emailVerified user { handle displayName } groups status safeMode } }"
SIGN_UP = "mutation ($input: SignUpInput!) { signUp(input: $input) { account { userId } } }"
SIGN_IN = (
    "mutation ($e: String!, $p: String!) { signIn(email: $e, password: $p) { accessToken refreshToken } }"
)
REFRESH = "mutation ($t: String) { refreshSession(refreshToken: $t) { accessToken refreshToken } }"


def someone(**overrides: object) -> dict[str, object]:
    return {
        "email": "ada@example.com",
        "password": PASSWORD,
        "displayName": "Ada",
        "is18PlusAttested": True,
        "tosAccepted": True,
    } | overrides


async def test_a_guest_has_no_account(api: World) -> None:
    assert (await api.run(ME)).data == {"me": None}


async def test_who_signs_up_is_signed_in(api: World) -> None:
    person = await api.sign_up(email="ada@example.com", handle="ada")
    me = (await api.run(ME, token=person.token)).data["me"]
    assert me == {
        "userId": person.user_id,
        "email": "ada@example.com",
        "emailVerified": False,
        "user": {"handle": "ada", "displayName": me["user"]["displayName"]},
        "groups": ["buyer"],
        "status": "active",
        "safeMode": True,
    }


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"is18PlusAttested": False}, "AGE_ATTESTATION_REQUIRED", "is18PlusAttested"),
        ({"tosAccepted": False}, "VALIDATION_FAILED", "tosAccepted"),
        ({"email": "nobody"}, "VALIDATION_FAILED", "email"),
        ({"email": "a" * 300 + "@example.com"}, "VALIDATION_FAILED", "email"),
        ({"password": "short"}, "VALIDATION_FAILED", "password"),
        ({"handle": "No Spaces"}, "VALIDATION_FAILED", "handle"),
        ({"displayName": " "}, "VALIDATION_FAILED", "displayName"),
        ({"displayName": "\u0001"}, "VALIDATION_FAILED", "displayName"),
    ],
)
async def test_a_faulty_sign_up_names_the_field_and_leaves_no_account(
    api: World, change: dict[str, object], code: str, field: str
) -> None:
    refused = await api.run(SIGN_UP, {"input": someone(**change)})
    assert (refused.code, field in refused.extensions["fields"]) == (code, True)
    async with api.units() as uow:
        assert await uow.accounts.by_email("ada@example.com") is None


async def test_an_email_and_a_handle_belong_to_one_account_whatever_their_case(api: World) -> None:
    await api.sign_up(email="ada@example.com", handle="ada")
    taken = await api.run(SIGN_UP, {"input": someone(email="ADA@example.com", handle="other")})
    assert taken.code == "AUTH_EMAIL_TAKEN"
    taken = await api.run(SIGN_UP, {"input": someone(email="new@example.com", handle="ada")})
    assert taken.code == "HANDLE_TAKEN"


async def test_a_wrong_password_and_an_unknown_address_look_the_same(api: World) -> None:
    person = await api.sign_up()
    wrong = await api.run(SIGN_IN, {"e": person.email, "p": "not the password"})
    unknown = await api.run(SIGN_IN, {"e": "nobody@example.com", "p": "not the password"})
    assert wrong.code == unknown.code == "AUTH_INVALID_CREDENTIALS"
    assert wrong.errors[0]["message"] == unknown.errors[0]["message"]


async def test_guessing_passwords_is_stopped_after_ten_tries(api: World) -> None:
    person = await api.sign_up()
    codes = [(await api.run(SIGN_IN, {"e": person.email, "p": "x" * 12})).code for _ in range(11)]
    assert codes == ["AUTH_INVALID_CREDENTIALS"] * 10 + ["RATE_LIMITED"]


async def test_a_refresh_token_works_once_and_reuse_ends_its_family(api: World) -> None:
    person = await api.sign_up()
    second = (await api.run(REFRESH, {"t": person.refresh_token})).data["refreshSession"]["refreshToken"]
    assert (await api.run(REFRESH, {"t": person.refresh_token})).code == "AUTH_TOKEN_INVALID"
    assert (await api.run(REFRESH, {"t": second})).code == "AUTH_EXPIRED"


async def test_the_refresh_token_also_travels_as_a_host_cookie(api: World) -> None:
    answer = await api.run(
        "mutation ($input: SignUpInput!) { signUp(input: $input) { refreshToken } }", {"input": someone()}
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"__Host-rastup_refresh={answer.data['signUp']['refreshToken']};")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


async def test_the_cookie_alone_renews_a_session(api: World) -> None:
    person = await api.sign_up()
    response = await api.client.post(
        "/graphql",
        json={"query": "mutation { refreshSession { accessToken } }"},
        headers={"cookie": f"__Host-rastup_refresh={person.refresh_token}"},
    )
    assert response.json()["data"]["refreshSession"]["accessToken"]


async def test_signing_out_ends_the_session_and_clears_the_cookie(api: World) -> None:
    person = await api.sign_up()
    answer = await api.run("mutation { signOut }", token=person.token)
    assert answer.data == {"signOut": True}
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert (await api.run(REFRESH, {"t": person.refresh_token})).code == "AUTH_EXPIRED"


async def test_an_access_token_runs_out_by_the_business_clock(api: World) -> None:
    person = await api.sign_up()
    await api.advance(seconds=16 * 60)
    expired = await api.run(ME, token=person.token)
    assert (expired.status, expired.code) == (401, "AUTH_EXPIRED")


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.", "", "é", "Bearer"])
async def test_a_forged_token_is_refused(api: World, token: str) -> None:
    response = await api.client.post(
        "/graphql", json={"query": ME}, headers={b"authorization": f"Bearer {token}".encode()}
    )
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_token_signed_by_somebody_else_is_refused(api: World) -> None:
    person = await api.sign_up()
    head, body, signature = person.token.split(".")
    forged = ".".join([head, body, ("A" if signature[0] != "A" else "B") + signature[1:]])
    assert (await api.run(ME, token=forged)).code == "UNAUTHENTICATED"


async def test_account_details_change_and_a_new_email_must_be_confirmed(api: World) -> None:
    person = await api.sign_up()
    change = "mutation ($input: AccountInput!) { updateAccount(input: $input) { email emailVerified user { city } } }"
    await _verify(api, person)
    answer = await api.run(
        change, {"input": {"email": "new@example.com", "city": "Houston"}}, token=person.token
    )
    assert answer.data["updateAccount"] == {
        "email": "new@example.com",
        "emailVerified": False,
        "user": {"city": "Houston"},
    }


async def test_an_avatar_is_a_checked_upload_of_ones_own(api: World) -> None:
    person, stranger = await api.sign_up(), await api.sign_up()
    change = "mutation ($k: String!) { updateAccount(input: {avatarKey: $k}) { user { avatarUrl } } }"
    key = await api.upload(person, body=a_picture(), purpose="avatar")
    answer = await api.run(change, {"k": key}, token=person.token)
    assert answer.data["updateAccount"]["user"]["avatarUrl"].endswith("thumb.webp")
    for wrong in (key, "nonsense", await api.upload(stranger, body=a_picture(), purpose="portfolio")):
        refused = await api.run(change, {"k": wrong}, token=stranger.token)
        assert refused.code == "NOT_FOUND"
    card = await api.run("query ($id: ID) { user(userId: $id) { avatarUrl } }", {"id": stranger.user_id})
    assert card.data["user"]["avatarUrl"] is None


async def test_a_mailed_token_confirms_the_address_once(api: World) -> None:
    person = await api.sign_up()
    token = await _verify(api, person)
    assert (await api.run(ME, token=person.token)).data["me"]["emailVerified"] is True
    again = await api.run("mutation ($t: String) { verifyEmail(token: $t) }", {"t": token})
    assert again.code == "AUTH_TOKEN_INVALID"


async def test_a_password_reset_signs_in_and_ends_the_other_sessions(api: World) -> None:
    person = await api.sign_up()
    ask = "mutation ($e: String!) { requestPasswordReset(email: $e) }"
    assert (await api.run(ask, {"e": person.email})).data == {"requestPasswordReset": True}
    assert (await api.run(ask, {"e": "nobody@example.com"})).data == {"requestPasswordReset": True}
    token = await api.mailed_token("reset_password", person)
    reset = (
        "mutation ($t: String!, $n: String!) { resetPassword(token: $t, newPassword: $n) { accessToken } }"
    )
    answer = await api.run(reset, {"t": token, "n": "another long password"})
    assert answer.data["resetPassword"]["accessToken"]
    assert (await api.run(REFRESH, {"t": person.refresh_token})).code == "AUTH_EXPIRED"
    assert (
        await api.run(SIGN_IN, {"e": person.email, "p": person.password})
    ).code == "AUTH_INVALID_CREDENTIALS"
    assert (await api.run(reset, {"t": token, "n": "another long password"})).code == "AUTH_TOKEN_INVALID"


async def test_a_password_changes_only_for_who_knows_the_current_one(api: World) -> None:
    person = await api.sign_up()
    change = "mutation ($c: String!, $n: String!) { changePassword(currentPassword: $c, newPassword: $n) }"
    wrong = await api.run(change, {"c": "not it at all", "n": "another long password"}, token=person.token)
    assert wrong.code == "AUTH_INVALID_CREDENTIALS"
    right = await api.run(change, {"c": person.password, "n": "another long password"}, token=person.token)
    assert right.data == {"changePassword": True}
    assert (await api.run(SIGN_IN, {"e": person.email, "p": "another long password"})).data


async def test_a_person_is_found_by_handle_and_strangers_are_not(api: World) -> None:
    person = await api.sign_up(handle="ada")
    ask = "query ($id: ID, $h: String) { user(userId: $id, handle: $h) { userId handle } }"
    found = await api.run(ask, {"h": "ADA"})
    assert found.data["user"] == {"userId": person.user_id, "handle": "ada"}
    assert (await api.run(ask, {"h": "nobody"})).code == "NOT_FOUND"
    assert (await api.run(ask)).code == "VALIDATION_FAILED"


async def test_guests_are_refused_where_the_contract_asks_for_a_user(api: World) -> None:
    refused = await api.run("mutation { signOut }")
    assert (refused.code, refused.errors[0]["path"]) == ("UNAUTHENTICATED", ["signOut"])


async def test_a_repeat_under_the_same_key_gets_the_first_answer_and_acts_once(api: World) -> None:
    first = await api.run(SIGN_UP, {"input": someone()}, key="one")
    again = await api.run(SIGN_UP, {"input": someone()}, key="one")
    assert first.data == again.data
    other = await api.run(SIGN_UP, {"input": someone(email="other@example.com")}, key="one")
    assert other.code == "CONFLICT"


async def _verify(api: World, person: object) -> str:
    token = await api.mailed_token("verify_email", person)  # type: ignore[arg-type]
    answer = await api.run("mutation ($t: String) { verifyEmail(token: $t) }", {"t": token})
    assert answer.data == {"verifyEmail": True}
    return token
