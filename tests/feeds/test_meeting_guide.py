"""Whole feeds: the real one, ours, and anything at all."""

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.errors import InvalidInput, UnknownTimeZone
from api.domain.vocabulary import (
    CapacityStatus,
    Disclosure,
    GroupStatus,
    Medium,
    MeetingStatus,
    OpenPlaceKind,
)
from api.feeds.meeting_guide import read_feed, translate
from api.feeds.values import ImportedFeed, ImportedMeeting

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "meeting-guide.json"
NEW_YORK = ROOT / ".." / "shared" / "data" / "meeting-guide" / "new-york.json"


@pytest.fixture(scope="module")
def real() -> list[object]:
    if not NEW_YORK.exists() and not os.environ.get("PEERS_CI"):
        pytest.skip("the real feed lies in ../shared, which is absent here")
    return read_feed(str(NEW_YORK))


@pytest.fixture(scope="module")
def example() -> ImportedFeed:
    return translate(read_feed(str(EXAMPLE)))


def named(feed: ImportedFeed, external_id: str) -> ImportedMeeting:
    return next(each for each in feed.meetings if each.external_id == external_id)


def test_every_row_of_a_real_feed_is_translated(real: list[object]) -> None:
    began = time.perf_counter()
    feed = translate(real)
    took = time.perf_counter() - began

    assert len(real) == len(feed.rows) == len(feed.meetings) == 1513
    assert not any(row.refused for row in feed.rows)
    assert {venue.country for venue in feed.venues} == {"US"}
    assert feed.unknown_codes == {}
    # It takes about half a second; a machine may be busy.
    assert took < 3


def test_no_group_of_a_real_feed_meets_at_two_addresses(real: list[object]) -> None:
    feed = translate(real)
    street = {venue.key: venue.street for venue in feed.venues}

    for group in feed.groups:
        streets = {street[key] for meeting in group.meetings for key in meeting.venue_keys}
        # The same street may be spelled twice.
        assert len({(each or "").lower().strip(" .") for each in streets}) == 1
    names = Counter(group.name for group in feed.groups)
    assert sum(count > 1 for count in names.values()) > 100


def test_translating_a_feed_twice_gives_the_same(real: list[object]) -> None:
    assert translate(real) == translate(real)


def test_our_example_imports_all_but_the_three_rows_that_cannot(example: ImportedFeed) -> None:
    refused = {problem.code for row in example.rows if row.refused for problem in row.problems}

    assert len(example.rows) == 43
    assert sum(row.refused for row in example.rows) == 3
    assert refused == {"TIME_ZONE_MISSING", "TIME_INVALID", "PLACE_MISSING"}
    assert len(example.groups) == 37
    assert len(example.meetings) == 46


def test_our_example_shows_every_oddity(example: ImportedFeed) -> None:
    codes = {problem.code for row in example.rows for problem in row.problems}

    assert {meeting.medium for meeting in example.meetings} == set(Medium)
    assert {meeting.status for meeting in example.meetings} == {
        MeetingStatus.ACTIVE,
        MeetingStatus.PAUSED,
    }
    assert any(meeting.schedule is None for meeting in example.meetings)
    assert codes >= {
        "CONTACT_DROPPED",
        "CONTACT_IN_TEXT",
        "COORDINATES_SUSPECT",
        "LINK_INVALID",
        "LINK_MADE_SECURE",
        "LINK_MISSING",
        "SLUG_ADAPTED",
        "SLUG_REPEATED",
        "TYPE_LEFT_OUT",
        "TYPE_UNKNOWN",
    }
    assert example.contacts_dropped == 7
    assert example.unknown_codes == {"ZZ": 1}
    assert example.entity is not None
    assert example.entity.name == "Harbour Lights"


def test_a_default_time_zone_admits_the_row_without_one() -> None:
    feed = translate(read_feed(str(EXAMPLE)), default_time_zone="America/Argentina/Buenos_Aires")
    meeting = named(feed, "buenos-aires-no-zone")

    assert meeting.schedule is not None
    assert meeting.schedule.time_zone == "America/Argentina/Buenos_Aires"


