"""From an application to a calendar abroad: an organisation comes, publishes, and is found.

Everything goes over HTTP, by tokens of those who would do it. To see it fail: leave ``others`` out
of the event that recurs, in ``api/feeds/calendars``.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from api.domain.ids import decode
from tests.http.changes import changed
from tests.http.conftest import Admin, Client
from tests.http.operating import NETWORK
from tests.http.test_calendars import ZONES, by_api, by_library, held
from tests.http.test_organisations import APPLICATION, EVIDENCE
from tests.http.test_venues import HIDDEN
from tests.identity import Asker, Minter

HOME = ZoneInfo("Europe/Berlin")
SCOPES = ("networks:manage", "groups:manage", "meetings:write")
FORTNIGHT, LASTS = timedelta(weeks=2), timedelta(minutes=90)
MOVED_BY = timedelta(days=1, hours=2)
SERIES = 6
FOUND = """query($after: DateTime!, $before: DateTime!) {
  occurrences(when: {between: {after: $after, before: $before}}, timeZone: "America/New_York",
    filter: {topics: {anyOf: ["bereavement"]}, media: {anyOf: [HYBRID]},
      status: {anyOf: [SCHEDULED]}}) {
    nodes { startsAt endsAt localStart group { name } venues { area } } } }"""
LISTED = """{ groups(filter: {topics: {anyOf: ["bereavement"]}, media: {anyOf: [HYBRID]}}) {
  nodes { name status guidelines network { name organisation { name } } } } }"""


def change_of_clocks(zone: ZoneInfo, after: date) -> date:
    """The first day from ``after`` on at whose end clocks show another time than at its start."""
    day = after
    while _offset(zone, day) == _offset(zone, day + timedelta(days=1)):
        day += timedelta(days=1)
    return day


def _offset(zone: ZoneInfo, day: date) -> timedelta | None:
    return datetime.combine(day, time(), zone).utcoffset()


def series() -> list[datetime]:
    """Local starts at home, every second Tuesday, three before clocks change and three after."""
    turn = change_of_clocks(HOME, datetime.now(UTC).date() + timedelta(weeks=8))
    tuesday = turn - timedelta(days=(turn.weekday() - 1) % 7)
    first = datetime.combine(tuesday, time(19)) - 2 * FORTNIGHT
    return [first + number * FORTNIGHT for number in range(SERIES)]


@dataclass(slots=True)
class Owner:
    """The owner of the new organisation at their own software."""

    client: Client
    asker: Asker

    async def does(self, what: str, select: str, /, **values: object) -> Any:  # noqa: ANN401 - JSON
        """Change something, and return the thing that ``select`` names first."""
        found = await changed(self.client, what, values, self.asker, select)
        return found[select.split(maxsplit=1)[0]]


async def verified(client: Client, minter: Minter, admin: Admin) -> Owner:
    """A person applies for an organisation, an operator verifies it: the person owns it."""
    person = await minter.own("me:write")
    application = {**APPLICATION, "kind": "NETWORK_OPERATOR"}
    shown = "organisation { id version status }"
    made = (await changed(client, "applyForOrganisation", application, person, shown))[
        "organisation"
    ]
    operator = await minter.own("platform:admin", operator=True)
    judged = {"id": made["id"], "expectedVersion": made["version"], "evidence": EVIDENCE}
    judged = (await changed(client, "verifyOrganisation", judged, operator, shown))["organisation"]
    assert (made["status"], judged["status"]) == ("APPLIED", "VERIFIED")
    organisation = decode(made["id"])[1]
    staff = await admin.fetchval(
        "select staff_id from identity.staff_persons where organisation_id = $1", organisation
    )
    return Owner(
        client,
        await minter.granted(SCOPES, person=person.person, staff=staff, organisation=organisation),
    )


async def drafted(owner: Owner, starts: list[datetime]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A network that shows, and in it a group that does not yet, with a series of meetings."""
    network = await owner.does("createNetwork", "network { id version }", **NETWORK)
    at = {"id": network["id"], "expectedVersion": network["version"]}
    network = await owner.does(
        "setGuidelines", "network { id version }", **at, text="Listen.\nWhat is said here stays."
    )
    at = {"id": network["id"], "expectedVersion": network["version"]}
    await owner.does("publishNetwork", "network { id }", **at)
    group = await owner.does(
        "createGroup",
        "group { id version }",
        networkId=network["id"],
        name="After a loss",
        language="de",
        topics=["bereavement"],
    )
    at = {"id": group["id"], "expectedVersion": group["version"]}
    group = await owner.does(
        "setGroupGuidelines", "group { id version status }", **at, text="Come as you are."
    )
    assert group["status"] == "DRAFT"
    venue = await owner.does("createVenue", "venue { id }", **HIDDEN)
    meeting = await owner.does(
        "createMeeting",
        "meeting { id version slug }",
        groupId=group["id"],
        name="Every second Tuesday",
        medium="HYBRID",
        venueIds=[venue["id"]],
        localStart=starts[0].isoformat(),
        durationMinutes=LASTS // timedelta(minutes=1),
        timeZone=HOME.key,
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    )
    return group, meeting


