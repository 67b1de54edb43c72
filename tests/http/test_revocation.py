"""A token opens nothing on the request after anything that it stands on was revoked.

To see one fail: take a line out of the condition in ``operations.rights_of``.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from api.domain import ids
from api.domain.ids import Code
from api.domain.standing import ClientKind, StaffRole
from tests.house import ADDRESS, House
from tests.http.conftest import Admin, Client
from tests.identity import Asker

PAGE = "{ groups(first: 1) { nodes { id } } }"
WHO = "{ viewer { roles scopes organisation { id name } staff person { subject acr } } }"
ADDRESS_OF = "query($id: ID!) { node(id: $id) { ... on Venue { exactAddress } } }"
RENAME = """mutation($input: RenameGroupInput!) {
  renameGroup(input: $input) { group { name } errors { code } } }"""

type Revoke = tuple[str, str, str]

LEVELS: dict[str, Revoke] = {
    "grant": ("identity.grants", "revoked_at = now()", "grant"),
    "person": ("identity.persons", "status = 'DISABLED'", "person"),
    "role": ("confidential.staff", "status = 'ENDED'", "staff"),
    "organisation": ("catalogue.organisations", "status = 'SUSPENDED'", "organisation"),
    "key": ("identity.signing_keys", "state = 'REVOKED'", "key_id"),
    "client": ("confidential.clients", "status = 'DISABLED'", "client"),
}
OF_A_PERSON = ("grant", "person", "role", "organisation", "key", "token")
OF_A_BACKEND = ("grant", "client", "organisation", "key", "token")
BACK = {
    "grant": "revoked_at = null",
    "person": "status = 'ACTIVE'",
    "role": "status = 'ACTIVE'",
    "organisation": "status = 'VERIFIED'",
    "key": "state = 'ACTIVE'",
    "client": "status = 'ACTIVE'",
}


async def set_to(admin: Admin, level: str, asker: Asker, *, revoked: bool) -> None:
    if level == "token":
        await _deny(admin, asker, denied=revoked)
        return
    table, change, named = LEVELS[level]
    await admin.execute(
        f"update {table} set {change if revoked else BACK[level]} where id = $1",  # noqa: S608 - names of our own
        getattr(asker, named),
    )


async def _deny(admin: Admin, asker: Asker, *, denied: bool) -> None:
    if denied:
        await admin.execute(
            "insert into identity.revoked_tokens (id, expires_at) values ($1, $2)",
            *(asker.token_id, datetime.now(UTC) + timedelta(hours=1)),
        )
    else:
        await admin.execute("delete from identity.revoked_tokens where id = $1", asker.token_id)


async def is_valid(client: Client, asker: Asker) -> bool:
    """Ask a public page, which answers anybody but a bad token."""
    answer = await client.ask(PAGE, **asker.headers)
    assert answer.status_code in (200, 401)
    if answer.status_code == 401:
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert "data" not in answer.json()
        challenge = answer.headers["www-authenticate"]
        assert challenge.startswith('Bearer error="invalid_token", resource_metadata="https://')
        return False
    return True


async def person_of(client: Client, house: House) -> Asker:
    return await client.minter.staff(house.organisation, "groups:manage", "meetings:read")


async def backend_of(client: Client, house: House) -> Asker:
    return await client.minter.backend(house.organisation, "groups:manage", "meetings:read")


@pytest.mark.parametrize(
    ("levels", "made"),
    [(OF_A_PERSON, person_of), (OF_A_BACKEND, backend_of)],
    ids=("person", "app"),
)
async def test_any_two_revocations_in_any_order_hold_until_both_are_taken_back(
    client: Client,
    ours: House,
    admin: Admin,
    levels: tuple[str, ...],
    made: Callable[[Client, House], Awaitable[Asker]],
) -> None:
    asker = await made(client, ours)
    assert await is_valid(client, asker)
    for first, second in permutations(levels, 2):
        await set_to(admin, first, asker, revoked=True)
        assert not await is_valid(client, asker), first
        await set_to(admin, second, asker, revoked=True)
        assert not await is_valid(client, asker), (first, second)
        await set_to(admin, first, asker, revoked=False)
        assert not await is_valid(client, asker), (first, second)
        await set_to(admin, second, asker, revoked=False)
        assert await is_valid(client, asker)


@pytest.mark.parametrize("level", OF_A_PERSON)
async def test_what_was_revoked_neither_reads_a_secret_nor_changes_anything(
    client: Client, ours: House, admin: Admin, level: str
) -> None:
    asker = await person_of(client, ours)
    venue = {"id": ids.encode(Code.VENUE, ours.venue)}
    told = await client.ask(ADDRESS_OF, venue, **asker.headers)
    assert told.json()["data"]["node"]["exactAddress"] == ADDRESS
    await set_to(admin, level, asker, revoked=True)
    before = await admin.fetchrow("select * from catalogue.groups where id = $1", ours.group)
    renaming = {"id": ids.encode(Code.GROUP, ours.group), "name": "New", "expectedVersion": 1}
    for query, variables in ((ADDRESS_OF, venue), (RENAME, {"input": renaming}), (WHO, None)):
        answer = await client.ask(query, variables, **asker.headers)
        assert answer.status_code == 401
        assert "data" not in answer.json()
    after = await admin.fetchrow("select * from catalogue.groups where id = $1", ours.group)
    assert after == before
    assert await admin.fetchval("select count(*) from confidential.disclosures") == 1


async def test_a_role_that_was_narrowed_is_worth_what_it_is_worth_now(
    client: Client, ours: House, admin: Admin
) -> None:
    asker = await person_of(client, ours)
    await admin.execute("update confidential.staff set role = 'FACILITATOR'")
    renaming = {"id": ids.encode(Code.GROUP, ours.group), "name": "New", "expectedVersion": 1}
    refused = await client.ask(RENAME, {"input": renaming}, **asker.headers)
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["extensions"]["requiredScopes"] == ["groups:manage"]
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
    (viewer,) = (await client.ask(WHO, **asker.headers)).json()["data"].values()
    assert viewer["roles"] == ["FACILITATOR"]
    assert viewer["scopes"] == ["meetings:read"]
    venue = {"id": ids.encode(Code.VENUE, ours.venue)}
    told = await client.ask(ADDRESS_OF, venue, **asker.headers)
    assert told.json()["data"]["node"]["exactAddress"] == ADDRESS
    assert await is_valid(client, asker)
    name = await admin.fetchval("select name from catalogue.groups where id = $1", ours.group)
    assert name == "ours group"


async def test_a_scope_that_the_client_lost_is_lost_to_its_tokens(
    client: Client, ours: House, admin: Admin
) -> None:
    asker = await backend_of(client, ours)
    await admin.execute("update confidential.clients set scopes = '{meetings:read}'")
    renaming = {"id": ids.encode(Code.GROUP, ours.group), "name": "New", "expectedVersion": 1}
    refused = await client.ask(RENAME, {"input": renaming}, **asker.headers)
    assert refused.status_code == 403
    assert await admin.fetchval("select max(version) from catalogue.groups") == 1


async def test_a_partners_backend_holds_what_the_organisation_approved_while_it_does(
    client: Client, ours: House, theirs: House, admin: Admin
) -> None:
    minter, scopes = client.minter, ("groups:read",)
    name = await minter.client(theirs.organisation, *scopes, kind=ClientKind.PARTNER_BACKEND)
    asker = await minter.granted(
        scopes,
        organisation=ours.organisation,
        client=name,
        client_organisation=theirs.organisation,
    )
    await admin.execute("update catalogue.groups set published = false")
    drafts = "{ groups { totalCount { atLeast } nodes { name } } }".replace(
        "totalCount { atLeast } ", ""
    )
    unapproved = await client.ask(drafts, **asker.headers)
    assert unapproved.json()["data"]["groups"]["nodes"] == []
    await admin.execute(
        "insert into confidential.client_approvals (organisation_id, id, client_id,"
        " client_organisation_id, client_name, scopes, status, approved_by)"
        " values ($1, gen_random_uuid(), $2, $3, 'x', $4, 'ACTIVE', 'x')",
        *(ours.organisation, name, theirs.organisation, list(scopes)),
    )
    approved = await client.ask(drafts, **asker.headers)
    assert [each["name"] for each in approved.json()["data"]["groups"]["nodes"]] == ["ours group"]
    await admin.execute("update confidential.client_approvals set status = 'WITHDRAWN'")
    withdrawn = await client.ask(drafts, **asker.headers)
    assert withdrawn.json()["data"]["groups"]["nodes"] == []


async def test_the_clients_own_organisation_suspended_ends_its_tokens_elsewhere(
    client: Client, ours: House, theirs: House, admin: Admin
) -> None:
    minter = client.minter
    name = await minter.client(theirs.organisation, "groups:read", kind=ClientKind.PARTNER_BACKEND)
    asker = await minter.granted(
        ("groups:read",),
        organisation=ours.organisation,
        client=name,
        client_organisation=theirs.organisation,
    )
    assert (await client.ask(WHO, **asker.headers)).status_code == 200
    await admin.execute(
        "update catalogue.organisations set status = 'SUSPENDED' where id = $1", theirs.organisation
    )
    assert (await client.ask(WHO, **asker.headers)).status_code == 401


async def test_a_token_of_no_organisation_sees_no_organisations_drafts(
    client: Client, ours: House, admin: Admin
) -> None:
    await admin.execute("update catalogue.groups set published = false")
    own = await client.minter.own("me:read")
    drafts = "{ groups { nodes { name } } }"
    assert (await client.ask(drafts, **own.headers)).json()["data"]["groups"]["nodes"] == []
    staff = await client.minter.staff(ours.organisation, "partnerships:read")
    assert (await client.ask(drafts, **staff.headers)).json()["data"]["groups"]["nodes"] == []


async def test_an_own_token_may_not_act_for_any_organisation(
    client: Client, ours: House, admin: Admin
) -> None:
    own = await client.minter.own("groups:manage", "me:read")
    renaming = {"id": ids.encode(Code.GROUP, ours.group), "name": "New", "expectedVersion": 1}
    refused = await client.ask(RENAME, {"input": renaming}, **own.headers)
    assert refused.status_code == 403
    assert await admin.fetchval("select max(version) from catalogue.groups") == 1


async def test_each_role_says_who_it_is(client: Client, ours: House) -> None:
    for role in StaffRole:
        asker = await client.minter.staff(ours.organisation, "groups:read", role=role)
        (viewer,) = (await client.ask(WHO, **asker.headers)).json()["data"].values()
        assert viewer["roles"] == [role.value]
        assert viewer["organisation"]["name"] == "ours organisation"
        assert viewer["scopes"] == ["groups:read"]
        assert asker.staff is not None
        assert viewer["staff"] == f"stf_{asker.staff.hex}"
        assert asker.person is not None
        assert asker.person.hex not in str(viewer)


async def test_nobody_has_no_viewer(client: Client) -> None:
    assert (await client.ask(WHO)).json() == {"data": {"viewer": None}}
