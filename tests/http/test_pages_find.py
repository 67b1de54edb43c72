"""Finding a group: every part of the form, what may stand in an address, and bad input."""

import re
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from api.domain.occurrences import Schedule
from api.domain.places import Point
from api.domain.rules import Rule
from api.domain.vocabulary import Medium, Style, Support
from api.persistence.store import Store
from tests.http.conftest import Client
from tests.http.page_world import PUBLIC_PLACE, Differences, Page, build, get, post

GROUPS = "/groups/"


def found(page: Page) -> list[str]:
    """The slugs of the groups on a page, in their order."""
    links = [urlsplit(link).path.removeprefix(GROUPS) for link in page.links(GROUPS)]
    return list(dict.fromkeys(links))


async def test_without_a_question_every_group_is_there(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await get(client.http, "/find")
    assert page.answer.status_code == 200
    assert found(page) == ["ours-group"]
    assert "1 group" in page.text
    assert "Not stated: joining, new people, style, size, cost." in page.text


async def test_words_find_a_group_and_stand_in_no_address(client: Client, store: Store) -> None:
    await build(store, "ours", Differences(group={"summary": "For bereaved gardeners"}))
    await build(store, "theirs")
    page = await post(client.http, "/find", text="gardeners")
    assert found(page) == ["ours-group"]
    assert not [link for link in page.links("/") if "gardeners" in link]
    assert page.answer.headers["cache-control"] == "no-store"


async def test_an_address_says_only_what_says_nothing_of_the_reader(
    client: Client, store: Store
) -> None:
    await build(store, "ours", Differences(group={"support": (Support.EMOTIONAL,)}))
    await build(store, "theirs", Differences(group={"topics": ("alcohol",)}))
    page = await post(
        client.http,
        "/find",
        topic="grief",
        support="EMOTIONAL",
        text="ours",
        audience="women",
        zone="Europe/Berlin",
        part="evening",
        newcomers="1",
    )
    (shared,) = {link for link in page.links("/find?") if "topic=" in link}
    assert parse_qs(urlsplit(shared).query) == {"topic": ["grief"], "support": ["EMOTIONAL"]}
    again = await get(client.http, shared)
    assert found(again) == ["ours-group"]
    assert again.chosen("topic") == {"grief"}


async def test_what_says_something_of_the_reader_is_not_read_from_an_address(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    for query in (
        "text=no",
        "where=Atlantis",
        "part=night&day=MO",
        "audience=women",
        "newcomers=1",
    ):
        assert found(await get(client.http, f"/find?{query}")) == ["ours-group"], query


async def test_time_of_the_week_is_the_readers(client: Client, store: Store) -> None:
    await build(store, "ours")
    berlin = {"zone": "Europe/Berlin", "day": "MO", "part": "evening"}
    assert found(await post(client.http, "/find", **berlin)) == ["ours-group"]
    # What begins at 19 o'clock on a Monday in Berlin begins on a Tuesday in Tokyo.
    tokyo = {**berlin, "zone": "Asia/Tokyo"}
    assert found(await post(client.http, "/find", **tokyo)) == []
    early = await post(client.http, "/find", zone="Asia/Tokyo", part="night", day="MO")
    assert found(early) == ["ours-group"]
    assert re.search(r"Tuesday \d+ \w+, 0[23]:00.to.0[34]:30 your time", early.text)


async def test_the_times_that_fit_are_told_before_the_next_ones(
    client: Client, store: Store
) -> None:
    start = datetime(2026, 1, 5, 19)  # noqa: DTZ001 - a local time
    daily = Schedule(
        local_start=start,
        duration_minutes=90,
        time_zone="Europe/Berlin",
        rule=Rule.parse("FREQ=DAILY"),
    )
    await build(store, "ours", Differences(meeting={"schedule": daily}))
    page = await post(client.http, "/find", zone="Europe/Berlin", day="WE")
    told = re.findall(r"(\w+day) \d+ \w+, 19:00", page.text)
    assert told
    assert set(told) == {"Wednesday"}


async def test_times_without_a_zone_ask_for_it_and_guess_nothing(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    page = await post(client.http, "/find", part="evening")
    assert found(page) == []
    assert "Please choose your time zone" in page.text
    assert page.all("a", href="#zone")
    (zone,) = page.all("select", id="zone")
    assert (zone["aria-invalid"], zone["aria-describedby"]) == ("true", "wrong-zone")
    assert page.all("p", id="wrong-zone")


async def test_a_place_is_found_by_its_name(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await post(client.http, "/find", where="leip", within="25")
    assert found(page) == ["ours-group"]
    assert "near Leipzig, Germany" in page.text
    assert "km away" in page.text


async def test_places_of_one_name_are_for_the_reader_to_choose(
    client: Client, store: Store
) -> None:
    for name, region, latitude in (("ours", "Saxony", 51.3), ("theirs", "Texas", 30.0)):
        place = {"locality": "Springfield", "region": region, "point": Point(latitude, 12.3)}
        await build(store, name, Differences(venue={**PUBLIC_PLACE, **place}))
    page = await post(client.http, "/find", where="Spring", text="group")
    offered = page.all("button", name="pick")
    assert len(offered) == 2
    assert found(page) == []
    (texas,) = [each["value"] for each in offered if "Texas" in each["value"]]
    assert found(await post(client.http, "/find", where="Spring", pick=texas)) == ["theirs-group"]


async def test_a_place_that_nobody_meets_in_is_told_beside_the_field(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    page = await post(client.http, "/find", where="Atlantis")
    assert "No group is listed in a place that begins like this." in page.text
    assert page.all("p", id="wrong-where")


async def test_a_place_typed_over_a_point_is_looked_up_again(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await post(client.http, "/find", where="Leipzig", spot="0,0,Nowhere", within="25")
    assert found(page) == ["ours-group"]


async def test_groups_to_join_from_anywhere_come_behind_places(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    online = Differences(meeting={"medium": Medium.ONLINE, "venue_ids": ()})
    await build(store, "another", online)
    where = {"where": "Leipzig", "within": "25"}
    assert found(await post(client.http, "/find", **where)) == ["ours-group"]
    both = await post(client.http, "/find", **where, online="1")
    assert found(both) == ["ours-group", "another-group"]


async def test_what_has_not_been_stated_stays_unless_asked_to_leave(
    client: Client, store: Store
) -> None:
    await build(store, "ours", Differences(group={"style": Style.ACTIVITY}))
    await build(store, "theirs")
    kept = await post(client.http, "/find", style="ACTIVITY")
    assert found(kept) == ["ours-group", "theirs-group"]
    assert found(await post(client.http, "/find", style="ACTIVITY", stated="1")) == ["ours-group"]


async def test_filters_count_what_is_there(client: Client, store: Store) -> None:
    await build(store, "ours", Differences(group={"languages": ("de", "pt-BR")}))
    await build(store, "theirs", Differences(group={"languages": ()}))
    page = await get(client.http, "/find")
    assert "Portuguese (Brazil) 1" in page.text
    assert "1 group has not stated this" in page.text


async def test_a_list_is_read_on_by_the_same_question(client: Client, store: Store) -> None:
    for number in range(21):
        await build(store, f"group-{number:02}")
    await build(store, "another", Differences(group={"topics": ("alcohol",)}))
    first = await post(client.http, "/find", topic="grief")
    assert len(found(first)) == 20
    (after,) = [each["value"] for each in first.all("button", name="after")]
    kept = {each["name"]: each["value"] for each in first.all("input", type="hidden", name="topic")}
    second = await post(client.http, "/find", after=after, **kept)
    assert len(found(second)) == 1
    assert not set(found(first)) & set(found(second))


async def test_a_foreign_cursor_begins_at_the_beginning(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await post(client.http, "/find", after="bm90IGEgY3Vyc29y")
    assert found(page) == ["ours-group"]
    assert "That part of the list is not there any more." in page.text


async def test_finding_nothing_says_what_may_help(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await post(client.http, "/find", text="unheard", where="Leipzig", within="2")
    assert "That does not mean that there is nobody." in page.text
    assert "A larger distance" in page.text
    assert "Fewer or other words" in page.text


async def test_the_sketch_draws_an_area_where_only_that_is_known(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    await build(store, "theirs", Differences(venue={**PUBLIC_PLACE, "point": Point(51.4, 12.4)}))
    page = await post(client.http, "/find", where="Leipzig", within="100")
    assert len(page.all("circle", **{"class": "area"})) == 1
    assert len(page.all("circle", **{"class": "dot"})) == 1
    assert not (await get(client.http, "/find")).all("svg")


async def test_a_list_to_print_goes_along(client: Client, store: Store) -> None:
    await build(store, "ours")
    page = await get(client.http, "/find?g=one&g=two")
    assert "/list?g=one&g=two&g=ours-group" in page.links("/list")
    assert [each["value"] for each in page.all("input", type="hidden", name="g")] == ["one", "two"]
    assert page.answer.headers["cache-control"] == "no-store"


async def test_what_cannot_be_asked_is_told_beside_its_field(client: Client, store: Store) -> None:
    await build(store, "ours")
    for field, value, says in (
        ("text", "x" * 10_000, "at most 200 characters"),
        ("where", "x" * 10_000, "at most 100 characters"),
        ("topic", [f"topic-{number}" for number in range(150)], "At most 100"),
        ("pick", "400,0,Nowhere", "latitude lies between"),
        ("zone", "Mars/Olympus", "time-zone database"),
    ):
        asked = {"part": "evening", "zone": "UTC", field: value}
        page = await post(client.http, "/find", **asked)
        assert page.answer.status_code == 200, field
        assert says in page.text, field
        assert page.all("div", role="alert"), field
        assert found(page) == [], field


async def test_a_zone_that_is_none_is_told_also_where_no_time_is_asked_for(
    client: Client, store: Store
) -> None:
    await build(store, "ours")
    page = await post(client.http, "/find", text="ours", zone="Mars/Olympus")
    assert page.answer.status_code == 200
    assert page.all("p", id="wrong-zone")


async def test_what_no_form_of_ours_sends_is_left_out(client: Client, store: Store) -> None:
    await build(store, "ours")
    for fields in (
        {"pick": "nan,inf,x"},
        {"within": "-1", "soon": "1e9", "day": "XX", "part": "noon"},
        {"support": "NOT_A_WORD", "medium": "'; drop table groups"},
        {"text": "\0\x1b[31m"},
        {"text": "' or 1=1 --"},
        {"topic": "", "g": ""},
    ):
        page = await post(client.http, "/find", **fields)
        assert page.answer.status_code == 200, fields
        assert not page.all("div", role="alert"), fields


async def test_a_body_that_is_no_form_is_refused_with_a_page(client: Client) -> None:
    for body in (b"\xff\xfe", b"a=%ff", b"&".join([b"a=1"] * 400), b"x" * 40_000):
        answer = await client.http.post("/find", content=body)
        assert 400 <= answer.status_code < 500, body[:9]
        assert "That did not work" in answer.text, body[:9]


async def test_a_name_is_text_and_never_markup(client: Client, store: Store) -> None:
    hostile = "</a><script>alert(1)</script>"
    await build(store, "ours", Differences(group={"name": hostile, "language": '"><b>'}))
    page = await post(client.http, "/find", text='"><script>alert(2)</script>', where="")
    assert all("src" in each for each in page.all("script"))
    page = await get(client.http, "/find")
    assert all("src" in each for each in page.all("script"))
    assert hostile in page.text


async def test_a_group_by_appointment_has_no_times_and_is_found(
    client: Client, store: Store
) -> None:
    await build(store, "ours", Differences(meeting={"schedule": None}))
    page = await get(client.http, "/find")
    assert found(page) == ["ours-group"]
    assert "No times are known." in page.text
