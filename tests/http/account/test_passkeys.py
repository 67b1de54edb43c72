"""Passkeys: made once, answering one challenge of one browser, here and nowhere else."""

from dataclasses import dataclass
from random import Random
from typing import Any

import httpx
import orjson
import pytest

from tests.http.account.authenticator import PRESENT, Authenticator, Json, raw, text
from tests.http.account.world import ISSUER, Browser, World, fields_of
from tests.http.page_world import Page


@dataclass(slots=True)
class Ceremony:
    """What the script on a page does: ask, have the device answer, send the answer."""

    browser: Browser
    page: Page
    address: str

    @property
    def box(self) -> dict[str, str]:
        (box,) = (each for each in self.page.all("div") if "data-passkey" in each)
        return box

    async def ask(self, **different: object) -> httpx.Response:
        body = {"token": self.box["data-token"], **different}
        return await self.browser.ask("POST", self.address, json=body)

    async def options(self) -> tuple[str, Json]:
        answer = await self.ask()
        assert answer.status_code == 200, answer.text
        return answer.json()["id"], answer.json()["publicKey"]

    async def answer(self, asked: str, answer: object, **different: object) -> httpx.Response:
        body = {"token": self.box["data-token"], "answer": answer, **different}
        body.setdefault("interaction", self.box["data-interaction"])
        return await self.browser.ask("POST", f"{self.address}/{asked}", json=body)


async def ceremony(browser: Browser, path: str) -> Ceremony:
    page = await browser.get(path)
    (address,) = (each["data-passkey"] for each in page.all("div") if "data-passkey" in each)
    return Ceremony(browser, page, address)


async def signed_up(world: World, name: str = "heron") -> tuple[Browser, Authenticator]:
    making, device = await beginning(world, name), Authenticator(ISSUER)
    browser = making.browser
    asked, options = await making.options()
    assert options["user"]["name"] == name
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    answer = await making.answer(asked, device.create(options))
    assert answer.json() == {"next": "/account/words"}, answer.text
    return browser, device


async def test_somebody_signs_up_and_in_with_a_passkey_and_no_password(world: World) -> None:
    browser, device = await signed_up(world)
    assert "Your account" in (await browser.get("/account")).text
    other = world.browser()
    signing = await ceremony(other, "/sign-in")
    asked, options = await signing.options()
    assert options["userVerification"] == "required"
    assert options.get("allowCredentials", []) == []
    answer = await signing.answer(asked, device.show(options))
    assert answer.json() == {"next": "/account"}
    assert "Your account" in (await other.get("/account")).text
    row = await world.admin.fetchrow("select * from identity.sessions order by created_at desc")
    assert row is not None
    assert (row["acr"], row["amr"]) == ("phr", ["hwk", "user"])
    person = await world.admin.fetchrow("select * from identity.persons")
    assert person is not None
    assert (person["password"], person["email"]) == (None, None)
    kept = await world.admin.fetchrow("select * from identity.passkeys")
    assert kept is not None
    assert (kept["sign_count"], kept["transports"]) == (1, ["internal"])


async def test_an_answer_opens_nothing_a_second_time(world: World) -> None:
    _, device = await signed_up(world)
    signing = await ceremony(world.browser(), "/sign-in")
    asked, options = await signing.options()
    answer = device.show(options)
    assert (await signing.answer(asked, answer)).status_code == 200
    again = await signing.answer(asked, answer, token=signing.box["data-token"])
    # The session is another one now, and with it the token of every form.
    assert again.status_code == 403
    signing.page = await signing.browser.get("/sign-in")
    assert (await signing.answer(asked, answer)).status_code == 400
    assert await world.count("sessions") == 2


