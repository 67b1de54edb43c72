import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest

from api.domain.frequency import frequency_of, starts_per_year
from api.domain.groups import Group
from api.domain.meetings import Meeting
from api.domain.occurrences import OccurrenceStatus
from api.domain.places import distance_metres
from api.domain.schedule_exceptions import ExceptionKind
from api.domain.terms import TERMS
from api.domain.text import fold
from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
    Dimension,
    Disclosure,
    GroupStatus,
    Joining,
    Medium,
    MeetingFrequency,
    MeetingStatus,
    NetworkStatus,
    Openness,
    OpenPlaceKind,
    OrganisationKind,
    OrganisationStatus,
    Size,
    Style,
    Support,
    VenueKind,
    Word,
)
from api.feeds.demo import DemoReport, load_demo
from api.feeds.demo.phrases import PHRASES
from api.feeds.demo.tables.cities import CITIES
from api.feeds.demo.venues import VenueWithSecrets
from api.feeds.demo.world import Holding, build_world
from api.persistence.database import Database as Connections
from api.persistence.database import connect
from api.persistence.keys import Keyring
from api.persistence.store import Store
from tests.conftest import Database

NOW = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
WORLD = build_world(NOW)
ENUMS: tuple[type[Word], ...] = (
    *(Anonymity, CapacityStatus, Cost, Disclosure, GroupStatus, Joining, Medium, MeetingFrequency),
    *(MeetingStatus, NetworkStatus, Openness, OpenPlaceKind, OrganisationKind),
    *(OrganisationStatus, Size, Style, Support, VenueKind, ExceptionKind),
)
# The subjects of support that the directory is for, each with topics that stand for it.
SUBJECTS = {
    "addiction recovery": {"addiction-recovery", "alcohol", "drugs", "gambling", "nicotine"},
    "trauma": {"trauma", "sexual-violence", "domestic-abuse", "childhood-abuse"},
    "chronic illness": {"chronic-illness", "cancer", "diabetes", "chronic-pain", "rare-disease"},
    "grief": {"bereavement", "loss-of-a-partner", "loss-of-a-child", "suicide-loss"},
    "caregiving": {"caregiving", "dementia-care", "parents-of-ill-children"},
    "mental health": {"mental-health", "depression", "anxiety", "bipolar", "ocd"},
    "navigating health care": {"navigating-health-care"},
    "legal matters": {"legal-matters"},
    "money": {"money-and-debt", "unemployment"},
}
CONTINENTS = {
    "Africa": {"KE", "NG", "GH", "ZA", "EG", "SN", "CI"},
    "Asia": {"JP", "IN", "TH", "SG", "PH", "NP", "AE", "JO"},
    "Europe": {"GB", "IE", "DE", "FR", "ES", "IT", "NL", "PT", "AT", "CH", "BE", "IS"},
    "North America": {"US", "CA", "MX"},
    "South America": {"CO", "PE", "CL", "AR", "BR"},
    "Oceania": {"AU", "NZ", "FJ"},
}
# South, west, north, east of the countries of the world, islands far off left out.
BOXES = {
    "AE": (22.5, 51.0, 26.5, 56.5),
    "AR": (-55.5, -74.0, -21.5, -53.5),
    "AT": (46.3, 9.5, 49.1, 17.2),
    "AU": (-44.0, 113.0, -10.0, 154.0),
    "BE": (49.4, 2.5, 51.6, 6.5),
    "BR": (-34.0, -74.0, 5.5, -34.5),
    "CA": (41.6, -141.1, 83.2, -52.5),
    "CH": (45.8, 5.9, 47.9, 10.6),
    "CI": (4.2, -8.7, 10.8, -2.4),
    "CL": (-56.0, -76.0, -17.4, -66.3),
    "CO": (-4.3, -79.1, 12.6, -66.8),
    "DE": (47.2, 5.8, 55.1, 15.1),
    "EG": (21.9, 24.6, 31.8, 36.0),
    "ES": (35.9, -9.4, 43.9, 4.4),
    "FJ": (-19.3, 176.9, -16.0, 180.0),
    "FR": (41.3, -5.2, 51.2, 9.7),
    "GB": (49.8, -8.7, 60.9, 1.8),
    "GH": (4.7, -3.3, 11.2, 1.3),
    "IE": (51.4, -10.7, 55.5, -5.9),
    "IN": (6.7, 68.1, 35.6, 97.5),
    "IS": (63.2, -24.6, 66.6, -13.4),
    "IT": (36.6, 6.6, 47.1, 18.6),
    "JO": (29.1, 34.9, 33.4, 39.4),
    "JP": (30.9, 129.4, 45.6, 145.9),
    "KE": (-4.8, 33.9, 5.1, 41.9),
    "MX": (14.5, -117.2, 32.8, -86.7),
    "NG": (4.2, 2.6, 13.9, 14.7),
    "NL": (50.7, 3.3, 53.6, 7.3),
    "NP": (26.3, 80.0, 30.5, 88.3),
    "NZ": (-47.4, 166.4, -34.3, 178.6),
    "PE": (-18.4, -81.4, 0.0, -68.6),
    "PH": (4.6, 116.9, 21.2, 126.7),
    "PT": (36.9, -9.6, 42.2, -6.1),
    "SG": (1.1, 103.5, 1.5, 104.1),
    "SN": (12.3, -17.6, 16.7, -11.3),
    "TH": (5.6, 97.3, 20.5, 105.7),
    "US": (18.9, -168.0, 71.5, -66.9),
    "ZA": (-34.9, 16.4, -22.1, 32.9),
}
# Six digits or more with nothing but the punctuation of telephone numbers between them.
NUMBER = re.compile(r"\d(?:[ ()./+-]*\d){5,}")


