"""Another organisation's OAuth clients are approved, by whoever may, and lose that at once."""

import asyncio
from uuid import uuid4

import pytest

from api.domain.ids import Code, encode
from api.domain.standing import ClientKind
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.registering import KEY, MANAGE, PARTNER, alive, app_of, at, granted_to, read
from tests.identity import Asker, Minter

APPROVALS = """{ clientApprovals { totalCount nodes {
  id clientId clientName clientOrganisation { id name } scopes status approvedBy version } } }"""


@pytest.fixture
async def owner(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE)


@pytest.fixture
async def stranger(minter: Minter, theirs: House) -> Asker:
    return await minter.staff(theirs.organisation, *MANAGE)


async def test_nobody_without_the_scope_and_no_other_organisation_approves_or_withdraws(
    client: Client, ours: House, theirs: House, minter: Minter, admin: Admin
) -> None:
    owner = await minter.staff(ours.organisation, *MANAGE)
    stranger = await minter.staff(theirs.organisation, *MANAGE)
    app = await app_of(client, stranger, **PARTNER)
    approve = {"clientId": app, "scopes": ["groups:read"]}
    found = await changed(client, "approveClient", approve, owner, "approval { id }")
    withdraw = at(found["approval"]["id"])
    for asker, status in (
        (None, 401),
        (await minter.staff(ours.organisation, "clients:read"), 403),
        (await minter.own("clients:manage"), 403),
        (await granted_to(minter, app, *(theirs.organisation, ours.organisation)), 403),
    ):
        before = await everything(admin)
        for name, values in (("approveClient", approve), ("withdrawClientApproval", withdraw)):
            assert (await send(client, name, values, asker)).status_code == status
        assert await everything(admin) == before
    before = await everything(admin)
    refused = await send(client, "withdrawClientApproval", withdraw, stranger)
    assert codes(refused, "withdrawClientApproval") == ["NOT_FOUND"]
    assert await everything(admin) == before


async def test_an_approval_lets_a_partner_in_and_its_end_takes_it_out_at_once(
    client: Client, ours: House, theirs: House, minter: Minter, owner: Asker, stranger: Asker
) -> None:
    app = await app_of(client, stranger, **PARTNER)
    token = await granted_to(minter, app, theirs.organisation, ours.organisation)
    may = "{ viewer { scopes organisation { id } } }"
    assert (await client.ask(may, **token.headers)).status_code in (200, 401, 403)
    values = {"clientId": app, "scopes": ["groups:read"]}
    found = await changed(client, "approveClient", values, owner, "approval { id version }")
    (listed,) = (await read(client, APPROVALS, owner))["clientApprovals"]["nodes"]
    assert owner.staff is not None
    assert listed == {
        **found["approval"],
        "clientId": app,
        "clientName": "Partner",
        "clientOrganisation": {
            "id": encode(Code.ORGANISATION, theirs.organisation),
            "name": "theirs organisation",
        },
        "scopes": ["groups:read"],
        "status": "ACTIVE",
        "approvedBy": f"stf_{owner.staff.hex}",
    }
    viewer = (await read(client, may, token))["viewer"]
    assert viewer["scopes"] == ["groups:read"]
    assert viewer["organisation"]["id"] == encode(Code.ORGANISATION, ours.organisation)
    ended = at(found["approval"]["id"])
    found = await changed(client, "withdrawClientApproval", ended, owner, "approval { status }")
    assert found["approval"]["status"] == "WITHDRAWN"
    assert not await alive(client, token)


async def test_only_what_may_act_for_others_is_there_to_be_approved(
    client: Client, minter: Minter, theirs: House, owner: Asker, stranger: Asker, admin: Admin
) -> None:
    disabled = await app_of(client, stranger, **PARTNER)
    await changed(client, "disableClient", at(disabled), stranger)
    own = await minter.client(theirs.organisation, "groups:read", kind=ClientKind.NETWORK_BACKEND)
    absent = [
        disabled,
        encode(Code.CLIENT, own),
        await app_of(client, stranger, kind="PUBLIC_APP"),
        encode(Code.CLIENT, uuid4()),
    ]
    before = await everything(admin)
    told: set[str] = set()
    for app in absent:
        values = {"clientId": app, "scopes": ["groups:read"]}
        answer = await send(client, "approveClient", values, owner, "approval { id }")
        assert codes(answer, "approveClient") == ["NOT_FOUND"]
        told.add(str(payload(answer, "approveClient")))
    assert len(told) == 1
    assert await everything(admin) == before


async def test_no_approval_goes_beyond_what_the_client_may_ask_for_and_needs(
    client: Client, owner: Asker, stranger: Asker, admin: Admin
) -> None:
    backend = await app_of(client, stranger, **PARTNER)
    app = await app_of(client, stranger, scopes=["groups:read", "organisations:read"])
    mine = await app_of(client, owner, **PARTNER)
    before = await everything(admin)
    for named, scopes, code in (
        (backend, ["organisations:read"], "INVALID_INPUT"),
        (backend, [], "INVALID_INPUT"),
        (backend, ["canary"], "INVALID_INPUT"),
        (app, ["groups:read"], "INVALID_INPUT"),
        (app, ["audit:read"], "INVALID_INPUT"),
        (mine, ["groups:read"], "NOT_POSSIBLE_NOW"),
        (encode(Code.GROUP, uuid4()), ["groups:read"], "INVALID_ID"),
        ("canary", ["groups:read"], "INVALID_ID"),
    ):
        values = {"clientId": named, "scopes": scopes}
        answer = await send(client, "approveClient", values, owner)
        assert codes(answer, "approveClient") == [code]
        assert "canary" not in answer.text
    assert await everything(admin) == before
    values = {"clientId": app, "scopes": ["organisations:read"]}
    await changed(client, "approveClient", values, owner)


async def test_an_approval_is_replaced_only_by_whoever_has_seen_it(
    client: Client, owner: Asker, stranger: Asker, admin: Admin
) -> None:
    app = await app_of(
        client,
        stranger,
        **{**PARTNER, "scopes": ["groups:read", "webhooks:manage"]},
        jwks={"keys": [KEY]},
    )
    first = {"clientId": app, "scopes": ["groups:read"]}
    early = await send(client, "approveClient", {**first, "expectedVersion": 1}, owner)
    assert codes(early, "approveClient") == ["NOT_POSSIBLE_NOW"]
    asked = [send(client, "approveClient", first, owner) for _ in range(5)]
    answers = [codes(each, "approveClient") for each in await asyncio.gather(*asked)]
    assert sorted(answers) == [[]] + [["VERSION_CONFLICT"]] * 4
    before = await everything(admin)
    for version in (None, 7):
        wider = {**first, "scopes": ["groups:read", "webhooks:manage"]}
        given = wider if version is None else {**wider, "expectedVersion": version}
        answer = await send(client, "approveClient", given, owner)
        assert codes(answer, "approveClient") == ["VERSION_CONFLICT"]
    assert await everything(admin) == before
    wider = {**first, "scopes": ["webhooks:manage", "groups:read"], "expectedVersion": 1}
    found = await changed(client, "approveClient", wider, owner, "approval { scopes version }")
    assert found["approval"] == {"scopes": ["groups:read", "webhooks:manage"], "version": 2}
