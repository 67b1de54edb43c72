"""Groups are kept true by a link in a letter, without an account."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from api.auth.keys import ensure_keys
from api.domain.access import Actor
from api.domain.errors import NotFound, NotPossibleNow
from api.domain.ids import Code, encode
from api.domain.notices import MOST_ATTEMPTS
from api.domain.upkeep import BY_LINK, LINK_LIFE, KeptThing
from api.domain.vocabulary import Medium, VenueKind
from api.http.pages.upkeep.routes import upkeep_routes
from api.notices.jobs import NoticeJobs
from api.notices.mail import Letter
from api.persistence import leasing
from api.persistence.database import Database as Connections
from api.persistence.groups import Groups
from api.persistence.identity.store import IdentityStore
from api.persistence.ids import new_id
from api.persistence.keys import IdentityKeys
from api.persistence.meetings import Meetings
from api.persistence.store import Store
from api.persistence.upkeep import asking
from api.persistence.upkeep.keeping import Errand, Keeping
from api.persistence.venues import Venues
from api.persistence.work import Work
from tests.house import House, group, venue
from tests.http.account.world import ISSUER, Browser, Letters, fields_of, services_for
from tests.http.changes import everything
from tests.http.conftest import KEK, Admin
from tests.http.ending import ENDS, End, end
from tests.http.page_world import Differences, Page, build
from tests.serving import http_to, serving

ROLE = "role@canary.example"
GROUPS = 40


@dataclass(slots=True)
class Desk:
    """The pages of a site, the mailbox of a role address, and the jobs that write to it."""

    store: Store
    connections: Connections
    identity: IdentityStore
    letters: Letters
    http: httpx.AsyncClient
    admin: Admin

    async def keeps(self, house: House, thing: KeptThing, address: str | None = ROLE) -> UUID:
        thing_id = house.group if thing is KeptThing.GROUP else house.network

        async def act(work: Work) -> UUID | None:
            return await asking.set_address(
                work, thing, thing_id, address, expected_version=None, at=datetime.now(UTC)
            )

        made = await self.store.run(Actor(house.organisation, "test"), act)
        assert made is not None
        return made

    async def jobs(self, *, after: timedelta = timedelta()) -> list[Letter]:
        """Let every job run that is due so much later, and return what was sent."""
        before = len(self.letters.sent)
        for job in NoticeJobs(self.letters, ISSUER, self.identity).jobs:
            now = datetime.now(UTC) + after
            await leasing.run(self.connections, self.store, job, now)
        return self.letters.sent[before:]

    async def opened(self, browser: Browser, code: str) -> Page:
        page = await browser.get("/upkeep")
        return Page(await browser.send(page, "/upkeep", code=code))


@pytest.fixture
async def desk(connections: Connections, store: Store, admin: Admin) -> AsyncIterator[Desk]:
    letters, identity = Letters(), IdentityStore(connections.engine, IdentityKeys(KEK))
    services = services_for(identity, ISSUER, letters)
    await ensure_keys(identity)
    # As if no job was ever run, so that each is due as soon as a test runs it.
    await admin.execute("delete from operations.jobs")
    app = Starlette(routes=upkeep_routes(lambda: services, lambda: Keeping(store, identity)))
    async with serving(app) as address, http_to(address) as http:
        yield Desk(store, connections, identity, letters, http, admin)


def code_in(letter: Letter) -> str:
    (code,) = set(re.findall(r"psn_ul_[\w-]{43}", letter.text))
    return code


async def verified(admin: Admin) -> dict[UUID, str]:
    rows = await admin.fetch(
        "select id, verified_by from catalogue.groups where verified_at is not null"
    )
    return {row["id"]: row["verified_by"] for row in rows}


async def crowd(store: Store, house: House, number: int) -> list[UUID]:
    """More groups of the network, so that it has so many."""
    ids = [new_id() for _ in range(number - 1)]
    more = [
        replace(group(house, f"more {position}"), id=each, slug=f"more-{position}")
        for position, each in enumerate(ids)
    ]

    async def write(work: Work) -> None:
        await Groups(work).add_all(more)

    await store.run(Actor(house.organisation, "test"), write)
    return [house.group, *ids]


async def test_a_coordinators_month_with_forty_groups_and_no_account(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    ids = await crowd(desk.store, house, GROUPS)
    address = await desk.keeps(house, KeptThing.NETWORK)
    (letter,) = await desk.jobs()
    assert letter.to == ROLE
    before = await everything(desk.admin)
    browser = Browser(desk.http)
    page = await desk.opened(browser, code_in(letter))
    assert page.answer.status_code == 200
    assert page.answer.headers["cache-control"] == "no-store"
    assert len([each for each in page.elements if each[0] == "fieldset"]) == GROUPS
    unread = {"identity.throttles"}
    after = await everything(desk.admin)
    assert {name for name in after if after[name] != before[name]} <= unread
    answer = await browser.send(page, "/upkeep/keep", all="right")
    assert answer.status_code == 200
    said = await verified(desk.admin)
    assert said == dict.fromkeys(ids, BY_LINK)
    # The link is used up, nothing is due for five months, and then a letter comes again.
    assert (await browser.send(page, "/upkeep/keep", all="right")).status_code == 400
    assert await desk.jobs(after=timedelta(days=149)) == []
    (again,) = await desk.jobs(after=timedelta(days=151))
    assert code_in(again) != code_in(letter)
    entries = await desk.admin.fetchval(
        "select count(*) from confidential.audit_entries where subject = $1 and thing = 'GROUP'",
        encode(Code.UPKEEP_ADDRESS, address),
    )
    assert entries == GROUPS


async def test_each_group_on_the_page_is_paused_cancelled_or_left_alone(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    paused, left, *_ = (await crowd(desk.store, house, 3))[1:]
    cancelled = await tonight(desk.admin, house)
    await desk.keeps(house, KeptThing.NETWORK)
    (letter,) = await desk.jobs()
    browser = Browser(desk.http)
    page = await desk.opened(browser, code_in(letter))
    until = (datetime.now(UTC) + timedelta(days=20)).date()
    fields = {
        f"do-{house.group.hex}": f"cancel-{cancelled.hex}",
        f"do-{paused.hex}": "pause",
        f"until-{paused.hex}": until.isoformat(),
    }
    assert (await browser.send(page, "/upkeep/keep", **fields)).status_code == 200
    row = await desk.admin.fetchrow("select * from catalogue.groups where id = $1", paused)
    assert row is not None
    assert (row["status"], row["paused_until"]) == ("PAUSED", until)
    status = "select status from catalogue.occurrences where id = $1"
    assert await desk.admin.fetchval(status, cancelled) == "CANCELLED"
    alone = await desk.admin.fetchval("select version from catalogue.groups where id = $1", left)
    assert alone == 1
    assert await verified(desk.admin) == {}


async def hybrid(store: Store, house: House) -> None:
    """Give the meeting of a house a room to meet at online, beside its place."""
    now = datetime.now(UTC)
    room = replace(
        venue(house),
        id=new_id(),
        kind=VenueKind.ONLINE,
        area=None,
        locality=None,
        country=None,
        point=None,
        approximate=False,
    )

    async def write(work: Work) -> None:
        await Venues(work).add(room, {"link": "https://room.example/1"})
        before = await Meetings(work, now).get(house.meeting)
        both = (*before.venue_ids, room.id)
        after = replace(before, medium=Medium.HYBRID, venue_ids=both)
        await Meetings(work, now).save(before, after)

    await store.run(Actor(house.organisation, "test"), write)


async def tonight(admin: Admin, house: House) -> UUID:
    """Have the next occurrence of a house within the day."""
    return await admin.fetchval(
        "update catalogue.occurrences set starts_at = now() + interval '3 hours',"
        " ends_at = now() + interval '4 hours' where id = ("
        " select id from catalogue.occurrences where group_id = $1 and starts_at > now()"
        " order by starts_at limit 1)"
        " returning id",
        house.group,
    )


async def test_tonight_is_held_online_only_where_there_is_a_link_to_meet_at(desk: Desk) -> None:
    house, without = await build(desk.store, "canary"), await build(desk.store, "another")
    await hybrid(desk.store, house)
    for each in (house, without):
        await desk.keeps(each, KeptThing.GROUP, f"{each.group.hex}@canary.example")
    letters = {letter.to: letter for letter in await desk.jobs()}
    coming = {each: await tonight(desk.admin, each) for each in (house, without)}
    browser = Browser(desk.http)
    medium = "select medium from catalogue.occurrences where id = $1"
    page = await desk.opened(browser, code_in(letters[f"{without.group.hex}@canary.example"]))
    word = f"do-{without.group.hex}"
    offered = [each["value"] for each in page.all("input", name=word)]
    assert offered == ["", "right", "pause", f"cancel-{coming[without].hex}"]
    for of in (coming[without], coming[house]):
        answer = await browser.send(page, "/upkeep/keep", **{word: f"online-{of.hex}"})
        assert answer.status_code == 400
        assert await desk.admin.fetchval(medium, of) is None
    page = await desk.opened(browser, code_in(letters[f"{house.group.hex}@canary.example"]))
    said = {f"do-{house.group.hex}": f"online-{coming[house].hex}"}
    assert (await browser.send(page, "/upkeep/keep", **said)).status_code == 200
    assert await desk.admin.fetchval(medium, coming[house]) == "ONLINE"
    alone = "select count(*) from catalogue.occurrences where medium is not null"
    assert await desk.admin.fetchval(alone) == 1
    # The link is used up; with another, what is online already is not offered again.
    assert (await browser.send(page, "/upkeep/keep", **said)).status_code == 400
    await browser.send(page, "/upkeep/again")
    (again,) = await desk.jobs(after=timedelta(minutes=2))
    page = await desk.opened(browser, code_in(again))
    assert not [each for each in page.elements if each[1].get("value", "").startswith("online-")]


async def test_a_link_to_meet_at_is_looked_for_again_when_a_button_is_pressed(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    (letter,) = await desk.jobs()
    errand = Errand(group_id=house.group, online=await tonight(desk.admin, house))
    with pytest.raises(NotFound):
        await Keeping(desk.store, desk.identity).done(code_in(letter), [errand], datetime.now(UTC))
    media = "select count(*) from catalogue.occurrences where medium is not null"
    assert await desk.admin.fetchval(media) == 0


async def test_what_cannot_be_done_does_nothing_at_all_and_leaves_the_link(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    other = await build(desk.store, "another")
    await desk.keeps(house, KeptThing.GROUP)
    (letter,) = await desk.jobs()
    browser = Browser(desk.http)
    page = await desk.opened(browser, code_in(letter))
    before = await everything(desk.admin)
    mine, theirs = house.group.hex, other.group.hex
    for fields in (
        {},
        {f"do-{mine}": "pause"},
        {f"do-{mine}": "pause", f"until-{mine}": "2020-01-01"},
        {f"do-{mine}": "pause", f"until-{mine}": "canary"},
        {f"do-{mine}": f"cancel-{theirs}"},
        {f"do-{theirs}": "right"},
    ):
        answer = await browser.send(page, "/upkeep/keep", **fields)
        assert answer.status_code == 400, fields
        assert "something went wrong" not in answer.text.casefold()
    changed = await everything(desk.admin)
    names = {name for name in changed if changed[name] != before[name]}
    assert names <= {"identity.throttles"}
    answer = await browser.send(page, "/upkeep/keep", **{f"do-{mine}": "right"})
    assert answer.status_code == 200
    assert set(await verified(desk.admin)) == {house.group}


async def test_a_link_reaches_no_group_but_its_own_even_past_the_page(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    sibling = (await crowd(desk.store, house, 2))[1]
    await desk.keeps(house, KeptThing.GROUP)
    (letter,) = await desk.jobs()
    keeping = Keeping(desk.store, desk.identity)
    errand = Errand(group_id=sibling, right=True)
    with pytest.raises(NotFound):
        await keeping.done(code_in(letter), [errand], datetime.now(UTC))
    assert await verified(desk.admin) == {}


async def test_a_link_is_used_once_by_two_who_press_at_the_same_time(desk: Desk) -> None:
    """To see it fail: take ``used_at`` out of ``_opens`` in ``identity/upkeep_links.py``."""
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    (letter,) = await desk.jobs()
    browser = Browser(desk.http)
    page = await desk.opened(browser, code_in(letter))
    word = {f"do-{house.group.hex}": "right"}
    answers = await asyncio.gather(*(browser.send(page, "/upkeep/keep", **word) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    version = "select version from catalogue.groups where id = $1"
    assert await desk.admin.fetchval(version, house.group) == 2


async def test_a_link_that_is_old_replaced_or_of_another_address_opens_nothing(
    desk: Desk,
) -> None:
    house = await build(desk.store, "canary")
    address = await desk.keeps(house, KeptThing.GROUP)
    (letter,) = await desk.jobs()
    browser = Browser(desk.http)
    life = "update identity.upkeep_links set expires_at = now() + $1"
    await desk.admin.execute(life, timedelta(seconds=-1))
    assert (await desk.opened(browser, code_in(letter))).answer.status_code == 400
    await desk.admin.execute(life, LINK_LIFE)
    page = await desk.opened(browser, code_in(letter))
    assert page.answer.status_code == 200
    # Another link stands beside it until one of them is used.
    await browser.send(page, "/upkeep/again")
    (second,) = await desk.jobs(after=timedelta(minutes=2))
    assert (await desk.opened(browser, code_in(letter))).answer.status_code == 200
    page = await desk.opened(browser, code_in(second))
    assert (await browser.send(page, "/upkeep/keep", all="right")).status_code == 200
    assert (await desk.opened(browser, code_in(letter))).answer.status_code == 400
    await browser.send(page, "/upkeep/again")
    (third,) = await desk.jobs(after=timedelta(minutes=4))
    assert (await desk.opened(browser, code_in(third))).answer.status_code == 200

    async def change(work: Work) -> None:
        await asking.set_address(
            work,
            KeptThing.GROUP,
            house.group,
            "new-role@canary.example",
            expected_version=1,
            at=datetime.now(UTC),
        )

    await desk.store.run(Actor(house.organisation, "test"), change)
    assert (await desk.opened(browser, code_in(third))).answer.status_code == 400
    assert (await desk.opened(browser, "psn_ul_" + "x" * 43)).answer.status_code == 400
    held = await desk.admin.fetchval(
        "select count(*) from identity.upkeep_links where address_id = $1 and used_at is null",
        address,
    )
    assert held == 0


async def test_a_form_of_another_site_or_browser_does_nothing(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    (letter,) = await desk.jobs()
    browser = Browser(desk.http)
    page = await desk.opened(browser, code_in(letter))
    fields = {**fields_of(page, "/upkeep/keep"), f"do-{house.group.hex}": "right"}
    stranger = Browser(desk.http)
    assert (await stranger.ask("POST", "/upkeep/keep", data=fields)).status_code == 403
    crossed = await browser.ask("POST", "/upkeep/keep", data=fields, sec_fetch_site="cross-site")
    assert crossed.status_code == 403
    assert (await browser.get("/upkeep/keep")).answer.status_code == 405
    assert await verified(desk.admin) == {}


async def test_no_letter_names_an_organisation_a_group_or_a_topic(desk: Desk) -> None:
    canary = "Canary Anonymous of Grief"
    named = Differences(
        organisation={"name": canary}, network={"name": canary}, group={"name": canary}
    )
    house = await build(desk.store, "canary", named)
    await desk.keeps(house, KeptThing.NETWORK)
    await desk.keeps(house, KeptThing.GROUP)
    letters = await desk.jobs()
    assert len(letters) == 2
    for letter in letters:
        said = f"{letter.subject} {letter.text}".casefold().replace(ISSUER, "")
        for word in ("canary", "anonymous", "grief", "peer", "group", "support", "meeting"):
            assert word not in said
        assert f"{ISSUER}/upkeep#{code_in(letter)}" in letter.text


async def test_only_the_digest_of_a_link_and_a_sealed_address_are_kept(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    (letter,) = await desk.jobs()
    tables = await desk.admin.fetch(
        "select schemaname || '.' || tablename as name from pg_tables"
        " where schemaname in ('catalogue', 'confidential', 'identity', 'operations')"
    )
    for table in tables:
        held = await desk.admin.fetchval(
            f"select string_agg(t::text, ' ') from {table['name']} t"  # noqa: S608 - a name of ours
        )
        for secret in (code_in(letter), ROLE):
            assert secret not in (held or "")
            assert secret.encode().hex() not in (held or "")


async def test_a_letter_that_nobody_takes_waits_and_stops_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, other = await build(desk.store, "canary"), await build(desk.store, "another")
    await desk.keeps(house, KeptThing.GROUP, "broken@canary.example")
    await desk.keeps(other, KeptThing.GROUP)
    taken = desk.letters.send

    async def refused(_letters: Letters, letter: Letter) -> None:
        if letter.to.startswith("broken"):
            raise ConnectionError(letter.to)
        await taken(letter)

    with monkeypatch.context() as broken:
        broken.setattr(Letters, "send", refused)
        assert [letter.to for letter in await desk.jobs()] == [ROLE]
    later = await desk.jobs(after=timedelta(minutes=5))
    assert [letter.to for letter in later] == ["broken@canary.example"]


async def test_a_letter_that_nobody_takes_is_given_up_and_leaves_no_trail(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    held = await trail(desk.admin)
    tried: list[str] = []

    async def refused(_letters: Letters, letter: Letter) -> None:
        tried.append(letter.to)
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(Letters, "send", refused)
        await desk.jobs()
        asked = await trail(desk.admin)
        for days in range(1, 25):
            await desk.jobs(after=timedelta(days=days))
    assert len(tried) == MOST_ATTEMPTS
    # That it was asked for is told once, and no attempt made a link.
    assert (held["links"], asked["links"]) == (0, 0)
    assert asked["entries"] == held["entries"] + 1
    assert await trail(desk.admin) == asked
    waits = "select count(*) from operations.notices where sent_at is null"
    assert await desk.admin.fetchval(waits) == 0
    # The next is of the next month, and what was given up is forgotten like what was sent.
    (_,) = await desk.jobs(after=timedelta(days=31))
    await desk.admin.execute("update catalogue.groups set verified_at = now() + interval '1 year'")
    await desk.jobs(after=timedelta(days=200))
    assert await desk.admin.fetchval("select count(*) from operations.notices") == 0


async def trail(admin: Admin) -> dict[str, int]:
    row = await admin.fetchrow(
        "select (select count(*) from identity.upkeep_links) as links,"
        " (select count(*) from confidential.audit_entries) as entries,"
        " (select count(*) from operations.outbox) as events"
    )
    assert row is not None
    return dict(row)


async def test_an_address_that_is_changed_while_it_is_written_to_gets_no_good_link(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    taken = desk.letters.send

    async def meanwhile(_letters: Letters, letter: Letter) -> None:
        await taken(letter)
        await changes_hands(desk, house)

    with monkeypatch.context() as slow:
        slow.setattr(Letters, "send", meanwhile)
        (first,) = await desk.jobs()
    (second,) = await desk.jobs(after=timedelta(minutes=5))
    assert (first.to, second.to) == (ROLE, "new-role@canary.example")
    browser = Browser(desk.http)
    assert (await desk.opened(browser, code_in(first))).answer.status_code == 400
    assert (await desk.opened(browser, code_in(second))).answer.status_code == 200


async def changes_hands(desk: Desk, house: House) -> None:
    """Put another role's address in the place of the first one of a group."""

    async def change(work: Work) -> None:
        new, at = "new-role@canary.example", datetime.now(UTC)
        thing = KeptThing.GROUP
        await asking.set_address(work, thing, house.group, new, expected_version=1, at=at)

    await desk.store.run(Actor(house.organisation, "test"), change)