def groups() -> Iterator[Group]:
    return chain.from_iterable(holding.groups for holding in WORLD)


def meetings() -> Iterator[Meeting]:
    return chain.from_iterable(holding.meetings for holding in WORLD)


def venues() -> Iterator[VenueWithSecrets]:
    return chain.from_iterable(holding.venues for holding in WORLD)


def stated(terms: Dimension) -> set[str]:
    """The slugs of a dimension that stand anywhere in the world."""
    name = {
        Dimension.TOPIC: "topics",
        Dimension.AUDIENCE: "audiences",
        Dimension.FORMAT: "formats",
        Dimension.ACCESSIBILITY: "accessibility",
    }[terms]
    things: list[object] = [*groups(), *meetings(), *(each.venue for each in venues())]
    things += [network for holding in WORLD for network in holding.networks]
    return {slug for thing in things for slug in getattr(thing, name, ())}


def test_the_world_is_as_large_as_it_says() -> None:
    assert len(WORLD) == 18
    assert sum(len(holding.networks) for holding in WORLD) == 18
    assert 200 <= len(list(groups())) <= 240
    assert all(holding.networks for holding in WORLD[1:])


def test_its_meetings_are_in_at_least_25_time_zones_on_all_inhabited_continents() -> None:
    zones = {meeting.schedule.time_zone for meeting in meetings() if meeting.schedule}
    countries = {each.venue.country for each in venues()}

    assert len(zones) >= 25
    assert all(countries & of for of in CONTINENTS.values())


def test_its_groups_write_in_at_least_six_languages_and_some_are_translated() -> None:
    with_summary = {group.language for group in groups() if group.summary}

    assert {"en", "de", "es", "fr", "pt", "ja"} <= with_summary
    assert sum(bool(group.translations) for group in groups()) > 30


def test_languages_that_nobody_checked_are_used_for_names_only() -> None:
    names_only = {language for language, table in PHRASES.items() if not table.who}

    assert names_only == {"ar", "th"}
    of_them = [group for group in groups() if group.language in names_only]
    assert of_them
    assert all(
        (each.summary, each.description, each.eligibility) == (None,) * 3 for each in of_them
    )


@pytest.mark.parametrize("words", ENUMS, ids=lambda words: words.__name__)
def test_every_word_of_every_closed_vocabulary_occurs(words: type[Word]) -> None:
    found = {value for value in _values(WORLD) if isinstance(value, words)}
    found |= {
        frequency
        for each in meetings()
        if (frequency := frequency_of(starts_per_year(each.schedule))) and words is MeetingFrequency
    }
    assert found == set(words)


