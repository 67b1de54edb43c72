"""previewRecurrence: what a rule means, and when clocks elsewhere show another time."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.http.conftest import Client

PREVIEW = """query($start: LocalDateTime!, $zone: String!, $rule: String, $from: [String!],
  $minutes: Int! = 60, $season: String, $language: String! = "en") {
  previewRecurrence(localStart: $start, timeZone: $zone, rule: $rule, durationMinutes: $minutes,
    season: $season, viewedFrom: $from, language: $language) {
    sentence occurrences { localStart startsAt endsAt }
    viewedFrom { timeZone localStarts shifts { originalStart localStart minutes } }
    errors { __typename code path ... on RecurrenceRefused { suggestion { localStart rule } } } } }
"""


async def previewed(client: Client, **variables: object) -> dict[str, Any]:
    answer = await client.ask(PREVIEW, {"start": "2020-01-07T19:00:00", **variables})
    assert "errors" not in answer.json(), answer.json()
    return answer.json()["data"]["previewRecurrence"]


async def test_anybody_sees_what_a_rule_means(client: Client) -> None:
    found = await previewed(
        client, zone="Europe/Berlin", rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", language="de"
    )
    told = "Jede zweite Woche am Dienstag um 19:00 Uhr (Europe/Berlin), 60 Minuten lang."
    assert (found["sentence"], found["errors"]) == (told, [])
    assert len(found["occurrences"]) == 10
    for each in found["occurrences"]:
        local = datetime.fromisoformat(each["localStart"])
        there = local.replace(tzinfo=ZoneInfo("Europe/Berlin"))
        assert there == datetime.fromisoformat(each["startsAt"])
        assert (local.weekday(), (local.date() - datetime(2020, 1, 7).date()).days % 14) == (1, 0)  # noqa: DTZ001 - a day


async def test_the_days_are_named_on_which_clocks_elsewhere_show_another_time(
    client: Client,
) -> None:
    zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Phoenix"]
    found = await previewed(
        client, zone="America/New_York", rule="FREQ=WEEKLY;BYDAY=TU", **{"from": zones}
    )
    berlin, new_york, kolkata, phoenix = found["viewedFrom"]
    assert [each["timeZone"] for each in found["viewedFrom"]] == zones
    # At home nothing shifts; in Berlin twice a spring and twice an autumn; where clocks never
    # change, with those of New York.
    assert new_york["shifts"] == []
    assert {each["minutes"] for each in berlin["shifts"]} == {-60, 60}
    assert 3 <= len(berlin["shifts"]) <= 5
    for still in (kolkata, phoenix):
        assert 2 <= len(still["shifts"]) <= 3
    for each in (*berlin["shifts"], *kolkata["shifts"]):
        minute = datetime.fromisoformat(each["localStart"]).minute
        assert minute == (0 if each in berlin["shifts"] else 30)
    for zone, view in zip(zones, found["viewedFrom"], strict=True):
        shown = [
            datetime.fromisoformat(each["startsAt"])
            .astimezone(ZoneInfo(zone))
            .replace(tzinfo=None)
            .isoformat()
            for each in found["occurrences"]
        ]
        assert view["localStarts"] == shown


async def test_everything_that_is_wrong_is_told_at_once(client: Client) -> None:
    found = await previewed(
        client,
        zone="Mars/Olympus",
        rule="FREQ=YEARLY",
        minutes=0,
        season="x",
        **{"from": ["UTC", "Nowhere"]},
    )
    paths = sorted(error["path"] for error in found["errors"])
    assert paths == [["durationMinutes"], ["rule"], ["season"], ["timeZone"], ["viewedFrom", "1"]]
    (refused,) = [e for e in found["errors"] if e["__typename"] == "RecurrenceRefused"]
    assert refused["suggestion"]["rule"] == "FREQ=MONTHLY;INTERVAL=12"
    assert (found["sentence"], found["occurrences"]) == (None, [])
    many = await previewed(client, zone="UTC", **{"from": ["UTC"] * 11})
    assert [error["path"] for error in many["errors"]] == [["viewedFrom"]]


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=1000", "FREQ=DAILY", None])
async def test_a_preview_is_short_however_long_the_series(client: Client, rule: str | None) -> None:
    found = await previewed(client, zone="UTC", rule=rule, **{"from": ["Europe/Lisbon"] * 10})
    assert len(found["occurrences"]) <= 10
    assert all(len(each["shifts"]) <= 10 for each in found["viewedFrom"])
