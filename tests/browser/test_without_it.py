"""For whoever has no software of their own: upkeep by a letter, and a spreadsheet by a page."""

import base64
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, expect
from starlette.applications import Starlette

from api.app import create_app
from api.auth.signing_in import sessions
from api.auth.signing_in.sessions import PASSWORD, Caller
from api.domain.access import Actor
from api.domain.standing import StaffRole
from api.domain.upkeep import BY_LINK, KeptThing
from api.domain.vocabulary import Medium, VenueKind
from api.notices.jobs import NoticeJobs
from api.notices.mail import Letter
from api.persistence import leasing
from api.persistence.database import Database as Connections
from api.persistence.database import connect
from api.persistence.groups import Groups
from api.persistence.identity.store import IdentityStore
from api.persistence.ids import new_id
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.meetings import Meetings
from api.persistence.store import Store
from api.persistence.upkeep import asking
from api.persistence.venues import Venues
from api.persistence.work import Work
from api.settings import Settings
from tests.browser.conftest import KEK, NARROW, PHONE, Watch
from tests.browser.test_pages import RUN
from tests.conftest import Database
from tests.house import House, group, meeting, venue
from tests.http.account.world import Admin, Letters
from tests.http.page_world import build
from tests.identity import add_person, add_staff
from tests.serving import serving_on

GROUPS = 40
ROLE = "role@canary.example"
HEADINGS = "slug,name,group,day,time,end_time,timezone,attendance_option,conference_url\r\n"
LINE = "lights-{0},Lights {0},Lanterns {0},1,19:00,20:00,Europe/Berlin,online,{1}\r\n"


