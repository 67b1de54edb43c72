"""Whoever has no software of their own brings a spreadsheet in by a page, as the API takes it."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from api.auth.signing_in.sessions import PASSKEY
from api.domain import scopes
from api.domain.access import Actor
from api.domain.ids import Code, encode
from api.domain.imports import MOST_OPEN
from api.domain.scopes import Scope
from api.domain.standing import StaffRole
from api.feeds.spreadsheet.exporting import content_of
from api.feeds.spreadsheet.writing import as_csv, written_sheet
from api.persistence.store import Store
from tests.house import House
from tests.http.account.world import fields_of
from tests.http.changes import everything
from tests.http.conftest import Admin, Client
from tests.http.desk import HERE, Coordinator, coordinator, signed_in
from tests.http.importing import Sender
from tests.http.page_world import Page
from tests.identity import Minter, add_staff

GOOD = "lights-{0},Lights {0},Lanterns {0},1,19:00,20:00,Europe/Berlin,online,https://room-{0}.example\r\n"
COLUMNS = "slug,name,group,day,time,end_time,timezone,attendance_option,conference_url\r\n"
BROKEN = "\r\ndark,Dark,,Someday,19:00,20:00,Europe/Berlin,online,https://dark.example\r\n"
UNTOUCHED = {"identity.grants", "identity.sessions"}


def sheet(*numbers: int, more: str = "") -> bytes:
    return (COLUMNS + "".join(GOOD.format(number) for number in numbers) + more).encode()


@pytest.fixture
async def desk(client: Client, minter: Minter, ours: House) -> Coordinator:
    return await coordinator(client, minter, ours)


async def count(admin: Admin, what: str) -> int:
    return await admin.fetchval(f"select count(*) from {what}")  # noqa: S608 - a test's own words


async def groups(admin: Admin, house: House) -> int:
    own = f"catalogue.groups where organisation_id = '{house.organisation}'"
    return await count(admin, f"{own} and status <> 'ARCHIVED'")


def tells(page: Page, *words: str) -> None:
    for each in words:
        assert each in page.text, page.text


async def test_a_sheet_is_sent_looked_at_and_written_without_any_script(
    desk: Coordinator, admin: Admin, ours: House
) -> None:
    before = await groups(admin, ours)
    page = await desk.brought(sheet(1, 2, 3, more=BROKEN))
    tells(page, "Waits for you", "3 rows understood, 1 row left out", "Groups: 3 new")
    tells(page, "Row 6", "Left out:", "Lights 2", "(meeting, lights-2) : New")
    assert await groups(admin, ours) == before
    answer = await desk.decide(page, do="apply")
    assert answer.status_code == 303, answer.text
    done = await desk.settled(answer.headers["location"])
    tells(done, "Written", "What it did", "Groups: 3 new")
    assert await groups(admin, ours) == before + 3
    assert done.all("button") == []
    audit = await admin.fetch(
        "select subject from confidential.audit_entries where thing = 'IMPORT'"
        " and subject like 'stf_%'"
    )
    assert {each["subject"] for each in audit} == {f"stf_{desk.staff.hex}"}


async def test_what_is_changed_kept_and_gone_is_told_field_by_field(
    desk: Coordinator, admin: Admin, store: Store, ours: House
) -> None:
    page = await desk.brought(sheet(*range(8)))
    await desk.settled((await desk.decide(page, do="apply")).headers["location"])
    await admin.execute(
        "update catalogue.meetings set name = 'Ours', version = version + 1 where name = 'Lights 1'"
    )
    later = sheet(*range(7)).replace(b"Lights 1", b"Theirs").replace(b"Lights 2", b"Another")
    page = await desk.brought(later)
    tells(page, "Another", "Changed", "name: Lights 2 becomes Another")
    tells(page, "Ours", "Stays as it is here")
    tells(page, "name: stays Ours , since it was changed here; the source says Theirs")
    tells(page, "Lights 7", "Gone: will be archived", "1 archived", "1 kept as here")
    dropped = await desk.decide(page, do="drop")
    tells(await desk.page(dropped.headers["location"]), "Dropped")
    assert await count(admin, "catalogue.meetings where name in ('Theirs', 'Another')") == 0
    async with store.transaction(Actor(ours.organisation, "test")) as work:
        whole = written_sheet(await content_of(work, ours.network, datetime.now(UTC)))
    tells(await desk.brought(whole.encode()), "0 rows left out")


async def test_what_archives_much_has_to_be_wanted(desk: Coordinator, admin: Admin) -> None:
    page = await desk.brought(sheet(*range(6)))
    await desk.settled((await desk.decide(page, do="apply")).headers["location"])
    page = await desk.brought(sheet(1))
    tells(page, "It would archive more than a fifth")
    refused = Page(await desk.decide(page, do="apply"))
    assert refused.answer.status_code == 400
    tells(refused, "allow removals", "Waits for you")
    assert await count(admin, "catalogue.groups where status = 'ARCHIVED'") == 0
    answer = await desk.decide(refused, do="apply", removals="allow")
    tells(await desk.settled(answer.headers["location"]), "Written")
    assert await count(admin, "catalogue.groups where status = 'ARCHIVED'") == 5


async def test_an_import_that_somebody_else_decided_on_is_not_decided_again(
    desk: Coordinator, client: Client, minter: Minter, ours: House, admin: Admin
) -> None:
    page = await desk.brought(sheet(1))
    colleague = await coordinator(client, minter, ours, StaffRole.ADMIN)
    theirs = await colleague.page(page.answer.url.path)
    assert (await colleague.decide(theirs, do="drop")).status_code == 303
    late = Page(await desk.decide(page, do="apply"))
    assert late.answer.status_code == 400
    tells(late, "Dropped")
    assert await count(admin, "catalogue.groups where name = 'Lights 1'") == 0


async def test_what_was_sent_by_the_api_waits_on_the_page_too(
    desk: Coordinator, client: Client, minter: Minter, ours: House, admin: Admin
) -> None:
    asker = await minter.staff(ours.organisation, "groups:manage")
    sender = Sender(client, admin, ours, asker)
    sent = await sender.read((await sender.post(sheet(1), "csv", "text/csv")).json()["id"])
    assert f"{HERE}/{sent['id']}" in (await desk.page()).links(HERE)
    here = await desk.page(f"{HERE}/{sent['id']}")
    tells(here, "Groups: 1 new")
    await desk.decide(here, do="drop")
    assert (await sender.read(sent["id"]))["status"] == "DROPPED"


@pytest.mark.parametrize(
    "role", [StaffRole.FACILITATOR, StaffRole.THERAPIST, StaffRole.AUDITOR, None]
)
async def test_whoever_may_not_manage_groups_sees_and_sends_nothing(
    client: Client,
    minter: Minter,
    ours: House,
    desk: Coordinator,
    admin: Admin,
    role: StaffRole | None,
) -> None:
    waiting = (await desk.brought(sheet(1))).answer.url.path
    if role is None:
        browser = await signed_in(client, minter, await minter.person())
        other = Coordinator(browser, ours, desk.person, desk.staff)
    else:
        other = await coordinator(client, minter, ours, role)
    assert HERE not in (await other.page("/account")).answer.text
    before = await everything(admin)
    for path in (HERE, waiting):
        assert (await other.page(path)).answer.status_code == 403
    token = {"token": "x", "network": encode(Code.NETWORK, ours.network)}
    assert (await other.post(sheet(2), token)).status_code == 403
    answer = await other.browser.ask("POST", waiting, data={"token": "x", "do": "drop"})
    assert answer.status_code == 403
    after = await everything(admin)
    assert {name for name in after if after[name] != before[name]} <= UNTOUCHED
    assert HERE in (await desk.page("/account")).answer.text


async def test_nobody_in_particular_is_sent_to_sign_in(client: Client, desk: Coordinator) -> None:
    waiting = (await desk.brought(sheet(1))).answer.url.path
    desk.browser.cookies.pop("__Host-sid")
    for path in (HERE, waiting):
        answer = (await desk.page(path)).answer
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    answer = await desk.post(sheet(1), {"token": "x"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


async def test_another_organisations_networks_and_imports_are_not_there(
    client: Client, minter: Minter, desk: Coordinator, theirs: House, admin: Admin
) -> None:
    other = await coordinator(client, minter, theirs, StaffRole.OWNER)
    page = await other.brought(sheet(1))
    waiting = page.answer.url.path
    absent = f"{HERE}/{encode(Code.IMPORT, theirs.group)}"
    before = await everything(admin)
    assert [(await desk.page(path)).answer.status_code for path in (waiting, absent)] == [404, 404]
    answers = [await desk.send(sheet(2), network) for network in (theirs.network, theirs.group)]
    for answer in answers:
        assert answer.status_code == 400
        tells(Page(answer), "Please choose the network")
    # Even with a token for that form, which no page gives.
    fields = {"token": fields_of(page, waiting)["token"], "version": "2", "do": "drop"}
    assert (await desk.browser.ask("POST", waiting, data=fields)).status_code == 403
    after = await everything(admin)
    assert {name for name in after if after[name] != before[name]} <= UNTOUCHED


async def test_who_lost_the_role_while_a_page_was_open_does_nothing_with_it(
    desk: Coordinator, admin: Admin
) -> None:
    page = await desk.brought(sheet(1))
    chooser = await desk.page()
    fields: dict[str, object] = {**fields_of(chooser, HERE)}
    fields["network"] = encode(Code.NETWORK, desk.house.network)
    await admin.execute("update confidential.staff set role = 'AUDITOR' where id = $1", desk.staff)
    assert (await desk.decide(page, do="apply")).status_code == 403
    assert (await desk.post(sheet(2), fields)).status_code == 403
    await admin.execute(
        "update confidential.staff set role = 'OWNER', status = 'ENDED' where id = $1", desk.staff
    )
    assert (await desk.decide(page, do="apply")).status_code == 403
    statuses = await admin.fetch("select status from confidential.imports")
    assert [each["status"] for each in statuses] == ["READY"]


async def test_a_suspended_organisation_brings_nothing_in(
    desk: Coordinator, admin: Admin, ours: House
) -> None:
    page = await desk.brought(sheet(1))
    await admin.execute(
        "update catalogue.organisations set status = 'SUSPENDED' where id = $1", ours.organisation
    )
    assert (await desk.page()).answer.status_code == 403
    assert (await desk.decide(page, do="apply")).status_code == 403


async def test_a_scope_that_needs_a_passkey_needs_one_here_too(
    client: Client, minter: Minter, ours: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether managing groups is sensitive is one table's to say, for the API and for the page."""
    held = scopes.STEP_UP | {Scope.GROUPS_MANAGE}
    monkeypatch.setattr("api.schema.execution.admission.STEP_UP", held)
    weak = await coordinator(client, minter, ours)
    refused = await weak.page()
    assert refused.answer.status_code == 401
    tells(refused, "passkey")
    strong = await coordinator(client, minter, ours, way=PASSKEY)
    assert (await strong.page()).answer.status_code == 200


