"""What pages say in words, and what they draw: small parts on their own."""

from typing import Any

import pytest

from api.http.pages import names, words
from api.http.pages.rendering import href
from api.http.pages.scatter import HALF, scatter
from api.http.pages.search import Spot
from api.http.pages.times import ZONES, schedule, when


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,TH", "Every Monday and Thursday at 19:00"),
        ("FREQ=WEEKLY", "Every Monday at 19:00"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "Tuesday, every second week at 19:00"),
        ("FREQ=WEEKLY;INTERVAL=8;BYDAY=TU", "Tuesday, every 8 weeks at 19:00"),
        ("FREQ=DAILY", "Every day at 19:00"),
        ("FREQ=DAILY;BYDAY=SA,SU", "Every Saturday and Sunday at 19:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "The last Friday of the month at 19:00"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,3MO",
            "The first Monday and third Monday of every second month at 19:00",
        ),
        ("FREQ=MONTHLY;BYDAY=-2FR", "The second to last Friday of the month at 19:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1", "Day 1 from the end and day 15 of the month at 19:00"),
        ("FREQ=MONTHLY", "Day 5 of the month at 19:00"),
        ("FREQ=YEARLY", "Repeatedly from Monday 5 January 2026 at 19:00"),
        (None, "Once, on Monday 5 January 2026 at 19:00"),
    ],
)
def test_a_rule_is_told_as_people_tell_it(rule: str | None, said: str) -> None:
    assert schedule(meeting(rule=rule)) == f"{said}, for 90 minutes"


def test_the_bounds_of_a_series_are_told_with_it() -> None:
    bounded = meeting(rule="FREQ=WEEKLY;UNTIL=20271231", season="05-01/09-30")
    assert schedule(bounded) == (
        "Every Monday at 19:00, for 90 minutes, from 1 May to 30 September, until 31 December 2027"
    )
    assert schedule(meeting(localStart=None)) == "By appointment"


def test_a_time_is_told_by_the_clocks_of_the_reader_or_of_the_place() -> None:
    occurrence = {
        "startsAt": "2026-11-23T18:00:00+00:00",
        "endsAt": "2026-11-23T19:30:00+00:00",
        "meeting": {"timeZone": "America/New_York"},
    }
    there, here = when(occurrence), when(occurrence, "Asia/Kathmandu")
    assert (there.text, there.place) == ("Monday 23 November, 13:00\xa0to\xa014:30", "New York")
    assert here.text == "Monday 23 November, 23:45\xa0to\xa001:15"
    assert here.instants == ("2026-11-23T18:00:00Z", "2026-11-23T19:30:00Z")


def test_every_time_zone_can_be_chosen() -> None:
    assert "Europe/Berlin" in ZONES["Europe"]
    assert "America/Argentina/Salta" in ZONES["America"]
    assert "UTC" in ZONES["Other"]
    assert not [name for zones in ZONES.values() for name in zones if name == "Factory"]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("de", "German"),
        ("pt-BR", "Portuguese (Brazil)"),
        ("zh-Hant-TW", "Chinese (Taiwan)"),
        ("sw", "Swahili"),
        ("ase", "American Sign Language"),
        ("xx-nonsense", "xx-nonsense"),
    ],
)
def test_a_language_is_called_by_its_everyday_name(tag: str, name: str) -> None:
    assert names.language(tag) == name


def test_numbers_are_told_with_their_nouns() -> None:
    assert words.count(1, "group") == "1 group"
    assert words.count(10_000, "group", precision="AT_LEAST") == "at least 10,000 groups"
    assert words.distance(400) == "less than 1 km away"
    assert words.distance(12_600) == "about 13 km away"
    assert words.ages({"minimumAge": 18, "maximumAge": 25}) == "18 to 25"
    assert words.ages({"minimumAge": None, "maximumAge": 25}) == "Up to 25"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", " https://x", "//x", "", None],
)
def test_only_web_and_telephone_addresses_become_links(url: str | None) -> None:
    assert href(url) is None


def test_a_drawing_holds_every_place_also_across_the_antimeridian() -> None:
    made = scatter(Spot(-17.0, 179.9, "Here"), [edge(-17.0, -179.9), edge(-17.2, 179.9)])
    assert made is not None
    assert all(abs(dot.x) <= HALF and abs(dot.y) <= HALF for dot in made.dots)
    east, south = made.dots
    assert east.x > 0.5 * HALF
    assert south.y > 0.5 * HALF
    assert made.rings


def test_places_on_one_spot_are_one_dot_with_all_their_numbers() -> None:
    made = scatter(Spot(51.3, 12.3, "Here"), [edge(51.4, 12.4), edge(51.4, 12.4)])
    assert made is not None
    (dot,) = made.dots
    assert dot.numbers == "1, 2"
    assert scatter(Spot(51.3, 12.3, "Here"), [edge(51.4, 12.4, metres=None)]) is None
    assert scatter(None, [edge(51.4, 12.4)]) is None


def meeting(**differences: object) -> dict[str, Any]:
    return {
        "localStart": "2026-01-05T19:00:00",
        "durationMinutes": 90,
        "rule": "FREQ=WEEKLY",
        "season": None,
        **differences,
    }


def edge(latitude: float, longitude: float, metres: int | None = 5_000) -> dict[str, Any]:
    point = {"latitude": latitude, "longitude": longitude}
    venue = {"kind": "PHYSICAL", "approximate": False, "point": point}
    return {
        "distanceMetres": metres,
        "node": {"meetings": {"nodes": [{"venues": [venue]}]}},
    }
