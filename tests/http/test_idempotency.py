"""Idempotency keys: one effect, the same answer, and nothing of it for anybody else.

To see one fail: take the claim out of ``api/schema/execution/once.py``, or the comparison of
fingerprints out of ``api/persistence/idempotency.py``.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.auth.verification import Verifier
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.persistence.idempotency import IdempotencyKey
from api.persistence.store import Store
from api.persistence.work import Work
from tests.house import House
from tests.http.changes import everything
from tests.http.conftest import Admin, Client
from tests.http.test_organisations import APPLICATION
from tests.identity import FIRST_PARTY, Asker

RENAME = """mutation($input: RenameGroupInput!) {
  renameGroup(input: $input) {
    group { name version }
    errors { code ... on VersionConflict { current { ... on Group { version } } } } } }"""
MANAGE = Scope.GROUPS_MANAGE.value
WEEK = timedelta(days=7)


def renaming(house: House, name: str, version: int = 1) -> dict[str, Any]:
    return {"id": encode(Code.GROUP, house.group), "name": name, "expectedVersion": version}


async def rename(client: Client, asker: Asker, values: dict[str, Any], key: str) -> httpx.Response:
    headers = {**asker.headers, "idempotency_key": key}
    return await client.ask(RENAME, {"input": values}, **headers)


@pytest.fixture
async def owner(client: Client, ours: House) -> Asker:
    return await client.minter.staff(ours.organisation, MANAGE)


async def test_a_retry_is_told_the_same_and_changes_nothing(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    first = await rename(client, owner, renaming(ours, "Once"), "a key")
    before = await everything(admin)
    again = await rename(client, owner, renaming(ours, "Once"), "a key")
    assert (again.status_code, first.status_code) == (200, 200)
    assert again.json()["data"] == first.json()["data"]
    assert again.json()["data"]["renameGroup"]["group"] == {"name": "Once", "version": 2}
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json()["extensions"] == {"idempotency": {"replayed": ["renameGroup"]}}
    assert await everything(admin) == before


async def test_a_retry_shows_the_thing_as_it_is_by_now(
    client: Client, ours: House, owner: Asker
) -> None:
    await rename(client, owner, renaming(ours, "Once"), "a key")
    await rename(client, owner, renaming(ours, "Twice", 2), "another key")
    again = await rename(client, owner, renaming(ours, "Once"), "a key")
    assert again.json()["data"]["renameGroup"]["group"] == {"name": "Twice", "version": 3}


async def test_who_lost_the_race_for_a_key_is_told_what_the_other_did(
    client: Client, ours: House, owner: Asker, store: Store, admin: Admin
) -> None:
    """An insertion that meets another of the same key has been given a transaction's number."""
    await rename(client, owner, renaming(ours, "Once"), "a key")
    row = await admin.fetchrow("select hash, fingerprint from confidential.idempotency_keys")
    assert row is not None
    token = await Verifier(client.minter.identity, client.minter.config).verify(owner.token)

    async def lose(work: Work) -> object:
        await work.connection.execute(text("select pg_current_xact_id()"))
        return await IdempotencyKey(*row).claim(work, datetime.now(UTC))

    before = await everything(admin)
    assert await store.run_for(token, frozenset(), "test", lose) is not None
    assert await everything(admin) == before