@pytest.mark.parametrize("used", [False, True])
async def test_whoever_kept_a_group_before_asks_nothing_of_who_keeps_it_now(
    desk: Desk, *, used: bool
) -> None:
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    (old,) = await desk.jobs()
    browser = Browser(desk.http)
    page = await desk.opened(browser, code_in(old))
    if used:
        await browser.send(page, "/upkeep/keep", all="right")
    await changes_hands(desk, house)
    before = await everything(desk.admin)
    assert (await browser.send(page, "/upkeep/again")).status_code == 200
    after = await everything(desk.admin)
    assert {name for name in after if after[name] != before[name]} <= {"identity.throttles"}
    assert await desk.jobs(after=timedelta(minutes=2)) == []


async def test_of_two_links_used_at_once_one_does_what_was_said(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    address = await desk.keeps(house, KeptThing.GROUP)
    (first,) = await desk.jobs()
    asker = Actor(house.organisation, "test")
    await desk.store.run(asker, lambda work: asking.request_link(work, address))
    (second,) = await desk.jobs(after=timedelta(minutes=2))
    keeping = Keeping(desk.store, desk.identity)
    errand = Errand(group_id=house.group, right=True)
    done = await asyncio.gather(
        *(keeping.done(code_in(each), [errand], datetime.now(UTC)) for each in (first, second)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["LinkOpensNothing", "NoneType"]


async def test_where_no_mail_is_sent_nothing_is_left_to_wait(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    address = await desk.keeps(house, KeptThing.GROUP)
    silent = replace(desk, store=replace(desk.store, mails=False))
    before = await everything(desk.admin)
    with pytest.raises(NotPossibleNow):
        await silent.store.run(
            Actor(house.organisation, "test"), lambda work: asking.request_link(work, address)
        )
    assert await silent.jobs() == []
    unread = {"operations.jobs"}
    after = await everything(desk.admin)
    assert {name for name in after if after[name] != before[name]} <= unread


async def test_whoever_wants_no_more_letters_presses_a_button_and_gets_none(desk: Desk) -> None:
    house, other = await build(desk.store, "canary"), await build(desk.store, "another")
    address = await desk.keeps(house, KeptThing.GROUP)
    await desk.keeps(other, KeptThing.GROUP, "other@canary.example")
    letters = {letter.to: letter for letter in await desk.jobs()}
    browser = Browser(desk.http)
    page = await desk.opened(browser, code_in(letters[ROLE]))
    done = await browser.send(page, "/upkeep/no-more")
    assert done.status_code == 200
    for word in ("canary", "group", "support", "meeting", "peer"):
        assert word not in " ".join(re.findall(r"<article.*</article>", done.text, re.DOTALL))
    said = "select version, written_to from confidential.upkeep_addresses where id = $1"
    row = await desk.admin.fetchrow(said, address)
    assert row is not None
    assert tuple(row) == (2, False)
    # Neither by itself, nor by an old code, nor by the organisation's wish.
    assert (await browser.send(page, "/upkeep/no-more")).status_code == 400
    await browser.send(page, "/upkeep/again")
    asker = Actor(house.organisation, "test")
    with pytest.raises(NotPossibleNow):
        await desk.store.run(asker, lambda work: asking.request_link(work, address))
    sent = await desk.jobs(after=timedelta(days=40))
    assert [letter.to for letter in sent] == ["other@canary.example"]

    async def anew(work: Work) -> None:
        thing, at = KeptThing.GROUP, datetime.now(UTC)
        await asking.set_address(work, thing, house.group, ROLE, expected_version=2, at=at)

    await desk.store.run(asker, anew)
    again = await desk.jobs(after=timedelta(days=80))
    assert {letter.to for letter in again} == {ROLE, "other@canary.example"}


async def test_a_letter_that_waits_is_not_sent_to_whoever_wants_no_more(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    address = await desk.keeps(house, KeptThing.GROUP)
    (letter,) = await desk.jobs()
    asker = Actor(house.organisation, "test")
    await desk.store.run(asker, lambda work: asking.request_link(work, address))
    browser = Browser(desk.http)
    page = await desk.opened(browser, code_in(letter))
    assert (await browser.send(page, "/upkeep/no-more")).status_code == 200
    assert await desk.jobs(after=timedelta(minutes=2)) == []


async def test_nobody_is_asked_who_verified_lately_or_was_asked_this_month(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    await desk.admin.execute("update catalogue.groups set verified_at = now()")
    assert await desk.jobs() == []
    await desk.admin.execute("update catalogue.groups set verified_at = null")
    assert len(await desk.jobs(after=timedelta(days=1))) == 1
    assert await desk.jobs(after=timedelta(days=3)) == []
    assert len(await desk.jobs(after=timedelta(days=40))) == 1


@pytest.mark.parametrize("thing", list(KeptThing))
@pytest.mark.parametrize("how", ENDS)
async def test_nobody_is_written_to_about_what_is_over(
    desk: Desk, how: End, thing: KeptThing
) -> None:
    over, other = await build(desk.store, "canary"), await build(desk.store, "another")
    address = await desk.keeps(over, thing)
    await desk.keeps(other, thing, "other@canary.example")
    await end(desk.store, over, how)
    before = await everything(desk.admin)
    with pytest.raises(NotPossibleNow):
        await desk.store.run(
            Actor(over.organisation, "test"), lambda work: asking.request_link(work, address)
        )
    assert await everything(desk.admin) == before
    for days in (0, 40, 80):
        sent = await desk.jobs(after=timedelta(days=days))
        assert [letter.to for letter in sent] == ["other@canary.example"]


@pytest.mark.parametrize("how", ENDS)
async def test_a_letter_that_waits_when_all_is_over_is_not_sent(desk: Desk, how: End) -> None:
    house = await build(desk.store, "canary")
    address = await desk.keeps(house, KeptThing.GROUP)
    asker = Actor(house.organisation, "test")
    await desk.store.run(asker, lambda work: asking.request_link(work, address))
    await end(desk.store, house, how)
    assert await desk.jobs() == []
    assert await desk.admin.fetchval("select count(*) from identity.upkeep_links") == 0
    assert await desk.admin.fetchval("select count(sent_at) from operations.notices") == 1


@pytest.mark.parametrize("thing", list(KeptThing))
@pytest.mark.parametrize("how", ENDS)
async def test_a_link_writes_nothing_of_what_is_over(
    desk: Desk, how: End, thing: KeptThing
) -> None:
    house = await build(desk.store, "canary")
    await desk.keeps(house, thing)
    (letter,) = await desk.jobs()
    browser = Browser(desk.http)
    page = await desk.opened(browser, code_in(letter))
    await end(desk.store, house, how)
    assert (await browser.send(page, "/upkeep/keep", all="right")).status_code == 400
    errand = Errand(group_id=house.group, right=True)
    with pytest.raises(NotFound):
        await Keeping(desk.store, desk.identity).done(code_in(letter), [errand], datetime.now(UTC))
    assert await verified(desk.admin) == {}
    empty = await desk.opened(browser, code_in(letter))
    assert not [each for each in empty.elements if each[0] == "fieldset"]
    await browser.send(page, "/upkeep/again")
    assert await desk.jobs(after=timedelta(minutes=2)) == []


async def test_links_and_letters_of_long_ago_are_forgotten(desk: Desk) -> None:
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    await desk.jobs()
    await desk.admin.execute("update catalogue.groups set verified_at = now() + interval '1 year'")
    held = "select (select count(*) from identity.upkeep_links) + count(*) from operations.notices"
    await desk.jobs(after=timedelta(days=80))
    assert await desk.admin.fetchval(held) == 2
    await desk.jobs(after=timedelta(days=120))
    assert await desk.admin.fetchval(held) == 0


async def test_one_who_is_asked_by_many_replicas_gets_one_letter(desk: Desk) -> None:
    """To see it fail: take ``leased_until`` out of ``_LEASE`` in ``leasing.py``."""
    house = await build(desk.store, "canary")
    await desk.keeps(house, KeptThing.GROUP)
    await asyncio.gather(desk.jobs(), desk.jobs(), desk.jobs())
    await desk.jobs(after=timedelta(minutes=2))
    assert len(desk.letters.sent) == 1


async def test_nobody_has_a_letter_sent_in_anothers_name(desk: Desk) -> None:
    house, other = await build(desk.store, "canary"), await build(desk.store, "another")
    address = await desk.keeps(house, KeptThing.GROUP)

    async def act(work: Work) -> None:
        await work.driver.execute(
            "insert into operations.notices (id, organisation_id, about, thing_id)"
            " values (gen_random_uuid(), $1, 'UPKEEP', $2)",
            *(house.organisation, address),
        )

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await desk.store.run(Actor(other.organisation, "test"), act)
