"""Coming back, and signing up by mail: one-time codes, recovery words, and what ends with them."""

import asyncio
import time
from uuid import UUID

import httpx
import pytest

from api.domain.scopes import Scope
from api.persistence.identity.grants import GrantedBy, add_grant
from tests.http.account.world import PASSWORD, Browser, World, sign_in
from tests.http.page_world import Page

ADDRESS = "egret@peers.test"
NEW = "nine loud otters under ice"
WEAK = "password1234"


async def grant(world: World, person: UUID) -> UUID:
    return await world.services.identity.run(
        lambda connection: add_grant(
            connection, GrantedBy(client="peers-cli", person_id=person), [Scope.ME_READ]
        )
    )


async def ask_for_link(world: World, address: str = ADDRESS) -> httpx.Response:
    browser = world.browser()
    answer = await browser.send(await browser.get("/recover"), "/recover", handle=address)
    await world.mailed()
    return answer


async def use_code(browser: Browser, code: str) -> httpx.Response:
    page = await browser.get("/recover/link")
    return await browser.send(page, "/recover/link", code=code)


async def words_of(browser: Browser) -> str:
    answer = await browser.send(await browser.get("/account/words"), "/account/words")
    words = Page(answer)
    return " ".join(words.text.partition("keep them.")[2].split()[:12])


