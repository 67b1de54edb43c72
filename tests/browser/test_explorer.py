"""The explorer in a browser: it asks, explains and completes with the network cut."""

from playwright.async_api import Page, expect


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
