"""``allowedActions`` of a change request is what its two mutations accept, whoever asks.

To see it fail: take ``also`` out of ``api/persistence/views/change_requests.py``, or let
``apply`` in ``api/domain/corrections.py`` replace the values of a thing without asking it.
"""

from typing import Any
from uuid import UUID

import pytest

from api.domain.change_requests import ACTIONS, ChangeRequestStatus, CorrectedThing
from api.domain.ids import Code, decode, encode
from api.domain.scopes import Scope
from api.domain.standing import ClientKind
from api.domain.vocabulary import Disclosure, GroupStatus, MeetingStatus, NetworkStatus
from tests.house import House
from tests.http.changes import changed, codes, everything, send
from tests.http.conftest import Admin, Client
from tests.http.matrix import EVERYBODY, MACHINE, NOBODY, OUTSIDE, World
from tests.http.registering import at
from tests.identity import Asker

ALLOWED = "query($id: ID!) { node(id: $id) { ... on ChangeRequest { allowedActions } } }"
DECIDES = (Scope.GROUPS_MANAGE.value, Scope.NETWORKS_MANAGE.value)
# More than there can be is refused once the payload is made: what was accepted is rolled back.
TRIED = """mutation($accept: AcceptChangeRequestInput!, $reject: RejectChangeRequestInput!) {
  ACCEPT: acceptChangeRequest(input: $accept) { ...Tried }
  REJECT: rejectChangeRequest(input: $reject) { changeRequest { ...Impossible } errors { code } } }
fragment Tried on AcceptChangeRequestPayload { changeRequest { ...Impossible } errors { code } }
fragment Impossible on ChangeRequest { network { guidelineVersions(first: 101) { id } } }"""

GONE, SECRET = "GONE", "HIDDEN AGAIN"
STATES: dict[CorrectedThing, tuple[str, ...]] = {
    CorrectedThing.GROUP: tuple(GroupStatus),
    CorrectedThing.MEETING: tuple(MeetingStatus),
    CorrectedThing.NETWORK: tuple(NetworkStatus),
    CorrectedThing.VENUE: (Disclosure.PUBLIC, SECRET, GONE),
}
OVER = {"ARCHIVED", SECRET, GONE}
"""The states in which what was proposed would be refused."""
FIELDS = {CorrectedThing.VENUE: {"street": "Harbour Lane 7"}}


async def proposed(world: World, thing: CorrectedThing, proposer: Asker) -> str:
    """A correction of something of our house, proposed while everybody sees it."""
    name = thing.lower()
    await world.admin.execute(
        "update catalogue.venues set disclosure = 'PUBLIC' where id = $1", world.ours.venue
    )
    values = {
        "id": encode(Code[thing], getattr(world.ours, name)),
        "changes": {name: FIELDS.get(thing, {"name": "Corrected"})},
    }
    made = await changed(world.client, "proposeChange", values, proposer, "proposal { id }")
    return made["proposal"]["id"]


async def put(world: World, thing: CorrectedThing, state: str) -> None:
    """Put the thing of a request into a state that it may come to while the request waits."""
    thing_id: UUID = getattr(world.ours, thing.lower())
    if thing is not CorrectedThing.VENUE:
        await world.admin.execute(
            f"update catalogue.{thing.lower()}s set status = $2 where id = $1",  # noqa: S608 - one of three names of ours
            *(thing_id, state),
        )
    elif state == SECRET:
        await world.admin.execute(
            "update catalogue.venues set disclosure = 'AREA' where id = $1", thing_id
        )
    elif state == GONE:
        await world.admin.execute("delete from catalogue.meeting_venues")
        await world.admin.execute("delete from catalogue.venues where id = $1", thing_id)


async def askers(world: World, proposer: Asker) -> dict[str, Asker | None]:
    """One of each kind of those who could ask, with as many scopes as anybody could give them."""
    found: dict[str, Asker | None] = {"the proposer": proposer, NOBODY: None}
    for kind in EVERYBODY.keys() - OUTSIDE - {MACHINE}:
        found[kind] = await world.staff_of(kind, *DECIDES)
    found[MACHINE] = await world.minter.backend(world.ours.organisation, *DECIDES)
    theirs = world.theirs.organisation
    partner = ClientKind.CLINIC_BACKEND
    found["a partner"] = await world.minter.backend(theirs, "changes:propose", kind=partner)
    found["a stranger"] = await world.minter.staff(theirs, *DECIDES)
    found["not of networks"] = await world.minter.staff(world.ours.organisation, DECIDES[0])
    return found


def may(kind: str, thing: CorrectedThing) -> bool:
    """Whether somebody of a kind decides on such a request at all."""
    if kind == "not of networks":
        return thing is not CorrectedThing.NETWORK
    return kind in EVERYBODY and Scope.GROUPS_MANAGE in EVERYBODY[kind]


