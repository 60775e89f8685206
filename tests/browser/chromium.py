"""A headless Chromium, spoken to over its DevTools protocol; it reaches 127.0.0.1 and nothing else."""

import asyncio
import base64
import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import orjson
from websockets.asyncio.client import ClientConnection, connect

BINARY: Final = shutil.which("chromium")
FLAGS: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--window-size=1600,1000", "--remote-debugging-port=0"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE_S: Final = 20
# Where a page reports what its policy stopped.
WATCH_POLICY: Final = """
window.stopped = [];
addEventListener("securitypolicyviolation", (e) => stopped.push(`${e.violatedDirective} ${e.blockedURI}`));
"""


class Page:
    """One tab: scripts run in it, and everything it asked for or complained about."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.asked_for: list[str] = []
        self.complaints: list[str] = []

    async def listen(self) -> None:
        async for text in self._connection:
            message = orjson.loads(text)
            waiting = self._waiting.pop(message.get("id", 0), None)
            if waiting is not None:
                waiting.set_result(message)
            else:
                self._note(message.get("method", ""), message.get("params", {}))

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._ids)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._connection.send(
            orjson.dumps({"id": number, "method": method, "params": parameters}).decode()
        )
        async with asyncio.timeout(PATIENCE_S):
            message = await answer
        assert "error" not in message, message
        result: dict[str, Any] = message["result"]
        return result

    async def open(self, url: str) -> None:
        for domain in ("Page", "Runtime", "Network", "Log"):
            await self.send(f"{domain}.enable")
        await self.send("Page.addScriptToEvaluateOnNewDocument", source=WATCH_POLICY)
        await self.send("Page.navigate", url=url)

    async def run(self, script: str) -> Any:
        """The value of an expression, awaited."""
        answer = await self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, script: str, holds: Callable[[Any], bool] = bool) -> Any:
        """The value of an expression as soon as it is as wanted. Raises AssertionError with the last one."""
        value = None
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    value = await self.run(script)
                    if holds(value):
                        return value
                    await self.run("new Promise(requestAnimationFrame)")
        raise AssertionError(f"{script} stayed {value!r}; {self.complaints}")

    async def picture(self) -> bytes:
        return base64.b64decode((await self.send("Page.captureScreenshot", format="png"))["data"])

    def _note(self, method: str, told: Mapping[str, Any]) -> None:
        if method in {"Network.requestWillBeSent", "Network.webSocketCreated"}:
            self.asked_for.append(told.get("url") or told["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(told["exceptionDetails"]))
        elif method == "Log.entryAdded" and _is_wrong(told["entry"]):
            self.complaints.append(told["entry"]["text"] + " " + told["entry"].get("url", ""))


def _is_wrong(entry: Mapping[str, Any]) -> bool:
    """A token that ran out is told with 401, and renewed."""
    return entry["level"] == "error" and "401 (Unauthorized)" not in entry["text"]


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Page]:
    """A browser that has never been used, with one empty page."""
    assert BINARY is not None
    process = await asyncio.create_subprocess_exec(
        BINARY,
        *FLAGS,
        f"--user-data-dir={folder}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with connect(await _address(process), max_size=None) as connection:
            page = Page(connection)
            listening = asyncio.create_task(page.listen())
            try:
                yield page
            finally:
                listening.cancel()
                await asyncio.wait([listening])
    finally:
        process.terminate()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    """The socket of the first page of a browser that is starting."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE_S):
        while line := (await process.stderr.readline()).decode():
            if line.startswith("DevTools listening on "):
                browser = line.split()[-1]
                return await _first_page(browser)
    raise AssertionError("Chromium ended before it listened")


async def _first_page(browser: str) -> str:
    async with connect(browser) as connection:
        await connection.send('{"id": 1, "method": "Target.getTargets"}')
        targets = orjson.loads(await connection.recv())["result"]["targetInfos"]
    page = next(target for target in targets if target["type"] == "page")
    return f"{browser.partition('/devtools/')[0]}/devtools/page/{page['targetId']}"
