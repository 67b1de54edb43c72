import json
import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.domain.access import Actor
from api.domain.errors import InvalidInput, RemovalsNotAllowed
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.vocabulary import Disclosure
from api.feeds.importing import Options, Report, Watch, check_topics, import_feed
from api.feeds.meeting_guide import read_feed, translate
from api.feeds.meeting_guide.unreadable import unreadable_slugs
from api.persistence.contexts import ENTER_ORGANISATION
from api.persistence.database import Database as Connections
from api.persistence.database import connect
from api.persistence.groups import Groups
from api.persistence.keys import Keyring
from api.persistence.meetings import Meetings
from api.persistence.store import Store
from api.persistence.venues import Venues
from tests.conftest import Database

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
NEW_YORK = ROOT.parent / "shared" / "data" / "meeting-guide" / "new-york.json"
OPTIONS = Options(network="lights", topics=("alcohol",))
TABLES = (
    *("catalogue.organisations", "catalogue.networks", "catalogue.venues", "catalogue.groups"),
    *("catalogue.meetings", "catalogue.occurrences", "operations.outbox"),
)

type Row = dict[str, Any]


def row(number: int, **stated: object) -> Row:
    """A row of a feed: every group meets at a house of its own, on Mondays."""
    return {
        "slug": f"meeting-{number}",
        "name": f"Lights {number}",
        "day": 1,
        "time": "19:00",
        "end_time": "20:00",
        "timezone": "America/New_York",
        "formatted_address": f"{number} Quay Street, New York, NY 10004, USA",
        "latitude": 40.7 + number / 1000,
        "longitude": -74.0,
        "types": ["O", "D"],
        **stated,
    }


