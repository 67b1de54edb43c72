"""A person's own page: what they see of themselves, and what they end or change."""

import asyncio
from uuid import UUID

import pytest

from api.domain.scopes import Scope
from api.persistence.identity.grants import GrantedBy, add_grant
from tests.http.account.world import PASSWORD, Browser, World, asking, fields_of, sign_in
from tests.http.page_world import Page

NEW = "nine loud otters under ice"
ENDED = "/account/sessions/end"
WITHDRAWN = "/account/apps/withdraw"
POSTED = (
    "/account/password",
    "/account/words",
    "/account/passkeys/remove",
    ENDED,
    "/account/everywhere",
    WITHDRAWN,
)


async def grant(world: World, person: UUID) -> UUID:
    return await world.services.identity.run(
        lambda connection: add_grant(
            connection, GrantedBy(client="peers-cli", person_id=person), [Scope.ME_READ]
        )
    )


async def is_signed_in(browser: Browser) -> bool:
    return (await browser.get("/account")).answer.status_code == 200


async def revoked(world: World, grant_id: UUID) -> str | None:
    return await world.admin.fetchval(
        "select revoked_for from identity.grants where id = $1", grant_id
    )


async def test_nobody_in_particular_is_sent_to_sign_in(world: World) -> None:
    browser = world.browser()
    await browser.get("/sign-in")
    for path in ("/account", "/account/words"):
        answer = (await browser.get(path)).answer
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    for path in POSTED:
        answer = await browser.ask("POST", path, data={"token": "x"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), path
    for path in ("/account/passkey", "/account/passkey/x", "/sign-in/passkey/x"):
        answer = await browser.ask("POST", path, json={"token": "x"})
        assert answer.status_code == 403, path


async def test_r16_without_the_token_of_this_session_nothing_is_changed(world: World) -> None:
    person = await world.person()
    allowed = await grant(world, person)
    browser, other = await world.signed_in(), await world.signed_in()
    page, elsewhere = await browser.get("/account"), await other.get("/account")
    tokens = ("", "x", fields_of(elsewhere, "/account/password")["token"])
    for path in POSTED:
        for token in tokens:
            named = {"id": str(allowed), "current": PASSWORD, "new": NEW}
            answer = await browser.ask("POST", path, data={**named, "token": token})
            assert answer.status_code == 403, path
        data = {"token": fields_of(page, "/account/password")["token"]}
        answer = await browser.ask("POST", path, data=data, json=None, origin="https://evil.test")
        assert answer.status_code == 403, path
    assert await is_signed_in(browser)
    assert await is_signed_in(other)
    assert await revoked(world, allowed) is None
    assert (await sign_in(world.browser(), "heron", PASSWORD)).status_code == 303


async def test_the_page_tells_of_sessions_apps_and_ways_in(world: World) -> None:
    person = await world.person("egret@peers.test")
    await grant(world, person)
    await world.signed_in("egret@peers.test")
    browser = await world.signed_in("egret@peers.test")
    page = await browser.get("/account")
    assert page.text.count("Firefox on Linux") == 2
    assert "Firefox on Linux , this one" in page.text or "Firefox on Linux, this one" in page.text
    assert "Peers on the command line" in page.text
    assert "See what is your own here" in page.text
    assert "message sent to your e-mail address" in page.text
    assert "egret@peers.test" not in page.answer.text


async def test_another_session_is_ended_from_here_on_its_next_request(world: World) -> None:
    await world.person()
    lost = await world.signed_in()
    browser = await world.signed_in()
    page = await browser.get("/account")
    named = {each["value"] for each in page.all("input", name="id")}
    here = await world.admin.fetchval(
        "select id::text from identity.sessions order by created_at desc limit 1"
    )
    (other,) = named - {here}
    assert (await browser.send(page, ENDED, id=other)).status_code == 303
    assert not await is_signed_in(lost)
    assert await is_signed_in(browser)


async def test_nobody_ends_or_takes_back_what_is_somebody_elses(world: World) -> None:
    person = await world.person()
    victim = await world.signed_in()
    theirs = await world.admin.fetchval("select id from identity.sessions")
    allowed = await grant(world, person)
    other = await world.person("egret")
    await grant(world, other)
    attacker = await world.signed_in("egret")
    page = await attacker.get("/account")
    assert (await attacker.send(page, ENDED, id=str(theirs))).status_code == 303
    assert (await attacker.send(page, WITHDRAWN, id=str(allowed))).status_code == 303
    assert (await attacker.send(page, WITHDRAWN, id="x")).status_code == 400
    assert await is_signed_in(victim)
    assert await revoked(world, allowed) is None


async def test_what_an_app_was_allowed_is_taken_back(world: World) -> None:
    person = await world.person()
    allowed = await grant(world, person)
    browser = await world.signed_in()
    assert (await browser.send(await browser.get("/account"), WITHDRAWN)).status_code == 303
    assert await revoked(world, allowed) == "withdrawn"
    assert "Peers on the command line" not in (await browser.get("/account")).text


async def test_r8_signing_out_everywhere_ends_sessions_and_apps(world: World) -> None:
    person = await world.person()
    allowed = await grant(world, person)
    other, browser = await world.signed_in(), await world.signed_in()
    answer = await browser.send(await browser.get("/account"), "/account/everywhere")
    assert answer.headers["location"] == "/sign-in"
    assert not await is_signed_in(other)
    assert not await is_signed_in(browser)
    assert await revoked(world, allowed) == "signed out everywhere"


async def test_r8_another_password_ends_every_other_session_and_app(world: World) -> None:
    person = await world.person()
    allowed = await grant(world, person)
    other, browser = await world.signed_in(), await world.signed_in()
    page, cookie = await browser.get("/account"), browser.cookies["__Host-sid"]
    refused = [
        {"current": "not it at all", "new": NEW},
        {"current": PASSWORD, "new": "short"},
        {"current": "", "new": NEW},
    ]
    for typed in refused:
        answer = await browser.send(page, "/account/password", **typed)
        assert answer.status_code == 400
        assert NEW not in answer.text
    assert await is_signed_in(other)
    assert await revoked(world, allowed) is None
    answer = await browser.send(page, "/account/password", current=PASSWORD, new=NEW)
    assert answer.status_code == 303
    assert browser.cookies["__Host-sid"] != cookie
    assert await is_signed_in(browser)
    assert not await is_signed_in(other)
    assert await revoked(world, allowed) == "password"
    assert (await sign_in(world.browser(), "heron", PASSWORD)).status_code == 400
    assert (await sign_in(world.browser(), "heron", NEW)).status_code == 303


async def test_the_current_password_is_guessed_no_more_often_than_anywhere(world: World) -> None:
    await world.person()
    browser = await world.signed_in()
    page = await browser.get("/account")
    wrong = {"current": "not it at all", "new": NEW}
    answers = await asyncio.gather(
        *(browser.send(page, "/account/password", **wrong) for _ in range(8))
    )
    assert sorted(each.status_code for each in answers) == [400] * 5 + [429] * 3


async def test_a_first_password_needs_a_recent_sign_in(world: World) -> None:
    await world.person()
    browser = await world.signed_in()
    await world.admin.execute("update identity.persons set password = null")
    await world.admin.execute(
        "update identity.sessions set auth_time = auth_time - interval '16 minutes'"
    )
    page = await browser.get("/account")
    data = {"token": fields_of(page, "/account/everywhere")["token"], "new": NEW}
    for current in ("", PASSWORD):
        given = {**data, "current": current}
        assert (await browser.ask("POST", "/account/password", data=given)).status_code == 403
    assert await world.admin.fetchval("select password is null from identity.persons")
    await world.admin.execute("update identity.sessions set auth_time = now()")
    assert (await browser.ask("POST", "/account/password", data=data)).status_code == 303


async def test_a_way_back_begun_for_an_app_leads_on_to_it(world: World) -> None:
    ours = await world.organisation("Heron Works")
    client = await world.app(ours, "openid", "me:read")
    browser = world.browser()
    await browser.follow(await browser.ask("GET", asking(client, "openid", "me:read")))
    answer = await browser.send(await browser.get("/sign-up"), "/sign-up", handle="heron")
    address = answer.headers["location"]
    await browser.send(await browser.get(address), address, new=NEW)
    page = Page(await browser.send(await browser.get("/account/words"), "/account/words"))
    (onward,) = page.links("/consent/")
    assert "May this app" in (await browser.get(onward)).text


CANARIES = ("canaryname", "canary-word-of-mine", "psn_ol_" + "canary" * 7 + "x")


async def test_r13_nothing_that_was_typed_is_logged_or_shown_even_when_all_fails(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    name, word, code = CANARIES
    browser = world.browser()
    forms = [
        ("/sign-in", "/sign-in", {"handle": name, "password": word}),
        ("/sign-up", "/sign-up", {"handle": f"{name}@peers.test"}),
        ("/sign-up", "/sign-up", {"handle": f"{name} {word}"}),
        ("/recover", "/recover", {"handle": f"{name}@peers.test"}),
        ("/recover", "/recover/words", {"words": word}),
        ("/recover/link", "/recover/link", {"code": code}),
    ]
    pages = {path: await browser.get(path) for path, _, _ in forms}
    for broken in (False, True):
        if broken:
            await world.admin.execute("alter table identity.throttles rename to gone")
        for path, target, typed in forms:
            answer = await browser.send(pages[path], target, **typed)
            assert "canary" not in answer.text + str(answer.headers)
            assert (answer.status_code == 500) is (broken and " " not in typed.get("handle", ""))
    await world.mailed()
    said = capfd.readouterr()
    assert "request failed" in said.out + said.err
    assert "canary" not in said.out + said.err
    assert "127.0.0.1" not in said.out + said.err
