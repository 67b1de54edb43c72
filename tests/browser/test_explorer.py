"""The explorer in a browser: it asks, explains and completes with the network cut, and signs in."""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
from playwright.async_api import Browser, Page, Request, ViewportSize, expect

from tests.browser.conftest import DESK, NARROW, Watch
from tests.browser.test_pages import RUN
from tests.conftest import Cluster, new_database
from tests.demo_site import DemoSite, demo_site

WHO = "{ viewer { organisation { slug } roles scopes } }"


async def test_a_query_in_the_address_is_shown_and_runs_when_asked_to(desk: Page) -> None:
    await desk.goto("/graphql?query={organisations(first:2){nodes{slug}}}")
    await expect(desk.locator(".graphiql-query-editor")).to_contain_text("organisations")
    await expect(desk.locator(".result-window")).not_to_contain_text("slug")
    await desk.get_by_role("button", name="Execute").click()
    await expect(desk.locator(".result-window")).to_contain_text('"slug"')


async def test_the_schema_is_explained(desk: Page) -> None:
    await desk.goto("/graphql")
    await desk.get_by_role("button", name="Show Documentation Explorer").click()
    await desk.get_by_role("link", name="Query", exact=True).click()
    await desk.get_by_role("link", name="crisisResources").click()
    await expect(desk.locator(".graphiql-doc-explorer")).to_contain_text("CrisisResource")


async def test_an_example_opens_and_answers(desk: Page) -> None:
    await desk.goto("/graphql")
    await desk.get_by_text("Examples").click()
    await desk.get_by_role("link", name="What is on at this moment").click()
    await desk.get_by_role("button", name="Execute").click()
    await expect(desk.locator(".result-window")).to_contain_text("totalCount")


async def test_the_keyboard_leads_into_the_editor_and_out_of_it(desk: Page) -> None:
    await desk.goto("/graphql")
    editor = desk.get_by_role("textbox", name="Query Editor")
    await editor.focus()
    await desk.keyboard.press("Control+a")
    await desk.keyboard.type("query Typed { __typename")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.locator(".result-window")).to_contain_text('"Query"')
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("Tab")
    await expect(editor).not_to_be_focused()
    await desk.keyboard.press("Shift+Tab")
    await expect(editor).to_be_focused()


async def test_what_somebody_asked_ends_with_the_tab(desk: Page) -> None:
    await desk.goto("/graphql?query={__typename}")
    await desk.get_by_role("button", name="Execute").click()
    await expect(desk.locator(".result-window")).to_contain_text("Query")
    assert await desk.evaluate("localStorage.length") == 0
    assert await desk.context.cookies() == []