def test_every_topic_occurs_and_every_subject_of_the_article_in_several_groups() -> None:
    known = {term.slug for term in TERMS if term.dimension is Dimension.TOPIC}

    assert stated(Dimension.TOPIC) == known
    for subject, topics in SUBJECTS.items():
        about = [group for group in groups() if topics & set(group.topics)]
        assert len(about) >= 3, subject


@pytest.mark.parametrize("dimension", Dimension)
def test_it_refers_only_to_terms_that_exist(dimension: Dimension) -> None:
    known = {term.slug for term in TERMS if term.dimension is dimension}

    assert stated(dimension) <= known
    assert len(stated(dimension)) >= 8
    concerns = (c for h in WORLD for network in h.networks for c in network.concerns)
    topics = {term.slug for term in TERMS if term.dimension is Dimension.TOPIC}
    assert {concern.topic for concern in concerns} - {None} <= topics


def test_everything_says_that_it_is_a_demo() -> None:
    for holding in WORLD:
        assert holding.organisation.demo
        assert all("(demo)" in each.name for each in (holding.organisation, *holding.networks))
        assert all("Demo data" in (each.attribution or "") for each in holding.networks)
        slugged = (holding.organisation, *holding.networks, *holding.groups, *holding.meetings)
        assert all(each.slug.startswith("demo-") for each in slugged)
        assert all(group.source == "demo" for group in holding.groups)


def test_no_text_holds_a_telephone_number_or_an_address_of_the_web_that_exists() -> None:
    for text in _texts(WORLD):
        assert not NUMBER.search(text), text
        assert "@" not in text
        for host in re.findall(r"https?://([^/]+)", text):
            assert host.endswith(".example"), host
    assert all(each.venue.phone is None for each in venues())


def test_public_places_are_near_their_city_and_in_their_country() -> None:
    cities = {city.name: city for city in CITIES.values()}
    for venue in (each.venue for each in venues() if each.venue.point):
        assert venue.point
        assert venue.country
        assert venue.locality
        south, west, north, east = BOXES[venue.country]
        assert south <= venue.point.latitude <= north
        assert west <= venue.point.longitude <= east
        city = cities[venue.locality]
        away = distance_metres(venue.point, type(venue.point)(city.latitude, city.longitude))
        assert away < (2_000 if venue.public else 8_000)


def test_a_place_that_is_not_public_states_an_area_and_keeps_the_rest_secret() -> None:
    hidden = [each for each in venues() if not each.venue.public]

    assert {each.venue.kind for each in hidden} == set(VenueKind)
    for venue, secrets in ((each.venue, each.secrets) for each in hidden):
        assert (venue.name, venue.street, venue.url, venue.phone) == (None,) * 4
        assert venue.point is None or (venue.point == venue.point.coarse() and venue.approximate)
        assert secrets is not None
        assert secrets.address or secrets.link or secrets.dial_in


def test_a_group_that_asks_for_neutral_titles_has_a_name_and_a_slug_that_tell_nothing() -> None:
    labels = {term.slug: term.labels for term in TERMS if term.dimension is Dimension.TOPIC}
    neutral = [group for group in groups() if group.neutral_title]

    assert len(neutral) >= 10
    for group in neutral:
        for topic in group.topics:
            assert topic not in group.slug
            names = (group.name, *(each.name for each in group.translations))
            for label in labels[topic].values():
                assert not any(fold(label) in fold(name) for name in names)


def test_many_groups_leave_something_unstated_and_some_nearly_everything() -> None:
    optional = ("style", "size", "joining", "cost", "anonymity", "newcomers_welcome")
    unstated = [sum(getattr(group, name) is None for name in optional) for group in groups()]

    assert sum(count >= 2 for count in unstated) > 60
    assert sum(count == len(optional) for count in unstated) >= 10


def test_groups_were_verified_lately_or_long_ago_or_never() -> None:
    days = [group.verified_at and (NOW - group.verified_at).days for group in groups()]

    assert sum(each is None for each in days) >= 20
    assert sum(each is not None and each < 30 for each in days) >= 20
    assert sum(each is not None and each > 365 for each in days) >= 20


