"""The work list says what waits in one's own organisation, and of nobody else's."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.domain.ids import Code, decode, encode
from api.persistence.store import Store
from tests.house import House
from tests.http.conftest import Admin, Client
from tests.http.ending import end
from tests.http.registering import read
from tests.http.test_change_requests import correction, proposed
from tests.identity import Asker, Minter

ABOUT = "group { id } crisisResource { id } changeRequest { id proposer } import { id } feed { id }"
LIST = f"""query($first: Int, $after: String, $kinds: [WorkKind!]) {{
  workList(first: $first, after: $after, kinds: $kinds) {{ kind since cursor {ABOUT} }} }}"""
_CANCELLED = "update catalogue.occurrences set status = 'CANCELLED'"
_KEPT = {
    "GROUP_STALE": "update catalogue.groups set verified_at = now()",
    "NOTHING_UPCOMING": "update catalogue.occurrences set starts_at = now() + interval '1 day',"
    " ends_at = now() + interval '25 hours', status = 'SCHEDULED'",
}


async def kinds(client: Client, asker: Asker, /, **given: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [each["kind"] for each in await items(client, asker, **given)]


async def items(client: Client, asker: Asker, /, **given: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    return (await read(client, LIST, asker, **given))["workList"]


async def resource(admin: Admin, house: House, verified: date | None) -> UUID:
    made = uuid4()
    await admin.execute(
        "insert into catalogue.crisis_resources (id, organisation_id, name, sort_key, languages,"
        " verified_on, published) values ($1, $2, 'A line', 'a line', '{}', $3, true)",
        *(made, house.organisation, verified),
    )
    return made


SETTINGS = (
    '{"source": "csv", "language": "en", "topics": [], "time_zone": null, "country": null,'
    ' "draft": false}'
)


async def an_import(admin: Admin, house: House, state: str) -> UUID:
    """An import that nobody works on, as far as ``state`` says."""
    made = uuid4()
    await admin.execute(
        "insert into confidential.imports (organisation_id, id, network_id, format, settings,"
        " status, sent_by, received_at) values ($1, $2, $3, 'CSV', $4, 'READY', 'test', now())",
        *(house.organisation, made, house.network, SETTINGS),
    )
    await admin.execute(
        f"update confidential.imports set {state} where id = $1",  # noqa: S608 - all of it is ours
        made,
    )
    return made


async def a_feed(admin: Admin, house: House) -> UUID:
    made = uuid4()
    await admin.execute(
        "insert into confidential.feeds (organisation_id, id, network_id, source, format,"
        " settings, host, url, key_id, hour) values"
        " ($1, $2, $3, 'website', 'CSV', $4, 'feed.example', 'sealed', $5, 3)",
        *(house.organisation, made, house.network, SETTINGS, uuid4()),
    )
    return made


@pytest.fixture
async def coordinator(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, "groups:manage", "networks:manage")


@pytest.fixture
async def settled(client: Client, admin: Admin) -> None:
    """A server that has computed occurrences as it does at its start, and will not again."""
    del client
    while await admin.fetchval("select count(finished_at) from operations.jobs") == 0:  # noqa: ASYNC110 - no event tells of a job
        await asyncio.sleep(0.05)


@pytest.fixture
async def kept(admin: Admin, ours: House, theirs: House, settled: None) -> None:
    """Two houses in which nothing waits."""
    for statement in _KEPT.values():
        await admin.execute(statement)


@pytest.mark.usefixtures("kept")
async def test_where_all_is_kept_nothing_waits(client: Client, coordinator: Asker) -> None:
    assert await items(client, coordinator) == []


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("update catalogue.groups set verified_at = null", "GROUP_STALE"),
        (
            "update catalogue.groups set verified_at = now() - interval '181 days'",
            "GROUP_STALE",
        ),
        ("update catalogue.groups set verified_at = now() - interval '179 days'", None),
        ("update catalogue.groups set capacity_status = 'FULL'", "FULL_WITHOUT_WAITLIST"),
        ("update catalogue.groups set capacity_status = 'WAITLIST'", None),
        (_CANCELLED, "NOTHING_UPCOMING"),
        (
            f"with a as (update catalogue.groups set open_place_kinds = '{{CHAT}}') {_CANCELLED}",  # noqa: S608 - all of it is ours
            None,
        ),
        (
            f"with a as (update catalogue.groups set status = 'DRAFT') {_CANCELLED}",  # noqa: S608 - as above
            None,
        ),
    ],
)
async def test_a_group_waits_for_what_is_amiss_and_only_in_its_own_organisation(
    client: Client, coordinator: Asker, ours: House, admin: Admin, change: str, kind: str | None
) -> None:
    await admin.execute(change)
    found = await items(client, coordinator)
    assert [each["kind"] for each in found] == ([] if kind is None else [kind])
    assert all(each["group"] == {"id": encode(Code.GROUP, ours.group)} for each in found)


@pytest.mark.usefixtures("kept")
async def test_a_crisis_resource_waits_once_nobody_verified_it_for_180_days(
    client: Client, coordinator: Asker, ours: House, theirs: House, admin: Admin
) -> None:
    today = datetime.now(UTC).date()
    never = await resource(admin, ours, None)
    old = await resource(admin, ours, today - timedelta(days=181))
    await resource(admin, ours, today - timedelta(days=179))
    await resource(admin, theirs, None)
    found = await items(client, coordinator)
    told = {decode(each["crisisResource"]["id"])[1] for each in found}
    assert told == {never, old}
    assert {each["kind"] for each in found} == {"CRISIS_RESOURCE_STALE"}


@pytest.mark.usefixtures("kept")
async def test_a_proposed_correction_waits_for_whoever_may_decide_on_it(
    client: Client, coordinator: Asker, ours: House, theirs: House, minter: Minter
) -> None:
    somebody = await minter.own("changes:propose")
    await proposed(client, somebody, correction(theirs))
    assert await items(client, coordinator) == []
    network = {
        "id": encode(Code.NETWORK, ours.network),
        "changes": {"network": {"guidelines": "Be kind."}},
    }
    request = await proposed(client, somebody, network)
    (item,) = await items(client, coordinator)
    assert item["changeRequest"] == {"id": request, "proposer": "PERSON"}
    narrow = await minter.staff(ours.organisation, "groups:manage")
    listed = await client.ask("{ workList { kind } }", **narrow.headers)
    assert listed.json()["data"]["workList"] == []


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("state", "waits"),
    [
        ("status = 'READY'", False),
        ("status = 'READY', rows_refused = 1", True),
        ("status = 'READY', rows_refused = 0", False),
        ("status = 'READY', too_many_removals = true", True),
        ("status = 'READY', problem = 'CHANGED_MEANWHILE'", True),
        ("""status = 'READY', counts = '[{"kept": 0}, {"kept": 2}]'""", True),
        ("""status = 'READY', counts = '[{"kept": 0}, {"kept": 0}]'""", False),
        ("status = 'RECEIVED', rows_refused = 1", False),
        ("status = 'APPLIED', rows_refused = 1", False),
        ("status = 'DROPPED', too_many_removals = true", False),
    ],
)
async def test_an_import_waits_where_somebody_has_to_look(  # noqa: PLR0913 - five fixtures
    client: Client,
    coordinator: Asker,
    ours: House,
    theirs: House,
    admin: Admin,
    state: str,
    *,
    waits: bool,
) -> None:
    held = [await an_import(admin, house, state) for house in (ours, theirs)]
    found = await items(client, coordinator)
    assert [(each["kind"], each["import"]) for each in found] == (
        [("IMPORT_CONFLICT", {"id": encode(Code.IMPORT, held[0])})] if waits else []
    )


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("conflict", ["rows_refused = 1", """counts = '[{"kept": 2}]'"""])
async def test_what_a_feed_brought_waits_until_it_brings_something_without_conflicts(
    client: Client, coordinator: Asker, ours: House, theirs: House, admin: Admin, conflict: str
) -> None:
    """To see it fail: take ``_last_of_feed`` out of the list, or ``newer`` out of that."""

    async def brought(feed: UUID, days: int, state: str, house: House = ours) -> UUID:
        when = f"feed_id = '{feed}', received_at = now() - interval '{days} days'"
        return await an_import(admin, house, f"{when}, {state}")

    async def listed() -> list[dict[str, Any]]:
        return [each["import"] for each in await items(client, coordinator)]

    mine, others = [await a_feed(admin, house) for house in (ours, theirs)]
    await brought(others, 5, f"status = 'APPLIED', {conflict}", theirs)
    first = await brought(mine, 5, f"status = 'APPLIED', {conflict}")
    assert await listed() == [{"id": encode(Code.IMPORT, first)}]
    second = await brought(mine, 4, f"status = 'APPLIED', {conflict}")
    await brought(mine, 3, "status = 'FAILED'")
    await brought(mine, 2, "status = 'DROPPED'")
    assert await listed() == [{"id": encode(Code.IMPORT, second)}]
    clean = await brought(mine, 1, "status = 'APPLIED', rows_refused = 0")
    assert await listed() == []
    await admin.execute("delete from confidential.imports where id = $1", clean)
    assert len(await listed()) == 1
    await admin.execute("delete from confidential.feeds where id = $1", mine)
    assert await listed() == []


@pytest.mark.usefixtures("kept")
async def test_a_feed_waits_while_its_last_run_brought_nothing(
    client: Client,
    coordinator: Asker,
    ours: House,
    theirs: House,
    minter: Minter,
    admin: Admin,
) -> None:
    (mine, _) = [await a_feed(admin, house) for house in (ours, theirs)]
    assert await items(client, coordinator) == []
    await admin.execute(
        "update confidential.feeds set last_problem = 'UNREACHABLE', last_run_at = now()"
    )
    (item,) = await items(client, coordinator)
    assert (item["kind"], item["feed"]) == ("FEED_FAILED", {"id": encode(Code.FEED, mine)})
    assert item["since"] is not None
    narrow = await minter.staff(ours.organisation, "groups:manage")
    listed = await client.ask("{ workList { kind } }", **narrow.headers)
    assert listed.json()["data"]["workList"] == []
    assert (await client.ask(LIST, **narrow.headers)).status_code == 403


@pytest.mark.usefixtures("settled")
async def test_pages_come_in_order_and_leave_nothing_out(
    client: Client, coordinator: Asker, ours: House, admin: Admin
) -> None:
    await admin.execute("update catalogue.groups set capacity_status = 'FULL'")
    await admin.execute("update catalogue.occurrences set status = 'CANCELLED'")
    for _ in range(3):
        await resource(admin, ours, None)
    whole = await items(client, coordinator)
    assert [each["kind"] for each in whole] == [
        *["CRISIS_RESOURCE_STALE"] * 3,
        "NOTHING_UPCOMING",
        "GROUP_STALE",
        "FULL_WITHOUT_WAITLIST",
    ]
    pieces: list[dict[str, Any]] = []
    while page := await items(
        client, coordinator, first=2, after=pieces[-1]["cursor"] if pieces else None
    ):
        pieces += page
    assert pieces == whole
    assert await kinds(client, coordinator, kinds=["GROUP_STALE", "NOTHING_UPCOMING"]) == [
        "NOTHING_UPCOMING",
        "GROUP_STALE",
    ]


@pytest.mark.usefixtures("settled")
async def test_nothing_waits_in_an_archived_network(
    client: Client, coordinator: Asker, ours: House, admin: Admin, store: Store
) -> None:
    await admin.execute("update catalogue.groups set capacity_status = 'FULL'")
    await admin.execute(_CANCELLED)
    await a_feed(admin, ours)
    await admin.execute("update confidential.feeds set last_problem = 'UNREACHABLE'")
    assert await kinds(client, coordinator) == [
        "FEED_FAILED",
        "NOTHING_UPCOMING",
        "GROUP_STALE",
        "FULL_WITHOUT_WAITLIST",
    ]
    await end(store, ours, "network archived")
    assert await kinds(client, coordinator) == []


@pytest.mark.usefixtures("settled")
async def test_nobody_sees_a_work_list_of_a_suspended_organisation(
    client: Client, coordinator: Asker, ours: House, store: Store
) -> None:
    await end(store, ours, "organisation suspended")
    assert (await client.ask(LIST, **coordinator.headers)).status_code == 401


async def test_a_cursor_of_anything_else_is_refused(client: Client, coordinator: Asker) -> None:
    for after in ("", "GROUP_STALE", "GROUP_STALE.canary", "canary." + uuid4().hex):
        answer = await client.ask(LIST, {"after": after}, **coordinator.headers)
        (error,) = answer.json()["errors"]
        assert error["extensions"]["argument"] == ["after"]
        assert "canary" not in answer.text


async def test_only_coordinators_see_a_work_list(
    client: Client, ours: House, minter: Minter
) -> None:
    assert (await client.ask(LIST)).status_code == 401
    for asker in (
        await minter.own("changes:propose"),
        await minter.staff(ours.organisation, "groups:read"),
    ):
        assert (await client.ask(LIST, **asker.headers)).status_code == 403
