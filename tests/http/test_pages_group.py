"""The page of one group: what it says, in whose words, and what it never says."""

import json
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest

from api.domain.groups import Capacity, OpenPlace, Translation
from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
    GroupStatus,
    Joining,
    OpenPlaceKind,
    Size,
    Style,
    Support,
)
from api.http.pages.asking import Json
from api.persistence.store import Store
from tests.http.conftest import Client
from tests.http.page_world import PUBLIC_PLACE, Differences, Page, build, get, post

SAID = datetime(2026, 11, 1, tzinfo=UTC)
FULL = Differences(
    organisation={"website": "https://ours.example"},
    network={
        "guidelines": "Nobody has to speak.\n\nWhat is said stays here.",
        "licence": "CC-BY-4.0",
        "attribution": "Ours, with thanks",
    },
    group={
        "summary": "Trauergruppe am Abend",
        "description": "Wir sitzen im Kreis.",
        "support": (Support.EMOTIONAL, Support.INFORMATIONAL),
        "style": Style.DIALOGUE,
        "size": Size.FROM_9_TO_15,
        "joining": Joining.OPEN,
        "newcomers_welcome": True,
        "newcomers_as_of": date(2026, 10, 1),
        "cost": Cost.DONATION,
        "cost_note": "Was passt",
        "anonymity": Anonymity.FIRST_NAME,
        "accessibility": ("wheelchair",),
        "formats": ("discussion",),
        "minimum_age": 18,
        "capacity": Capacity(status=CapacityStatus.WAITLIST, as_of=SAID),
        "verified_at": SAID,
        "translations": (
            Translation(language="ar", name="مجموعة", summary="معا", description=None),
        ),
    },
    venue=PUBLIC_PLACE,
)


async def test_a_page_says_all_that_its_group_has_stated(client: Client, store: Store) -> None:
    await build(store, "ours", FULL)
    page = await get(client.http, "/groups/ours-group")
    assert page.answer.status_code == 200
    for said in (
        "Emotional support, Sharing information",
        "Mostly talking together",
        "9 to 15 people",
        "Every week",
        "Open: you can just come",
        "Welcome (said on 1 October 2026)",
        "There is a waiting list (said on 1 November 2026)",
        "Donations welcome Was passt",
        "First names",
        "Wheelchair access",
        "From 18",
        "Last verified on 1 November 2026",
        "Every Monday at 19:00, for 90 minutes (Europe/Berlin)",
        "Reading room Lindenallee 4",
        "Nobody has to speak. What is said stays here.",
        "Ours, with thanks",
        "Licence of this information: CC-BY-4.0",
        "not therapy and not an emergency service",
    ):
        assert said in page.text, said
    assert page.links("https://ours.example")


