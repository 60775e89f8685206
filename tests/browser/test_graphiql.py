"""GraphiQL in a real browser with the network cut: everything comes from our server, under our policy."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest

from server.graphiql import BUILT
from server.seed.people import DEMO_PASSWORD, demo_email
from server.settings import Settings
from tests.browser.chromium import BINARY, Page, chromium
from tests.city import seed_hamlet
from tests.sockets import on_a_port
from tests.world import World, open_world

pytestmark = [
    pytest.mark.skipif(BINARY is None, reason="Chromium is not here. Debian: apt install chromium"),
    pytest.mark.skipif(
        not (BUILT / "manifest.json").is_file(), reason="GraphiQL is not built: make graphiql"
    ),
]
FOLDER: Final = Path(__file__).parents[2] / "docs"
ADDRESS: Final = "http://{}/graphql"
SELECT: Final = "document.querySelector('.bar select')"
REFUSAL: Final = "document.querySelector('.refusals')?.innerText ?? ''"
# What a person does with the mouse, in words.
HANDS: Final = """
window.hands = {
  press: (selector, text) =>
    [...document.querySelectorAll(selector)].find((one) => one.textContent.trim() === text).click(),
  text: (part) =>
    window.__MONACO?.editor.getModels().find((one) => one.uri.path.includes(part))?.getValue() ?? '',
  answer: () => { try { return JSON.parse(hands.text('response')); } catch { return null; } },
  overhear: () => {
    window.heard = [];
    const model = __MONACO.editor.getModels().find((one) => one.uri.path.includes('response'));
    model.onDidChangeContent(() => heard.push(hands.answer()?.data?.threadEvents?.message?.bodyText));
  },
  choose: (select, value) => {
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, value);
    select.dispatchEvent(new Event('change', { bubbles: true }));
  },
};
"""


class Visitor:
    """Somebody at the page."""

    def __init__(self, page: Page, api: World, address: str) -> None:
        self.page, self.api, self.address = page, api, address

    async def come(self) -> None:
        await self.page.open(ADDRESS.format(self.address))
        await self.page.until("document.querySelectorAll('.graphiql-tab-button').length", lambda n: n > 20)
        await self.page.run(HANDS)
        await self.page.until("hands.text('operation')")

    async def play(self, name: str) -> dict[str, Any]:
        """Run the tab of this name; what came back."""
        await self.page.run(f"hands.press('.graphiql-tab-button', {json.dumps(name)})")
        await self.page.until("hands.text('operation')", lambda text: f" {name}" in text)
        return await self.run()

    async def run(self) -> dict[str, Any]:
        await self.page.run("document.querySelector('.graphiql-execute-button').click()")
        answer: dict[str, Any] = await self.page.until("hands.answer()")
        return answer

    async def be(self, who: str) -> None:
        await self.page.run(f"hands.choose({SELECT}, {json.dumps(demo_email(who))})")
        await self.is_signed_in_as(who)

    async def enter(self, email: str, password: str) -> None:
        await self.page.until("document.querySelector('.bar form') !== null")
        for field, value in {"email": email, "password": password}.items():
            await self.page.run(f"document.querySelector('.bar [name={field}]').value = {json.dumps(value)}")
        await self.page.run("document.querySelector('.bar form').requestSubmit()")

    async def is_signed_in_as(self, who: str) -> None:
        await self.page.until(f"{SELECT}?.dataset.signedIn", lambda email: email == demo_email(who))


@pytest.fixture
async def visitor(settings: Settings, tmp_path: Path) -> AsyncIterator[Visitor]:
    await seed_hamlet(settings)
    async with (
        open_world(settings) as api,
        on_a_port(api) as address,
        chromium(tmp_path / "browser") as page,
    ):
        made = Visitor(page, api, address)
        await made.come()
        yield made
        assert await page.run("stopped") == []
        assert page.complaints == []
        own = (f"http://{address}/", f"ws://{address}/", "data:")
        assert [url for url in page.asked_for if not url.startswith(own)] == []


async def test_a_visitor_signs_in_asks_changes_is_refused_and_follows_the_remedy(visitor: Visitor) -> None:
    await visitor.be("buyer1")
    for name in ("MyPage", "SetPackages", "MyStudio"):
        assert "errors" not in await visitor.play(name)
    await visitor.is_signed_in_as("studio1")
    started = await visitor.play("StartCheckout")
    assert started["data"]["startCheckout"]["totalCents"] > 60_000
    await visitor.is_signed_in_as("buyer1")

    refused = await visitor.play("PayTooEarly")
    assert refused["errors"][0]["extensions"]["code"] == "CHK_DOCS_REQUIRED"
    told = await visitor.page.until(REFUSAL)
    assert "CHK_DOCS_REQUIRED" in told
    assert refused["errors"][0]["extensions"]["hint"] in told
    await keep_picture(visitor.page)

    await visitor.page.run("document.querySelector('.remedy').click()")
    await visitor.page.until("hands.text('operation')", lambda text: "mutation CreateDocPack" in text)
    issued = await visitor.run()
    assert issued["data"]["createDocPack"]["status"]
    assert await visitor.page.run(REFUSAL) == ""
    assert "of 2000" in await visitor.page.run("document.querySelector('.bar-cost').innerText")


async def test_events_arrive_live_over_the_socket(visitor: Visitor) -> None:
    await visitor.play("MyPage")
    asked = await visitor.play("AskTheSeller")
    thread = asked["data"]["startInquiry"]["threadId"]
    await visitor.page.run("hands.press('.graphiql-tab-button', 'FollowTheThread')")
    await visitor.page.until("hands.text('operation')", lambda text: "subscription" in text)
    await visitor.page.run("document.querySelector('.graphiql-execute-button').click()")
    await visitor.page.until("document.querySelector('.graphiql-execute-button').ariaLabel", is_stop)
    await visitor.page.run("hands.overhear()")
    seller = await visitor.api.run(
        "mutation ($e: String!, $p: String!) { signIn(email: $e, password: $p) { accessToken } }",
        {"e": demo_email("seller1"), "p": DEMO_PASSWORD},
    )
    said = await visitor.api.run(
        'mutation ($t: ID!) { sendMessage(threadId: $t, text: "Gladly!") { messageId } }',
        {"t": thread},
        token=seller.data["signIn"]["accessToken"],
    )
    assert said.errors == []
    await visitor.page.until("heard", lambda heard: "Gladly!" in heard)


async def test_docs_history_the_clock_and_both_colours(visitor: Visitor) -> None:
    page = visitor.page
    await page.run("document.querySelector('[aria-label=\"Show Documentation Explorer\"]').click()")
    await page.until("document.querySelector('.graphiql-plugin')?.innerText ?? ''", lambda t: "Mutation" in t)
    assert "errors" not in await visitor.play("SearchPeople")
    await page.run("document.querySelector('[aria-label=\"Show History\"]').click()")
    await page.until("document.querySelector('.graphiql-plugin').innerText", lambda t: "SearchPeople" in t)

    await visitor.be("buyer1")
    before = await page.until("document.querySelector('.bar time').innerText", lambda t: t > "2")
    await page.run("hands.press('.bar button', '+1 day')")
    await page.until("document.querySelector('.bar time').innerText", lambda t: t[:10] > before[:10])
    inbox = await visitor.play("ReadTheInbox")
    assert inbox["data"]["inbox"]["items"] == []

    colours = []
    for scheme, editor in (("light", "vs"), ("dark", "vs-dark")):
        await page.send(
            "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
        )
        await page.until(f"document.querySelector('.monaco-editor.{editor}') !== null")
        colours.append(await page.run("getComputedStyle(document.querySelector('.bar')).backgroundColor"))
    assert colours[0] != colours[1]
    await visitor.come()
    await visitor.is_signed_in_as("buyer1")


async def test_somebody_without_a_demo_account_signs_in_by_hand(visitor: Visitor) -> None:
    person = await visitor.api.sign_up()
    await visitor.page.run(f"hands.choose({SELECT}, 'other')")
    await visitor.enter(person.email, "not the password")
    await visitor.page.until("document.querySelector('.bar [role=alert]')?.innerText")
    await visitor.enter(person.email, person.password)
    await visitor.page.until(f"{SELECT}.dataset.signedIn", lambda email: email == person.email)
    await visitor.play("MyPage")
    await visitor.is_signed_in_as("seller1")


def is_stop(label: str) -> bool:
    return label.startswith("Stop")


async def keep_picture(page: Page) -> None:
    """For docs/graphiql.png: SCREENSHOT=1 make test."""
    if os.environ.get("SCREENSHOT"):
        await page.run("document.querySelector('[aria-label=\"Show Examples\"]').click()")
        await page.until("document.querySelectorAll('.examples li').length")
        (FOLDER / "graphiql.png").write_bytes(await page.picture())