def test_a_group_is_told_all_that_its_rows_say(example: ImportedFeed) -> None:
    group = next(each for each in example.groups if each.name == "Lunch Hour Circle London")

    assert len(group.meetings) == 3
    assert group.description == (
        "A short circle in the middle of the working day. Bring your sandwich."
    )
    assert [(place.kind, place.url) for place in group.open_places] == [
        (OpenPlaceKind.WEBSITE, "https://lunch.example.org")
    ]
    assert group.formats == ("discussion", "newcomers")
    assert group.accessibility == ("wheelchair",)


def test_what_a_feed_cannot_know_of_a_group_is_left_unstated(example: ImportedFeed) -> None:
    for group in example.groups:
        assert not group.accepts_referrals
        assert group.capacity.status is CapacityStatus.UNKNOWN
        assert group.status is GroupStatus.PUBLISHED
    assert {venue.disclosure for venue in example.venues} == {Disclosure.PUBLIC}


def test_every_venue_that_a_meeting_names_is_there(example: ImportedFeed) -> None:
    used = {key for meeting in example.meetings for key in meeting.venue_keys}

    assert used == {venue.key for venue in example.venues}


def test_the_importer_says_topics_and_status_of_all_groups() -> None:
    feed = translate(
        read_feed(str(EXAMPLE)), topics=("anxiety", "depression"), status=GroupStatus.DRAFT
    )

    assert {group.topics for group in feed.groups} == {("anxiety", "depression")}
    assert {group.status for group in feed.groups} == {GroupStatus.DRAFT}


def test_an_importer_who_is_mistaken_is_told_before_any_row() -> None:
    with pytest.raises(UnknownTimeZone):
        translate([], default_time_zone="Mars/Olympus")
    with pytest.raises(InvalidInput):
        translate([], default_country="Atlantis")
    with pytest.raises(InvalidInput):
        translate([], topics=("astrology",))


def test_progress_is_told_row_by_row() -> None:
    told: list[tuple[int, int | None]] = []
    translate([{}, {}], progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 2), (2, 2)]


NAMES = sorted(
    {
        *("name", "slug", "day", "time", "end_time", "duration", "timezone", "types", "regions"),
        *("address", "city", "state", "zip", "country", "formatted_address", "location"),
        *("latitude", "longitude", "coordinates", "approximate", "notes", "group", "website"),
        *("conference_url", "conference_phone", "attendance_option", "updated", "entity"),
        *("entity_url", "contact_1_name", "feedback_emails", "location_notes", "group_notes"),
    }
)


def test_reports_never_repeat_a_value() -> None:
    text = "zq7private"
    feed = translate([dict.fromkeys(NAMES, text), {name: [text] for name in NAMES}])

    assert all(row.problems for row in feed.rows)
    assert text not in str([row.problems for row in feed.rows])


PLAUSIBLE = st.sampled_from(
    ["1", "MO", "19:00", "24:00", "Europe/Paris", "O,C", "US", "0", "<b>x", "yes", "a@b.cd", ""]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | PLAUSIBLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
ROWS = JSON | st.dictionaries(st.sampled_from(NAMES) | st.text(), JSON, max_size=20)


@settings(deadline=None)
@given(st.lists(ROWS, max_size=5))
def test_no_json_at_all_stops_a_translation(raw: list[object]) -> None:
    feed = translate(raw, default_time_zone="Europe/Paris")

    assert len(feed.rows) == len(raw)
    assert all(row.external_ids or row.refused for row in feed.rows)
    ids = [meeting.external_id for meeting in feed.meetings]
    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(each for row in feed.rows for each in row.external_ids)


@settings(deadline=None)
@given(ROWS)
def test_a_row_at_fault_never_changes_its_neighbours(raw: object) -> None:
    good = {"slug": "~good~", "name": "Good", "day": 1, "time": "9:00", "timezone": "UTC"}
    good |= {"address": "1 Good Street", "city": "Goodtown"}
    feed = translate([good, raw, good])

    assert feed.rows[0].external_ids == ("~good~",)
    assert feed.rows[2].external_ids == ("~good~-2",)
