"""What people come for, from the first page to the last, in a real browser."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, PHONE, TIME_ZONE, Opens
from tests.serving import http_to

ZONES_OF_GROUP = """
query Zones($slug: String!) {
  group(by: { slug: $slug }) { meetings { nodes { timeZone } } }
}
"""
COUNTS = '{ coverage(timeZone: "America/St_Johns") { hours { occurrences } } }'


async def ask(origin: str, query: str, **variables: str) -> dict[str, list[dict[str, str | int]]]:
    async with http_to(origin) as http:
        body = {"query": query, "variables": variables}
        data = (await http.post("/graphql", json=body)).json()["data"]
    return next(iter(data.values()))


async def search_tonight(page: Page) -> None:
    """Fill in the form: online, this evening, by the clocks of the reader."""
    await page.goto("/")
    await page.get_by_role("link", name="Find a group").first.click()
    await page.get_by_text("When", exact=True).click()
    await page.get_by_label("Part of the day").select_option("evening")
    await page.get_by_label("How soon").select_option("1")
    await page.get_by_label("Your time zone").select_option(TIME_ZONE)
    await page.get_by_text("More choices").click()
    await page.get_by_role("group", name="How it meets").get_by_label("Online").first.check()
    await page.get_by_role("button", name="Find groups").click()
    await expect(page.locator(".hit").first).to_be_visible()


async def test_a_seeker_on_a_phone_finds_a_group_tonight_in_another_zone(
    phone: Page, origin: str
) -> None:
    await search_tonight(phone)
    assert "evening" not in phone.url, "what was asked does not stand in the address"
    for link in await phone.locator(".hit h3 a").all():
        slug = (await link.get_attribute("href") or "").removeprefix("/groups/")
        found = await ask(origin, ZONES_OF_GROUP, slug=slug)
        if TIME_ZONE not in str(found):
            break
    else:
        raise AssertionError("No group of another zone meets this evening.")
    hit = phone.locator(".hit").filter(has=phone.locator(f'a[href="/groups/{slug}"]'))
    told = hit.locator("time").first
    starts = datetime.fromisoformat(await told.get_attribute("datetime") or "")
    here = starts.astimezone(ZoneInfo(TIME_ZONE))
    assert 17 <= here.hour < 22
    assert starts < datetime.now(UTC) + timedelta(days=1)
    expected = f"{here:%A} {here.day} {here:%B}, {here:%H:%M} to "
    await expect(told).to_contain_text(expected)
    await link.click()
    await expect(phone.locator(".times")).to_contain_text(expected)
    await expect(phone.locator(".times .zone").first).to_have_text("your time")
    await expect(
        phone.get_by_text("not therapy and not an emergency service").first
    ).to_be_visible()


async def test_the_same_search_works_without_javascript(opens: Opens) -> None:
    async with opens(PHONE, scripts=False) as page:
        await search_tonight(page)
        await expect(page.locator(".hit .zone").first).to_have_text("your time")
        await page.locator(".hit h3 a").first.click()
        await expect(page.locator("article h1")).to_be_visible()


async def test_the_keyboard_alone_leads_from_a_word_to_a_group(desk: Page) -> None:
    await desk.goto("/")
    await desk.get_by_label("What is it about?").focus()
    await desk.keyboard.type("bereavement")
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".hit").first).to_be_visible()
    await desk.locator("#results").focus()
    await desk.keyboard.press("Tab")
    await expect(desk.locator(".hit h3 a").first).to_be_focused()
    name = await desk.locator(".hit h3 a").first.inner_text()
    await desk.keyboard.press("Enter")
    await expect(desk.locator("article h1")).to_have_text(name)


async def test_a_therapist_prints_a_list_of_three(desk: Page) -> None:
    await desk.add_init_script("window.print = () => document.body.dataset.printed = 'yes'")
    await desk.goto("/find?topic=depression")
    for position in range(3):
        hit = desk.locator(".hit").nth(position)
        await hit.get_by_role("link").filter(has_text="Add to a list").click()
        await expect(desk.locator("article")).to_have_count(position + 1)
        if position < 2:
            await desk.get_by_role("link", name="Find another group").click()
    await desk.get_by_role("button", name="Print").click()
    assert await desk.locator("body").get_attribute("data-printed") == "yes"
    await desk.emulate_media(media="print")
    for article in await desk.locator("article").all():
        await expect(article.get_by_role("heading", level=2)).to_be_visible()
        await expect(article.get_by_text("Joining")).to_be_visible()
    await expect(desk.get_by_text("not an emergency service").first).to_be_visible()
    await expect(desk.get_by_role("link", name="Leave this site")).to_be_hidden()
    await expect(desk.get_by_role("button", name="Print")).to_be_hidden()
    assert (await desk.pdf()).startswith(b"%PDF")
    assert await desk.context.cookies() == []


async def test_the_week_shows_what_the_schema_counts_in_a_zone_with_half_an_hour(
    opens: Opens, origin: str
) -> None:
    async with opens(DESK, scripts=False) as page:
        await page.goto("/coverage")
        await page.get_by_label("Your time zone").select_option("America/St_Johns")
        await page.get_by_role("button", name="Show").click()
        await page.get_by_text("The same as a table").click()
        rows = await page.locator(".week-table tbody tr").all()
        shown = [[int(cell) for cell in await row.locator("td").all_inner_texts()] for row in rows]
        counts = [hour["occurrences"] for hour in (await ask(origin, COUNTS))["hours"]]
        assert shown == [counts[hour::24] for hour in range(24)]
        pictured = await page.locator(".week g text").all_text_contents()
        assert [int(number) for number in pictured] == [count for count in counts if count]


async def test_the_week_offers_the_clock_of_the_reader(desk: Page) -> None:
    await desk.goto("/coverage")
    await expect(desk.get_by_label("Your time zone")).to_have_value(TIME_ZONE)
    await desk.get_by_role("button", name="Show").click()
    await expect(desk.get_by_role("heading", name="Hour by hour")).to_contain_text(TIME_ZONE)