@dataclass(slots=True)
class Site:
    """A whole server at a name of its own, and what reaches a coordinator from it."""

    origin: str
    browser: Browser
    connections: Connections
    store: Store
    identity: IdentityStore
    admin: Admin
    letters: Letters

    @asynccontextmanager
    async def visit(
        self, size: ViewportSize = PHONE, *, scripts: bool = True
    ) -> AsyncGenerator[Page]:
        watch = Watch(self.origin)
        context = await self.browser.new_context(
            base_url=self.origin,
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
        # A refused form has a status of its own.
        assert [each for each in watch.found if "status of 400" not in each] == []

    async def post(self, *, after: timedelta = timedelta()) -> list[Letter]:
        """Let the jobs of letters run so much later, and return what they sent."""
        before = len(self.letters.sent)
        for job in NoticeJobs(self.letters, self.origin, self.identity).jobs:
            # The server runs jobs of these names too, and so would hold their leases.
            named = leasing.Job(f"{job.name} in a test", job.every, job.act)
            await leasing.run(self.connections, self.store, named, datetime.now(UTC) + after)
        return self.letters.sent[before:]

    async def run(self, house: House, write: Any) -> None:  # noqa: ANN401 - what a test writes
        await self.store.run(Actor(house.organisation, "test"), write)


@pytest.fixture
async def site(database: Database, browser: Browser) -> AsyncIterator[Site]:
    connections = await connect(database.app_url, size=5)
    admin: Admin = await asyncpg.connect(database.admin_url)
    store = Store(connections.engine, Keyring(KEK))
    identity = IdentityStore(connections.engine, IdentityKeys(KEK))

    def app(port: int) -> Starlette:
        # Nobody listens there: letters wait for the jobs of the test.
        given: dict[str, Any] = {"smtp_url": "smtp://127.0.0.1:1", "port": port}
        given["database_url"] = database.app_url
        return create_app(Settings(kek=base64.b64encode(KEK).decode(), **given))  # pyright: ignore[reportArgumentType] - pydantic makes it a secret

    async with serving_on(app) as port:
        origin = f"http://localhost:{port}"
        yield Site(origin, browser, connections, store, identity, admin, Letters())
    await admin.close()
    await connections.close()


async def forty(site: Site, house: House) -> list[UUID]:
    """Forty groups of a network; the second of them meets at a place and at a link."""
    ids = [house.group, *(new_id() for _ in range(GROUPS - 1))]
    more = [
        replace(group(house, f"more {number}"), id=each, slug=f"more-{number}")
        for number, each in enumerate(ids[1:])
    ]
    nowhere: dict[str, Any] = {"area": None, "locality": None, "country": None, "point": None}
    room = replace(venue(house), id=new_id(), kind=VenueKind.ONLINE, approximate=False, **nowhere)
    both = replace(
        meeting(house, "second"),
        id=new_id(),
        slug="second",
        group_id=ids[1],
        medium=Medium.HYBRID,
        venue_ids=(house.venue, room.id),
    )

    async def write(work: Work) -> None:
        await Groups(work).add_all(more)
        await Venues(work).add(room, {"link": "https://room.example/1"})
        await Meetings(work, datetime.now(UTC)).add(both)
        await asking.set_address(
            work,
            KeptThing.NETWORK,
            house.network,
            ROLE,
            expected_version=None,
            at=datetime.now(UTC),
        )

    await site.run(house, write)
    return ids


async def tonight(site: Site, group_id: UUID) -> UUID:
    """Have the next occurrence of a group within the day."""
    return await site.admin.fetchval(
        "update catalogue.occurrences set starts_at = now() + interval '3 hours',"
        " ends_at = now() + interval '4 hours' where id = ("
        " select id from catalogue.occurrences where group_id = $1 and starts_at > now()"
        " order by starts_at limit 1)"
        " returning id",
        group_id,
    )


async def titled(page: Page, title: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def sound(page: Page, axe: str) -> None:
    """Hold a page to what every page is held to: axe, no sideways scrolling, a way out."""
    await page.evaluate(axe)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        assert await page.evaluate(RUN) == [], page.url
    size = page.viewport_size
    await page.set_viewport_size(NARROW)
    await page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width == NARROW["width"], page.url
    await page.evaluate("scrollTo(0, 0)")
    await expect(page.get_by_role("link", name="Leave this site")).to_be_in_viewport()
    assert size is not None
    await page.set_viewport_size(size)


def link_in(letter: Letter) -> str:
    (link,) = (word for word in letter.text.split() if "/upkeep#" in word)
    return link


async def test_a_coordinators_month_with_forty_groups_and_no_account(site: Site, axe: str) -> None:
    """A letter, one page, one button: most confirmed, one paused, one off tonight, one online."""
    house = await build(site.store, "canary")
    ids = await forty(site, house)
    off, online, paused, left = ids[:4]
    coming = {each: await tonight(site, each) for each in (off, online)}
    (letter,) = await site.post()
    assert letter.to == ROLE
    versions = "select sum(version) from catalogue.groups"
    before = await site.admin.fetchval(versions)
    asked: list[str] = []
    async with site.visit() as page:
        page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        await page.goto(link_in(letter))
        await titled(page, "The code from the message")
        await sound(page, axe)
        await page.get_by_role("button", name="Go on").click()
        await titled(page, "Is everything still right?")
        await expect(page.locator("fieldset")).to_have_count(GROUPS)
        await sound(page, axe)
        assert await site.admin.fetchval(versions) == before, "looking changes nothing"
        for each in ids[4:]:
            await page.locator(f"#right-{each.hex}").check()
        await pause(page, paused)
        await page.locator(f"#cancel-{coming[off].hex}").check()
        assert await page.locator(f"#online-{coming[off].hex}").count() == 0
        await page.locator(f"#online-{coming[online].hex}").check()
        await page.get_by_role("button", name="Confirm").click()
        await titled(page, "Thank you")
        await expect(page.locator("article li")).to_have_count(GROUPS - 1)
        await sound(page, axe)
        await page.get_by_role("button", name="Send me a new code").click()
        await page.wait_for_url("**/upkeep/again")
        await sound(page, axe)
        # The link that was used opens nothing, and one that replaces it does.
        await page.goto("about:blank")
        await page.goto(link_in(letter))
        await page.get_by_role("button", name="Go on").click()
        await expect(page.get_by_role("alert")).to_contain_text("This code is used")
        (again,) = await site.post(after=timedelta(minutes=2))
        await page.goto("about:blank")
        await page.goto(link_in(again))
        await page.get_by_role("button", name="Go on").click()
        await expect(page.locator("fieldset")).to_have_count(GROUPS)
        assert await page.locator(f"#online-{coming[online].hex}").count() == 0
    secrets = [urlsplit(link_in(each)).fragment for each in (letter, again)]
    assert [each for each in asked if any(secret in each for secret in secrets)] == []
    assert {each for each in asked if "/upkeep/keep" in each} == {f"POST {site.origin}/upkeep/keep"}
    await told(site, ids[4:], paused, left)
    states = "select status, medium from catalogue.occurrences where id = $1"
    found = [tuple(await site.admin.fetchrow(states, coming[each]) or ()) for each in (off, online)]
    assert found == [("CANCELLED", None), ("SCHEDULED", "ONLINE")]


async def pause(page: Page, group_id: UUID) -> None:
    until = (datetime.now(UTC) + timedelta(days=20)).date()
    await page.locator(f"#pause-{group_id.hex}").check()
    await page.locator(f"#until-{group_id.hex}").fill(until.isoformat())


async def told(site: Site, right: list[UUID], paused: UUID, left: UUID) -> None:
    """Hold the groups to what was said of each, and to nothing that was not."""
    rows = await site.admin.fetch("select * from catalogue.groups")
    by_id = {row["id"]: row for row in rows}
    confirmed = {each for each, row in by_id.items() if row["verified_at"]}
    assert confirmed == set(right)
    assert {by_id[each]["verified_by"] for each in right} == {BY_LINK}
    assert {each for each, row in by_id.items() if row["status"] == "PAUSED"} == {paused}
    assert by_id[left]["version"] == 1


async def signed_in(site: Site, house: House, page: Page) -> None:
    person = await add_person(site.admin)
    await add_staff(site.admin, person, house.organisation, StaffRole.COORDINATOR)
    now, caller = datetime.now(UTC), Caller(None, b"", "A browser")
    begun = await site.identity.run(lambda db: sessions.begin(db, caller, person, PASSWORD, now))
    await page.context.add_cookies(
        [{"name": "sid", "value": begun.cookie, "url": site.origin, "httpOnly": True}]
    )


def sheet(*lines: str) -> FilePayload:
    text = HEADINGS + "".join(lines)
    return {"name": "sheet.csv", "mimeType": "text/csv", "buffer": text.encode()}


def lines(*numbers: int) -> list[str]:
    return [LINE.format(number, f"https://room-{number}.example") for number in numbers]


async def brought_in(page: Page, file: FilePayload) -> None:
    await page.goto("/account")
    await page.get_by_role("link", name="Bring in a spreadsheet").click()
    await titled(page, "Bring in a spreadsheet")
    await page.get_by_label("The file").set_input_files(file)
    await page.get_by_role("button", name="Show what it would change").click()
    await titled(page, "A spreadsheet for canary network")


async def settled(page: Page, state: str) -> None:
    """Look again for as long as the page says to."""
    for _ in range(20):
        again = page.get_by_role("link", name="Look again")
        if await again.count() == 0:
            break
        await again.click()
    await expect(page.locator("article .tag").first).to_have_text(state)


async def test_a_spreadsheet_is_brought_in_without_javascript(site: Site) -> None:
    house = await build(site.store, "canary")
    async with site.visit(scripts=False) as page:
        await signed_in(site, house, page)
        await brought_in(page, sheet(*lines(1, 2), "\r\n", "bad,,,,,,,,\r\n"))
        await settled(page, "Waits for you")
        await expect(page.get_by_text("Groups: 2 new")).to_be_visible()
        await expect(page.get_by_text("Row 5").first).to_be_visible()
        await page.get_by_role("button", name="Write it").click()
        await settled(page, "Written")
        await brought_in(page, sheet(*lines(1, 2, 3)))
        await settled(page, "Waits for you")
        await page.get_by_role("button", name="Drop it").click()
        await settled(page, "Dropped")
    names = await site.admin.fetch("select name from catalogue.groups where source = 'csv'")
    assert {each["name"] for each in names} == {"Lanterns 1", "Lanterns 2"}


async def test_axe_finds_nothing_serious_while_a_spreadsheet_is_brought_in(
    site: Site, axe: str
) -> None:
    house = await build(site.store, "canary")
    async with site.visit() as page:
        await signed_in(site, house, page)
        await page.goto("/account/spreadsheets")
        await sound(page, axe)
        await brought_in(page, sheet(*lines(*range(6))))
        await settled(page, "Waits for you")
        await page.get_by_role("button", name="Write it").click()
        await settled(page, "Written")
        await sound(page, axe)
        await site.admin.execute(
            "update catalogue.meetings set name = 'Ours', version = version + 1"
            " where name = 'Lights 1'"
        )
        changed = [each.replace("Lights 1", "Theirs") for each in lines(1)]
        await brought_in(page, sheet(*changed, "bad,,,,,,,,\r\n"))
        await settled(page, "Waits for you")
        await expect(page.get_by_text("since it was changed here")).to_be_visible()
        await sound(page, axe)
        await page.get_by_role("button", name="Write it").click()
        await expect(page.get_by_role("alert")).to_contain_text("allow removals")
        await sound(page, axe)
        await page.goto("/account/spreadsheets")
        empty: FilePayload = {"name": "x.zip", "mimeType": "text/csv", "buffer": b"PK\x03\x04"}
        await page.get_by_label("The file").set_input_files(empty)
        await page.get_by_role("button", name="Show what it would change").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await sound(page, axe)
