"""What pages do better with JavaScript: leaving at once, searching in place, the reader's place."""

from playwright.async_api import Page, expect

SAME_ORIGIN = "document.getElementById('quick-exit').href = '/list'"


async def test_escape_three_times_leaves_and_the_page_is_out_of_the_history(desk: Page) -> None:
    await desk.goto("/coverage?zone=UTC")
    await desk.goto("/find")
    await desk.evaluate(SAME_ORIGIN)
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("Escape")
    assert desk.url.endswith("/find")
    await desk.keyboard.press("Escape")
    await desk.wait_for_url("**/list")
    await desk.go_back()
    assert "/coverage" in desk.url


async def test_the_button_leaves_and_the_page_is_out_of_the_history(phone: Page) -> None:
    await phone.goto("/coverage?zone=UTC")
    await phone.goto("/find?topic=bereavement")
    await phone.evaluate(SAME_ORIGIN)
    await phone.get_by_role("link", name="Leave this site").click()
    await phone.wait_for_url("**/list")
    await phone.go_back()
    assert "/coverage" in phone.url


async def test_going_back_from_a_group_asks_no_browser_to_send_a_form_again(desk: Page) -> None:
    await desk.goto("/")
    await desk.get_by_label("What is it about?").fill("bereavement")
    await desk.get_by_role("button", name="Find groups").click()
    await desk.locator(".hit h3 a").first.click()
    await expect(desk.locator("article h1")).to_be_visible()
    # An answer to a POST would make Chromium show an error page here.
    await desk.go_back()
    assert desk.url.endswith("/find")
    await expect(desk.get_by_role("heading", level=1)).to_have_text("Find a group")


async def test_the_readers_place_is_sent_no_better_than_to_a_kilometre(phone: Page) -> None:
    await phone.context.grant_permissions(["geolocation"])
    await phone.context.set_geolocation({"latitude": 51.507351, "longitude": -0.127758})
    await phone.goto("/find")
    assert await phone.locator("#spot").input_value() == ""
    await phone.get_by_role("button", name="Use where I am now").click()
    await expect(phone.locator("#spot")).to_have_value("51.51,-0.13,Where I am")
    await phone.get_by_role("button", name="Find groups").click()
    await expect(phone.locator("#results")).to_contain_text("near Where I am")
    await expect(phone.locator(".hit .away").first).to_contain_text("km away")


async def test_several_places_of_one_beginning_are_a_choice_to_press(phone: Page) -> None:
    await phone.goto("/find")
    await phone.get_by_label("Near which place?").fill("lo")
    await phone.get_by_role("button", name="Find groups").click()
    await phone.get_by_role("button", name="London, England, United Kingdom").click()
    await expect(phone.locator("#results")).to_contain_text("near London")
    await expect(phone.locator("#results")).to_be_focused()
