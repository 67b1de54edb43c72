"""The root, networks, lists, what is not there; and what every page has in common."""

import pytest

from api.domain.networks import Concern, Notice
from api.persistence.store import Store
from tests.http.conftest import Client
from tests.http.page_world import Differences, Page, build, get, post

PATHS = (
    "/",
    "/find",
    "/find?topic=grief",
    "/groups/ours-group",
    "/networks/ours-network",
    "/list?g=ours-group",
    "/list",
    "/nowhere",
)


@pytest.mark.parametrize("path", PATHS)
async def test_every_page_keeps_a_visit_to_itself(client: Client, store: Store, path: str) -> None:
    await build(store, "ours")
    page = await get(client.http, path)
    headers = page.answer.headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    # Searching without leaving the page asks this server, and nobody else.
    if path.partition("?")[0] in {"/", "/find"}:
        assert policy.pop("connect-src") == "'self'"
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] in {"public, max-age=60", "no-store"}
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", PATHS)
async def test_every_page_loads_from_here_only_and_runs_nothing_inline(
    client: Client, store: Store, path: str
) -> None:
    await build(store, "ours")
    page = await get(client.http, path)
    loaded = [each.get("src", "") for each in page.all("script") if "type" not in each]
    loaded += [each["href"] for each in page.all("link")]
    assert loaded
    for address in loaded:
        assert address.startswith("/static/")
        assert (await client.http.get(address)).status_code == 200
    assert not page.all("style")
    for _, attributes in page.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("path", PATHS)
async def test_every_page_can_be_left_quickly_and_read_by_any_program(
    client: Client, store: Store, path: str
) -> None:
    await build(store, "ours")
    page = await get(client.http, path)
    (leave,) = page.all("a", id="quick-exit")
    assert leave["href"].startswith("https://")
    assert "noreferrer" in leave["rel"]
    assert page.all("a", href="#main")
    assert len(page.all("main", id="main")) == len(page.all("h1")) == 1
    assert page.all("html", lang="en")
    assert "Not therapy, not an emergency service" in page.text
    assert page.broken == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not unlabelled(page)
    for _, attributes in page.elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(attributes.get(name, "").split()) <= set(ids)


def unlabelled(page: Page) -> list[dict[str, str]]:
    """The fields that a label of their own must name; checkboxes stand inside theirs."""
    labels = {each.get("for") for each in page.all("label")}
    fields = [*page.all("input"), *page.all("select")]
    return [
        each
        for each in fields
        if each.get("type") not in {"hidden", "checkbox"} and each.get("id") not in labels
    ]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/find", {"part": "evening", "where": "x", "topic": "grief"}),
        ("/find", {"where": "Leipzig", "zone": "Asia/Tokyo"}),
        ("/groups/ours-group", {"zone": "Nowhere"}),
    ],
)
async def test_answers_to_what_a_reader_said_are_whole_too(
    client: Client, store: Store, path: str, fields: dict[str, str]
) -> None:
    await build(store, "ours")
    page = await post(client.http, path, **fields)
    assert page.broken == []
    assert not unlabelled(page)
    assert page.answer.headers["cache-control"] == "no-store"


async def test_the_root_shows_what_is_here_and_leads_on(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await get(client.http, "/")
    assert "1 network, 1 group" in page.text
    assert "this server is ready" in page.text
    assert page.all("form", method="post", action="/find#results")
    assert page.links("/find?topic=grief")
    assert page.links("/networks/ours-network")
    assert "Accept" in page.answer.headers["vary"].split(", ")


async def test_the_root_gives_programs_a_few_lines(client: Client) -> None:
    answer = await client.http.get("/")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "curl -s" in answer.text


async def test_the_root_links_the_explorer_only_where_there_is_one(client: Client) -> None:
    assert not (await get(client.http, "/")).links("/graphql")


async def test_a_network_says_what_it_is_and_lists_its_groups(client: Client, store: Store) -> None:
    network = {
        "description": "Peers who mourn.",
        "concerns": (Concern(name="Mourning", topic="grief"),),
        "notices": (Notice(language="de", text="Keine Therapie, kein Notdienst."),),
        "licence": "https://licence.example/by",
        "attribution": "Ours",
    }
    await build(store, "ours", Differences(network=network))
    page = await get(client.http, "/networks/ours-network")
    for said in ("Peers who mourn.", "Mourning", "Keine Therapie", "Source Ours", "1 group"):
        assert said in page.text, said
    assert page.links("/groups/ours-group")
    assert page.links("https://licence.example/by")
    assert page.all("p", lang="de")


async def test_the_groups_of_a_network_are_read_page_by_page(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await get(client.http, "/networks/ours-network?after=nonsense")
    assert page.answer.status_code == 200
    assert "That part of the list is not there any more." in page.text
    assert page.links("/groups/ours-group")


@pytest.mark.parametrize("slug", ["nobody", "%00", "x" * 3000])
async def test_an_address_of_no_network_is_a_page_that_says_so(client: Client, slug: str) -> None:
    assert (await get(client.http, f"/networks/{slug}")).answer.status_code == 404


async def test_a_list_shows_its_groups_in_their_order(client: Client, store: Store) -> None:
    for name in ("ours", "theirs", "more"):
        await build(store, name)
    page = await get(client.http, "/list?g=more-group&g=ours-group&g=theirs-group&g=ours-group")
    named = [link.partition("?")[0] for link in page.links("/groups/")]
    assert named == ["/groups/more-group", "/groups/ours-group", "/groups/theirs-group"]
    assert "/list?g=more-group&g=theirs-group" in page.links("/list")
    assert page.title == "Page"
    assert page.answer.headers["cache-control"] == "no-store"


async def test_a_sixth_group_is_too_many_and_the_page_says_so(client: Client, store: Store) -> None:
    await build(store, "ours")
    slugs = "&".join(f"g=group-{number}" for number in range(5))
    page = await get(client.http, f"/list?g=ours-group&{slugs}")
    assert page.answer.status_code == 400
    assert "A list holds up to five groups" in page.text
    assert page.links("/groups/ours-group")


@pytest.mark.parametrize("slug", ["gone", "%00x", "x" * 3000, "%C3%A4"])
async def test_a_group_that_is_gone_leaves_the_others_on_a_list(
    client: Client, store: Store, slug: str
) -> None:
    await build(store, "ours")
    page = await get(client.http, f"/list?g=ours-group&g={slug}")
    assert page.answer.status_code == 200
    assert "not listed any more" in page.text
    assert page.links("/groups/ours-group")


async def test_programs_are_told_in_plain_text_what_is_not_there(client: Client) -> None:
    answer = await client.http.get("/nowhere")
    assert (answer.status_code, answer.text) == (404, "Not Found")


@pytest.mark.parametrize("path", ["/", "/list", "/networks/ours-network"])
async def test_what_takes_no_form_refuses_one(client: Client, path: str) -> None:
    assert (await client.http.post(path, data={"zone": "UTC"})).status_code == 405
