"""Signing in, consenting and one's own account, in a real browser with an authenticator in it."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import asyncpg
import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.auth.keys import ensure_keys
from api.auth.services import AuthServices
from api.domain.standing import StaffRole
from api.persistence.database import connect
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.store import Store
from tests.browser.conftest import DESK, NARROW, PHONE, Watch
from tests.browser.test_pages import FOCUSED, RUN
from tests.conftest import Database
from tests.http.account.world import (
    CHALLENGE,
    PASSWORD,
    Admin,
    Letters,
    World,
    application,
    services_for,
)
from tests.serving import http_to, serving

NEW = "nine loud otters under ice"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(slots=True)
class App:
    """A program that waits for a code at a loopback address, as ``peers login`` does."""

    address: str = ""
    told: dict[str, str] = field(default_factory=dict[str, str])

    async def back(self, request: Request) -> Response:
        self.told = dict(request.query_params)
        return PlainTextResponse("You can close this page.")

    async def icon(self, _request: Request) -> Response:
        return Response(status_code=204)

    def asking(self, *scopes: str) -> str:
        given = {
            "response_type": "code",
            "client_id": "peers-cli",
            "redirect_uri": f"{self.address}/callback",
            "scope": " ".join(scopes),
            "state": "a-state",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return f"/oauth/authorize?{urlencode(given)}"


class Visits(Protocol):
    def __call__(
        self, size: ViewportSize = ..., *, scripts: bool = ...
    ) -> AbstractAsyncContextManager[Page]: ...


@dataclass(frozen=True, slots=True)
class Site:
    """A site at a name that passkeys can have, and an app beside it."""

    origin: str
    world: World
    app: App
    visit: Visits


@pytest.fixture
async def app() -> AsyncIterator[App]:
    app = App()
    async with serving(
        Starlette(routes=[Route("/callback", app.back), Route("/favicon.ico", app.icon)])
    ) as address:
        app.address = address
        yield app


@pytest.fixture
async def site(database: Database, browser: Browser, app: App) -> AsyncIterator[Site]:
    connections = await connect(database.app_url, size=5)
    admin: Admin = await asyncpg.connect(database.admin_url)
    identity = IdentityStore(connections.engine, IdentityKeys(b"k" * 32))
    await ensure_keys(identity)
    held: list[AuthServices] = []
    async with (
        serving(application(lambda: held[0])) as address,
        http_to(address) as http,
    ):
        origin = address.replace("127.0.0.1", "localhost")
        letters = Letters()
        held.append(services_for(identity, origin, letters))
        store = Store(connections.engine, Keyring(b"k" * 32))
        world = World(held[0], store, letters, admin, http)
        yield Site(origin, world, app, _visits(browser, origin, app))
        await world.mailed()
    await admin.close()
    await connections.close()


def _visits(browser: Browser, origin: str, app: App) -> Visits:
    @asynccontextmanager
    async def visit(size: ViewportSize = PHONE, *, scripts: bool = True) -> AsyncGenerator[Page]:
        watch = Watch(origin)
        context = await browser.new_context(
            base_url=origin,
            viewport=size,
            locale="en-GB",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        try:
            page = await context.new_page()
            watch.over(page)
            yield page
        finally:
            await context.close()
        # The app is elsewhere, and a refused form has a status of its own.
        found = [each for each in watch.found if app.address not in each]
        assert [each for each in found if "status of 400" not in each] == []

    return visit


async def titled(page: Page, title: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def with_authenticator(page: Page) -> None:
    session: Any = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def box(page: Page, label: str) -> Locator:
    """The field with a label; a form may be named in the same words."""
    return page.locator("input, textarea").and_(page.get_by_label(label))


async def fill(page: Page, label: str, text: str) -> None:
    await box(page, label).fill(text)


async def sign_in(page: Page, password: str = PASSWORD) -> None:
    await fill(page, "E-mail address or sign-in name", "heron")
    await fill(page, "Password", password)
    await page.get_by_role("button", name="Sign in").click()


async def sign_up(page: Page, name: str) -> None:
    await page.goto("/sign-up")
    await fill(page, "An e-mail address, or a name", name)
    await page.get_by_role("button", name="Go on").click()
    await titled(page, "How do you want to sign in?")


async def test_somebody_signs_up_with_a_passkey_signs_in_consents_and_comes_back_with_a_code(
    site: Site,
) -> None:
    async with site.visit() as page:
        await with_authenticator(page)
        await sign_up(page, "heron")
        await page.get_by_role("button", name="Make a passkey").click()
        await titled(page, "Recovery words")
        await page.get_by_role("button", name="Show me my words").click()
        await expect(page.locator(".words li")).to_have_count(12)
        await page.get_by_role("link", name="I have written them down").click()
        await titled(page, "Your account")
        await page.goto("/sign-out")
        await page.get_by_role("button", name="Sign out").click()
        await page.wait_for_url("**/sign-in")

        await page.goto(site.app.asking("openid", "me:read"))
        await expect(page.get_by_text("Peers on the command line")).to_be_visible()
        await page.get_by_role("button", name="Use a passkey").click()
        await titled(page, "May this app do this?")
        await expect(page.get_by_text("a program on this device")).to_be_visible()
        await page.get_by_role("button", name="Allow", exact=True).click()
        await page.wait_for_url(f"{site.app.address}/callback**")
    assert site.app.told["code"].startswith("psn_ac_")
    assert (site.app.told["state"], site.app.told["iss"]) == ("a-state", site.origin)
    assert await site.world.admin.fetchval("select acr from identity.codes") == "phr"


async def test_all_but_the_passkey_works_without_javascript(site: Site) -> None:
    async with site.visit(scripts=False) as page:
        await page.goto(site.app.asking("openid", "me:read"))
        await page.get_by_role("link", name="Make an account").click()
        await fill(page, "An e-mail address, or a name", "heron")
        await page.get_by_role("button", name="Go on").click()
        await fill(page, "A password", PASSWORD)
        await page.get_by_role("button", name="Make the account").click()
        await page.get_by_role("button", name="Show me my words").click()
        words = await page.locator(".words li").all_inner_texts()
        await page.get_by_role("link", name="I have written them down").click()
        await page.get_by_role("button", name="Allow", exact=True).click()
        await page.wait_for_url(f"{site.app.address}/callback**")
        assert "code" in site.app.told
        await page.goto("/recover")
        await fill(page, "The 12 words", " ".join(words))
        await page.get_by_role("button", name="Go on").click()
        await fill(page, "A new password", NEW)
        await page.get_by_role("button", name="Sign in with it").click()
        await titled(page, "Your account")
        await expect(page.get_by_text("Peers on the command line")).to_have_count(0)


async def test_the_keyboard_alone_signs_in_and_consents(site: Site) -> None:
    await site.world.person()
    async with site.visit(DESK) as page:
        await page.goto(site.app.asking("openid", "me:read"))
        await page.get_by_label("E-mail address or sign-in name").focus()
        await page.keyboard.type("heron")
        await page.keyboard.press("Tab")
        await page.keyboard.type("wrong")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        await page.get_by_label("E-mail address or sign-in name").focus()
        await page.keyboard.type("heron")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await titled(page, "May this app do this?")
        stops: list[dict[str, Any]] = []
        while True:
            await page.keyboard.press("Tab")
            stop = await page.evaluate(FOCUSED)
            assert stop is not None, "the button was never reached"
            stops.append(stop)
            if 'value="allow"' in stop["html"]:
                break
        assert [stop["html"] for stop in stops if not stop["seen"]] == []
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{site.app.address}/callback**")
    assert "code" in site.app.told


async def test_a_sensitive_thing_is_confirmed_with_a_passkey(site: Site) -> None:
    person = await site.world.person()
    clinic = await site.world.organisation("Blue Clinic")
    await site.world.staff(person, clinic, StaffRole.OWNER)
    async with site.visit() as page:
        await with_authenticator(page)
        await page.goto("/sign-in")
        await sign_in(page)
        await page.get_by_role("button", name="Add a passkey").click()
        await expect(page.get_by_text("Added on")).to_be_visible()
        await page.goto(site.app.asking("openid", "clients:manage"))
        await expect(page.get_by_role("heading", level=1)).to_contain_text("confirm with your")
        await page.get_by_role("button", name="Use a passkey").click()
        await expect(page.get_by_text("for Blue Clinic")).to_be_visible()
        await page.get_by_role("button", name="Allow", exact=True).click()
        await page.wait_for_url(f"{site.app.address}/callback**")
    scopes = await site.world.admin.fetchval("select scopes from identity.grants")
    assert scopes == ["clients:manage", "openid"]


async def test_a_passkey_that_opens_nothing_is_told_in_words(site: Site) -> None:
    async with site.visit() as page:
        await with_authenticator(page)
        await sign_up(page, "heron")
        await page.get_by_role("button", name="Make a passkey").click()
        await page.wait_for_url("**/account/words")
        await site.world.admin.execute("delete from identity.passkeys")
        await page.goto("/sign-in")
        await page.get_by_role("button", name="Use a passkey").click()
        await expect(page.get_by_role("status").first).to_contain_text("does not open anything")
        await expect(page.get_by_role("button", name="Use a passkey")).to_be_focused()


async def test_the_code_of_a_link_reaches_the_field_and_no_server(site: Site) -> None:
    await site.world.person("egret@peers.test")
    asked: list[str] = []
    async with site.visit() as page:
        page.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
        await page.goto("/recover")
        await fill(page, "E-mail address", "egret@peers.test")
        await page.get_by_role("button", name="Send a message").click()
        await page.wait_for_url("**/recover/sent")
        await site.world.mailed()
        code = site.world.letters.code()
        await page.goto("about:blank")
        await page.goto(f"/recover/link#{code}")
        await expect(box(page, "Code")).to_have_value(code)
        assert page.url == f"{site.origin}/recover/link"
        assert not [each for each in asked if code in each]
        await page.get_by_role("button", name="Go on").click()
        await fill(page, "A new password", NEW)
        await page.get_by_role("button", name="Sign in with it").click()
        await titled(page, "Your account")


async def test_the_cookies_are_out_of_the_reach_of_scripts(site: Site) -> None:
    await site.world.person()
    async with site.visit() as page:
        await page.goto("/sign-in")
        await sign_in(page)
        await page.wait_for_url("**/account")
        assert await page.evaluate("document.cookie") == ""
        kept: list[Any] = list(await page.context.cookies())
        assert {each["name"] for each in kept} == {"sid", "browser"}
        for each in kept:
            assert each["httpOnly"]
            assert each["sameSite"] == "Lax"
            assert each["expires"] == -1, "they end with the browser's own session"
        assert await page.evaluate("localStorage.length + sessionStorage.length") == 0


async def shown(site: Site, page: Page) -> AsyncGenerator[str]:
    """Go through every page, and name each of them once it is shown."""
    for path in ("/sign-up", "/recover", "/recover/sent", "/recover/link", "/sign-in"):
        await page.goto(path)
        yield path
    await sign_in(page, "wrong")
    await expect(page.get_by_role("alert")).to_be_visible()
    yield "refused"
    await sign_up(page, "egret")
    yield "choose how"
    await page.goto(site.app.asking("openid", "groups:read", "me:read", "clients:manage"))
    yield "sign in for an app"
    await sign_in(page)
    await titled(page, "Please confirm with your passkey")
    yield "step up"
    await page.get_by_role("button", name="Go on without").click()
    await titled(page, "For whom?")
    yield "for whom"
    await page.get_by_label("for Blue Clinic").check()
    await page.get_by_role("button", name="Go on").click()
    await titled(page, "May this app do this?")
    yield "consent"
    await page.get_by_role("button", name="Allow", exact=True).click()
    await page.wait_for_url(f"{site.app.address}/callback**")
    for path in ("/account", "/sign-out", "/account/words"):
        await page.goto(path)
        yield path
    await page.get_by_role("button", name="Show me my words").click()
    await expect(page.locator(".words li")).to_have_count(12)
    yield "words"


async def staffed(site: Site) -> None:
    person = await site.world.person()
    clinic = await site.world.organisation("Blue Clinic")
    await site.world.staff(person, clinic, StaffRole.OWNER)


async def test_axe_finds_nothing_serious_on_any_page(site: Site, axe: str) -> None:
    await staffed(site)
    named: list[str] = []
    async with site.visit() as page:
        async for name in shown(site, page):
            named.append(name)
            await page.evaluate(axe)
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme)
                assert await page.evaluate(RUN) == [], (name, scheme)
    assert len(named) == 15


async def test_nothing_scrolls_sideways_and_the_exit_is_there_on_the_smallest_phone(
    site: Site,
) -> None:
    await staffed(site)
    async with site.visit(NARROW) as page:
        async for name in shown(site, page):
            await page.evaluate(
                "document.querySelectorAll('details').forEach((each) => each.open = true)"
            )
            width = await page.evaluate("document.documentElement.scrollWidth")
            assert width == NARROW["width"], name
            await expect(page.get_by_role("link", name="Leave this site")).to_be_in_viewport()