async def test_a_code_from_a_letter_sets_a_new_password_and_ends_everything_else(
    world: World,
) -> None:
    person = await world.person(ADDRESS)
    elsewhere = await world.signed_in(ADDRESS)
    allowed = await grant(world, person)
    assert (await ask_for_link(world)).headers["location"] == "/recover/sent"
    browser = world.browser()
    answer = await use_code(browser, world.letters.code())
    assert answer.status_code == 303
    address = answer.headers["location"]
    page = await browser.get(address)
    assert (await browser.send(page, address, new=WEAK)).status_code == 400
    answer = await browser.send(page, address, new=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "Your account" in (await browser.get("/account")).text
    assert (await elsewhere.get("/account")).answer.status_code == 303
    row = await world.admin.fetchrow("select * from identity.grants where id = $1", allowed)
    assert row is not None
    assert (row["revoked_at"] is not None, row["revoked_for"]) == (True, "recovery")
    assert (await sign_in(world.browser(), ADDRESS, PASSWORD)).status_code == 400
    assert (await sign_in(world.browser(), ADDRESS, NEW)).status_code == 303
    # What chose the password chooses no other.
    assert (await browser.get(address)).answer.status_code == 400


async def test_a_letter_says_nothing_of_what_the_site_is_about(world: World) -> None:
    await world.person(ADDRESS)
    await ask_for_link(world)
    (letter,) = world.letters.sent
    assert letter.to == ADDRESS
    said = f"{letter.subject} {letter.text}".casefold().replace("https://peers.test", "")
    for word in ("peer", "group", "support", "therap", "health", "clinic", "meeting"):
        assert word not in said
    link = f"https://peers.test/recover/link#{world.letters.code()}"
    assert link in letter.text, "a browser sends nothing of it to a server"
    assert (
        await world.admin.fetchval(
            "select position($1 in encode(hash, 'escape')) from identity.one_time_links",
            world.letters.code(),
        )
        == 0
    )


async def test_opening_the_link_uses_nothing_up(world: World) -> None:
    await world.person(ADDRESS)
    await ask_for_link(world)
    code = world.letters.code()
    scanner = world.browser()
    for path in ("/recover/link", f"/recover/link?code={code}"):
        assert (await scanner.get(path)).answer.status_code == 200
    assert await world.admin.fetchval("select used_at is null from identity.one_time_links")
    assert (await use_code(world.browser(), code)).status_code == 303


async def test_a_code_opens_once_in_time_and_only_the_last_one(world: World) -> None:
    await world.person(ADDRESS)
    await ask_for_link(world)
    first = world.letters.code()
    await ask_for_link(world)
    second = world.letters.code()
    refused = [first, second[:-1], second + "x", "psn_ol_" + "a" * 43, "", "ü" * 50]
    for code in refused:
        assert (await use_code(world.browser(), code)).status_code == 400
    answers = await asyncio.gather(*(use_code(world.browser(), second) for _ in range(6)))
    assert sorted(each.status_code for each in answers) == [303, 400, 400, 400, 400, 400]
    await ask_for_link(world)
    await world.admin.execute("update identity.one_time_links set expires_at = now()")
    assert (await use_code(world.browser(), world.letters.code())).status_code == 400
    assert await world.admin.fetchval("select count(*) from identity.interactions") == 1


async def test_what_a_code_opened_is_opened_in_that_browser_alone(world: World) -> None:
    await world.person(ADDRESS)
    await ask_for_link(world)
    browser, other = world.browser(), world.browser()
    address = (await use_code(browser, world.letters.code())).headers["location"]
    await other.get("/sign-in")
    assert (await other.get(address)).answer.status_code == 400
    page = await browser.get(address)
    assert (await other.send(page, address, new=NEW)).status_code in {400, 403}
    assert (await sign_in(world.browser(), ADDRESS, PASSWORD)).status_code == 303


async def test_nobody_learns_whether_an_address_is_known(world: World) -> None:
    await world.person(ADDRESS)
    disabled = await world.person("gone@peers.test")
    await world.admin.execute(
        "update identity.persons set status = 'DISABLED' where id = $1", disabled
    )
    answers = [
        await ask_for_link(world, each) for each in (ADDRESS, "gone@peers.test", "no@peers.test")
    ]
    told = {(each.status_code, each.text, each.headers["location"]) for each in answers}
    assert len(told) == 1
    assert [each.to for each in world.letters.sent] == [ADDRESS]
    # Nor from how often it may be asked.
    for address in (ADDRESS, "no@peers.test"):
        heard = [(await ask_for_link(world, address)).status_code for _ in range(4)]
        assert heard == [303, 303, 429, 429], address


async def test_nobody_waits_for_the_mail_of_an_address_that_is_known(world: World) -> None:
    await world.person(ADDRESS)
    world.letters.seconds = 3.0
    browser = world.browser()
    page = await browser.get("/recover")
    began = time.monotonic()
    await browser.send(page, "/recover", handle=ADDRESS)
    # The next request over the same connection would wait for what is done after an answer.
    await browser.get("/recover")
    assert time.monotonic() - began < 2
    await world.mailed()
    assert len(world.letters.sent) == 1


async def test_signing_up_by_mail_shows_nobody_who_is_known_already(world: World) -> None:
    await world.person(ADDRESS)
    answers: list[httpx.Response] = []
    for address in (ADDRESS, "new@peers.test"):
        browser = world.browser()
        page = await browser.get("/sign-up")
        answers.append(await browser.send(page, "/sign-up", handle=address))
    await world.mailed()
    assert len({(each.status_code, each.text, each.headers["location"]) for each in answers}) == 1
    known, new = sorted(world.letters.sent, key=lambda letter: letter.to)
    assert "has an account already" in known.text
    assert "psn_ol_" not in known.text
    assert "finish signing up" in new.text
    row = await world.admin.fetchrow(
        "select * from identity.persons where password is null and email is not null"
    )
    assert row is not None
    assert b"new@peers.test" not in bytes(row["email"])
    browser = world.browser()
    address = (await use_code(browser, _code(new.text))).headers["location"]
    answer = await browser.send(await browser.get(address), address, new=NEW)
    assert answer.status_code == 303
    assert (await sign_in(world.browser(), "New@Peers.test", NEW)).status_code == 303


def _code(text: str) -> str:
    return next(word for word in text.split() if word.startswith("psn_ol_"))


async def test_a_name_is_signed_up_once_with_a_good_password(world: World) -> None:
    browser = world.browser()
    answer = await browser.send(await browser.get("/sign-up"), "/sign-up", handle="Heron.7")
    address = answer.headers["location"]
    page = await browser.get(address)
    for weak in ("short", WEAK, "heron.7heron.7", "", "x" * 300):
        refused = await browser.send(page, address, new=weak)
        assert refused.status_code == 400, weak
        assert weak not in refused.text or not weak
    assert await world.count("persons") == 0
    answer = await browser.send(page, address, new=NEW)
    assert answer.headers["location"] == "/account/words"
    assert (await browser.send(page, address, new=NEW)).status_code in {400, 403}
    again = world.browser()
    refused = await again.send(await again.get("/sign-up"), "/sign-up", handle="\uff28eron.7")
    assert refused.status_code == 400
    assert "taken" in refused.text
    assert await world.count("persons") == 1


async def test_a_name_that_two_people_choose_at_once_is_one_persons(world: World) -> None:
    browsers = [world.browser() for _ in range(4)]
    addresses: list[str] = []
    for browser in browsers:
        answer = await browser.send(await browser.get("/sign-up"), "/sign-up", handle="heron")
        addresses.append(answer.headers["location"])
    pages = [
        await browser.get(address) for browser, address in zip(browsers, addresses, strict=True)
    ]
    answers = await asyncio.gather(
        *(
            browser.send(page, address, new=NEW)
            for browser, page, address in zip(browsers, pages, addresses, strict=True)
        )
    )
    assert sorted(each.status_code for each in answers) == [303, 400, 400, 400]
    assert (await world.count("persons"), await world.count("sessions")) == (1, 1)


@pytest.mark.parametrize("handle", ["ab", "a b c", "x" * 65, "a@b", "@peers.test", "a\x00bc", ""])
async def test_what_can_be_no_handle_is_refused(world: World, handle: str) -> None:
    browser = world.browser()
    answer = await browser.send(await browser.get("/sign-up"), "/sign-up", handle=handle)
    assert answer.status_code == 400
    assert (await world.count("interactions"), world.letters.sent) == (0, [])


async def test_recovery_words_are_shown_once_kept_as_a_hash_and_used_once(world: World) -> None:
    person = await world.person()
    browser = await world.signed_in()
    words = await words_of(browser)
    assert len(words.split()) == 12
    kept = await world.admin.fetchval("select recovery from identity.persons")
    assert len(kept) == 32
    assert words not in (await browser.get("/account/words")).text
    allowed = await grant(world, person)
    lost = world.browser()
    page = await lost.get("/recover")
    wrong = " ".join(reversed(words.split()))
    assert (await lost.send(page, "/recover/words", words=wrong)).status_code == 400
    answer = await lost.send(page, "/recover/words", words=f"  {words.upper()}\n")
    address = answer.headers["location"]
    answer = await lost.send(await lost.get(address), address, new=NEW)
    assert answer.status_code == 303
    assert (await browser.get("/account")).answer.status_code == 303
    assert await world.admin.fetchval(
        "select revoked_at is not null from identity.grants where id = $1", allowed
    )
    page = await world.browser().get("/recover")
    again = world.browser()
    page = await again.get("/recover")
    assert (await again.send(page, "/recover/words", words=words)).status_code == 400


async def test_of_two_who_have_the_words_one_gets_in(world: World) -> None:
    await world.person()
    words = await words_of(await world.signed_in())
    browsers = [world.browser() for _ in range(3)]
    addresses: list[str] = []
    for browser in browsers:
        page = await browser.get("/recover")
        answer = await browser.send(page, "/recover/words", words=words)
        addresses.append(answer.headers["location"])
    pages = [await b.get(a) for b, a in zip(browsers, addresses, strict=True)]
    answers = await asyncio.gather(
        *(
            browser.send(page, address, new=f"{NEW} {number}")
            for number, (browser, page, address) in enumerate(
                zip(browsers, pages, addresses, strict=True)
            )
        )
    )
    assert sorted(each.headers["location"] for each in answers) == [
        "/account",
        "/recover",
        "/recover",
    ]


async def test_new_words_close_what_the_old_ones_opened(world: World) -> None:
    await world.person()
    browser = await world.signed_in()
    old = await words_of(browser)
    new = await words_of(browser)
    lost = world.browser()
    page = await lost.get("/recover")
    assert (await lost.send(page, "/recover/words", words=old)).status_code == 400
    assert (await lost.send(page, "/recover/words", words=new)).status_code == 303
