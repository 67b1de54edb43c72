"""The explorer at the endpoint: for browsers, where it is allowed, and never run by the server."""

import base64
import re
from collections.abc import AsyncIterator
from hashlib import sha256

import httpx
import pytest

from api.app import create_app
from api.domain.scopes import STEP_UP, Scope
from api.http.assets import STATIC
from api.http.explorer import examples
from api.settings import Settings
from tests.conftest import Database
from tests.http.conftest import KEK, Client
from tests.serving import http_to, serving

# What Chromium and Firefox send for an address that somebody types in.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
VENDOR = STATIC / "vendor"


@pytest.fixture
async def explorer(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(
        database_url=database.app_url,  # pyright: ignore[reportArgumentType] - pydantic makes it a secret
        kek=base64.b64encode(KEK).decode(),  # pyright: ignore[reportArgumentType]
        explorer=True,
    )
    app = create_app(settings)
    async with serving(app) as address, http_to(address) as http:
        yield http


async def test_a_browser_is_shown_the_explorer_and_its_query_is_not_run(
    explorer: httpx.AsyncClient,
) -> None:
    query = {"query": "{ nothing of this kind }"}
    shown = await explorer.get("/graphql", params=query, headers={"accept": BROWSER})
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accept" in shown.headers["vary"]
    assert "nothing of this kind" not in shown.text


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "text/html, application/json", "text/html;q=0, */*"]
)
async def test_whoever_accepts_data_as_gladly_gets_data(
    explorer: httpx.AsyncClient, accept: str
) -> None:
    query = {"query": "{ __typename }"}
    given = await explorer.get("/graphql", params=query, headers={"accept": accept})
    assert given.json() == {"data": {"__typename": "Query"}}


async def test_a_page_is_shown_by_get_only(explorer: httpx.AsyncClient) -> None:
    query = {"query": "{ __typename }"}
    given = await explorer.post("/graphql", json=query, headers={"accept": BROWSER})
    assert given.json() == {"data": {"__typename": "Query"}}


async def test_where_it_is_switched_off_there_is_no_explorer(client: Client) -> None:
    refused = await client.http.get("/graphql", headers={"accept": "text/html"})
    assert refused.status_code == 406
    assert refused.headers["content-type"].startswith("application/json")


async def test_where_people_come_back_to_with_a_code_nothing_is_kept(
    explorer: httpx.AsyncClient, client: Client
) -> None:
    address = "/explorer/signed-in?code=psn_ac_canary"
    shown = await explorer.get(address)
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "canary" not in shown.text
    assert (await client.http.get(address)).status_code == 404


async def test_every_scope_that_does_something_can_be_signed_in_for(
    explorer: httpx.AsyncClient,
) -> None:
    shown = await explorer.get("/graphql", headers={"accept": BROWSER})
    offered = dict(re.findall(r'name="scope" value="([^"]+)"( checked)?', shown.text))
    assert set(offered) == {*Scope} - {Scope.OPENID, Scope.PROFILE, Scope.EMAIL}
    assert {scope for scope, ticked in offered.items() if not ticked} == STEP_UP


async def test_no_script_of_the_explorer_comes_from_elsewhere_or_stands_in_the_page(
    explorer: httpx.AsyncClient,
) -> None:
    shown = await explorer.get("/graphql", headers={"accept": BROWSER})
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in shown.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert "://" not in shown.text


async def test_every_example_is_offered_in_its_own_words(explorer: httpx.AsyncClient) -> None:
    shown = await explorer.get("/graphql", headers={"accept": BROWSER})
    assert examples()
    for example in examples():
        assert example.asks.endswith("."), "an example begins with a comment that says what it asks"
        assert example.asks in shown.text


async def test_a_vendored_file_may_be_kept_for_ever_and_ours_may_not(client: Client) -> None:
    theirs = await client.http.get("/static/vendor/graphiql-4.1.2/graphiql.min.js")
    assert theirs.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert theirs.headers["content-type"] == "text/javascript; charset=utf-8"
    ours = await client.http.get("/static/explorer.css")
    assert ours.headers["cache-control"] == "no-cache"
    assert ours.headers["content-type"] == "text/css; charset=utf-8"
    again = await client.http.get(
        "/static/explorer.css", headers={"if-none-match": ours.headers["etag"]}
    )
    assert again.status_code == 304
    assert (await client.http.get("/static/vendor/none.js")).status_code == 404
    assert (await client.http.get("/static/../app.py")).status_code == 404


def test_every_vendored_file_is_the_one_that_was_fetched() -> None:
    listed = {
        name: digest
        for digest, name in (
            line.split() for line in (VENDOR / "SHA256SUMS").read_text().splitlines()
        )
    }
    files = {
        str(path.relative_to(VENDOR)): sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.glob("*/*")
    }
    assert files == listed


def test_every_vendored_package_comes_with_its_licence() -> None:
    packages = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert packages
    assert [path.name for path in packages if not (path / "LICENSE").exists()] == []
