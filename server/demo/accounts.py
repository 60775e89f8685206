"""Scene one: four people open accounts, and a stolen refresh token is of no use."""

from server.demo.stage import PASSWORD, SESSION, Player, Stage, expect

SIGN_UP = f"mutation ($input: SignUpInput!) {{ signUp(input: $input) {{ {SESSION} }} }}"
RENEW = f"mutation ($t: String!) {{ refreshSession(refreshToken: $t) {{ {SESSION} }} }}"
PEOPLE = {
    "buyer": "Noor Whitfield",
    "rival": "Theo Brooks",
    "model": "Amara Okafor",
    "host": "Elena Guidry",
}


async def play(stage: Stage) -> None:
    stage.scene("Accounts")
    for name, display_name in PEOPLE.items():
        stage.players[name] = await _join(stage, name, display_name)
    names = ", ".join(player.name for player in stage.players.values())
    await stage.tell(f"{names} have accounts.")
    await _rotate(stage)
    await stage.api.refused(
        SIGN_UP, "AUTH_EMAIL_TAKEN", input=_input(stage, "buyer", "Somebody Else", "another_handle")
    )
    await stage.tell("The same email a second time is refused.")


async def _join(stage: Stage, name: str, display_name: str) -> Player:
    handle = f"{name}_{stage.run_id}"
    session = (await stage.api.run(SIGN_UP, input=_input(stage, name, display_name, handle)))["signUp"]
    account = session["account"]
    player = Player(
        display_name, account["email"], account["userId"], session["accessToken"], session["refreshToken"]
    )
    document = "mutation ($i: AccountInput!) { updateAccount(input: $i) { legalName } }"
    await stage.api.run(document, player.token, i={"legalName": display_name})
    return player


def _input(stage: Stage, name: str, display_name: str, handle: str) -> dict[str, object]:
    return {
        "email": f"{name}.{stage.run_id}@demo.example",
        "password": PASSWORD,
        "displayName": display_name,
        "handle": handle,
        "city": "houston",
        "is18PlusAttested": True,
        "tosAccepted": True,
    }


async def _rotate(stage: Stage) -> None:
    """A refresh token works once; using it again ends the whole family."""
    buyer = stage.players["buyer"]
    stolen = buyer.refresh_token
    renewed = (await stage.api.run(RENEW, t=stolen))["refreshSession"]
    await stage.api.refused(RENEW, "AUTH_TOKEN_INVALID", t=stolen)
    await stage.api.refused(RENEW, "AUTH_EXPIRED", t=renewed["refreshToken"])
    await stage.tell("A refresh token used twice ended its whole family; Noor signs in again.")
    await stage.sign_in("buyer")
    me = (await stage.api.run("{ me { userId status } }", buyer.token))["me"]
    expect("me", me, {"userId": buyer.user_id, "status": "active"})
