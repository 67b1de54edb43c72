"""Somebody of the staff in a browser of their own, signed in, with a spreadsheet to bring in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx

from api.auth.signing_in import sessions
from api.auth.signing_in.sessions import PASSWORD, Caller, Way
from api.domain.ids import Code, encode
from api.domain.standing import StaffRole
from tests.house import House
from tests.http.account.world import Browser, fields_of
from tests.http.conftest import Client
from tests.http.page_world import Page
from tests.identity import Minter, add_staff

HERE = "/account/spreadsheets"
COOKIE = "__Host-sid"


@dataclass(slots=True)
class Coordinator:
    """A person with a session, and what they do on the pages."""

    browser: Browser
    house: House
    person: UUID
    staff: UUID

    async def page(self, path: str = HERE) -> Page:
        return await self.browser.get(path)

    async def send(
        self, content: bytes | None, network: UUID | None = None, **fields: object
    ) -> httpx.Response:
        """Choose a file, and press the button."""
        page = await self.page()
        given = {
            **fields_of(page, HERE),
            "network": encode(Code.NETWORK, network or self.house.network),
            "language": "en",
            **fields,
        }
        return await self.post(content, given)

    async def post(
        self, content: bytes | None, given: Mapping[str, object], **headers: str
    ) -> httpx.Response:
        file = ("sheet.csv", content, "text/csv") if content is not None else ("", b"")
        body = httpx.Request("POST", "http://x", data=given, files={"file": file})
        return await self.raw(body.read(), body.headers["content-type"], **headers)

    async def raw(self, body: bytes, kind: str, **headers: str) -> httpx.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        said = {
            "cookie": cookies,
            "accept": "text/html",
            "content-type": kind,
            "origin": "null",
            "sec-fetch-site": "same-origin",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return await self.browser.http.post(HERE, content=body, headers=said)

    async def brought(self, content: bytes) -> Page:
        """Send a file, and go where that leads: to what it would change."""
        answer = await self.send(content)
        assert answer.status_code == 303, answer.text
        return await self.settled(answer.headers["location"])

    async def settled(self, path: str) -> Page:
        """Look again for as long as the page says to."""
        for _ in range(50):
            page = await self.page(path)
            if path not in page.links(path):
                return page
        raise AssertionError("Nobody read or wrote it.")

    async def decide(self, page: Page, **fields: object) -> httpx.Response:
        path = page.answer.url.path
        return await self.browser.send(page, path, **fields)


async def coordinator(
    client: Client,
    minter: Minter,
    house: House,
    role: StaffRole = StaffRole.COORDINATOR,
    way: Way = PASSWORD,
) -> Coordinator:
    """Somebody with a role in a house, who has just signed in."""
    person = await minter.person()
    staff = await add_staff(minter.admin, person, house.organisation, role)
    return Coordinator(await signed_in(client, minter, person, way), house, person, staff)


async def signed_in(client: Client, minter: Minter, person: UUID, way: Way = PASSWORD) -> Browser:
    caller, now = Caller(None, b"", "A browser"), datetime.now(UTC)
    begun = await minter.identity.run(
        lambda connection: sessions.begin(connection, caller, person, way, now)
    )
    browser = Browser(client.http)
    browser.cookies[COOKIE] = begun.cookie
    return browser
