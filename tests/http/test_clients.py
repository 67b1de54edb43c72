"""OAuth clients are registered, changed, disabled and approved, by whoever may and nobody else."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from api.domain.ids import Code, encode
from api.domain.scopes import PASSWORD_ACR
from api.domain.standing import StaffRole
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.registering import (
    APP,
    CONFIDENTIAL,
    KEY,
    MANAGE,
    PARTNER,
    SHOWN,
    alive,
    app_of,
    at,
    granted_to,
    read,
    registered,
)
from tests.http.test_organisations import overreaching
from tests.identity import Asker, Minter

CLIENTS = f"{{ clients {{ totalCount nodes {{ {SHOWN} }} }} }}"
APPROVALS = """{ clientApprovals { totalCount nodes {
  id clientId clientName clientOrganisation { id name } scopes status approvedBy version } } }"""
SECRETS = "query($client: ID!) { clientSecrets(client: $client) { id createdAt } }"
NODE = """query($id: ID!) { node(id: $id) { id
  ... on Client { name jwks } ... on ClientApproval { clientName } } }"""


def every_change(app: str, secret: str, approval: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("changeClient", at(app, **APP)),
        ("setClientKeys", at(app, jwks={"keys": [KEY]})),
        ("addClientSecret", at(app)),
        ("revokeClientSecret", at(app, secretId=secret)),
        ("disableClient", at(app)),
        ("enableClient", at(app)),
        ("withdrawClientApproval", at(approval)),
    ]


@pytest.fixture
async def owner(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE)


@pytest.fixture
async def stranger(minter: Minter, theirs: House) -> Asker:
    return await minter.staff(theirs.organisation, *MANAGE)


# Who may


async def test_without_the_scope_and_a_recent_passkey_nobody_changes_clients(
    client: Client, ours: House, minter: Minter, owner: Asker, stranger: Asker, admin: Admin
) -> None:
    app, foreign = await app_of(client, owner), await app_of(client, stranger, **PARTNER)
    everybody = [
        (None, 401),
        (await minter.staff(ours.organisation, "clients:read"), 403),
        (await minter.staff(ours.organisation, "organisations:manage"), 403),
        (await minter.staff(ours.organisation, *MANAGE, acr=PASSWORD_ACR), 401),
        (await minter.own("clients:manage"), 403),
        (await minter.own("platform:admin", operator=True), 403),
        (await overreaching(minter, ours, "clients:manage"), 403),
    ]
    before = await everything(admin)
    names = [
        ("registerClient", CONFIDENTIAL),
        ("approveClient", {"clientId": foreign, "scopes": ["groups:read"]}),
        *every_change(
            app, encode(Code.CLIENT_SECRET, uuid4()), encode(Code.CLIENT_APPROVAL, uuid4())
        ),
    ]
    for asker, status in everybody:
        for name, values in names:
            assert (await send(client, name, values, asker)).status_code == status, name
    assert await everything(admin) == before


async def test_without_the_scope_nobody_reads_clients_secrets_or_approvals(
    client: Client, ours: House, minter: Minter, owner: Asker
) -> None:
    app = await app_of(client, owner)
    for query in (CLIENTS, APPROVALS, SECRETS):
        assert (await client.ask(query, {"client": app})).status_code == 401
        for asker in (
            await minter.staff(ours.organisation, "clients:manage"),
            await minter.staff(ours.organisation, "clients:read", role=StaffRole.COORDINATOR),
            await minter.own("clients:read"),
            await overreaching(minter, ours, "clients:read"),
        ):
            answer = await client.ask(query, {"client": app}, **asker.headers)
            assert answer.status_code == 403
    old = await minter.staff(ours.organisation, "clients:read", acr=PASSWORD_ACR)
    assert (await client.ask(CLIENTS, **old.headers)).status_code == 401
    auditor = await minter.staff(ours.organisation, "clients:read", role=StaffRole.AUDITOR)
    listed = (await read(client, CLIENTS, auditor))["clients"]["nodes"]
    assert app in {node["id"] for node in listed}


async def test_another_organisation_is_told_that_there_is_nothing(
    client: Client, owner: Asker, stranger: Asker, theirs: House, minter: Minter, admin: Admin
) -> None:
    app = await app_of(client, owner)
    (secret,) = (await read(client, SECRETS, owner, client=app))["clientSecrets"]
    partner = await app_of(client, stranger, **PARTNER)
    values = {"clientId": partner, "scopes": ["groups:read"]}
    approval = (await changed(client, "approveClient", values, owner, "approval { id }"))[
        "approval"
    ]
    before = await everything(admin)
    told: set[str] = set()
    absent = (encode(Code.CLIENT, uuid4()), encode(Code.CLIENT_SECRET, uuid4()))
    for named in (
        every_change(app, secret["id"], approval["id"]),
        every_change(*absent, encode(Code.CLIENT_APPROVAL, uuid4())),
    ):
        for name, each in named:
            answer = await send(client, name, each, stranger)
            assert codes(answer, name) == ["NOT_FOUND"]
            told.add(f"{name} {payload(answer, name)}")
    assert len(told) == len(every_change("", "", ""))
    assert await everything(admin) == before
    bystander = await minter.staff(theirs.organisation, "groups:read")
    for asker in (None, stranger, bystander):
        for row_id in (app, approval["id"], absent[0]):
            query = NODE if asker is stranger else "query($id: ID!) { node(id: $id) { id } }"
            assert await read(client, query, asker, id=row_id) == {"node": None}
    assert (await read(client, SECRETS, stranger, client=app))["clientSecrets"] == []
    assert (await read(client, CLIENTS, stranger))["clients"]["totalCount"] == 1
    assert (await read(client, APPROVALS, stranger))["clientApprovals"]["totalCount"] == 0


# Registering


async def test_a_confidential_app_gets_a_secret_that_is_told_once(
    client: Client, owner: Asker, admin: Admin
) -> None:
    found = await registered(client, owner)
    assert found["secret"].startswith("psn_cs_")
    assert found["client"] == {
        "id": found["client"]["id"],
        "status": "ACTIVE",
        "jwks": None,
        "jwksUri": None,
        "version": 1,
        **CONFIDENTIAL,
    }
    listed = await read(client, CLIENTS, owner)
    assert listed["clients"] == {"totalCount": 1, "nodes": [found["client"]]}
    (secret,) = (await read(client, SECRETS, owner, client=found["client"]["id"]))["clientSecrets"]
    assert secret["id"].startswith("sec_")
    for table in ("confidential.clients", "confidential.audit_entries", "operations.outbox"):
        written = str(await admin.fetch(f"select t::text from {table} t"))  # noqa: S608 - from above
        assert found["secret"][7:] not in written


async def test_a_public_app_and_a_client_with_keys_get_no_secret(
    client: Client, owner: Asker
) -> None:
    for more in (
        {"kind": "PUBLIC_APP"},
        {"jwks": {"keys": [KEY]}},
        {"jwksUri": "https://keys.example/jwks.json"},
        {
            "kind": "NETWORK_BACKEND",
            "scopes": ["groups:manage", "referrals:read"],
            "redirectUris": [],
            "origins": [],
            "jwks": {"keys": [KEY]},
        },
    ):
        assert (await registered(client, owner, **more))["secret"] is None


async def test_only_the_public_half_of_a_key_is_kept_and_only_what_it_is_made_of(
    client: Client, owner: Asker
) -> None:
    jwks = {"keys": [{**KEY, "x5u": "http://169.254.169.254/", "note": {"deep": [1]}}]}
    found = await registered(client, owner, jwks=jwks)
    assert found["client"]["jwks"] == {"keys": [KEY]}
    assert (await read(client, NODE, owner, id=found["client"]["id"]))["node"] == {
        "id": found["client"]["id"],
        "name": APP["name"],
        "jwks": {"keys": [KEY]},
    }


async def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(
    client: Client, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    wrong = {
        "kind": "CLINIC_BACKEND",
        "name": "\u202e",
        "scopes": ["groups:read"],
        "redirectUris": ["https://canary.example"],
        "origins": ["https://canary.example"],
        "website": "javascript:alert('canary')",
        "jwks": {"keys": [{**KEY, "d": "canary"}]},
    }
    answer = await send(client, "registerClient", wrong, owner, "secret client { id }")
    found = payload(answer, "registerClient")
    assert (found["client"], found["secret"]) == (None, None)
    assert {error["code"] for error in found["errors"]} == {"INVALID_INPUT"}
    assert [".".join(error["path"]) for error in found["errors"]] == [
        "input.kind",
        "input.name",
        "input.redirectUris",
        "input.origins",
        "input.website",
        "input.jwks.keys.0.d",
    ]
    assert "canary" not in answer.text
    assert await everything(admin) == before


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "FIRST_PARTY"}, "input.kind"),
    ({"kind": "RESOURCE_SERVER", "redirectUris": [], "origins": []}, "input.kind"),
    ({"scopes": ["clients:manage"]}, "input.scopes"),
    ({"scopes": ["platform:admin"]}, "input.scopes"),
    ({"scopes": []}, "input.scopes"),
    ({"scopes": ["groups:read", "canary"]}, "input.scopes.1"),
    (
        {"redirectUris": ["https://app.example/back", "http://a.example"]},
        "input.redirectUris.1",
    ),
    ({"redirectUris": []}, "input.redirectUris"),
    ({"redirectUris": [f"https://a.example/{n}" for n in range(1000)]}, "input.redirectUris"),
    ({"origins": ["*"]}, "input.origins.0"),
    ({"jwks": "canary"}, "input.jwks"),
    ({"jwks": []}, "input.jwks"),
    ({"jwks": {"keys": [None]}}, "input.jwks.keys.0"),
    ({"jwks": {"keys": [{"kty": "oct", "k": "canary"}]}}, "input.jwks.keys.0.k"),
    ({"jwks": {"keys": [KEY, KEY]}}, "input.jwks.keys.1.kid"),
    ({"jwks": {"keys": [KEY]}, "jwksUri": "https://keys.example/"}, "input.jwksUri"),
    ({"jwksUri": "http://keys.example/"}, "input.jwksUri"),
    ({"jwksUri": "https://169.254.169.254/"}, "input.jwksUri"),
    ({"kind": "PUBLIC_APP", "jwks": {"keys": [KEY]}}, "input.jwks"),
    (
        {**PARTNER, "scopes": ["referrals:read"]},
        "input.scopes",
    ),
]


async def test_what_cannot_be_a_client_is_refused_where_it_is_wrong(
    client: Client, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    for more, path in WRONG:
        answer = await send(client, "registerClient", {**CONFIDENTIAL, **more}, owner)
        assert answer.status_code == 200
        found = payload(answer, "registerClient")["errors"]
        assert {"INVALID_INPUT"} == {error["code"] for error in found}
        assert path in {".".join(error["path"]) for error in found}, more
        assert "canary" not in answer.text
    assert await everything(admin) == before


async def test_what_does_not_fit_the_schema_is_refused_without_being_repeated(
    client: Client, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    for more in (
        {"kind": "canary"},
        {"name": None},
        {"name": 7},
        {"name": "canary\x00"},
        {"redirectUris": [{"canary": 1}]},
        {"redirectUris": "\x00canary"},
        {"scopes": [["groups:read", "canary"]]},
        {"canary": 1},
        {"jwks": {"keys": [{**KEY, "kid": "\x00"}]}},
    ):
        answer = await send(client, "registerClient", {**CONFIDENTIAL, **more}, owner)
        body = answer.json()
        refused = body.get("errors") or body["data"]["registerClient"]["errors"]
        assert refused, more
        assert answer.status_code < 500
        assert "INTERNAL_SERVER_ERROR" not in answer.text
        assert '"canary' not in answer.text
    assert await everything(admin) == before


# Changing


async def test_settings_take_the_place_of_all_that_a_client_had(
    client: Client, owner: Asker
) -> None:
    app = await app_of(client, owner)
    values = {"name": "Other", "scopes": ["groups:read"], "redirectUris": ["https://b.example/"]}
    found = await changed(client, "changeClient", at(app, **values), owner, f"client {{ {SHOWN} }}")
    assert found["client"] == {
        "id": app,
        "kind": "CONFIDENTIAL_APP",
        "status": "ACTIVE",
        "origins": [],
        "website": None,
        "jwks": None,
        "jwksUri": None,
        "version": 2,
        **values,
    }


async def test_a_conflict_of_versions_shows_the_client_as_it_is(
    client: Client, owner: Asker, admin: Admin
) -> None:
    app = await app_of(client, owner)
    before = await everything(admin)
    for name, values in every_change(app, encode(Code.CLIENT_SECRET, uuid4()), app)[:6]:
        kind = name[0].upper() + name[1:] + "Input"
        query = f"""mutation($input: {kind}!) {{ {name}(input: $input) {{ client {{ id }} errors {{
          code ... on VersionConflict {{ current {{ id ... on Client {{ version }} }} }} }} }} }}"""
        answer = await client.ask(
            query, {"input": {**values, "expectedVersion": 7}}, **owner.headers
        )
        (error,) = payload(answer, name)["errors"]
        assert error == {"code": "VERSION_CONFLICT", "current": {"id": app, "version": 1}}
    assert await everything(admin) == before


async def test_of_many_who_change_a_client_at_once_one_wins(
    client: Client, owner: Asker, admin: Admin
) -> None:
    app = await app_of(client, owner)
    asked = [
        send(client, "changeClient", at(app, **{**APP, "name": f"Name {n}"}), owner)
        for n in range(6)
    ]
    answers = [codes(each, "changeClient") for each in await asyncio.gather(*asked)]
    assert sorted(answers) == [[]] + [["VERSION_CONFLICT"]] * 5
    assert await admin.fetchval("select version from confidential.clients") == 2


async def test_secrets_are_two_at_most_and_replaced_one_after_the_other(
    client: Client, owner: Asker, admin: Admin
) -> None:
    found = await registered(client, owner)
    app = found["client"]["id"]
    more = await changed(client, "addClientSecret", at(app), owner, "secret client { version }")
    assert more["secret"] != found["secret"]
    assert more["client"]["version"] == 2
    before = await everything(admin)
    answer = await send(client, "addClientSecret", at(app, 2), owner, "secret")
    assert codes(answer, "addClientSecret") == ["NOT_POSSIBLE_NOW"]
    assert payload(answer, "addClientSecret")["secret"] is None
    assert await everything(admin) == before
    oldest, newest = (await read(client, SECRETS, owner, client=app))["clientSecrets"]
    await changed(client, "revokeClientSecret", at(app, 2, secretId=oldest["id"]), owner)
    assert (await read(client, SECRETS, owner, client=app))["clientSecrets"] == [newest]
    public = await app_of(client, owner, kind="PUBLIC_APP")
    assert codes(await send(client, "addClientSecret", at(public), owner), "addClientSecret") == [
        "NOT_POSSIBLE_NOW"
    ]


async def test_what_a_client_loses_ends_its_tokens_on_the_next_request(
    client: Client, ours: House, minter: Minter, owner: Asker
) -> None:
    losses: list[tuple[str, dict[str, Any]]] = [
        ("disableClient", {}),
        ("changeClient", {**APP, "scopes": ["openid", "meetings:read"]}),
        ("setClientKeys", {"jwksUri": "https://keys.example/jwks.json"}),
        ("setClientKeys", {"jwks": {"keys": [{**KEY, "kid": "another"}]}}),
    ]
    for name, more in losses:
        app = await app_of(client, owner, jwks={"keys": [KEY]})
        token = await granted_to(minter, app, ours.organisation, ours.organisation)
        await changed(client, "changeClient", at(app, **{**APP, "name": "Renamed"}), owner)
        both = {"keys": [KEY, {**KEY, "kid": "b"}]}
        await changed(client, "setClientKeys", at(app, 2, jwks=both), owner)
        assert await alive(client, token)
        await changed(client, name, at(app, 3, **more), owner)
        assert not await alive(client, token)
        if name == "disableClient":
            await changed(client, "enableClient", at(app, 4), owner)
            assert not await alive(client, token)


async def test_a_secret_opens_the_token_endpoint_until_it_is_revoked(
    client: Client, owner: Asker
) -> None:
    found = await registered(client, owner, **{**PARTNER, "kind": "NETWORK_BACKEND"})
    app = found["client"]["id"]
    added = await changed(client, "addClientSecret", at(app), owner, "secret")

    async def token(secret: str) -> str | None:
        form = {"grant_type": "client_credentials", "scope": "groups:read"}
        answer = await client.http.post("/oauth/token", data=form, auth=(app, secret))
        assert answer.status_code in (200, 401), answer.text
        return answer.json().get("access_token")

    async def opens(given: str | None) -> bool:
        named = {"authorization": f"Bearer {given}"}
        return (await client.ask("{ viewer { scopes } }", **named)).status_code == 200

    tokens = [await token(found["secret"]), await token(added["secret"])]
    assert [await opens(each) for each in tokens] == [True, True]
    oldest, _ = (await read(client, SECRETS, owner, client=app))["clientSecrets"]
    await changed(client, "revokeClientSecret", at(app, 2, secretId=oldest["id"]), owner)
    assert [await opens(each) for each in tokens] == [False, False]
    assert await token(found["secret"]) is None
    assert await opens(await token(added["secret"]))


async def test_a_client_is_disabled_and_enabled_once(
    client: Client, owner: Asker, admin: Admin
) -> None:
    app = await app_of(client, owner)
    await changed(client, "disableClient", at(app), owner)
    before = await everything(admin)
    answer = await send(client, "disableClient", at(app, 2), owner)
    assert codes(answer, "disableClient") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before
    found = await changed(client, "enableClient", at(app, 2), owner, "client { status }")
    assert found["client"]["status"] == "ACTIVE"


async def test_clients_are_narrowed_and_turned(client: Client, owner: Asker) -> None:
    for name in ("beta", "Alpha", "gamma"):
        await app_of(client, owner, name=name)
    await app_of(client, owner, name="Delta", kind="PUBLIC_APP")
    query = """query($filter: ClientFilter, $orderBy: ClientOrder, $after: String) {
      clients(first: 2, after: $after, filter: $filter, orderBy: $orderBy) {
        totalCount nodes { name } pageInfo { endCursor hasNextPage } } }"""

    async def names(**variables: object) -> list[str]:
        found: list[str] = []
        after: str | None = None
        while True:
            given = {**variables, **({"after": after} if after else {})}
            page = (await read(client, query, owner, **given))["clients"]
            found += [node["name"] for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    assert await names() == ["Alpha", "beta", "Delta", "gamma"]
    latest = {"field": "CHANGED_AT", "direction": "DESC"}
    assert await names(orderBy=latest) == ["Delta", "gamma", "Alpha", "beta"]
    assert await names(filter={"kind": {"anyOf": ["PUBLIC_APP"]}}) == ["Delta"]
    assert await names(filter={"status": {"noneOf": ["ACTIVE"]}}) == []