async def edited(owner: Owner, meeting: dict[str, Any], starts: list[datetime]) -> dict[str, Any]:
    """The second is cancelled; the one behind the change of clocks is a day and two hours later."""
    at = {"id": meeting["id"], "expectedVersion": meeting["version"]}
    meeting = await owner.does(
        "cancelOccurrence",
        "meeting { id version slug }",
        **at,
        originalStart=starts[1].isoformat(),
        reason="The house is closed.",
    )
    at = {"id": meeting["id"], "expectedVersion": meeting["version"]}
    return await owner.does(
        "moveOccurrence",
        "meeting { id version slug }",
        **at,
        originalStart=starts[3].isoformat(),
        newStart=(starts[3] + MOVED_BY).isoformat(),
    )


async def anybody(client: Client, query: str, **variables: object) -> Any:  # noqa: ANN401 - JSON
    """What somebody without a token is told."""
    return next(iter((await client.ask(query, variables)).json()["data"].values()))["nodes"]


async def test_a_new_organisation_publishes_a_series_that_is_found_and_subscribed_to_abroad(
    client: Client, minter: Minter, admin: Admin
) -> None:
    starts = series()
    owner = await verified(client, minter, admin)
    group, meeting = await drafted(owner, starts)
    meeting = await edited(owner, meeting, starts)
    around = {
        "after": (starts[0].replace(tzinfo=HOME) - FORTNIGHT).isoformat(),
        "before": (starts[-1].replace(tzinfo=HOME) + timedelta(days=7)).isoformat(),
    }
    assert await anybody(client, LISTED) == []
    assert await anybody(client, FOUND, **around) == []
    assert (await client.http.get(f"/meetings/{meeting['slug']}.ics")).status_code == 404

    at = {"id": group["id"], "expectedVersion": group["version"]}
    await owner.does("publishGroup", "group { id }", **at)
    (listed,) = await anybody(client, LISTED)
    assert listed == {
        "name": "After a loss",
        "status": "PUBLISHED",
        "guidelines": "Come as you are.",
        "network": {"name": "Harbour Lights", "organisation": {"name": APPLICATION["name"]}},
    }
    takes_place = [starts[0], starts[2], starts[3] + MOVED_BY, *starts[4:]]
    found = await anybody(client, FOUND, **around)
    assert [each["localStart"] for each in found] == [each.isoformat() for each in takes_place]
    seen = [datetime.fromisoformat(each["startsAt"]) for each in found]
    assert seen == [each.replace(tzinfo=HOME) for each in takes_place]
    assert {(each["group"]["name"], each["venues"][0]["area"]) for each in found} == {
        ("After a loss", HIDDEN["area"])
    }
    # Seven in the evening at home is another hour elsewhere once clocks have changed.
    assert len({each.astimezone(UTC).time() for each in seen if each != seen[2]}) == 2
    await the_calendar_says_the_same_in_every_zone(owner, meeting)


async def the_calendar_says_the_same_in_every_zone(owner: Owner, meeting: dict[str, Any]) -> None:
    """Wherever the meeting moves, it keeps its local times, with what was moved and cancelled."""
    local: set[tuple[str, ...]] = set()
    for zone in (HOME.key, *ZONES):
        at = {"id": meeting["id"], "expectedVersion": meeting["version"]}
        meeting = await owner.does(
            "changeMeeting", "meeting { id version slug }", **at, timeZone=zone
        )
        answer = await owner.client.http.get(f"/meetings/{meeting['slug']}.ics")
        assert answer.status_code == 200
        told = await by_api(owner.client, meeting["id"])
        read = by_library(Calendar.from_ical(answer.content))
        assert read[meeting["id"]] == held(told), zone
        assert [each["status"] for each in told].count("CANCELLED") == 1
        # The last one of a year may be a day beyond what is known yet.
        clocks = [datetime.fromisoformat(each["startsAt"]) for each in told[:SERIES]]
        local.add(tuple(f"{each.astimezone(ZoneInfo(zone)):%F %R}" for each in clocks))
    assert len(local) == 1
    assert len({*ZONES}) >= 20
