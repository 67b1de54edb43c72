"""Coverage: the 168 hours, counted a second time in plain Python."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.domain.access import Viewer
from api.domain.scopes import Scope
from tests.persistence.reading.asking import Asker
from tests.persistence.reading.catalogue import Catalogue
from tests.world import NOW

QUERY = """
query ($zone: String!, $from: Date, $filter: GroupFilter) {
  coverage(timeZone: $zone, from: $from, filter: $filter) {
    emptyHours openPlaces hours { weekday hour startsAt occurrences }
  }
}
"""
HOUR = timedelta(hours=1)


def counted(catalogue: Catalogue, zone: ZoneInfo, first: datetime) -> list[int]:
    """Count what is on in each local hour, one hour and one occurrence at a time."""
    on = [
        each
        for each in catalogue.tables["occurrences"]
        if each["published"] and each["status"] == "SCHEDULED"
    ]
    found: list[int] = []
    for number in range(168):
        start = (first + number * HOUR).replace(tzinfo=zone).astimezone(UTC)
        end = (first + (number + 1) * HOUR).replace(tzinfo=zone).astimezone(UTC)
        found.append(sum(each["starts_at"] < end and each["ends_at"] > start for each in on))
    return found


@pytest.mark.parametrize("name", ["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])
async def test_each_hour_counts_what_is_on_in_it_where_the_asker_is(
    asker: Asker, catalogue: Catalogue, name: str
) -> None:
    zone = ZoneInfo(name)
    answer = await asker.data(QUERY, {"zone": name})
    hours: list[dict[str, Any]] = answer["coverage"]["hours"]
    first = datetime.combine(NOW.astimezone(zone).date(), time())
    assert [hour["occurrences"] for hour in hours] == counted(catalogue, zone, first)
    assert sum(hour["occurrences"] for hour in hours) > 0
    assert [hour["hour"] for hour in hours] == [number % 24 for number in range(168)]
    empty = sum(hour["occurrences"] == 0 for hour in hours)
    assert answer["coverage"]["emptyHours"] == empty


async def test_a_coverage_is_one_statement_however_many_of_its_fields_are_asked_for(
    asker: Asker,
) -> None:
    asker.statements.clear()
    await asker.data(QUERY, {"zone": "UTC"})
    assert len(asker.statements) == 1


async def test_a_filter_narrows_the_groups_that_count(asker: Asker) -> None:
    whole = await asker.data(QUERY, {"zone": "UTC"})
    network = asker.world.some("networks", status="PUBLISHED")["id"]
    narrowed = await asker.data(QUERY, {"zone": "UTC", "filter": {"network": f"net_{network.hex}"}})
    few, all_of_them = (
        sum(hour["occurrences"] for hour in each["coverage"]["hours"]) for each in (narrowed, whole)
    )
    assert 0 < few < all_of_them
    assert narrowed["coverage"]["openPlaces"] < whole["coverage"]["openPlaces"]


async def test_an_organisation_is_told_of_the_same_week_as_everybody(asker: Asker) -> None:
    draft = asker.world.some("groups", status="DRAFT")
    own = await asker.data(
        QUERY,
        {"zone": "UTC"},
        viewer=Viewer(draft["organisation_id"], "test", frozenset({Scope.GROUPS_READ})),
    )
    assert own == await asker.data(QUERY, {"zone": "UTC"})


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("1890-01-01", "BAD_USER_INPUT"),
        ("2999-01-01", "BAD_USER_INPUT"),
        ("9999-12-31", "BAD_USER_INPUT"),
    ],
)
async def test_a_week_that_nobody_knows_is_refused(asker: Asker, first: str, code: str) -> None:
    answer = await asker.ask(QUERY, {"zone": "UTC", "from": first})
    assert answer["errors"][0]["extensions"]["code"] == code
    assert answer["errors"][0]["path"] == ["coverage"]