@pytest.mark.parametrize(
    "wrong", ["origin", "challenge", "counter", "unverified", "person", "key", "party"]
)
async def test_an_answer_that_proves_nothing_opens_nothing_and_uses_the_challenge_up(
    world: World, wrong: str
) -> None:
    _, device = await signed_up(world)
    signing = await ceremony(world.browser(), "/sign-in")
    asked, options = await signing.options()
    good = Authenticator(
        ISSUER, counter=device.counter, credential_id=device.credential_id, key=device.key
    )
    good.user = device.user
    match wrong:
        case "origin":
            device.origin = "https://peers.test.evil.test"
        case "challenge":
            options = {**options, "challenge": text(b"x" * 32)}
        case "counter":
            await world.admin.execute("update identity.passkeys set sign_count = 7")
        case "unverified":
            device.flags = PRESENT
        case "person":
            device.user = b"\0" * 16
        case "key":
            device.key = Authenticator(ISSUER).key
        case _:
            options = {**options, "rpId": "evil.test"}
    refused = await signing.answer(asked, device.show(options))
    assert refused.status_code == 400
    assert refused.json() == {"problem": "This passkey does not open anything here."}
    assert await world.count("sessions") == 1
    good.counter = 20
    challenge = {"challenge": options["challenge"], "rpId": "peers.test"}
    assert (await signing.answer(asked, good.show(challenge))).status_code == 400
    assert await world.count("sessions") == 1


async def test_r16_a_challenge_is_of_one_browser(world: World) -> None:
    _, device = await signed_up(world)
    victim = await ceremony(world.browser(), "/sign-in")
    attacker = await ceremony(world.browser(), "/sign-in")
    asked, options = await attacker.options()
    answer = device.show(options)
    assert (await victim.answer(asked, answer)).status_code == 400
    assert await world.count("sessions") == 1
    assert (await attacker.answer(asked, answer)).status_code == 200


async def test_a_passkey_of_a_disabled_person_opens_nothing(world: World) -> None:
    _, device = await signed_up(world)
    await world.admin.execute("update identity.persons set status = 'DISABLED'")
    signing = await ceremony(world.browser(), "/sign-in")
    asked, options = await signing.options()
    assert (await signing.answer(asked, device.show(options))).status_code == 400


async def test_a_credential_is_registered_once_and_for_one_account(world: World) -> None:
    _, device = await signed_up(world)
    browser = world.browser()
    answer = await browser.send(await browser.get("/sign-up"), "/sign-up", handle="egret")
    making = await ceremony(browser, answer.headers["location"])
    asked, options = await making.options()
    copy = Authenticator(ISSUER, credential_id=device.credential_id)
    assert (await making.answer(asked, copy.create(options))).status_code == 400
    assert (await world.count("persons"), await world.count("passkeys")) == (1, 1)
    # The sign-up itself is still there, for a passkey of one's own.
    asked, options = await making.options()
    assert (await making.answer(asked, Authenticator(ISSUER).create(options))).status_code == 200


async def test_r16_a_script_of_another_origin_or_without_the_token_gets_no_challenge(
    world: World,
) -> None:
    signing = await ceremony(world.browser(), "/sign-in")
    token, before = {"token": signing.box["data-token"]}, await world.count("interactions")
    tries: list[tuple[Json, dict[str, str]]] = [
        ({}, {}),
        ({"token": 7}, {}),
        ({"token": "x" * 64}, {}),
        (token, {"origin": "https://evil.test"}),
        (token, {"sec_fetch_site": "cross-site"}),
    ]
    for body, headers in tries:
        answer = await signing.browser.ask(
            "POST", "/sign-in/passkey", data=None, json=body, **headers
        )
        assert answer.status_code == 403, (body, headers)
    form = await signing.browser.ask("POST", "/sign-in/passkey", data=token)
    assert form.status_code == 415
    assert await world.count("interactions") == before


async def test_answers_of_any_shape_are_refused_in_words_and_never_fail(world: World) -> None:
    _, device = await signed_up(world)
    signing = await ceremony(world.browser(), "/sign-in")
    chance = Random(7)
    for _ in range(40):
        asked, options = await signing.options()
        answer = mangled(chance, device.show(options))
        refused = await signing.answer(asked, answer)
        assert refused.status_code == 400, answer
        assert "problem" in refused.json()
    assert (await world.count("sessions"), await world.count("passkeys")) == (1, 1)


