"""Several rows: which of them are one group, one venue, one meeting."""

import pytest

from api.feeds.meeting_guide import translate
from api.feeds.values import ImportedFeed

ROW: dict[str, object] = {
    "name": "Serenity",
    "day": 1,
    "time": "19:00",
    "timezone": "Europe/London",
    "location": "Elm Hall",
    "address": "1 Elm Street",
    "city": "London",
    "country": "GB",
    "latitude": 51.52031,
    "longitude": -0.10277,
}
LINK = "https://meet.example.org/x"


def feed_of(*changes: dict[str, object]) -> ImportedFeed:
    return translate([{**ROW, "slug": str(n), **each} for n, each in enumerate(changes)])


def sizes(*changes: dict[str, object]) -> list[int]:
    return [len(group.meetings) for group in feed_of(*changes).groups]


def test_the_same_name_at_one_address_is_one_group() -> None:
    assert sizes({}, {"day": 3}, {"name": "SERENITY", "address": "1, Elm street"}) == [3]


def test_a_group_may_use_several_rooms_of_a_house() -> None:
    feed = feed_of({"location": "Red room"}, {"location": "Blue room"})

    assert len(feed.groups) == 1
    assert len(feed.venues) == 2


def test_the_same_name_at_two_addresses_is_two_groups() -> None:
    assert sizes({}, {"address": "2 Elm Street"}) == [1, 1]
    assert sizes({}, {"city": "Leeds"}) == [1, 1]


def test_the_same_name_without_addresses_is_told_apart_by_what_there_is() -> None:
    online: dict[str, object] = {"address": None, "conference_url": LINK}

    assert sizes(online, {**online, "day": 2}) == [2]
    assert sizes(online, {**online, "conference_url": f"{LINK}y"}) == [1, 1]
    assert sizes({"address": None}, {"address": None, "latitude": 51.6}) == [1, 1]


def test_a_name_alone_never_makes_a_group() -> None:
    withheld: dict[str, object] = {
        **dict.fromkeys(ROW.keys() - {"name", "day", "time", "timezone"}),
        "attendance_option": "online",
    }

    assert sizes(withheld, withheld) == [1, 1]


def test_the_group_that_the_feed_names_comes_first() -> None:
    assert sizes({"group": "Tuesday People"}, {"group": "tuesday  people", "city": "Leeds"}) == [2]


@pytest.mark.parametrize(
    "change",
    [
        {"latitude": 51.52039, "longitude": -0.10281},
        {"location": "Elm Hall, first floor"},
        {"types": ["TC"], "conference_url": LINK},
        {"day": 5, "time": "20:00", "notes": "New time"},
        {"slug": "other"},
    ],
)
def test_a_group_stays_the_same_when_its_row_changes(change: dict[str, object]) -> None:
    assert feed_of({}).groups[0].external_id == feed_of(change).groups[0].external_id


def test_a_venue_stays_the_same_when_its_point_is_looked_up_again() -> None:
    moved = feed_of({"latitude": 51.52039})

    assert feed_of({}).venues[0].key == moved.venues[0].key


def test_a_group_stays_the_same_when_rows_are_added_around_it() -> None:
    alone, among = feed_of({}), feed_of({"city": "Leeds"}, {}, {"city": "York"})

    assert alone.groups[0].external_id in {group.external_id for group in among.groups}


def test_links_that_differ_in_case_are_different_rooms() -> None:
    feed = feed_of({"conference_url": f"{LINK}/Ab"}, {"conference_url": f"{LINK}/aB"})

    assert len(feed.venues) == 3


def test_texts_of_group_and_place_come_from_the_first_row_that_has_them() -> None:
    feed = feed_of(
        {}, {"group_notes": "We sit.", "location_notes": "Ring."}, {"group_notes": "Other."}
    )

    assert feed.groups[0].description == "We sit."
    assert feed.venues[0].joining_notes == "Ring."


def test_notes_of_a_place_that_contradict_are_told() -> None:
    feed = feed_of({"location_notes": "Ring."}, {"location_notes": "Knock."})

    assert feed.venues[0].joining_notes == "Ring."
    assert [problem.code for problem in feed.rows[1].problems] == ["PLACE_NOTES_DIFFER"]


def test_a_group_is_for_whom_all_of_its_meetings_are() -> None:
    (group,) = feed_of({"types": ["W", "SEN", "X", "S", "D"]}, {"types": ["W", "EN", "SP"]}).groups

    assert group.audiences == ("women",)
    assert group.accessibility == ()
    assert group.languages == ("en", "es")
    assert group.formats == ("discussion", "speaker")


def test_a_repeated_slug_gets_a_number_that_no_row_asks_for() -> None:
    feed = feed_of({"slug": "a"}, {"slug": "a"}, {"slug": "a-2"}, {"slug": "a"})

    assert [row.external_ids for row in feed.rows] == [("a",), ("a-3",), ("a-2",), ("a-4",)]
    assert [bool(row.problems) for row in feed.rows] == [False, True, False, True]


def test_a_slug_that_is_not_safe_is_replaced_by_the_same_one_each_time() -> None:
    first, again = feed_of({"slug": "über uns"}), feed_of({}, {"slug": "über uns"})

    assert first.rows[0].external_ids == again.rows[1].external_ids
    assert first.rows[0].external_ids[0].isascii()
