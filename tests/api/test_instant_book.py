"""Instant-book rules through the API."""

from typing import Any

import pytest

from tests.api.profile_world import facts, set_account
from tests.api.supply import a_draft_page
from tests.world import Answer, Person, World

SET = """
mutation ($input: AutoAcceptRuleInput!) {
  setAutoAcceptRule(input: $input) {
    ruleId serviceProfileId minPriceCents weekdayMask maxDistanceMi allowIb
  }
}
"""
RULES = "query ($id: ID!) { autoAcceptRules(serviceProfileId: $id) { ruleId allowIb minPriceCents } }"
DELETE = "mutation ($rule: ID!) { deleteAutoAcceptRule(ruleId: $rule) }"
INSTANT = "query ($id: ID!) { serviceProfile(serviceProfileId: $id) { instantBook } }"


async def set_rule(api: World, owner: Person, profile_id: str, **given: Any) -> Answer:
    rule = {"serviceProfileId": profile_id, "allowIb": True} | given
    return await api.run(SET, {"input": rule}, token=owner.token)


async def rules(api: World, owner: Person, profile_id: str) -> Any:
    return (await api.run(RULES, {"id": profile_id}, token=owner.token)).data["autoAcceptRules"]


async def instant(api: World, owner: Person, profile_id: str) -> bool:
    answer = await api.run(INSTANT, {"id": profile_id}, token=owner.token)
    return bool(answer.data["serviceProfile"]["instantBook"])


async def a_verified_seller(api: World) -> tuple[Person, str]:
    ana = await api.sign_up()
    await set_account(api, ana, id_verified=True)
    return ana, await a_draft_page(api, ana)


async def test_a_rule_makes_a_page_instant_and_can_be_changed_and_taken_away(api: World) -> None:
    ana, profile_id = await a_verified_seller(api)
    assert not await instant(api, ana, profile_id)
    made = await set_rule(api, ana, profile_id, minPriceCents=50_000, weekdayMask=31, maxDistanceMi=12.5)
    rule = made.data["setAutoAcceptRule"]
    assert {name: rule[name] for name in ("minPriceCents", "weekdayMask", "maxDistanceMi", "allowIb")} == {
        "minPriceCents": 50_000,
        "weekdayMask": 31,
        "maxDistanceMi": 12.5,
        "allowIb": True,
    }
    assert await instant(api, ana, profile_id)
    await set_rule(api, ana, profile_id, ruleId=rule["ruleId"], allowIb=False)
    assert await rules(api, ana, profile_id) == [
        {"ruleId": rule["ruleId"], "allowIb": False, "minPriceCents": None}
    ]
    assert not await instant(api, ana, profile_id)
    gone = await api.run(DELETE, {"rule": rule["ruleId"]}, token=ana.token)
    assert gone.data == {"deleteAutoAcceptRule": True}
    assert await rules(api, ana, profile_id) == []
    assert (await api.run(DELETE, {"rule": rule["ruleId"]}, token=ana.token)).code == "NOT_FOUND"


async def test_a_rule_needs_a_verified_identity_and_counts_only_with_one(api: World) -> None:
    ben = await api.sign_up()
    before = await facts(api)
    unverified = await a_draft_page(api, ben)
    assert (await set_rule(api, ben, unverified)).code == "IDV_REQUIRED"
    assert await rules(api, ben, unverified) == []
    assert await facts(api) == before + 1  # the page itself
    ana, profile_id = await a_verified_seller(api)
    await set_rule(api, ana, profile_id)
    await set_account(api, ana, id_verified=False)
    assert not await instant(api, ana, profile_id)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"minPriceCents": -1}, "VALIDATION_FAILED"),
        ({"minPriceCents": 2**31 - 1}, "VALIDATION_FAILED"),
        ({"weekdayMask": 0}, "VALIDATION_FAILED"),
        ({"weekdayMask": 128}, "VALIDATION_FAILED"),
        ({"maxDistanceMi": -0.1}, "VALIDATION_FAILED"),
        ({"maxDistanceMi": 1e300}, "VALIDATION_FAILED"),
        ({"ruleId": "aar_nothing"}, "NOT_FOUND"),
        ({"ruleId": ""}, "NOT_FOUND"),
        ({"serviceProfileId": "srv_nothing"}, "SP_NOT_FOUND"),
    ],
)
async def test_a_wrong_rule_is_refused_and_nothing_is_kept(
    api: World, given: dict[str, Any], code: str
) -> None:
    ana, profile_id = await a_verified_seller(api)
    before = await facts(api)
    assert (await set_rule(api, ana, **{"profile_id": profile_id, **given})).code == code
    assert (await rules(api, ana, profile_id), await facts(api)) == ([], before)


async def test_rules_of_somebody_else_are_not_there(api: World) -> None:
    ana, profile_id = await a_verified_seller(api)
    rule = (await set_rule(api, ana, profile_id)).data["setAutoAcceptRule"]
    ben, theirs = await a_verified_seller(api)
    assert (await api.run(RULES, {"id": profile_id}, token=ben.token)).code == "SP_NOT_FOUND"
    assert (await set_rule(api, ben, profile_id)).code == "SP_NOT_FOUND"
    assert (await set_rule(api, ben, theirs, ruleId=rule["ruleId"])).code == "NOT_FOUND"
    assert (await api.run(DELETE, {"rule": rule["ruleId"]}, token=ben.token)).code == "NOT_FOUND"
    assert len(await rules(api, ana, profile_id)) == 1


async def test_no_more_rules_than_chosen(api: World) -> None:
    ana, profile_id = await a_verified_seller(api)
    for _ in range(10):
        assert (await set_rule(api, ana, profile_id)).code is None
    assert (await set_rule(api, ana, profile_id)).code == "VALIDATION_FAILED"
    assert len(await rules(api, ana, profile_id)) == 10