async def test_a_form_of_another_site_session_or_browser_does_nothing(
    desk: Coordinator, client: Client, minter: Minter, ours: House, admin: Admin
) -> None:
    page = await desk.brought(sheet(1))
    path = page.answer.url.path
    chooser = await desk.page()
    fields: dict[str, object] = {**fields_of(chooser, HERE)}
    fields["network"] = encode(Code.NETWORK, ours.network)
    other = await coordinator(client, minter, ours)
    await other.page()
    before = await everything(admin)
    assert (await other.post(sheet(2), fields)).status_code == 403
    assert (await desk.post(sheet(2), {**fields, "token": "x"})).status_code == 403
    assert (await desk.post(sheet(2), fields, sec_fetch_site="cross-site")).status_code == 403
    assert (await desk.post(sheet(2), fields, origin="https://evil.test")).status_code == 403
    decided = {**fields_of(page, path), "do": "apply"}
    assert (await other.browser.ask("POST", path, data=decided)).status_code == 403
    crossed = await desk.browser.ask("POST", path, data=decided, sec_fetch_site="cross-site")
    assert crossed.status_code == 403
    tokenless = {**decided, "token": fields["token"]}
    assert (await desk.browser.ask("POST", path, data=tokenless)).status_code == 403
    after = await everything(admin)
    assert {name for name in after if after[name] != before[name]} <= UNTOUCHED


