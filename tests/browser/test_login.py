"""`peers login` as somebody uses it: a terminal, a browser, and the sign-in page between them."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from api.cli.sign_in_file import SignInFile, own_file
from tests.cli.conftest import Ended, Peers, in_this_process, typed
from tests.conftest import Cluster, new_database
from tests.demo_site import DemoSite, demo_site

WHO = "{ viewer { organisation { slug } roles scopes } }"


@pytest.fixture(scope="module")
async def demo(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[DemoSite]:
    async with (
        new_database(cluster, template) as database,
        demo_site(database, tmp_path_factory.mktemp("demo")) as site,
    ):
        yield site


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SignInFile:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return own_file()


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where commands are typed, beside a browser."""

    demo: DemoSite
    peers: Peers
    browser: Browser
    capsys: pytest.CaptureFixture[str]

    @asynccontextmanager
    async def logging_in(
        self, *options: str
    ) -> AsyncGenerator[tuple[Page, "asyncio.Task[object]"]]:
        """A page at the address that ``peers login`` printed, while it waits."""
        command = ("login", "--url", self.demo.origin, "--no-browser", *options)
        self.capsys.readouterr()
        waiting = asyncio.create_task(asyncio.to_thread(typed, *command))
        printed, found = "", None
        while found is None and not waiting.done():
            await asyncio.sleep(0.05)
            printed += self.capsys.readouterr().err
            found = re.search(r"^(http\S+/oauth/authorize\?\S+)$", printed, re.MULTILINE)
        assert found is not None, printed
        context = await self.browser.new_context(locale="en-GB")
        try:
            page = await context.new_page()
            await page.goto(found[1])
            yield page, waiting
            await asyncio.wait_for(waiting, 60)
        finally:
            await context.close()

    async def log_in(self, name: str, organisation: str, *options: str) -> Ended:
        async with self.logging_in(*options) as (page, waiting):
            await page.get_by_label("E-mail address or sign-in name").fill(name)
            await page.locator("#password").fill(self.demo.sign_ins.passwords[name])
            await page.get_by_role("button", name="Sign in").click()
            await page.get_by_label(f"for {organisation}").check()
            await page.get_by_role("button", name="Go on").click()
            await page.get_by_role("button", name="Allow", exact=True).click()
            await expect(page.get_by_role("heading", level=1)).to_have_text("Done")
            status = await waiting
        told = self.capsys.readouterr()
        return Ended(status, told.out, told.err)


@pytest.fixture
def terminal(
    demo: DemoSite, own: SignInFile, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return Terminal(demo, in_this_process(capsys), browser, capsys)


async def ask(demo: DemoSite, token: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=30) as http:
        headers = {"authorization": f"Bearer {token}"}
        return await http.post(f"{demo.origin}/graphql", json={"query": WHO}, headers=headers)


def expire(own: SignInFile) -> None:
    """Let the access token be too old to be handed out."""
    kept = own.read()
    assert kept is not None
    own.write(kept.model_copy(update={"expires_at": 0}))


async def test_one_signs_in_gets_tokens_for_as_long_as_one_likes_and_signs_out(
    terminal: Terminal, own: SignInFile
) -> None:
    signed_in = await terminal.log_in("therapist", "Veranda Clinic (demo)")
    assert signed_in.status == 0
    assert terminal.demo.origin in signed_in.err
    assert "groups:read" in signed_in.err
    assert own.path.stat().st_mode & 0o777 == 0o600
    first = await terminal.peers("token")
    token = first.out.strip()
    viewer = (await ask(terminal.demo, token)).json()["data"]["viewer"]
    assert viewer["organisation"] == {"slug": "demo-veranda"}
    assert viewer["roles"] == ["THERAPIST"]
    assert (await terminal.peers("token")).out.strip() == token, "a fresh one is not replaced"
    expire(own)
    second = (await terminal.peers("token")).out.strip()
    assert second != token
    assert (await ask(terminal.demo, second)).json()["data"]["viewer"] == viewer
    assert (await terminal.peers("logout")).status == 0
    assert (await ask(terminal.demo, second)).status_code == 401
    assert own.read() is None
    (await terminal.peers("token")).refused("peers login")


async def test_two_commands_that_refresh_at_once_do_not_end_the_sign_in(
    terminal: Terminal, own: SignInFile
) -> None:
    await terminal.log_in("therapist", "Veranda Clinic (demo)")
    expire(own)
    statuses = await asyncio.gather(*(asyncio.to_thread(typed, "token") for _ in range(4)))
    assert statuses == [0, 0, 0, 0]
    printed = terminal.capsys.readouterr().out.split()
    assert len(printed) == 4
    assert len(set(printed)) == 1
    assert (await ask(terminal.demo, printed[0])).status_code == 200


async def test_a_sign_in_that_was_ended_elsewhere_is_over_here(
    terminal: Terminal, own: SignInFile
) -> None:
    await terminal.log_in("facilitator", "Lantern Circles Trust (demo)")
    admin = await asyncpg.connect(terminal.demo.admin_url)
    await admin.execute("update identity.grants set revoked_at = now(), revoked_for = 'test'")
    await admin.close()
    expire(own)
    (await terminal.peers("token")).refused("has ended", "peers login")
    assert own.read() is None


async def test_signing_in_again_ends_the_sign_in_before(terminal: Terminal) -> None:
    await terminal.log_in("therapist", "Veranda Clinic (demo)")
    before = (await terminal.peers("token")).out.strip()
    await terminal.log_in("facilitator", "Lantern Circles Trust (demo)")
    assert (await ask(terminal.demo, before)).status_code == 401


async def test_what_is_not_allowed_is_said_in_the_terminal(
    terminal: Terminal, own: SignInFile
) -> None:
    async with terminal.logging_in() as (page, waiting):
        await page.get_by_role("button", name="Back to the app, without signing in").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
        status = await waiting
    assert status == 1
    assert "You did not allow it" in terminal.capsys.readouterr().err
    assert own.read() is None


async def test_an_answer_of_another_server_is_not_taken(
    terminal: Terminal, own: SignInFile
) -> None:
    async with terminal.logging_in("--scope", "me:read") as (page, waiting):
        asked = parse_qs(urlsplit(page.url).query)
        assert "state" not in asked, "what was asked stays out of the addresses from here on"
        waited_at = await waits_at(terminal.demo)
        state = await state_of(terminal.demo)
        await page.goto(f"{waited_at}?code=x&state={state}&iss=https://x.test")
        status = await waiting
    assert status == 1
    assert "another server" in terminal.capsys.readouterr().err
    assert own.read() is None


async def waits_at(demo: DemoSite) -> str:
    return await _asked(demo, "redirect_uri")


async def state_of(demo: DemoSite) -> str:
    return await _asked(demo, "state")


async def _asked(demo: DemoSite, name: str) -> str:
    """What the command asked for, as the server keeps it."""
    admin = await asyncpg.connect(demo.admin_url)
    try:
        return await admin.fetchval(
            "select state #>> array['request', $1] from identity.interactions"
            " order by expires_at desc limit 1",
            name,
        )
    finally:
        await admin.close()
