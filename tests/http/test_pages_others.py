"""The root, networks, lists, what is not there; and what every page has in common."""

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

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


async def test_every_page_keeps_a_visit_to_itself(client: Client, store: Store) -> None:
    await build(store, "ours")
    for path in PATHS:
        headers = (await get(client.http, path)).answer.headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        # Searching without leaving the page asks this server, and nobody else.
        searches = path.partition("?")[0] in {"/", "/find"}
        assert policy == {**POLICY, **({"connect-src": "'self'"} if searches else {})}, path
        assert headers["referrer-policy"] == "no-referrer", path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["cross-origin-opener-policy"] == "same-origin", path
        assert headers["cache-control"] in {"public, max-age=60", "no-store"}, path
        assert "set-cookie" not in headers, path


async def test_every_page_loads_from_here_only_and_runs_nothing_inline(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    for path in PATHS:
        page = await get(client.http, path)
        loaded = {each.get("src", "") for each in page.all("script") if "type" not in each}
        loaded |= {each["href"] for each in page.all("link")}
        assert loaded, path
        for address in loaded:
            assert address.startswith("/static/"), path
            assert (await client.http.get(address)).status_code == 200, address
        assert not page.all("style"), path
        names = {name for _, attributes in page.elements for name in attributes}
        assert not [name for name in names if name == "style" or name.startswith("on")], path


async def test_every_page_can_be_left_quickly_and_read_by_any_program(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    for path in PATHS:
        page = await get(client.http, path)
        (leave,) = page.all("a", id="quick-exit")
        assert leave["href"].startswith("https://"), path
        assert "noreferrer" in leave["rel"], path
        assert page.all("a", href="#main"), path
        assert len(page.all("main", id="main")) == len(page.all("h1")) == 1, path
        assert page.all("html", lang="en"), path
        assert "Not therapy, not an emergency service" in page.text, path
        assert faults(page) == [], path


def faults(page: Page) -> list[object]:
    """What is not whole: elements left open, ids given twice or named in vain, missing labels."""
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    named = {
        word
        for _, attributes in page.elements
        for name in ("aria-labelledby", "aria-describedby")
        for word in attributes.get(name, "").split()
    }
    twice = [each for each in ids if ids.count(each) > 1]
    return [*page.broken, *twice, *(named - set(ids)), *unlabelled(page)]


def unlabelled(page: Page) -> list[dict[str, str]]:
    """The fields that a label of their own must name; checkboxes stand inside theirs."""
    labels = {each.get("for") for each in page.all("label")}
    fields = [*page.all("input"), *page.all("select")]
    return [
        each
        for each in fields
        if each.get("type") not in {"hidden", "checkbox"} and each.get("id") not in labels
    ]


async def test_answers_to_what_a_reader_said_are_whole_too(client: Client, store: Store) -> None:
    await build(store, "ours")
    for path, fields in (
        ("/find", {"part": "evening", "where": "x", "topic": "grief"}),
        ("/find", {"where": "Leipzig", "zone": "Asia/Tokyo"}),
        ("/groups/ours-group", {"zone": "Nowhere"}),
    ):
        page = await post(client.http, path, **fields)
        assert faults(page) == [], fields
        assert page.answer.headers["cache-control"] == "no-store", fields


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


async def test_an_address_of_no_network_is_a_page_that_says_so(client: Client) -> None:
    for slug in ("nobody", "%00", "x" * 3000):
        assert (await get(client.http, f"/networks/{slug}")).answer.status_code == 404, slug


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


async def test_a_group_that_is_gone_leaves_the_others_on_a_list(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    for slug in ("gone", "%00x", "x" * 3000, "%C3%A4"):
        page = await get(client.http, f"/list?g=ours-group&g={slug}")
        assert page.answer.status_code == 200, slug
        assert "not listed any more" in page.text, slug
        assert page.links("/groups/ours-group"), slug


async def test_programs_are_told_in_plain_text_what_is_not_there(client: Client) -> None:
    answer = await client.http.get("/nowhere")
    assert (answer.status_code, answer.text) == (404, "Not Found")


async def test_what_takes_no_form_refuses_one(client: Client) -> None:
    for path in ("/", "/list", "/networks/ours-network"):
        assert (await client.http.post(path, data={"zone": "UTC"})).status_code == 405, path