async def test_ten_wait_at_most_however_they_came(desk: Coordinator, admin: Admin) -> None:
    for number in range(MOST_OPEN):
        assert (await desk.send(sheet(number))).status_code == 303
    answer = await desk.send(sheet(99))
    assert answer.status_code == 400
    tells(Page(answer), f"{MOST_OPEN} imports wait already")
    assert await count(admin, "confidential.imports") == MOST_OPEN


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Please choose a file"),
        (b"PK\x03\x04" + b"x" * 100, "CSV"),
        (b"<!doctype html><p>", ""),
    ],
)
async def test_what_is_no_sheet_is_said_beside_the_form(
    desk: Coordinator, admin: Admin, content: bytes | None, words: str
) -> None:
    answer = await desk.send(content, timeZone="Europe/Berlin")
    assert answer.status_code == 400
    page = Page(answer)
    tells(page, "Something needs another look", words)
    (zone,) = page.all("input", name="timeZone")
    assert zone["value"] == "Europe/Berlin"
    assert await count(admin, "confidential.imports") == 0


async def test_a_file_of_another_kind_of_text_fails_with_a_remedy(desk: Coordinator) -> None:
    page = await desk.brought(b"a,b,c\r\n1,2,3\r\n")
    tells(page, "Failed", "Nothing of it could be read.", "template")
    assert page.all("button") == []


async def test_the_template_as_it_is_brings_nothing(desk: Coordinator) -> None:
    tells(await desk.brought(as_csv(()).encode()), "Failed")