async def test_what_is_not_stated_is_said_to_be_so(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await get(client.http, "/groups/ours-group")
    for name in ("Joining", "New people", "Room", "Cost", "Support", "Style", "Size", "Names"):
        assert f"{name} Not stated" in page.text, name
    assert "Never verified" in page.text


async def test_a_hidden_place_stays_hidden_and_says_so(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await get(client.http, "/groups/ours-group")
    assert "Old town, Leipzig, Germany" in page.text
    assert "Only the area is public" in page.text
    assert "Canary Lane" not in page.answer.text
    (data,) = _data(page)
    assert "geo" not in json.dumps(data)


async def test_times_are_told_by_the_clocks_that_the_reader_chose(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    there = await get(client.http, "/groups/ours-group")
    assert "19:00\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}20:30" in there.answer.text
    assert "Berlin time" in there.text
    assert all("data-theirs" in each for each in there.all("time"))
    here = await post(client.http, "/groups/ours-group", zone="Asia/Kolkata")
    assert "your time" in here.text
    assert "Berlin time" not in here.text
    assert not [each for each in here.all("time") if "data-theirs" in each]
    assert here.answer.headers["cache-control"] == "no-store"


async def test_a_zone_that_does_not_exist_is_told_beside_its_field(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    page = await post(client.http, "/groups/ours-group", zone="Mars/Olympus", country="ZZ")
    assert page.answer.status_code == 200
    assert page.all("p", id="wrong-zone")
    assert "Berlin time" in page.text


async def test_crisis_resources_are_those_of_the_venue_or_of_the_reader(
    client: Client, store: Store
) -> None:
    await build(store, "ours", Differences(crisis={}))
    page = await get(client.http, "/groups/ours-group")
    assert "Germany Sorgentelefon" in page.text
    assert "Sorgentelefon" in page.text
    assert "Not checked yet" in page.text
    assert page.links("https://sorgentelefon.example")
    elsewhere = await post(client.http, "/groups/ours-group", country="FR")
    assert "Sorgentelefon" not in elsewhere.text
    assert "no crisis services listed for France" in elsewhere.text


async def test_a_paused_group_says_until_when(client: Client, store: Store) -> None:
    paused = {"status": GroupStatus.PAUSED, "paused_until": date(2027, 1, 7)}
    await build(store, "ours", Differences(group=paused))
    page = await get(client.http, "/groups/ours-group")
    assert "taking a break until 7 January 2027" in page.text


@pytest.mark.parametrize("status", [GroupStatus.DRAFT, GroupStatus.ARCHIVED])
async def test_a_group_that_is_not_public_is_not_there(
    client: Client, store: Store, status: GroupStatus
) -> None:
    await build(store, "ours", Differences(group={"status": status}))
    page = await get(client.http, "/groups/ours-group")
    assert page.answer.status_code == 404
    assert "This page is not here" in page.text


async def test_an_address_of_no_group_is_a_page_that_says_so(client: Client) -> None:
    for slug in ("nobody", "\0", "x" * 5000, "ä", "%ff"):
        page = await get(client.http, "/groups/" + quote(slug, safe="%"))
        assert page.answer.status_code == 404, slug
        assert page.title == "Page", slug


async def test_a_neutral_title_says_nothing_of_the_group(client: Client, store: Store) -> None:
    await build(store, "ours", Differences(group={"neutral_title": True}))
    page = await get(client.http, "/groups/ours-group")
    assert page.title == "Page"
    assert not _data(page)
    assert page.all("meta", name="robots", content="noindex")
    await build(store, "theirs")
    assert (await get(client.http, "/groups/theirs-group")).title == "theirs group · Peers"


async def test_texts_are_marked_with_their_language(client: Client, store: Store) -> None:
    await build(store, "ours", FULL)
    page = await get(client.http, "/groups/ours-group")
    assert page.all("html", lang="en")
    assert page.all("h1", lang="de", dir="auto")
    assert page.all("section", lang="ar", dir="auto")


async def test_data_for_search_engines_cannot_end_its_element(client: Client, store: Store) -> None:
    hostile = "</script><script>alert(1)</script>"
    await build(store, "ours", Differences(group={"name": hostile}, venue=PUBLIC_PLACE))
    page = await get(client.http, "/groups/ours-group")
    assert len([each for each in page.all("script") if "src" not in each]) == 1
    (data,) = _data(page)
    assert data["@type"] == "Organization"
    assert data["name"] == hostile
    (event,) = data["event"]
    assert event["eventSchedule"] == {
        "@type": "Schedule",
        "startDate": "2026-01-05",
        "startTime": "19:00:00",
        "duration": "PT90M",
        "scheduleTimezone": "Europe/Berlin",
        "repeatFrequency": "P1W",
        "byDay": ["https://schema.org/Monday"],
    }
    (place,) = event["location"]
    assert place["geo"]["latitude"] == pytest.approx(51.3397)


async def test_an_address_that_is_no_web_address_is_no_link(client: Client, store: Store) -> None:
    place = OpenPlace(
        kind=OpenPlaceKind.CHAT, name="Chat", url="javascript:alert(1)", hours=None, moderated=True
    )
    different = Differences(
        organisation={"website": "javascript:alert(2)"}, group={"open_places": (place,)}
    )
    await build(store, "ours", different)
    page = await get(client.http, "/groups/ours-group")
    assert not page.links("javascript:")
    assert "Chat · at any hour · moderated" in page.text


async def test_a_demo_is_marked_on_every_page_that_shows_it(client: Client, store: Store) -> None:
    await build(store, "ours", Differences(organisation={"demo": True}))
    for path in (
        "/groups/ours-group",
        "/networks/ours-network",
        "/list?g=ours-group",
        "/find",
        "/",
    ):
        assert "demo" in (await get(client.http, path)).text, path
    assert "is invented" in (await get(client.http, "/groups/ours-group")).text


async def test_a_group_can_be_put_on_a_list_to_print(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await get(client.http, "/groups/ours-group")
    assert "/list?g=ours-group" in page.links("/list")
    page = await get(client.http, "/groups/ours-group?g=another")
    assert "/list?g=another&g=ours-group" in page.links("/list")
    assert page.answer.headers["cache-control"] == "no-store"


def _data(page: Page) -> list[Json]:
    return [json.loads(text) for text in page.data if text.strip()]
