"""An app that is nothing but a page of another origin, from signing up to being shown the door."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from tests.browser.conftest import PHONE
from tests.browser.test_signing_in import fill, titled, with_authenticator
from tests.clients.conftest import HERE
from tests.clients.site import App, Site
from tests.http.account.world import PASSWORD
from tests.serving import serving

LIBRARY = HERE / "node_modules" / "oauth4webapi" / "build" / "index.js"
SCOPE = "openid offline_access me:read"
NOT_READABLE = "blocked by CORS policy"


@dataclass(slots=True)
class Pages:
    """The files of the app at an origin of its own; ``about`` is what its developer wrote in."""

    origin: str
    about: dict[str, str] = field(default_factory=dict[str, str])


@asynccontextmanager
async def hosted(issuer: str) -> AsyncGenerator[Pages]:
    pages: list[Pages] = []
    policy = f"default-src 'none'; img-src data:; script-src 'self'; connect-src 'self' {issuer}"

    def file(path: Path, **headers: str) -> Route:
        async def answer(_request: Request) -> Response:
            return FileResponse(path, headers=headers)

        address = "/" if path.suffix == ".html" else f"/{path.name}"
        return Route("/oauth4webapi.js" if path == LIBRARY else address, answer)

    async def about(_request: Request) -> Response:
        return JSONResponse(pages[0].about)

    index = file(HERE / "spa" / "index.html", **{"Content-Security-Policy": policy})
    routes = [index, file(HERE / "spa" / "app.js"), file(LIBRARY), Route("/about.json", about)]
    async with serving(Starlette(routes=routes)) as origin:
        pages.append(Pages(origin))
        yield pages[0]


@dataclass(slots=True)
class Visitor:
    """Somebody's browser; ``complaints`` is every error on the console of any of its pages."""

    page: Page
    complaints: list[str] = field(default_factory=list[str])

    def watch(self, context: BrowserContext) -> None:
        # Playwright marks what it is given, and an object with slots bears no mark.
        context.on("console", lambda line: self._said(line))  # noqa: PLW0108
        context.on("weberror", lambda error: self.complaints.append(f"threw: {error.error}"))

    def _said(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"}:
            self.complaints.append(line.text)

    async def clicks(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).click()

    async def reads(self, text: str) -> None:
        await expect(self.page.locator("output")).to_have_text(text)


@pytest.fixture
async def visitor(browser: Browser) -> AsyncIterator[Visitor]:
    context = await browser.new_context(viewport=PHONE, locale="en-GB", reduced_motion="reduce")
    visitor = Visitor(await context.new_page())
    visitor.watch(context)
    yield visitor
    await context.close()


async def registered(site: Site, pages: Pages) -> App:
    app = await site.register(
        "PUBLIC_APP",
        scopes=SCOPE.split(),
        redirectUris=[f"{pages.origin}/"],
        origins=[pages.origin],
    )
    pages.about = {"issuer": site.origin, "client_id": app.client_id, "scope": SCOPE}
    return app


@pytest.mark.usefixtures("program")
async def test_somebody_joins_an_app_uses_it_and_takes_it_back(
    site: Site, visitor: Visitor
) -> None:
    page = visitor.page
    async with hosted(site.origin) as app:
        await registered(site, app)
        await with_authenticator(page)
        await page.goto(app.origin)
        await visitor.reads("Ready.")
        await visitor.clicks("Sign in")
        await page.get_by_role("link", name="Make an account").click()
        await fill(page, "An e-mail address, or a name", "otter")
        await visitor.clicks("Go on")
        await visitor.clicks("Make a passkey")
        await titled(page, "Recovery words")
        await page.get_by_role("link", name="Not now").click()
        await titled(page, "May this app do this?")
        await expect(page.get_by_text("by harbour organisation")).to_be_visible()
        await visitor.clicks("Allow")
        await visitor.reads("Signed in.")
        assert page.url == f"{app.origin}/"
        await visitor.clicks("Ask")
        await visitor.reads("May: me:read offline_access openid")
        await visitor.clicks("Refresh")
        await visitor.reads("Refreshed.")
        await visitor.clicks("Ask")
        await visitor.reads("May: me:read offline_access openid")
        assert visitor.complaints == []

        account = await page.context.new_page()
        await account.goto(f"{site.origin}/account")
        await account.get_by_role("button", name="Take back what Harbour notes may do").click()
        await expect(account.get_by_text("None.")).to_be_visible()
        await account.close()
        await visitor.clicks("Ask")
        await visitor.reads("Refused: invalid_token")
        await visitor.clicks("Refresh")
        await visitor.reads("Refused: invalid_grant")
    failed = [each for each in visitor.complaints if "status of 40" not in each]
    assert (failed, len(visitor.complaints)) == ([], 2)


@pytest.mark.usefixtures("program")
async def test_a_page_of_an_origin_that_the_app_did_not_register_reads_no_token(
    site: Site, visitor: Visitor
) -> None:
    page, name = visitor.page, await site.person()
    async with hosted(site.origin) as app, hosted(site.origin) as other:
        await registered(site, app)
        other.about = app.about
        await page.goto(other.origin)
        await visitor.clicks("Sign in")
        await fill(page, "E-mail address or sign-in name", name)
        await fill(page, "Password", PASSWORD)
        await visitor.clicks("Sign in")
        await titled(page, "May this app do this?")
        await visitor.clicks("Allow")
        # Any port of a loopback address may be come back to (RFC 8252, section 7.3), by design.
        await visitor.reads("Refused: TypeError: Failed to fetch")
        assert page.url == f"{other.origin}/"
    blocked = f"'{site.origin}/oauth/token' from origin '{other.origin}' has been {NOT_READABLE}"
    assert [blocked in each for each in visitor.complaints] == [True, False]