async def test_a_file_that_is_too_large_is_refused_before_it_is_kept(
    desk: Coordinator, admin: Admin
) -> None:
    chooser = await desk.page()
    fields: dict[str, object] = {**fields_of(chooser, HERE)}
    try:
        answer = await desk.post(b"x" * (20 * 1024 * 1024 + 32 * 1024), fields)
    except httpx.TransportError:
        # The server stops listening; a client may see only that.
        pass
    else:
        assert answer.status_code == 413
    assert await count(admin, "confidential.imports") == 0


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_what_no_form_of_ours_sends_is_refused(desk: Coordinator, kind: str) -> None:
    answer = await desk.raw(b"token=x", kind)
    assert answer.status_code == 400
    assert "went wrong" not in answer.text


async def test_nothing_of_these_pages_is_kept_framed_or_scripted(desk: Coordinator) -> None:
    waiting = (await desk.brought(sheet(1))).answer.url.path
    for path in (HERE, waiting):
        page = await desk.page(path)
        headers = page.answer.headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-frame-options"] == "DENY"
        assert "'unsafe" not in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers
        assert [each["src"] for each in page.all("script")] == ["/static/exit.js"]
        assert page.broken == []
        assert page.all("a", id="quick-exit")


async def test_what_stands_in_a_sheet_is_text_on_the_page(desk: Coordinator) -> None:
    line = GOOD.format(1).replace("Lights 1", "<script>alert(1)</script>")
    page = await desk.brought(sheet(more=line))
    assert "<script>alert" not in page.answer.text
    assert len(page.all("script")) == 1


async def test_the_page_itself_is_no_app_and_its_right_ends_with_everything(
    desk: Coordinator, admin: Admin
) -> None:
    await asyncio.gather(*(desk.page() for _ in range(4)))
    grants = await admin.fetch("select * from identity.grants where revoked_at is null")
    assert {each["client"] for each in grants} == {"peers-pages"}
    assert {tuple(each["scopes"]) for each in grants} == {("groups:manage",)}
    home = await desk.page("/account")
    assert home.all("form", action="/account/apps/withdraw") == []
    await desk.browser.send(home, "/account/everywhere")
    assert await count(admin, "identity.grants where revoked_at is null") == 0
    assert (await desk.page()).answer.status_code == 303


async def test_a_session_that_ended_opens_nothing(desk: Coordinator, admin: Admin) -> None:
    page = await desk.brought(sheet(1))
    await admin.execute(
        "update identity.sessions set seen_at = now() - $1::interval", timedelta(hours=1)
    )
    answer = await desk.decide(page, do="apply")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


async def test_what_no_button_sends_decides_nothing(desk: Coordinator, admin: Admin) -> None:
    page = await desk.brought(sheet(1))
    for fields in (
        {"do": ""},
        {"do": "publish"},
        {"do": "apply", "version": ""},
        {"do": "apply", "version": "9" * 5000},
        {"do": "drop", "version": "²"},
        {"do": "drop", "version": "-1"},
    ):
        answer = await desk.decide(page, **fields)
        assert answer.status_code == 400, fields
        tells(Page(answer), "Waits for you")
    path = page.answer.url.path
    for turned in ("after=canary", "problems=canary"):
        assert (await desk.page(f"{path}?{turned}")).answer.status_code == 404
    assert await admin.fetchval("select status from confidential.imports") == "READY"


async def test_long_lists_are_turned_page_by_page(desk: Coordinator) -> None:
    page = await desk.brought(sheet(*range(40), more=BROKEN * 60))
    seen, turned = set[str](), 0
    path = page.answer.url.path
    while True:
        seen |= {f"lights-{number}" for number in range(40) if f", lights-{number})" in page.text}
        more = [each for each in page.links(f"{path}?after=") if each]
        if not more:
            break
        page, turned = await desk.page(more[0]), turned + 1
    assert len(seen) == 40
    assert turned == 2
    (further,) = (await desk.page(path)).links(f"{path}?problems=")
    assert "Row 42" not in (await desk.page(further)).text


async def test_who_works_for_two_organisations_chooses_and_neither_sees_the_other(
    desk: Coordinator, client: Client, minter: Minter, theirs: House, admin: Admin
) -> None:
    await add_staff(minter.admin, desk.person, theirs.organisation, StaffRole.ADMIN)
    chooser = await desk.page()
    assert [each["label"] for each in chooser.all("optgroup")] == [
        "ours organisation",
        "theirs organisation",
    ]
    answer = await desk.send(sheet(1), theirs.network)
    page = await desk.settled(answer.headers["location"])
    tells(page, "theirs network")
    colleague = await coordinator(client, minter, desk.house)
    assert (await colleague.page(page.answer.url.path)).answer.status_code == 404
    await desk.settled((await desk.decide(page, do="apply")).headers["location"])
    owner = "select distinct organisation_id from catalogue.groups where name = 'Lanterns 1'"
    assert await admin.fetchval(owner) == theirs.organisation