TEN = [row(number) for number in range(10)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where tests import to."""

    connections: Connections
    store: Store

    async def bring(self, rows: list[Any], options: Options = OPTIONS, days: int = 0) -> Report:
        feed = translate(rows, topics=options.topics, status=options.group_status)
        now = NOW + timedelta(days=days)
        unreadable = unreadable_slugs(rows, feed)
        return await import_feed(self.store, feed, options, now=now, unreadable=unreadable)

    async def ask(self, statement: str, *binds: object) -> Any:  # noqa: ANN401 - one value
        return await self.connections.pool.fetchval(statement, *binds)

    async def count(self, what: str) -> int:
        return await self.ask(f"select count(*) from {what}")  # noqa: S608 - tables from here

    async def everything(self) -> dict[str, Any]:
        """All rows of the catalogue and the outbox, as text, to see that nothing changed."""
        return {
            table: await self.ask(f"select array_agg(t::text order by id) from {table} as t")  # noqa: S608 - tables from here
            for table in TABLES
        }

    async def actor(self) -> Actor:
        return Actor(await self.ask("select id from catalogue.organisations"), "somebody")

    async def thing(self, table: str, name: str) -> Any:  # noqa: ANN401 - an id
        return await self.ask(f"select id from catalogue.{table} where name = $1", name)  # noqa: S608 - tables from here


@pytest.fixture
async def place(database: Database) -> AsyncGenerator[Place]:
    connections = await connect(database.app_url, size=2)
    yield Place(connections, Store(connections.engine, Keyring(b"k" * 32)))
    await connections.close()


async def test_a_first_import_makes_organisation_network_groups_and_occurrences(
    place: Place,
) -> None:
    report = await place.bring(TEN)

    assert counts(report, "GROUP") == {"NEW": 10}
    assert counts(report, "MEETING") == {"NEW": 10}
    assert counts(report, "VENUE") == {"NEW": 10}
    status = "select status from catalogue.{}"
    assert await place.ask(status.format("organisations")) == "UNCLAIMED"
    assert await place.ask(status.format("networks")) == "PUBLISHED"
    assert await place.count("catalogue.groups where published") == 10
    assert await place.count("catalogue.occurrences where published") > 500


async def test_the_feed_of_changes_tells_of_an_import_and_of_what_left_the_source(
    place: Place,
) -> None:
    told = "select jsonb_object_agg(kind, n) from (select kind, count(*) as n"
    told += " from catalogue.directory_changes group by kind) as c"
    await place.bring(TEN)
    # One organisation, one network, ten each of venues, groups and meetings.
    assert json.loads(await place.ask(told)) == {"CREATED": 32}

    await place.bring(TEN[:9])
    assert json.loads(await place.ask(told))["DELETED"] == 3


async def test_imported_groups_accept_no_referrals_and_have_an_unknown_capacity(
    place: Place,
) -> None:
    await place.bring(TEN)

    assert await place.count("catalogue.groups where accepts_referrals") == 0
    assert await place.count("catalogue.groups where capacity_status <> 'UNKNOWN'") == 0
    assert await place.count("catalogue.groups where source = 'meeting-guide'") == 10


async def test_every_thing_has_one_event_and_the_import_itself_one(place: Place) -> None:
    await place.bring(TEN)

    # One organisation, one network, ten each of venues, groups and meetings, one import.
    assert await place.count("operations.outbox") == 33
    assert await place.count("operations.outbox where event = 'network.imported'") == 1


async def test_importing_the_same_again_changes_nothing_at_all(place: Place) -> None:
    await place.bring(TEN)
    before = await place.everything()
    records = await record_versions(place)
    report = await place.bring(TEN, days=3)

    assert await place.everything() == before
    assert await record_versions(place) == records
    assert counts(report, "MEETING") == {"UNCHANGED": 10}


async def test_a_dry_run_tells_the_same_and_writes_nothing(place: Place) -> None:
    dry = await place.bring(TEN, replace(OPTIONS, dry_run=True))
    rows = {table: await place.count(table) for table in TABLES}
    wet = await place.bring(TEN)

    assert set(rows.values()) == {0}
    assert dry.as_json()["counts"] == wet.as_json()["counts"]


async def test_what_the_feed_changed_is_changed_here_and_nothing_else(place: Place) -> None:
    await place.bring(TEN)
    report = await place.bring([row(0, time="18:00", end_time="19:00"), *TEN[1:]])

    assert counts(report, "MEETING") == {"CHANGED": 1, "UNCHANGED": 9}
    assert counts(report, "GROUP") == {"UNCHANGED": 10}
    changed = await place.ask("select array_agg(name) from catalogue.meetings where version > 1")
    assert changed == ["Lights 0"]
    hours = "select distinct o.local_start::time::text from catalogue.occurrences o"
    assert await place.ask(f"{hours}{OF_MEETING}", "Lights 0", NOW) == "18:00:00"


async def test_what_was_changed_here_stays_and_is_reported(place: Place) -> None:
    await place.bring(TEN)
    await edit_group(place, "Lights 0", name="Harbour Lights", summary="By the quay")
    same = await place.bring(TEN)
    group = "select array[name, version::text] from catalogue.groups where name like 'Harbour%'"
    kept = await place.ask(group)

    assert counts(same, "GROUP") == {"KEPT": 1, "UNCHANGED": 9}
    assert same.as_json()["kept"][0]["fields"] == ["name"]
    assert kept == ["Harbour Lights", "2"]


async def test_a_field_changed_here_does_not_hold_up_the_others(place: Place) -> None:
    named = [row(0, group="Lights", group_notes="First"), *TEN[1:]]
    await place.bring(named)
    await edit_group(place, "Lights", name="Harbour Lights")
    report = await place.bring([row(0, group="Lights", group_notes="Second"), *TEN[1:]])

    found = "select description from catalogue.groups where name = 'Harbour Lights'"
    assert await place.ask(found) == "Second"
    assert report.as_json()["kept"][0]["fields"] == ["name"]
    assert counts(report, "GROUP") == {"CHANGED": 1, "UNCHANGED": 9}


async def test_a_date_cancelled_here_stays_cancelled_when_the_feed_moves_the_time(
    place: Place,
) -> None:
    await place.bring(TEN)
    holiday = datetime(2026, 3, 9, 19, 0)  # noqa: DTZ001 - local
    cancelled = ScheduleException(kind=ExceptionKind.CANCELLED, original_start=holiday)
    async with place.store.transaction(await place.actor()) as work:
        meeting_id = await place.thing("meetings", "Lights 0")
        found = await Meetings(work, NOW).get(meeting_id)
        assert found.schedule is not None
        schedule = replace(found.schedule, exceptions=(cancelled,))
        await Meetings(work, NOW).save(found, replace(found, schedule=schedule))
    same = await place.bring(TEN)
    longer = await place.bring([row(0, end_time="20:30"), *TEN[1:]])

    assert counts(same, "MEETING") == {"UNCHANGED": 10}
    assert counts(longer, "MEETING") == {"CHANGED": 1, "UNCHANGED": 9}
    assert await place.count("catalogue.occurrences where status = 'CANCELLED'") == 1


async def test_a_venue_that_was_hidden_here_is_never_told_again_by_the_feed(place: Place) -> None:
    unplaced = row(0, latitude=None, longitude=None)
    await place.bring([unplaced, *TEN[1:]])
    venue_id = await place.ask("select id from catalogue.venues where street = '0 Quay Street'")
    async with place.store.transaction(await place.actor()) as work:
        found = await Venues(work).get(venue_id)
        hidden = replace(found, disclosure=Disclosure.MEMBERS, street=None, postal_code=None)
        await Venues(work).save(found, hidden)
    # The point is new to the feed, so that nobody can have changed it here.
    report = await place.bring(TEN)

    nowhere = "street is null and postal_code is null and latitude is null"
    told = f"select {nowhere} from catalogue.venues where id = $1"  # noqa: S608 - columns from here
    assert await place.ask(told, venue_id) is True
    assert counts(report, "VENUE") == {"KEPT": 1, "UNCHANGED": 9}
    assert await place.count("catalogue.venues where disclosure = 'MEMBERS'") == 1


async def test_what_is_gone_from_the_feed_is_archived_and_comes_back(place: Place) -> None:
    await place.bring(TEN)
    gone = await place.bring(TEN[1:], days=1)
    archived = await place.ask(
        "select array[m.status, g.status, m.published::text] from catalogue.meetings m"
        " join catalogue.groups g on g.id = m.group_id where m.name = 'Lights 0'"
    )
    to_come = await place.ask(COMING, "Lights 0", NOW + timedelta(days=1))
    again = await place.bring(TEN[1:], days=2)
    back = await place.bring(TEN, days=3)

    assert counts(gone, "MEETING") == {"REMOVED": 1, "UNCHANGED": 9}
    assert archived == ["ARCHIVED", "ARCHIVED", "false"]
    assert to_come == 0
    assert counts(again, "MEETING") == {"UNCHANGED": 9}
    assert counts(back, "MEETING") == {"CHANGED": 1, "UNCHANGED": 9}
    assert await place.count("catalogue.meetings where published") == 10
    assert await place.ask(COMING, "Lights 0", NOW + timedelta(days=3)) > 50


async def test_an_import_that_would_archive_too_much_is_refused_and_changes_nothing(
    place: Place,
) -> None:
    await place.bring(TEN)
    before = await place.everything()
    for rows in (TEN[3:], []):
        with pytest.raises(RemovalsNotAllowed):
            await place.bring(rows)

    assert await place.everything() == before
    report = await place.bring(TEN[3:], replace(OPTIONS, allow_removals=True))
    assert counts(report, "MEETING") == {"REMOVED": 3, "UNCHANGED": 7}


async def test_a_fifth_may_be_archived_without_being_asked_twice(place: Place) -> None:
    await place.bring(TEN)
    report = await place.bring(TEN[2:])

    assert counts(report, "GROUP") == {"REMOVED": 2, "UNCHANGED": 8}


async def test_things_are_removed_only_within_their_source(place: Place) -> None:
    await place.bring(TEN)
    report = await place.bring([row(50)], replace(OPTIONS, source="north"))

    assert counts(report, "MEETING") == {"NEW": 1}
    assert await place.count("catalogue.meetings where published") == 11
    assert await place.count("catalogue.networks") == 1


async def test_a_row_that_cannot_be_read_stops_no_other_and_is_not_taken_for_removed(
    place: Place,
) -> None:
    await place.bring(TEN)
    report = await place.bring([row(0, time="late"), "nonsense", *TEN[1:], row(11)])

    assert (report.read, report.refused) == (10, 2)
    assert counts(report, "MEETING") == {"NEW": 1, "UNCHANGED": 9}
    assert await place.count("catalogue.meetings where status = 'ARCHIVED'") == 0
    problems = report.as_json()["problems"]
    assert {(each["row"], each["severity"]) for each in problems} >= {
        (0, "REFUSED"),
        (1, "REFUSED"),
    }


async def test_groups_and_meetings_of_one_name_have_slugs_of_their_own(place: Place) -> None:
    await place.bring([row(number, name="Serenity") for number in range(3)])
    await place.bring([row(9, name="Serenity")], replace(OPTIONS, network="tower"))

    slugs = await place.ask("select array_agg(slug order by slug) from catalogue.groups")
    assert slugs == ["serenity", "serenity-2", "serenity-3", "serenity-4"]
    assert await place.ask("select count(distinct slug) from catalogue.meetings") == 4


async def test_a_draft_is_not_shown_until_it_is_imported_without_the_flag(place: Place) -> None:
    await place.bring(TEN, replace(OPTIONS, draft=True))
    hidden = await place.count("catalogue.occurrences where published")
    await place.bring(TEN)

    assert hidden == 0
    for table in ("networks", "groups", "meetings", "occurrences"):
        assert await place.count(f"catalogue.{table} where not published") == 0


async def test_a_second_source_does_not_unpublish_the_network(place: Place) -> None:
    await place.bring(TEN)
    await place.bring([row(50)], replace(OPTIONS, source="north", draft=True))

    assert await place.count("catalogue.groups where published") == 10
    assert await place.ask("select status from catalogue.networks") == "PUBLISHED"


async def test_a_network_is_imported_only_into_its_own_organisation(place: Place) -> None:
    await place.bring(TEN)
    before = await place.everything()
    for organisation in ("nobody", "somebody-else"):
        with pytest.raises(InvalidInput):
            await place.bring(TEN, replace(OPTIONS, organisation=organisation))

    assert await place.everything() == before


async def test_a_new_network_of_a_known_organisation_makes_no_other_organisation(
    place: Place,
) -> None:
    await place.bring(TEN)
    await place.bring([row(50)], replace(OPTIONS, network="tower", organisation="lights"))

    assert await place.count("catalogue.organisations") == 1
    assert await place.count("catalogue.networks") == 2


async def test_a_failure_in_the_middle_leaves_nothing_behind(place: Place) -> None:
    class Interrupted(Exception):
        pass

    def interrupt(done: int, _total: int) -> None:
        if done > 25:
            raise Interrupted

    feed = translate(TEN, topics=OPTIONS.topics)
    with pytest.raises(Interrupted):
        await import_feed(place.store, feed, OPTIONS, now=NOW, watch=Watch(progress=interrupt))

    assert {await place.count(table) for table in TABLES} == {0}


def test_an_unknown_topic_is_refused_with_the_near_ones() -> None:
    with pytest.raises(InvalidInput, match="alcohol"):
        check_topics(("alcool",))


@pytest.mark.parametrize("name", ["network", "organisation", "source"])
def test_what_is_no_slug_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        replace(OPTIONS, **{name: "New York!"})


async def test_the_example_feed_imports_twice_and_changes_nothing_the_second_time(
    place: Place,
) -> None:
    rows = read_feed(str(ROOT / "examples" / "meeting-guide.json"))
    first = await place.bring(rows)
    before = await place.everything()
    second = await place.bring(rows, days=1)

    assert first.read > 35
    assert await place.everything() == before
    assert second.plan.writes is False


async def test_all_of_the_new_york_feed_is_imported(place: Place) -> None:
    if not NEW_YORK.exists():
        if os.environ.get("PEERS_CI"):
            pytest.fail("The New York feed is not beside the repository.")
        pytest.skip("The New York feed is not beside the repository.")
    rows = read_feed(str(NEW_YORK))
    report = await place.bring(rows)

    assert (report.read, report.refused) == (1513, 0)
    assert counts(report, "MEETING") == {"NEW": 1513}
    assert (await place.bring(rows)).plan.writes is False


OF_MEETING = (
    " join catalogue.meetings m on m.id = o.meeting_id where m.name = $1 and o.ends_at > $2"
)
COMING = "select count(*) from catalogue.occurrences o" + OF_MEETING  # noqa: S608 - both texts are from here


def counts(report: Report, kind: str) -> dict[str, int]:
    found: dict[str, int] = report.as_json()["counts"][kind]
    return {outcome: number for outcome, number in found.items() if number}


async def edit_group(place: Place, called: str, **changes: str) -> None:
    """Change a group as its operator does."""
    actor = await place.actor()
    group_id = await place.thing("groups", called)
    async with place.store.transaction(actor) as work:
        found = await Groups(work).get(group_id)
        await Groups(work).save(found, replace(found, **changes))


async def record_versions(place: Place) -> Any:  # noqa: ANN401 - texts
    actor = await place.actor()
    async with place.connections.pool.acquire() as connection, connection.transaction():
        await connection.execute(ENTER_ORGANISATION, str(actor.organisation_id))
        found = await connection.fetchval(
            "select array_agg(r::text order by id) from operations.import_records as r"
        )
    assert found
    return found