def test_who_states_room_for_newcomers_says_when_and_who() -> None:
    said = [each.capacity for each in groups() if each.capacity.status != CapacityStatus.UNKNOWN]

    assert len(said) >= 30
    assert all(capacity.as_of and capacity.by for capacity in said)
    assert len({capacity.as_of for capacity in said}) >= 4


def test_some_groups_accept_referrals_some_have_ages_and_some_need_not_meet() -> None:
    meeting = {each.group_id for each in meetings()}
    without = [group for group in groups() if group.id not in meeting]

    assert sum(group.accepts_referrals for group in groups()) >= 15
    assert any(group.minimum_age and group.maximum_age for group in groups())
    assert any(group.maximum_age and not group.minimum_age for group in groups())
    assert len([group for group in without if group.open_places]) >= 8


def test_an_archived_group_names_its_successor_and_a_paused_one_a_day() -> None:
    known = {group.id for group in groups()}
    archived = [group for group in groups() if group.status == GroupStatus.ARCHIVED]
    paused = [group for group in groups() if group.status == GroupStatus.PAUSED]

    assert len(archived) >= 3
    assert all(group.successor_id in known - {group.id} for group in archived)
    assert len(paused) >= 3
    assert all(group.paused_until and group.paused_until > NOW.date() for group in paused)


def test_a_meeting_that_took_over_comes_after_the_archived_one() -> None:
    before = {meeting.id: meeting for meeting in meetings()}
    after = [meeting for meeting in meetings() if meeting.continues_id]

    assert len(after) >= 2
    for meeting in after:
        assert meeting.continues_id
        assert before[meeting.continues_id].status == MeetingStatus.ARCHIVED


def test_the_next_days_have_cancellations_moves_and_additions() -> None:
    near: dict[ExceptionKind, int] = dict.fromkeys(ExceptionKind, 0)
    for schedule in (each.schedule for each in meetings() if each.schedule):
        for exception in schedule.exceptions:
            if abs(exception.original_start - NOW.replace(tzinfo=None)) < timedelta(days=35):
                near[exception.kind] += 1

    assert min(near.values()) >= 4


def test_some_meetings_run_in_a_season_and_some_are_by_appointment() -> None:
    seasons = {each.schedule.season for each in meetings() if each.schedule} - {None}

    assert len(seasons) == 2
    assert any(meeting.schedule is None for meeting in meetings())


def test_every_network_says_in_each_of_its_languages_what_peer_support_is_not() -> None:
    for network in (each for holding in WORLD for each in holding.networks):
        assert tuple(notice.language for notice in network.notices) == network.languages
        assert network.licence == "CC0-1.0"
        assert network.description
    assert sum(bool(each.concerns) for holding in WORLD for each in holding.networks) >= 15


def test_crisis_resources_are_named_by_web_address_only_and_verified_by_nobody() -> None:
    resources = [each for holding in WORLD for each in holding.crisis_resources]

    assert len({each.country for each in resources}) > 20
    assert None in {each.country for each in resources}
    for each in resources:
        assert each.url
        assert each.url.startswith("https://")
        assert (each.phone, each.verified_on, each.hours) == (None, None, None)


@pytest.mark.parametrize("day", [0, 37, 200, 365])
def test_somebody_meets_at_every_hour_of_the_week(day: int) -> None:
    now = NOW + timedelta(days=day)
    first = now.replace(minute=0)
    open_at = [False] * 168
    found = (
        occurrence
        for holding in build_world(now)
        for meeting in holding.meetings
        if meeting.schedule and meeting.status is MeetingStatus.ACTIVE
        for occurrence in meeting.schedule.occurrences(
            after=first - timedelta(days=1), before=first + timedelta(days=7)
        )
        if occurrence.status is OccurrenceStatus.SCHEDULED
    )
    for occurrence in found:
        for hour in range(168):
            middle = first + timedelta(hours=hour, minutes=30)
            open_at[hour] |= occurrence.starts_at <= middle < occurrence.ends_at

    assert all(open_at)


