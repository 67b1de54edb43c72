"""How many statements a change sends: each is a way to PostgreSQL and back, so they are counted.

To see one fail: ask for the vocabulary, in ``api/schema/stated_meetings.py``, whatever was said;
or drop the index of ``idempotency_keys`` by their end.
"""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from api.auth.verification import Verifier
from api.domain.access import Viewer
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.persistence.contexts import ENTER_ORGANISATION
from api.persistence.database import Database as Connections
from api.persistence.keys import Keyring
from api.persistence.reading.reader import Reader
from api.persistence.store import Store
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from api.schema.execution import Asked, Documents, Executor
from api.schema.limits import Limits
from tests.house import House
from tests.http.conftest import KEK, Admin
from tests.identity import Minter
from tests.sending import statements

CREATE = """mutation($input: CreateMeetingInput!) {
  createMeeting(input: $input) { meeting { id name } errors { code } } }"""
CHANGE = """mutation($input: ChangeMeetingInput!) {
  changeMeeting(input: $input) { meeting { version notes } errors { code } } }"""
OWNER = "select organisation_id, subject, client from confidential.idempotency_keys limit 1"
NEW_KEY = r"'\x01', '\x02', now() + interval '7 days', now()"
MANY_KEYS = """
insert into confidential.idempotency_keys
    (organisation_id, subject, client, hash, fingerprint, expires_at)
select case o when 0 then organisation_id else md5(o::text)::uuid end,
    subject || case o when 0 then '' else o::text end,
    client || case o when 0 then '' else o::text end, sha256(n::text::bytea), fingerprint,
    expires_at
from confidential.idempotency_keys cross join generate_series(0, 7) as o
    cross join generate_series(1, 1000) as n
"""
"""Many for the one owner of all that there are, and as many for each of seven others."""
ONCE_A_CONNECTION = ("typeinfo_tree", "set_config('jit'")
"""What the driver asks about types as it meets them."""


class Counting:
    """An editor who sends mutations, with an idempotency key each, and what that sent."""

    def __init__(self, connections: Connections, viewer: Viewer) -> None:
        schema, keyring, limits = graphql_schema(), Keyring(KEK), Limits()
        pool, engine = connections.pool, connections.engine
        reader = Reader(schema, VIEWS, pool, connections.primary, keyring, KEK)
        documents = Documents(schema, reader, limits, hide_suggestions=False)
        self.executor = Executor(schema, documents, reader, Store(engine, keyring), limits)
        self.viewer, self.keys, self.engine, self.sent = viewer, 0, engine, list[str]()

    async def send(self, query: str, values: dict[str, Any]) -> dict[str, Any]:
        """Send a mutation that has to succeed; ``sent`` are its statements from then on."""
        self.keys += 1
        given, now, key = {"input": values}, datetime.now(UTC), f"key {self.keys}"
        asked = Asked(query, None, given, self.viewer, now, "test", idempotency_key=key)
        with statements(self.engine) as self.sent:
            body = orjson.loads((await self.executor.run(asked)).body)
        assert "errors" not in body, body
        (payload,) = body["data"].values()
        assert payload["errors"] == []
        return payload["meeting"]

    def statements(self) -> list[str]:
        return [each for each in self.sent if not any(once in each for once in ONCE_A_CONNECTION)]


@pytest.fixture
async def editor(connections: Connections, minter: Minter, ours: House) -> Counting:
    backend = await minter.backend(ours.organisation, Scope.MEETINGS_WRITE.value)
    token = await Verifier(minter.identity, minter.config).verify(backend.token)
    viewer = Viewer(token.organisation_id, token.subject, token.scopes, token)
    await connections.engine.dispose()
    return Counting(connections, viewer)


def listed(statements: list[str]) -> str:
    return "\n".join(f"{place:3} {' '.join(each.split())}" for place, each in enumerate(statements))


def new(house: House) -> dict[str, Any]:
    return {
        "groupId": encode(Code.GROUP, house.group),
        "name": "Mondays",
        "medium": "ONLINE",
        "localStart": "2026-01-05T19:00:00",
        "durationMinutes": 90,
        "timeZone": "Europe/Berlin",
        "rule": "FREQ=WEEKLY;BYDAY=MO",
    }


async def test_a_new_meeting_takes_no_more_statements_than_it_needs(
    editor: Counting, ours: House
) -> None:
    await editor.send(CREATE, new(ours))
    assert len(editor.statements()) <= 13, listed(editor.statements())
    await editor.send(CREATE, new(ours))
    assert len(editor.statements()) <= 11, listed(editor.statements())


async def test_an_edited_meeting_takes_no_more_statements_than_it_needs(
    editor: Counting, ours: House
) -> None:
    made = await editor.send(CREATE, new(ours))
    said = {"id": made["id"], "expectedVersion": 1, "notes": "New."}
    assert await editor.send(CHANGE, said) == {"version": 2, "notes": "New."}
    assert len(editor.statements()) <= 8, listed(editor.statements())
    later = {"id": made["id"], "expectedVersion": 2, "localStart": "2026-01-05T20:00:00"}
    await editor.send(CHANGE, later)
    assert len(editor.statements()) <= 16, listed(editor.statements())


async def test_a_key_is_claimed_without_reading_all_others(
    editor: Counting, ours: House, admin: Admin
) -> None:
    await editor.send(CREATE, new(ours))
    (claim,) = (each for each in editor.sent if each.startswith("WITH expired"))
    plan = await plan_among_many_keys(admin, ours, claim)
    assert "Index Cond" in plan
    assert "Rows Removed" not in plan, plan


async def plan_among_many_keys(admin: Admin, house: House, claim: str) -> str:
    """Return how a claim is run for any owner, within a transaction that leaves nothing."""
    owner = await admin.fetchrow(OWNER)
    assert owner is not None
    values = ", ".join(f"'{each}'" for each in owner.values())
    transaction = admin.transaction()
    await transaction.start()
    try:
        await admin.execute(MANY_KEYS)
        await admin.execute("analyze confidential.idempotency_keys")
        await admin.execute("set local plan_cache_mode = force_generic_plan")
        await admin.execute(ENTER_ORGANISATION.replace("$1", f"'{house.organisation}'"))
        await admin.execute(f"prepare claim as {claim}")
        rows = await admin.fetch(f"explain (analyze) execute claim({values}, {NEW_KEY})")
        await admin.execute("deallocate claim")
    finally:
        await transaction.rollback()
    return "\n".join(row[0] for row in rows)