@pytest.fixture(scope="module")
async def demo(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[DemoSite]:
    async with (
        new_database(cluster, template) as database,
        demo_site(database, tmp_path_factory.mktemp("demo")) as site,
    ):
        yield site


@asynccontextmanager
async def visiting(browser: Browser, demo: DemoSite) -> AsyncGenerator[Page]:
    """A desk before the demo, watched as every page is."""
    watch = Watch(demo.origin)
    context = await browser.new_context(
        base_url=demo.origin, viewport=DESK, locale="en-GB", reduced_motion="reduce"
    )
    try:
        page = await context.new_page()
        watch.over(page)
        yield page
    finally:
        await context.close()
    # A refused token or form has a status of its own, which the browser writes down.
    assert [each for each in watch.found if not re.search(r"status of 40[013]", each)] == []


def requests_of(page: Page) -> list[Request]:
    """What the page asks for from now on."""
    sent: list[Request] = []

    def keep(request: Request) -> None:
        sent.append(request)

    page.on("request", keep)
    return sent


async def sign_in(page: Page, demo: DemoSite, name: str) -> None:
    await page.get_by_text("Sign in", exact=True).first.click()
    await page.locator("#sign-in").get_by_role("button", name="Sign in").click()
    await page.get_by_label("E-mail address or sign-in name").fill(name)
    await page.locator("#password").fill(demo.sign_ins.passwords[name])
    await page.get_by_role("button", name="Sign in").click()


async def asked(page: Page, expected: str) -> None:
    await page.get_by_role("button", name="Execute").click()
    await expect(page.locator(".result-window")).to_contain_text(expected)


async def test_somebody_signs_in_asks_as_who_they_are_and_signs_out(
    demo: DemoSite, browser: Browser
) -> None:
    async with visiting(browser, demo) as page:
        sent = requests_of(page)
        await page.goto(f"/graphql?query={WHO}")
        await asked(page, '"viewer": null')
        await sign_in(page, demo, "therapist")
        await page.get_by_label("for Veranda Clinic (demo)").check()
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Allow", exact=True).click()
        status = page.locator("#signed-in")
        await expect(status).to_have_text("Signed in for Veranda Clinic (demo), as therapist")
        assert page.url.startswith(f"{demo.origin}/graphql?query="), "the code left the address"
        await asked(page, '"slug": "demo-veranda"')
        await expect(page.locator(".result-window")).to_contain_text('"referrals:create"')
        await page.get_by_role("button", name="Sign out").click()
        await expect(status).to_have_text("You are signed out of the explorer.")
        await expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
        await asked(page, '"viewer": null')
    await no_credential_left_the_page(page, sent, demo)


async def no_credential_left_the_page(page: Page, sent: list[Request], demo: DemoSite) -> None:
    """No secret stood in an address but the code, once; every code was asked for with S256."""
    with_code = [each.url for each in sent if "psn_" in each.url or "eyJ" in each.url]
    assert len(with_code) == 1
    assert parse_qs(urlsplit(with_code[0]).query)["iss"] == [demo.origin]
    (begun,) = [each.url for each in sent if "/oauth/authorize?" in each.url]
    assert parse_qs(urlsplit(begun).query)["code_challenge_method"] == ["S256"]
    paths = {urlsplit(each.url).path for each in sent}
    assert {"/oauth/token", "/oauth/revoke"} <= paths


async def test_tokens_are_kept_nowhere_but_in_the_page(demo: DemoSite, browser: Browser) -> None:
    async with visiting(browser, demo) as page:
        await page.goto("/graphql")
        await sign_in(page, demo, "operator")
        await page.get_by_role("button", name="Allow", exact=True).click()
        await expect(page.locator("#signed-in")).to_have_text("Signed in for yourself")
        kept = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert "eyJ" not in kept
        assert "psn_" not in kept
        await page.reload()
        await expect(page.locator("#signed-in")).to_have_text("")


async def test_a_token_is_refreshed_when_it_is_about_to_end_and_the_end_is_said(
    demo: DemoSite, browser: Browser
) -> None:
    async with visiting(browser, demo) as page:
        await page.clock.install()
        await page.goto(f"/graphql?query={WHO}")
        await sign_in(page, demo, "facilitator")
        await page.get_by_label("for Lantern Circles Trust (demo)").check()
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Allow", exact=True).click()
        await expect(page.locator("#signed-in")).to_contain_text("as facilitator")
        sent = requests_of(page)
        await page.clock.fast_forward("09:45")
        await asked(page, '"slug": "demo-lantern"')
        assert [each.post_data or "" for each in sent if each.url.endswith("/oauth/token")] != []
        admin = await asyncpg.connect(demo.admin_url)
        await admin.execute("update identity.grants set revoked_at = now(), revoked_for = 'test'")
        await admin.close()
        await page.get_by_role("button", name="Execute").click()
        await expect(page.locator("#signed-in")).to_contain_text("Your sign-in has ended")


@pytest.mark.parametrize("how", ["denied", "forged", "of another server"])
async def test_an_answer_that_is_not_ours_signs_nobody_in(
    demo: DemoSite, browser: Browser, how: str
) -> None:
    async with visiting(browser, demo) as page:
        await page.goto("/graphql")
        if how == "denied":
            await page.get_by_text("Sign in", exact=True).first.click()
            await page.locator("#sign-in").get_by_role("button", name="Sign in").click()
            await page.get_by_role("button", name="Back to the app, without signing in").click()
        else:
            pending = '{"state": "right", "verifier": "v", "search": ""}'
            await page.evaluate(f"sessionStorage.setItem('peers:sign-in', '{pending}')")
            state = "wrong" if how == "forged" else "right"
            await page.goto(f"/explorer/signed-in?code=psn_ac_x&state={state}&iss=https://x.test")
        words = "You did not allow it" if how == "denied" else "did not work"
        await expect(page.locator("#signed-in")).to_contain_text(words)
        assert page.url == f"{demo.origin}/graphql"
        await expect(page.get_by_role("button", name="Sign out")).to_be_hidden()


async def test_under_another_name_of_the_machine_one_is_led_to_the_right_one(
    demo: DemoSite, browser: Browser
) -> None:
    elsewhere = demo.origin.replace("localhost", "127.0.0.1")
    page = await browser.new_page()
    await page.goto(f"{elsewhere}/graphql?query={WHO}")
    await page.get_by_text("Sign in", exact=True).first.click()
    await page.locator("#sign-in").get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{demo.origin}/graphql?query=**")
    await expect(page.locator("#sign-in form")).to_be_visible()
    await page.close()


@pytest.mark.parametrize("size", [DESK, NARROW])
async def test_the_form_to_sign_in_can_be_used_by_everybody(
    demo: DemoSite, browser: Browser, axe: str, size: ViewportSize
) -> None:
    async with visiting(browser, demo) as page:
        await page.set_viewport_size(size)
        await page.goto("/graphql")
        await expect(page.locator(".graphiql-query-editor")).to_be_visible()
        await page.get_by_text("Sign in", exact=True).first.press("Enter")
        await expect(page.locator("#sign-in form")).to_be_visible()
        await page.evaluate(axe)
        assert await page.evaluate(RUN) == []
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
        await page.keyboard.press("Tab")
        await expect(page.locator("#sign-in input").first).to_be_focused()