async def test_a_key_is_for_one_request_and_no_other(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    await rename(client, owner, renaming(ours, "Once"), "a key")
    before = await everything(admin)
    other = await rename(client, owner, renaming(ours, "Else", 2), "a key")
    (error,) = other.json()["errors"]
    assert (other.status_code, error["extensions"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert other.json()["data"] == {"renameGroup": None}
    assert await everything(admin) == before


async def test_a_retry_may_ask_for_more_of_the_same_change(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    await rename(client, owner, renaming(ours, "Once"), "a key")
    before = await everything(admin)
    more = RENAME.replace("name version", "name version slug")
    assert more != RENAME
    headers = {**owner.headers, "idempotency_key": "a key"}
    again = await client.ask(more, {"input": renaming(ours, "Once")}, **headers)
    assert again.headers["idempotent-replayed"] == "true"
    assert set(again.json()["data"]["renameGroup"]["group"]) == {"name", "version", "slug"}
    assert await everything(admin) == before


async def test_a_refusal_keeps_no_key(client: Client, ours: House, owner: Asker) -> None:
    refused = await rename(client, owner, renaming(ours, " "), "a key")
    assert refused.json()["data"]["renameGroup"]["errors"][0]["code"] == "INVALID_INPUT"
    done = await rename(client, owner, renaming(ours, "Good"), "a key")
    assert done.json()["data"]["renameGroup"]["group"]["name"] == "Good"


async def test_nobody_else_meets_the_key(
    client: Client, ours: House, theirs: House, owner: Asker
) -> None:
    await rename(client, owner, renaming(ours, "Ours"), "a key")
    stranger = await client.minter.staff(theirs.organisation, MANAGE)
    colleague = await client.minter.staff(ours.organisation, MANAGE)
    for asker, house, version in ((stranger, theirs, 1), (colleague, ours, 2)):
        answer = await rename(client, asker, renaming(house, "Mine", version), "a key")
        assert "idempotent-replayed" not in answer.headers
        assert answer.json()["data"]["renameGroup"]["group"]["name"] == "Mine"


async def test_of_fifty_at_once_one_has_an_effect(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    asked = [rename(client, owner, renaming(ours, "Once"), "a key") for _ in range(50)]
    answers = await asyncio.gather(*asked)
    # On a busy machine some wait too long for a connection, and are told to ask again later.
    done = [each for each in answers if each.status_code == 200 and "errors" not in each.json()]
    assert {each.status_code for each in answers} <= {200, 409, 503}
    assert sum("idempotent-replayed" not in each.headers for each in done) == 1
    assert {str(each.json()["data"]) for each in done} == {str(done[0].json()["data"])}
    versions = "select version from catalogue.groups where id = $1"
    assert await admin.fetchval(versions, ours.group) == 2


async def test_a_key_that_is_being_used_is_waited_for_and_then_refused(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    """Another transaction has claimed the key and does not come to its end."""
    before = await everything(admin)
    holding = admin.transaction()
    await holding.start()
    assert owner.staff is not None
    await admin.execute(
        "insert into confidential.idempotency_keys (organisation_id, subject, client, hash,"
        " fingerprint, expires_at) values ($1, $2, $3, $4, '', now() + interval '1 day')",
        *(ours.organisation, f"stf_{owner.staff.hex}", FIRST_PARTY, sha256(b"a key").digest()),
    )
    answer = await rename(client, owner, renaming(ours, "Once"), "a key")
    await holding.rollback()
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (409, "IDEMPOTENCY_KEY_IN_USE")
    assert await everything(admin) == before


async def test_each_mutation_of_a_request_has_a_key_of_its_own(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    query = """mutation($a: RenameGroupInput!, $b: RenameGroupInput!) {
      a: renameGroup(input: $a) @idempotent(key: "one") { group { version } }
      b: renameGroup(input: $b) @idempotent(key: "two") { group { version } } }"""
    values = {"a": renaming(ours, "A"), "b": renaming(ours, "B", 2)}
    first = await client.ask(query, values, **owner.headers)
    assert first.json()["data"] == {
        "a": {"group": {"version": 2}},
        "b": {"group": {"version": 3}},
    }
    again = await client.ask(query, values, **owner.headers)
    assert again.json()["extensions"] == {"idempotency": {"replayed": ["a", "b"]}}
    name = "select name from catalogue.groups where id = $1 and version = 3"
    assert await admin.fetchval(name, ours.group) == "B"
    one_key = await client.ask(
        query.replace('@idempotent(key: "one")', "").replace('@idempotent(key: "two")', ""),
        values,
        **{**owner.headers, "idempotency_key": "three"},
    )
    assert one_key.status_code == 400
    assert one_key.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
async def test_what_is_no_key_is_refused_and_changes_nothing(
    client: Client, ours: House, owner: Asker, admin: Admin, key: str
) -> None:
    before = await everything(admin)
    answer = await rename(client, owner, renaming(ours, "Once"), key)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert await everything(admin) == before


async def test_what_is_told_once_is_not_told_to_a_retry(
    client: Client, ours: House, admin: Admin
) -> None:
    asker = await client.minter.staff(ours.organisation, "organisations:manage")
    query = """mutation($input: InviteStaffInput!) {
      inviteStaff(input: $input) { link errors { code } } }"""
    values = {"input": {"role": "COORDINATOR"}}
    headers = {**asker.headers, "idempotency_key": "a key"}
    first = (await client.ask(query, values, **headers)).json()["data"]["inviteStaff"]
    assert first["link"]
    again = (await client.ask(query, values, **headers)).json()["data"]["inviteStaff"]
    assert again == {"link": None, "errors": []}
    assert await admin.fetchval("select count(*) from confidential.invitations") == 1
    kept = await admin.fetchval("select outcome::text from confidential.idempotency_keys")
    assert first["link"].rsplit("/", 1)[-1] not in kept


async def test_a_person_of_no_organisation_has_keys_too(client: Client, admin: Admin) -> None:
    person = await client.minter.own("me:write")
    query = """mutation($input: ApplyForOrganisationInput!) {
      applyForOrganisation(input: $input) { staff errors { code } } }"""
    headers = {**person.headers, "idempotency_key": "a key"}
    first = await client.ask(query, {"input": APPLICATION}, **headers)
    again = await client.ask(query, {"input": APPLICATION}, **headers)
    assert first.json()["data"]["applyForOrganisation"]["errors"] == []
    assert again.json()["data"] == first.json()["data"]
    assert await admin.fetchval("select count(*) from identity.idempotency_keys") == 1


async def test_a_key_is_known_for_a_week_and_then_forgotten(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = datetime.now(UTC)
    await rename(client, owner, renaming(ours, "Once"), "a key")
    after = datetime.now(UTC)
    expires = await admin.fetchval("select expires_at from confidential.idempotency_keys")
    assert before <= expires - WEEK <= after
    # As if all but an hour of the week had gone by, and then that hour too.
    later = "update confidential.idempotency_keys set expires_at = expires_at - $1::interval"
    await admin.execute(later, WEEK - timedelta(hours=1))
    again = await rename(client, owner, renaming(ours, "Once"), "a key")
    assert again.headers["idempotent-replayed"] == "true"
    await admin.execute(later, timedelta(hours=1))
    again = await rename(client, owner, renaming(ours, "Twice", 2), "a key")
    assert again.json()["data"]["renameGroup"]["group"] == {"name": "Twice", "version": 3}