async def test_credentials_of_any_shape_are_refused_in_words_and_never_fail(world: World) -> None:
    chance, made = Random(8), 0
    making = await beginning(world, "egret0")
    for _ in range(40):
        asked, options = await making.options()
        answer = mangled(chance, Authenticator(ISSUER).create(options))
        refused = await making.answer(asked, answer)
        # Nobody vouches for what is in a credential, so another byte of it is another credential.
        assert refused.status_code in {200, 400}, answer
        if refused.status_code == 200:
            made += 1
            making = await beginning(world, f"egret{made}")
    assert await world.count("passkeys") == await world.count("persons") == made


async def beginning(world: World, name: str) -> Ceremony:
    browser = world.browser()
    found = await browser.send(await browser.get("/sign-up"), "/sign-up", handle=name)
    return await ceremony(browser, found.headers["location"])


def mangled(chance: Random, answer: Json) -> object:
    """An answer with one thing wrong: a part that is missing, of another type, or other bytes."""
    changed: dict[str, Any] = orjson.loads(orjson.dumps(answer))
    part = changed if chance.random() < 0.3 else changed["response"]
    required = [name for name in part if name != "transports"]
    name = chance.choice(required)
    odd: list[Any] = [None, 7, [], {}, "", "!", "AAAA", text(b"\xff" * 40), text(b"{}"), "x" * 9000]
    if chance.random() < 0.5 or not isinstance(part[name], str) or name in {"id", "type"}:
        part[name] = chance.choice(odd)
    else:
        old = bytearray(raw(part[name]))
        at = chance.randrange(len(old)) if old else 0
        old[at : at + 1] = bytes([(old[at] + 1) % 256]) if chance.random() < 0.7 else b""
        part[name] = text(bytes(old))
    return chance.choice([changed, changed, changed, [changed], None])


async def test_another_passkey_is_added_and_removed_but_never_the_last_way_in(
    world: World,
) -> None:
    browser, device = await signed_up(world)
    adding = await ceremony(browser, "/account")
    asked, options = await adding.options()
    assert [each["id"] for each in options["excludeCredentials"]] == [text(device.credential_id)]
    second = Authenticator(ISSUER)
    assert (await adding.answer(asked, second.create(options))).json() == {"next": "/account"}
    page = await browser.get("/account")
    first = fields_of(page, "/account/passkeys/remove")["id"]
    assert (await browser.send(page, "/account/passkeys/remove")).status_code == 303
    kept = await world.admin.fetch("select id, credential_id from identity.passkeys")
    assert [bytes(each["credential_id"]) for each in kept] == [second.credential_id]
    assert str(kept[0]["id"]) != first
    page = await browser.get("/account")
    answer = await browser.send(page, "/account/passkeys/remove")
    assert answer.status_code == 400
    assert "your only way to sign in" in answer.text
    assert await world.count("passkeys") == 1


async def test_a_stolen_password_neither_adds_nor_removes_a_passkey(world: World) -> None:
    person = await world.person()
    browser = await world.signed_in()
    adding = await ceremony(browser, "/account")
    asked, options = await adding.options()
    device = Authenticator(ISSUER)
    assert (await adding.answer(asked, device.create(options))).status_code == 200
    thief = await world.signed_in()
    page = await thief.get("/account")
    assert not [each for each in page.all("div") if "data-passkey" in each]
    token = fields_of(page, "/account/password")["token"]
    refused = await thief.ask("POST", "/account/passkey", json={"token": token})
    assert refused.status_code == 400
    held = await world.admin.fetchval("select id from identity.passkeys")
    answer = await thief.ask(
        "POST", "/account/passkeys/remove", data={"token": token, "id": str(held)}
    )
    assert answer.status_code == 403
    words = await thief.ask("POST", "/account/words", data={"token": token})
    assert words.status_code == 403
    assert await world.count("passkeys") == 1
    assert await world.admin.fetchval(
        "select recovery is null from identity.persons where id = $1", person
    )


async def test_nobody_removes_somebody_elses_passkey(world: World) -> None:
    await signed_up(world)
    theirs = await world.admin.fetchval("select id from identity.passkeys")
    browser, _ = await signed_up(world, "egret")
    page = await browser.get("/account")
    adding = await ceremony(browser, "/account")
    asked, options = await adding.options()
    await adding.answer(asked, Authenticator(ISSUER).create(options))
    await browser.send(page, "/account/passkeys/remove", id=str(theirs))
    assert await world.count("passkeys") == 3
