"""One row at a time: what its fields mean."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.places import Point
from api.domain.vocabulary import Medium, MeetingStatus, VenueKind
from api.feeds.meeting_guide import WeekdayConvention, translate
from api.feeds.meeting_guide.countries import country_code
from api.feeds.meeting_guide.links import phone_number, web_address
from api.feeds.meeting_guide.texts import plain_line, plain_paragraphs, without_contacts
from api.feeds.meeting_guide.times import FEED_EPOCH, clock
from api.feeds.values import ImportedFeed, ImportedMeeting, ImportedVenue

ROW: dict[str, object] = {
    "slug": "one",
    "name": "Evening Circle",
    "day": 1,
    "time": "19:00",
    "timezone": "Europe/London",
    "location": "Elm Hall",
    "address": "1 Elm Street",
    "city": "London",
    "country": "GB",
}


def feed_of(**changes: object) -> ImportedFeed:
    return translate([{**ROW, **changes}])


def problems(**changes: object) -> list[str]:
    return [problem.code for problem in feed_of(**changes).rows[0].problems]


def meeting(**changes: object) -> ImportedMeeting:
    (only,) = feed_of(**changes).meetings
    return only


def venue(**changes: object) -> ImportedVenue:
    return feed_of(**changes).venues[0]


def days(value: object, weekdays: WeekdayConvention) -> list[str]:
    feed = translate([{**ROW, "day": value}], weekdays=weekdays)
    rules = [each.schedule and each.schedule.rule for each in feed.meetings]
    return [str(rule).removeprefix("FREQ=WEEKLY;BYDAY=") for rule in rules]


def minutes(**changes: object) -> int:
    schedule = meeting(**changes).schedule
    assert schedule is not None
    return schedule.duration_minutes


@pytest.mark.parametrize(
    ("convention", "sunday", "monday", "saturday"),
    [
        (WeekdayConvention.MEETING_GUIDE, 0, 1, 6),
        (WeekdayConvention.BMLT, 1, 2, 7),
        (WeekdayConvention.ISO, 7, 1, 6),
        (WeekdayConvention.RFC5545, "SU", "MO", "SA"),
    ],
)
def test_each_convention_counts_days_in_its_own_way(
    convention: WeekdayConvention, sunday: object, monday: object, saturday: object
) -> None:
    assert days(sunday, convention) == ["SU"]
    assert days(monday, convention) == ["MO"]
    assert days(saturday, convention) == ["SA"]
    assert days(str(monday), convention) == ["MO"]
    assert days("Wednesdays", convention) == ["WE"]
    assert days("Miércoles", convention) == ["WE"]
    assert days("TU", convention) == ["TU"]


@pytest.mark.parametrize(
    ("convention", "value"),
    [
        (WeekdayConvention.MEETING_GUIDE, 7),
        (WeekdayConvention.BMLT, 0),
        (WeekdayConvention.ISO, 0),
        (WeekdayConvention.RFC5545, 1),
        (WeekdayConvention.MEETING_GUIDE, True),
        (WeekdayConvention.MEETING_GUIDE, 1.5),
        (WeekdayConvention.MEETING_GUIDE, "someday"),
        (WeekdayConvention.MEETING_GUIDE, {"day": 1}),
    ],
)
def test_a_day_of_another_convention_is_refused(
    convention: WeekdayConvention, value: object
) -> None:
    report = translate([{**ROW, "day": value}], weekdays=convention).rows[0]

    assert report.refused
    assert [problem.code for problem in report.problems] == ["DAY_INVALID"]


def test_several_days_are_several_meetings_of_one_group() -> None:
    feed = feed_of(day=[0, "3", "Friday", 3])

    assert [each.external_id for each in feed.meetings] == ["one-0", "one-3", "one-5"]
    assert len(feed.groups) == 1


def test_ids_of_several_days_do_not_depend_on_the_convention() -> None:
    iso = translate([{**ROW, "day": [7, 3]}], weekdays=WeekdayConvention.ISO)

    assert [each.external_id for each in iso.meetings] == ["one-0", "one-3"]


def test_a_list_with_one_bad_day_keeps_the_others() -> None:
    assert days([1, 9], WeekdayConvention.MEETING_GUIDE) == ["MO"]
    assert problems(day=[1, 9]) == ["DAY_LEFT_OUT"]


def test_a_series_begins_in_the_fixed_first_week() -> None:
    assert FEED_EPOCH.isoformat() == "2024-01-01"
    for day, date in enumerate((7, 1, 2, 3, 4, 5, 6)):
        schedule = meeting(day=day).schedule
        assert schedule is not None
        assert schedule.local_start == datetime(2024, 1, date, 19, 0)  # noqa: DTZ001 - local


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:00", 0),
        ("7:05", 425),
        ("19:00:00", 1140),
        ("19.30", 1170),
        ("18h30", 1110),
        ("7 pm", 1140),
        ("12:15 a.m.", 15),
        ("12:15PM", 735),
        ("noon", 720),
        ("24:00", 1440),
        ("24:01", None),
        ("13 pm", None),
        ("19", None),
        ("19:60", None),
        ("soon", None),
    ],
)
def test_a_clock_is_read_as_people_write_it(text: str, expected: int | None) -> None:
    assert clock(text) == expected


def test_an_end_before_the_start_is_on_the_next_day() -> None:
    assert minutes(time="23:00", end_time="00:30") == 90
    assert minutes(time="22:00", end_time="24:00") == 120
    assert minutes(time="08:00", end_time="22:00") == 840
    assert minutes(time="00:00", end_time="24:00") == 1440


def test_without_an_end_a_meeting_lasts_an_hour() -> None:
    assert minutes() == 60
    assert minutes(duration="01:30:00") == 90
    assert minutes(duration=45) == 45
    assert minutes(end_time="19:00") == 60
    assert problems(end_time="19:00") == ["END_INVALID"]


def test_neither_day_nor_time_is_by_appointment() -> None:
    assert meeting(day=None, time=None).schedule is None
    assert problems(day=None, time=None) == []
    assert problems(day=None) == ["TIME_INCOMPLETE"]
    assert problems(time=" ") == ["TIME_INCOMPLETE"]


def test_a_time_that_cannot_be_read_is_refused_rather_than_by_appointment() -> None:
    assert problems(time="sevenish") == ["TIME_INVALID"]
    assert problems(time="24:00") == ["TIME_INVALID"]


def test_a_time_zone_is_read_whatever_its_case_and_space() -> None:
    schedule = meeting(timezone=" america/NEW york ").schedule
    assert schedule is not None
    assert schedule.time_zone == "America/New_York"


def test_an_abbreviation_is_no_time_zone() -> None:
    assert problems(timezone="EST") == ["TIME_ZONE_UNKNOWN"]
    assert problems(timezone=None) == ["TIME_ZONE_MISSING"]


def test_a_meeting_by_appointment_needs_no_time_zone() -> None:
    assert problems(day=None, time=None, timezone=None) == []


def test_texts_lose_their_markup_but_not_their_lines() -> None:
    assert plain_paragraphs("<p>One &amp; two<br>three</p><script>x()</script><p>four</p>") == (
        "One & two\nthree\nfour"
    )
    assert plain_line("Btwn Aves C&D, 5 < 6") == "Btwn Aves C&D, 5 < 6"
    assert plain_line("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;") == "bold"


@given(st.text() | st.from_regex(r"(<[a-z/!]+ ?>?|&(lt|amp|gt);?|[a-z ]){0,20}", fullmatch=True))
def test_no_text_keeps_a_tag(text: str) -> None:
    plain = plain_paragraphs(text)

    assert "<b" not in plain
    assert not any(mark in plain for mark in ("</", "<!", "<script"))
    assert plain.splitlines() == [line.strip() for line in plain.splitlines() if line]


def test_contacts_are_taken_out_of_texts_and_counted() -> None:
    text, count = without_contacts("Write to ann@example.org, call Ann: (212) 555-0147 first.")

    assert text == "Write to …, call Ann: … first."
    assert count == 2


def test_the_number_of_a_meeting_room_is_no_contact() -> None:
    for text in ("Room ID 846 1234 5678", "Call room 846 1234 5678", "Doors open 18:30-19:00"):
        assert without_contacts(text) == (text, 0)


def test_contacts_and_ways_to_pay_are_dropped_and_counted() -> None:
    feed = feed_of(
        contact_2_phone="555-0100",
        email="x@example.org",
        feedback_emails=["a@example.org", "b@example.org"],
        paypal="somebody",
    )

    assert feed.contacts_dropped == 5
    assert "example.org" not in str(feed)


def test_a_name_too_long_is_cut_with_a_warning() -> None:
    assert len(meeting(name="x" * 300).name) == 255
    assert problems(name="x" * 300) == ["TEXT_SHORTENED"]


def test_all_faults_of_a_refused_row_are_told_at_once() -> None:
    assert problems(name="", slug=None, day="x", time="y", timezone=None, country="Atlantis") == [
        "NAME_MISSING",
        "SLUG_MISSING",
        "COUNTRY_UNKNOWN",
        "DAY_INVALID",
        "TIME_INVALID",
    ]


def test_a_row_that_is_no_object_is_refused() -> None:
    assert [row.problems[0].code for row in translate(["x", None]).rows] == ["NOT_AN_OBJECT"] * 2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("USA", "US"),
        ("U.S.A", "US"),
        ("us", "US"),
        ("United States of America", "US"),
        ("England", "GB"),
        ("UK", "GB"),
        ("Deutschland", "DE"),
        ("España", "ES"),
        ("Österreich", "AT"),
        ("MÉXICO", "MX"),
        ("South Korea", "KR"),
        ("Czech Republic", "CZ"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("Vietnam", "VN"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_countries_are_known_by_their_everyday_names(name: str, code: str | None) -> None:
    assert country_code(name) == code


def test_a_default_country_fills_a_place_that_states_none() -> None:
    feed = translate([{**ROW, "country": None}], default_country="Ireland")

    assert feed.venues[0].country == "IE"


def test_us_postal_codes_get_their_zeros_back() -> None:
    assert venue(country="USA", postal_code=2134).postal_code == "02134"
    assert venue(country="USA", zip="501-1234").postal_code == "00501-1234"
    assert venue(country="Austria", postal_code=1070.0).postal_code == "1070"


def test_an_address_ends_where_the_crossing_begins() -> None:
    assert venue(address="12 Elm Street @ 3rd Avenue").street == "12 Elm Street"


def test_an_address_on_one_line_is_taken_apart() -> None:
    one_line = venue(
        address=None,
        city=None,
        country=None,
        formatted_address="12 Elm Street, Floor 2, Albany, NY 12207, USA",
    )

    assert (one_line.street, one_line.locality) == ("12 Elm Street, Floor 2", "Albany")
    assert (one_line.region, one_line.postal_code) == ("NY", "12207")
    assert one_line.country == "US"


def test_coordinates_are_read_as_numbers_texts_or_a_pair() -> None:
    there = Point(40.5, -73.25)

    assert venue(latitude=40.5, longitude=-73.25).point == there
    assert venue(latitude="40.5", longitude="-73,25").point == there
    assert venue(coordinates="40.5, -73.25").point == there


@pytest.mark.parametrize("pair", ["0,0", "45.3975,45.3975"])
def test_coordinates_that_a_slip_explains_are_dropped(pair: str) -> None:
    assert venue(coordinates=pair).point is None
    assert problems(coordinates=pair) == ["COORDINATES_SUSPECT"]


@pytest.mark.parametrize("pair", ["40.5", "91,0", "nan,1", "here,there", [40.5, -73.25]])
def test_coordinates_off_the_globe_are_dropped(pair: object) -> None:
    assert venue(coordinates=pair).point is None
    assert problems(coordinates=pair) == ["COORDINATES_INVALID"]


@pytest.mark.parametrize("yes", ["yes", "Yes", True, "true", 1])
def test_an_approximate_place_has_a_coarse_point(yes: object) -> None:
    place = venue(approximate=yes, latitude=51.5203, longitude=-0.1027)

    assert place.approximate
    assert place.point == Point(51.5203, -0.1027).coarse()


@pytest.mark.parametrize("no", ["no", False, None, 0])
def test_an_exact_place_keeps_its_point(no: object) -> None:
    place = venue(approximate=no, latitude=51.5203, longitude=-0.1027)

    assert not place.approximate
    assert place.point == Point(51.5203, -0.1027)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://meet.example.org/a?b=C", "https://meet.example.org/a?b=C"),
        ("HTTPS://Meet.Example.org:8443/A", "https://meet.example.org:8443/A"),
        ("meet.example.org/a", "https://meet.example.org/a"),
        ("http://example.org", "http://example.org"),
        ("https://bücher.example/a", "https://bücher.example/a"),
        ("javascript:alert(1)", None),
        ("mailto:ann@example.org", None),
        ("https://ann:secret@example.org", None),
        ("https://127.0.0.1/", None),
        ("https://localhost/", None),
        ("https://", None),
        ("ask the host", None),
        ("https://example.org/<b>", None),
        ("ftp://example.org", None),
        ("https://example.org:port", None),
        ("https://[::1", None),
    ],
)
def test_a_web_address_has_a_host_with_a_name(text: str, address: str | None) -> None:
    assert web_address(text) == address


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 (312) 555-0100", "+13125550100"),
        ("+1.312.555.0100,,123#", "+13125550100,,123#"),
        ("tel:+44 20 5550 0100 ext. 12", "+442055500100,12"),
        ("312/555 0100; 44", "3125550100,44"),
        ("ask Ann", None),
        ("12", None),
        ("1" * 70, None),
    ],
)
def test_a_telephone_number_is_what_can_be_dialled(text: str, number: str | None) -> None:
    assert phone_number(text) == number


LINK = "https://meet.example.org/x"


@pytest.mark.parametrize(
    ("changes", "medium", "status"),
    [
        ({}, "IN_PERSON", "ACTIVE"),
        ({"conference_url": LINK}, "HYBRID", "ACTIVE"),
        ({"conference_url": LINK, "approximate": "yes"}, "ONLINE", "ACTIVE"),
        ({"conference_url": LINK, "address": None, "location": "Zoom"}, "ONLINE", "ACTIVE"),
        ({"conference_phone": "3125550100", "address": None}, "PHONE", "ACTIVE"),
        ({"attendance_option": "in-person", "conference_url": LINK}, "HYBRID", "ACTIVE"),
        ({"attendance_option": "online", "conference_url": LINK}, "ONLINE", "ACTIVE"),
        ({"attendance_option": "hybrid"}, "HYBRID", "ACTIVE"),
        ({"attendance_option": "inactive"}, "IN_PERSON", "PAUSED"),
        ({"attendance_option": "somehow"}, "IN_PERSON", "ACTIVE"),
        ({"types": ["HYB"]}, "HYBRID", "ACTIVE"),
        ({"types": ["TC"]}, "IN_PERSON", "PAUSED"),
        ({"types": ["TC"], "conference_url": LINK}, "ONLINE", "ACTIVE"),
        ({"types": ["TC"], "conference_phone": "3125550100"}, "PHONE", "ACTIVE"),
        ({"types": ["TC"], "attendance_option": "online"}, "ONLINE", "ACTIVE"),
    ],
)
def test_how_people_attend_follows_from_what_there_is(
    changes: dict[str, object], medium: str, status: str
) -> None:
    each = meeting(**changes)

    assert (each.medium, each.status) == (Medium(medium), MeetingStatus(status))


def test_venues_are_those_through_which_people_attend() -> None:
    both = feed_of(conference_url=LINK, conference_phone="3125550100")
    moved = feed_of(conference_url=LINK, types=["TC"])

    assert [each.kind for each in both.venues] == [
        VenueKind.PHYSICAL,
        VenueKind.ONLINE,
        VenueKind.PHONE,
    ]
    assert [each.kind for each in moved.venues] == [VenueKind.ONLINE]


def test_a_link_is_made_secure() -> None:
    feed = feed_of(conference_url="http://meet.example.org/x", approximate="yes")

    assert feed.venues[0].url == LINK
    assert [problem.code for problem in feed.rows[0].problems] == ["LINK_MADE_SECURE"]


def test_a_meeting_that_nobody_could_attend_is_refused() -> None:
    nothing = dict.fromkeys(("location", "address", "city", "country"))

    assert problems(**nothing) == ["PLACE_MISSING"]
    assert problems(**{**nothing, "country": "Ireland"}) == ["PLACE_VAGUE"]
    assert problems(**nothing, attendance_option="online") == ["LINK_MISSING"]


def test_columns_are_known_by_their_other_names() -> None:
    other = translate(
        [
            {
                "ID": 7,
                "Meeting": "Evening Circle",
                "Weekday": "Mon",
                "Start Time": "7 PM",
                "Time-Zone": "Europe/London",
                "Location Name": "Elm Hall",
                "Street Address": "1 Elm Street",
                "Town": "London",
                "Country": "UK",
            }
        ]
    )

    assert other.groups[0].external_id == feed_of().groups[0].external_id
    assert other.venues == feed_of().venues
    assert other.meetings[0].external_id == "7"


def test_both_names_of_the_entity_address_are_read() -> None:
    for field in ("entity_url", "entity_website_url"):
        entity = feed_of(entity="Circle", **{field: "https://example.org"}).entity
        assert entity is not None
        assert entity.url == "https://example.org"


def test_the_last_change_is_in_utc() -> None:
    assert meeting(updated="2026-05-04 09:12:00").changed_at == datetime(
        2026, 5, 4, 9, 12, tzinfo=UTC
    )
    assert problems(updated="yesterday") == ["UPDATED_INVALID"]
