"""A real browser before a real server; whatever it complains of fails the test.

Every page here reports what no page may do: write an error to the console, break its own content
security policy, or ask another origin for anything. The browser resolves no name but this
machine's, so a page that needs the network does not work here.
"""

import base64
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import asyncpg
import pytest
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from api.app import create_app
from api.feeds.demo import load_demo
from api.persistence.database import connect
from api.persistence.keys import Keyring
from api.persistence.roles import Role
from api.persistence.store import Store
from api.settings import Settings
from tests.conftest import Cluster, grant_connections
from tests.serving import serving

KEK = b"k" * 32
CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
TIME_ZONE = "Asia/Tokyo"

# Long enough for a machine that does other things too.
expect.set_options(timeout=20_000)

type Opens = Callable[..., AbstractAsyncContextManager[Page]]


@dataclass(slots=True)
class Watch:
    """What a page did that no page may do."""

    origin: str
    found: list[str] = field(default_factory=list[str])

    def over(self, page: Page) -> None:
        page.on("console", lambda line: self._said(page, line))
        page.on("pageerror", lambda error: self.found.append(f"threw: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, page: Page, line: ConsoleMessage) -> None:
        # The page for what is not there is meant to have its status.
        of_page = (
            line.text.startswith("Failed to load resource") and line.location["url"] == page.url
        )
        if line.type == "error" and not of_page:
            self.found.append(f"said: {line.text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.found.append(f"asked another origin: {url}")


def required(tool: Path, remedy: str) -> None:
    """Skip without a tool that the tests need; in CI that is a failure."""
    if tool.exists():
        return
    message = f"{tool.name} is missing: {remedy}"
    if os.environ.get("PEERS_CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def axe() -> str:
    required(AXE, "npm ci --prefix tests/browser")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
async def browser() -> AsyncGenerator[Browser]:
    required(CHROMIUM, "apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def origin(cluster: Cluster, template: str) -> AsyncGenerator[str]:
    """The address of a server over a database of its own, filled once for all tests here."""
    admin = await asyncpg.connect(cluster.admin_url)
    try:
        await admin.execute(f"CREATE DATABASE peers_browser TEMPLATE {template}")
        await grant_connections(admin, "peers_browser")
    finally:
        await admin.close()
    app_url = cluster.url(Role.APP, "peers_browser")
    await _filled(app_url)
    settings = Settings(
        database_url=app_url,  # pyright: ignore[reportArgumentType] - pydantic makes it a secret
        kek=base64.b64encode(KEK).decode(),  # pyright: ignore[reportArgumentType]
        introspection=True,
        explorer=True,
    )
    async with serving(create_app(settings)) as address:
        yield address


async def _filled(app_url: str) -> None:
    database = await connect(app_url, size=2)
    try:
        store = Store(database.engine, Keyring(KEK))
        await load_demo(store, datetime.now(UTC), progress=lambda _done, _all: None)
    finally:
        await database.close()


@pytest.fixture
def opens(browser: Browser, origin: str) -> Opens:
    """Open pages that are watched: ``async with opens(PHONE) as page``."""

    @asynccontextmanager
    async def watched(
        size: ViewportSize, *, scheme: Literal["light", "dark"] = "light", scripts: bool = True
    ) -> AsyncGenerator[Page]:
        watch = Watch(origin)
        context = await browser.new_context(
            base_url=origin,
            viewport=size,
            timezone_id=TIME_ZONE,
            locale="en-GB",
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        try:
            page = await context.new_page()
            watch.over(page)
            yield page
        finally:
            await context.close()
        assert watch.found == []

    return watched


@pytest.fixture
async def phone(opens: Opens) -> AsyncGenerator[Page]:
    async with opens(PHONE) as page:
        yield page


@pytest.fixture
async def desk(opens: Opens) -> AsyncGenerator[Page]:
    async with opens(DESK) as page:
        yield page
