"""Every page, for whoever sees little, uses no mouse, has a small screen or no JavaScript."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, Opens
from tests.serving import http_to

BEGINNING = """
{
  groups(first: 3) { nodes { slug topics { slug } } }
  networks(first: 1) { nodes { slug } }
}
"""
PAGES = {
    "root": "/",
    "find": "/find",
    "find by topic": "/find?topic={topic}",
    "group": "/groups/{group}",
    "network": "/networks/{network}",
    "list": "/list?g={group}&g={second}&g={third}",
    "empty list": "/list",
    "coverage": "/coverage?zone=Asia/Kathmandu",
    "coverage in no zone": "/coverage?zone=Nowhere/At_All",
    "nowhere": "/nowhere",
    "explorer": "/graphql",
}
# A combined form of axe's answer, of what a person could act on.
RUN = """
async () => (await axe.run({ resultTypes: ["violations"] })).violations
  .filter((each) => ["serious", "critical"].includes(each.impact))
  .map((each) => [each.id, each.nodes.map((node) => node.html)])
"""
# Where the focus is, and whether it can be seen there.
FOCUSED = """
() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const box = at.getBoundingClientRect();
  const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  at.dataset.visits = Number(at.dataset.visits ?? 0) + 1;
  return { html: at.outerHTML.slice(0, 120), seen: inside, visits: Number(at.dataset.visits) };
}
"""
MOST_STOPS = 400


@pytest.fixture(scope="session")
async def addresses(origin: str) -> dict[str, str]:
    """The address of each page, with groups that are there."""
    async with http_to(origin) as http:
        answer = (await http.post("/graphql", json={"query": BEGINNING})).json()["data"]
    group, second, third = (node["slug"] for node in answer["groups"]["nodes"])
    names = {"group": group, "second": second, "third": third}
    names["network"] = answer["networks"]["nodes"][0]["slug"]
    names["topic"] = answer["groups"]["nodes"][0]["topics"][0]["slug"]
    return {name: address.format(**names) for name, address in PAGES.items()}


@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing_serious(
    opens: Opens, axe: str, addresses: dict[str, str], name: str
) -> None:
    async with opens(PHONE) as page:
        await shown(page, addresses[name])
        await page.evaluate(axe)
        assert await page.evaluate(RUN) == []
        await page.emulate_media(color_scheme="dark")
        await page.set_viewport_size(DESK)
        assert await page.evaluate(RUN) == []


@pytest.mark.parametrize("name", PAGES)
async def test_nothing_scrolls_sideways_on_the_smallest_phone(
    opens: Opens, addresses: dict[str, str], name: str
) -> None:
    async with opens(NARROW) as page:
        await shown(page, addresses[name])
        await page.evaluate(
            "document.querySelectorAll('details').forEach((each) => each.open = true)"
        )
        assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize("name", ["root", "group", "list", "coverage", "explorer"])
async def test_the_keyboard_reaches_everything_once_and_is_never_trapped(
    opens: Opens, addresses: dict[str, str], name: str
) -> None:
    async with opens(DESK) as page:
        await shown(page, addresses[name])
        stops: list[dict[str, Any]] = []
        while len(stops) < MOST_STOPS:
            await page.keyboard.press("Tab")
            stop = await page.evaluate(FOCUSED)
            if stop is None:
                break
            stops.append(stop)
        assert 5 < len(stops) < MOST_STOPS
        assert [stop["html"] for stop in stops if stop["visits"] > 1] == []
        assert [stop["html"] for stop in stops if not stop["seen"]] == []


async def test_the_first_stop_of_the_keyboard_skips_to_the_content(
    desk: Page, addresses: dict[str, str]
) -> None:
    await desk.goto(addresses["group"])
    await desk.keyboard.press("Tab")
    await expect(desk.get_by_role("link", name="Skip to the content")).to_be_focused()
    await desk.keyboard.press("Enter")
    await expect(desk.locator("main")).to_be_focused()


async def test_no_page_sets_a_cookie_or_keeps_anything(
    desk: Page, addresses: dict[str, str]
) -> None:
    for name in ("root", "find", "group", "list", "coverage"):
        await desk.goto(addresses[name])
    assert await desk.context.cookies() == []
    assert await desk.evaluate("localStorage.length + sessionStorage.length") == 0


async def shown(page: Page, address: str) -> None:
    await page.goto(address)
    if address.startswith("/graphql"):
        await expect(page.get_by_role("textbox", name="Result Window")).to_be_attached()
