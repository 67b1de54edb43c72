"""Signing in with a password: cookies, sessions, tokens of forms, and who is told what."""

from tests.http.account.world import PASSWORD, World, fields_of, sign_in

WRONG = "wrong"
CANARY = "canary-word"
CLOSED = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
}


async def test_the_right_password_opens_a_session_in_a_host_cookie(world: World) -> None:
    person = await world.person()
    browser = world.browser()
    answer = await sign_in(browser, "Heron", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-sid=psn_ss_")
    for attribute in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie
    row = await world.admin.fetchrow("select * from identity.sessions")
    assert row is not None
    assert (row["person_id"], row["acr"], row["amr"]) == (person, "pwd", ["pwd"])
    assert row["label"] == "Firefox on Linux"
    assert browser.cookies["__Host-sid"].encode() not in bytes(row["hash"])
    assert "Your account" in (await browser.get("/account")).text


async def test_r20_every_page_is_closed_to_frames_caches_and_other_origins(world: World) -> None:
    await world.person()
    browser = await world.signed_in()
    for path in ("/sign-in", "/sign-up", "/recover", "/recover/link", "/account", "/sign-out"):
        headers = (await browser.get(path)).answer.headers
        assert {name: headers.get(name) for name in CLOSED} == CLOSED, path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "access-control-allow-origin" not in headers, path


async def test_nobody_can_tell_an_unknown_account_from_a_wrong_password(world: World) -> None:
    await world.person()
    await world.person("nopassword", password=None)
    browser = world.browser()
    page = await browser.get("/sign-in")
    bodies = set[str]()
    for handle in ("heron", "nobody", "nopassword", "not a handle!", "nobody@peers.test", ""):
        answer = await browser.send(page, "/sign-in", handle=handle, password=WRONG)
        assert answer.status_code == 400, handle
        bodies.add(answer.text)
    assert len(bodies) == 1
    assert await world.count("sessions") == 0


async def test_what_was_typed_does_not_come_back(world: World) -> None:
    await world.person()
    browser = world.browser()
    page = await browser.get("/sign-in")
    answer = await browser.send(page, "/sign-in", handle="canary-name", password=CANARY)
    assert answer.status_code == 400
    assert "canary" not in answer.text
    assert "canary" not in str(answer.headers)


async def test_r16_a_form_without_its_token_or_of_another_browser_does_nothing(
    world: World,
) -> None:
    await world.person()
    browser, other = world.browser(), world.browser()
    page = await browser.get("/sign-in")
    elsewhere = await other.get("/sign-in")
    typed = {"handle": "heron", "password": PASSWORD}
    for answer in (
        await browser.send(page, "/sign-in", "token", **typed),
        await browser.send(page, "/sign-in", **typed, token="0" * 64),
        await browser.send(elsewhere, "/sign-in", **typed),
    ):
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert await world.count("sessions") == 0


async def test_r16_a_form_that_another_origin_sends_does_nothing(world: World) -> None:
    await world.person()
    browser = world.browser()
    page = await browser.get("/sign-in")
    data = {"token": page.all("input", name="token")[0]["value"], "handle": "heron"}
    data["password"] = PASSWORD
    for headers in (
        {"origin": "https://evil.test"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "", "origin": "https://evil.test"},
        {"sec_fetch_site": "", "origin": "http://peers.test"},
    ):
        answer = await browser.ask("POST", "/sign-in", data=data, **headers)
        assert answer.status_code == 403, headers
    assert await world.count("sessions") == 0
    # A browser that sends neither is held by the token.
    answer = await browser.ask("POST", "/sign-in", data=data, sec_fetch_site="", origin="")
    assert answer.status_code == 303


async def test_r18_forged_headers_of_proxies_change_no_address(world: World) -> None:
    await world.person()
    browser = world.browser()
    page = await browser.get("/sign-in", x_forwarded_host="evil.test", x_forwarded_proto="http")
    assert "evil.test" not in page.answer.text
    answer = await browser.ask(
        "POST",
        "/sign-in",
        data={
            "token": page.all("input", name="token")[0]["value"],
            "handle": "heron",
            "password": PASSWORD,
        },
        x_forwarded_host="evil.test",
        x_user="somebody",
        host="evil.test",
    )
    assert answer.headers["location"] == "/account"
    assert "evil.test" not in str(answer.headers)


async def test_a_disabled_person_is_as_unknown_as_anybody(world: World) -> None:
    person = await world.person()
    browser = await world.signed_in()
    await world.admin.execute(
        "update identity.persons set status = 'DISABLED' where id = $1", person
    )
    assert (await browser.get("/account")).answer.status_code == 303
    assert (await sign_in(world.browser(), "heron", PASSWORD)).status_code == 400


async def test_signing_in_again_ends_the_session_that_the_browser_had(world: World) -> None:
    await world.person()
    browser = await world.signed_in()
    before = browser.cookies["__Host-sid"]
    await sign_in(browser, "heron", PASSWORD)
    assert browser.cookies["__Host-sid"] != before
    browser.cookies["__Host-sid"] = before
    assert (await browser.get("/account")).answer.status_code == 303
    assert (
        await world.admin.fetchval(
            "select count(*) from identity.sessions where revoked_at is null"
        )
        == 1
    )


async def test_a_session_ends_after_half_an_hour_of_nothing_and_after_twelve_hours(
    world: World,
) -> None:
    await world.person()
    browser = await world.signed_in()
    for column, ago in (("seen_at", "31 minutes"), ("expires_at", "1 second")):
        kept = await world.admin.fetchval(f"select {column} from identity.sessions")  # noqa: S608
        move = f"update identity.sessions set {column} = now() - interval '{ago}'"  # noqa: S608
        await world.admin.execute(move)
        assert (await browser.get("/account")).answer.status_code == 303, column
        await world.admin.execute(f"update identity.sessions set {column} = $1", kept)  # noqa: S608
        assert (await browser.get("/account")).answer.status_code == 200, column
    life = await world.admin.fetchval("select expires_at - created_at from identity.sessions")
    assert life.total_seconds() == 12 * 3600


async def test_r16_signing_out_is_a_form_and_ends_the_session_at_once(world: World) -> None:
    await world.person()
    browser = await world.signed_in()
    cookie = browser.cookies["__Host-sid"]
    page = await browser.get("/sign-out")
    forged = fields_of(await browser.get("/account"), "/account/everywhere")["token"]
    for answer in (
        await browser.send(page, "/sign-out", "token"),
        await browser.send(page, "/sign-out", token=forged),
        await browser.ask("POST", "/sign-out", sec_fetch_site="cross-site"),
    ):
        assert answer.status_code == 403
    assert (await browser.get("/account")).answer.status_code == 200
    answer = await browser.send(page, "/sign-out")
    assert answer.status_code == 303
    assert "__Host-sid" not in browser.cookies
    browser.cookies["__Host-sid"] = cookie
    assert (await browser.get("/account")).answer.status_code == 303


async def test_a_made_up_cookie_opens_nothing(world: World) -> None:
    await world.person()
    for value in ("psn_ss_" + "a" * 43, "x", "psn_ss_" + "%C3" * 43, "a" * 4000):
        browser = world.browser()
        browser.cookies["__Host-sid"] = value
        answer = (await browser.get("/account")).answer
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


async def test_forms_of_any_shape_are_refused_in_words_and_never_fail(world: World) -> None:
    await world.person()
    browser = world.browser()
    page = await browser.get("/sign-in")
    token = page.all("input", name="token")[0]["value"]
    paths = (
        "/sign-in", "/sign-up", "/recover", "/recover/words", "/recover/link", "/sign-out",
        "/sign-up/x", "/consent/x", "/recover/password/x", "/account/password",
        "/consent/00000000-0000-4000-8000-000000000000", "/account/apps/withdraw",
    )  # fmt: skip
    bodies = (
        b"", b"token", b"\xff\xfe", b"token=%ff%fe", b"a=" + b"b" * 40_000, b"&" * 500,
        f"token={token}&handle=%00&password=%00".encode(),
        f"token={token}&token=x&handle[]=1".encode(),
    )  # fmt: skip
    for path in paths:
        for body in bodies:
            answer = await browser.http.post(
                path,
                content=body,
                headers={
                    "content-type": "application/x-www-form-urlencoded",
                    "cookie": f"__Host-browser={browser.cookies['__Host-browser']}",
                },
            )
            assert 300 <= answer.status_code < 500, (path, body[:20])
    assert await world.count("sessions") == 0