def test_it_is_the_same_world_all_day_and_the_same_ids_on_any_day() -> None:
    assert build_world(NOW) == build_world(NOW.replace(hour=0, minute=1)) == WORLD

    later = build_world(NOW + timedelta(days=100))
    assert [group.id for each in later for group in each.groups] == [each.id for each in groups()]
    assert [each.id for holding in later for each in holding.meetings] == [
        each.id for each in meetings()
    ]


def test_no_id_and_no_slug_occurs_twice() -> None:
    for things in (list(groups()), list(meetings())):
        assert len({each.id for each in things}) == len(things)
        assert len({each.slug for each in things}) == len(things)
    ids = [each.venue.id for each in venues()]
    assert len(set(ids)) == len(ids)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A database with the demo world in it."""

    connections: Connections
    store: Store
    report: DemoReport
    progress: list[tuple[int, int]]

    async def ask(self, statement: str) -> Any:  # noqa: ANN401 - one value
        return await self.connections.pool.fetchval(statement)


@pytest.fixture
async def loaded(database: Database) -> AsyncGenerator[Loaded]:
    connections = await connect(database.app_url, size=2)
    store = Store(connections.engine, Keyring(b"k" * 32))
    progress: list[tuple[int, int]] = []
    report = await load_demo(
        store, NOW, progress=lambda done, total: progress.append((done, total))
    )
    yield Loaded(connections, store, report, progress)
    await connections.close()


async def test_it_loads_through_the_repositories_and_a_second_time_does_nothing(
    loaded: Loaded,
) -> None:
    counts = "select (select count(*) from catalogue.{}) = {}"
    for name in ("organisations", "networks", "groups", "meetings", "venues", "crisis_resources"):
        assert await loaded.ask(counts.format(name, getattr(loaded.report, name))), name
    assert loaded.report.organisations == len(WORLD)
    assert loaded.progress[-1] == (loaded.progress[-1][1],) * 2
    written = "select max(changed_at)::text || count(*) from operations.outbox"
    before = await loaded.ask(written)

    again = await load_demo(loaded.store, NOW, progress=lambda _done, _total: None)

    assert again == DemoReport()
    assert await loaded.ask(written) == before


async def test_what_is_loaded_shows_with_its_occurrences_unless_its_status_forbids_it(
    loaded: Loaded,
) -> None:
    assert await loaded.ask("select count(*) from catalogue.occurrences where published") > 10_000
    now = "starts_at <= '2026-11-22 21:30Z' and ends_at > '2026-11-22 21:30Z'"
    assert await loaded.ask(f"select count(*) from catalogue.occurrences where {now}") >= 1  # noqa: S608 - from here
    assert await loaded.ask("select bool_and(demo) from catalogue.organisations")
    frequencies = "select count(distinct frequency) from catalogue.groups"
    assert await loaded.ask(frequencies) == len(MeetingFrequency)
    hidden = """
        select count(*) from catalogue.groups as g
        join catalogue.networks as n on n.id = g.network_id
        join catalogue.organisations as o on o.id = n.organisation_id
        where g.published and (
            o.status = 'SUSPENDED' or n.status <> 'PUBLISHED'
            or g.status in ('DRAFT', 'ARCHIVED')
        )
    """
    assert await loaded.ask(hidden) == 0


def _values(thing: object) -> Iterator[object]:
    """Every value in a tree of tuples and domain values."""
    if isinstance(thing, tuple):
        for each in thing:  # pyright: ignore[reportUnknownVariableType] - whatever a tuple holds
            yield from _values(each)  # pyright: ignore[reportUnknownArgumentType] - the same
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType] - asked for just above
            yield from _values(getattr(thing, name))  # pyright: ignore[reportUnknownArgumentType] - a name
    else:
        yield thing


def _texts(world: tuple[Holding, ...]) -> Iterator[str]:
    """Every text for people, without those of crisis resources, which name real services."""
    for holding in world:
        parts = (holding.organisation, holding.networks, holding.venues, holding.groups)
        for value in _values((*parts, holding.meetings)):
            if isinstance(value, str):
                yield value