async def told(client: Client, request: str, asker: Asker | None) -> list[str]:
    headers = asker.headers if asker else {}
    answer = await client.ask(ALLOWED, {"id": request}, **headers)
    data: dict[str, Any] = answer.json().get("data") or {"node": None}
    return data["node"]["allowedActions"] if data["node"] else []


async def accepted(
    client: Client, request: str, asker: Asker | None
) -> tuple[list[str], dict[str, list[str]]]:
    """Which mutations accept it as it stands, and how the others are refused."""
    version, headers = at(request), asker.headers if asker else {}
    given = {"accept": version, "reject": {**version, "reason": "They moved back."}}
    answer = await client.ask(TRIED, given, **headers)
    if answer.status_code != 200:
        return [], {each: [str(answer.status_code)] for each in ACTIONS}
    body: dict[str, Any] = answer.json()
    taken_back = {error["path"][0] for error in body.get("errors", ())}
    refused = {
        name: [error["code"] for error in payload["errors"]]
        for name, payload in body["data"].items()
        if payload and payload["errors"]
    }
    assert taken_back | refused.keys() == set(ACTIONS), body
    return [each for each in ACTIONS if each in taken_back], refused


CASES = [(thing, state) for thing, states in STATES.items() for state in states]


@pytest.mark.parametrize(("thing", "state"), CASES)
async def test_allowed_actions_of_a_request_are_what_mutations_accept(
    client: Client, ours: House, theirs: House, admin: Admin, thing: CorrectedThing, state: str
) -> None:
    """Over all that it is about, in all states of that and of the request, by everybody."""
    world = World(client, client.minter, admin, ours, theirs)
    proposer = await world.minter.own("changes:propose")
    request = await proposed(world, thing, proposer)
    everybody = await askers(world, proposer)
    await put(world, thing, state)
    for status in ChangeRequestStatus:
        await admin.execute(
            "update confidential.change_requests set status = $2 where id = $1",
            *(decode(request)[1], status.value),
        )
        before = await everything(admin)
        for kind, asker in everybody.items():
            allowed = await told(client, request, asker)
            took, refused = await accepted(client, request, asker)
            assert allowed == took, (kind, status, refused)
            pending = status is ChangeRequestStatus.PENDING and may(kind, thing)
            acceptable = [] if state in OVER else ["ACCEPT"]
            assert took == ([*acceptable, "REJECT"] if pending else []), (kind, status, refused)
        # What was shown was told, so the ledger may have it; nothing else was written.
        after = await everything(admin)
        assert {name for name in after if after[name] != before[name]} <= {
            "confidential.disclosures"
        }


async def test_what_was_erased_is_rejected_and_never_accepted(
    client: Client, ours: House, theirs: House, admin: Admin
) -> None:
    world = World(client, client.minter, admin, ours, theirs)
    proposer = await world.minter.own("changes:propose")
    request = await proposed(world, CorrectedThing.GROUP, proposer)
    coordinator = await world.minter.staff(ours.organisation, *DECIDES)
    await admin.execute("update confidential.change_request_fields set key_id = gen_random_uuid()")
    assert await told(client, request, coordinator) == ["REJECT"]
    answer = await send(client, "acceptChangeRequest", at(request), coordinator)
    assert codes(answer, "acceptChangeRequest") == ["NOT_POSSIBLE_NOW"]
    values = at(request, reason="Nobody can read it any more.")
    await changed(client, "rejectChangeRequest", values, coordinator)


async def test_what_was_changed_since_is_rejected_and_never_accepted(
    client: Client, ours: House, theirs: House, admin: Admin
) -> None:
    world = World(client, client.minter, admin, ours, theirs)
    request = await proposed(world, CorrectedThing.GROUP, await world.minter.own("changes:propose"))
    coordinator = await world.minter.staff(ours.organisation, *DECIDES)
    edit = {"id": encode(Code.GROUP, ours.group), "summary": "Another field.", "expectedVersion": 1}
    await changed(client, "changeGroup", edit, coordinator)
    assert await told(client, request, coordinator) == ["ACCEPT", "REJECT"]
    assert (await accepted(client, request, coordinator))[0] == ["ACCEPT", "REJECT"]
    edit = {"id": edit["id"], "name": "Renamed meanwhile", "expectedVersion": 2}
    await changed(client, "changeGroup", edit, coordinator)
    assert await told(client, request, coordinator) == ["REJECT"]
    before = await everything(admin)
    answer = await send(client, "acceptChangeRequest", at(request), coordinator)
    assert codes(answer, "acceptChangeRequest") == ["VERSION_CONFLICT"]
    assert await everything(admin) == before
