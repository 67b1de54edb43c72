"""Consent: what is shown, what is chosen, what is remembered, and whose browser may decide."""

import asyncio
from uuid import UUID

import httpx
import pytest

from api.domain.standing import ClientKind, StaffRole
from api.domain.vocabulary import OrganisationStatus
from tests.http.account.world import PASSWORD, REDIRECT, Browser, World, asking, fields_of, told
from tests.http.page_world import Page

READS = ("openid", "groups:read", "me:read")
PERSONAL = ("openid", "me:read")


async def arrive(browser: Browser, client: str, *scopes: str, **different: str) -> Page:
    """Come from an app, and follow to the page on which something is asked."""
    page = await browser.follow(await browser.ask("GET", asking(client, *scopes, **different)))
    assert page.answer.status_code == 200, page.answer.headers
    return page


def action(page: Page) -> str:
    return next(form["action"] for form in page.all("form") if "/consent/" in form["action"])


async def decide(browser: Browser, page: Page, decision: str, **fields: object) -> httpx.Response:
    return await browser.send(page, action(page), decision=decision, **fields)


async def live_grants(world: World) -> list[tuple[UUID | None, list[str]]]:
    rows = await world.admin.fetch(
        "select organisation_id, scopes from identity.grants where revoked_at is null"
        " order by created_at"
    )
    return [(each["organisation_id"], list(each["scopes"])) for each in rows]


async def test_somebody_signs_in_consents_and_comes_back_with_a_code(world: World) -> None:
    person = await world.person()
    ours = await world.organisation("Heron Works")
    client = await world.app(ours, *PERSONAL)
    browser = world.browser()
    page = await arrive(browser, client, *PERSONAL)
    assert "Heron notes" in page.text
    form = fields_of(page, "/sign-in")
    assert form["interaction"]
    answer = await browser.send(page, "/sign-in", handle="heron", password=PASSWORD)
    page = await browser.follow(answer)
    for words in ("Heron notes", "Heron Works", "verified", "app.test", "only for you"):
        assert words in page.text
    assert "Know that it is you" in page.text
    assert "See what is your own here" in page.text
    assert page.chosen("scope") == {"me:read"}
    answer = await decide(browser, page, "allow", scope="me:read")
    back = told(answer)
    assert answer.headers["location"].startswith(f"{REDIRECT}?")
    assert back["code"].startswith("psn_ac_")
    assert (back["state"], back["iss"]) == ("a-state", "https://peers.test")
    assert await live_grants(world) == [(None, ["me:read", "openid"])]
    code = await world.admin.fetchrow("select * from identity.codes")
    assert code is not None
    assert (code["acr"], code["amr"]) == ("pwd", ["pwd"])
    grants = await world.admin.fetchrow("select * from identity.grants")
    assert grants is not None
    assert grants["person_id"] == person


async def test_the_page_lets_its_form_end_where_the_app_is_and_nowhere_else(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL)
    policy = page.answer.headers["content-security-policy"]
    assert "form-action 'self' https://app.test;" in policy
    assert "frame-ancestors 'none'" in policy
    for path in ("/account", "/sign-in"):
        headers = (await browser.get(path)).answer.headers
        assert "form-action 'self';" in headers["content-security-policy"]


async def test_whoever_declines_gives_nothing_and_the_app_is_told(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL)
    back = told(await decide(browser, page, "deny"))
    assert back == {"error": "access_denied", "state": "a-state", "iss": "https://peers.test"}
    assert await live_grants(world) == []
    assert (await decide(browser, page, "allow", scope="me:read")).status_code == 400
    # Nobody has to sign in to say no.
    stranger = world.browser()
    page = await arrive(stranger, client, *PERSONAL)
    assert told(await decide(stranger, page, "deny"))["error"] == "access_denied"


async def test_what_is_unticked_is_not_given_and_nothing_else_can_be_added(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL, "me:write")
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL, "me:write")
    answer = await decide(browser, page, "allow", scope=["me:write", "platform:admin", "x"])
    assert "code" in told(answer)
    assert await live_grants(world) == [(None, ["me:write", "openid"])]
    page = await arrive(browser, client, "me:read")
    answer = await decide(browser, page, "allow")
    assert answer.status_code == 400
    assert "at least one" in answer.text


async def test_r16_another_browser_cannot_go_on_with_an_errand(world: World) -> None:
    await world.person()
    await world.person("egret")
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    one, other = await world.signed_in(), await world.signed_in("egret")
    mine, theirs = await arrive(one, client, *PERSONAL), await arrive(other, client, *PERSONAL)
    assert (await other.get(action(mine))).answer.status_code == 400
    assert (await other.get(f"/sign-in?interaction={action(mine)[-36:]}")).answer.status_code == 400
    swapped = {**fields_of(theirs, action(theirs)), "decision": "allow", "scope": "me:read"}
    answer = await other.ask("POST", action(mine), data=swapped)
    assert answer.status_code in {400, 403}
    swapped |= fields_of(mine, action(mine))
    assert (await other.ask("POST", action(mine), data=swapped)).status_code in {400, 403}
    assert await live_grants(world) == []
    assert "code" in told(await decide(one, mine, "allow", scope="me:read"))


async def test_r16_a_page_of_whoever_was_signed_in_before_decides_nothing(world: World) -> None:
    await world.person()
    await world.person("egret")
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL)
    await browser.send(await browser.get("/sign-in"), "/sign-in", handle="egret", password=PASSWORD)
    assert (await decide(browser, page, "allow", scope="me:read")).status_code == 403
    assert await live_grants(world) == []


async def test_r16_forged_and_tokenless_decisions_do_nothing(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL)
    data = {**fields_of(page, action(page)), "decision": "allow", "scope": "me:read"}
    for headers in ({"origin": "https://app.test"}, {"sec_fetch_site": "cross-site"}):
        answer = await browser.ask("POST", action(page), data=data, json=None, **headers)
        assert answer.status_code == 403
    del data["token"]
    assert (await browser.ask("POST", action(page), data=data)).status_code == 403
    assert await live_grants(world) == []


async def test_r17_what_a_form_leads_to_is_fetched_without_what_was_typed(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = world.browser()
    page = await arrive(browser, client, *PERSONAL)
    signed_in = await browser.send(page, "/sign-in", handle="heron", password=PASSWORD)
    page = await browser.follow(signed_in)
    denied = await decide(browser, page, "deny")
    page = await arrive(browser, client, *PERSONAL)
    allowed = await decide(browser, page, "allow", scope="me:read")
    for answer in (signed_in, denied, allowed):
        assert answer.status_code == 303
        assert PASSWORD not in str(answer.headers)


async def test_of_several_answers_one_counts(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL)
    answers = await asyncio.gather(
        *(decide(browser, page, "allow", scope="me:read") for _ in range(5))
    )
    assert sorted(each.status_code for each in answers) == [303, 400, 400, 400, 400]
    assert await live_grants(world) == [(None, ["me:read", "openid"])]


async def test_a_therapist_chooses_for_whom_and_gives_no_more_than_the_role(world: World) -> None:
    person = await world.person()
    clinic, other = await world.organisation("Blue Clinic"), await world.organisation("Red Clinic")
    closed = await world.organisation("Grey Clinic", OrganisationStatus.SUSPENDED)
    staff = await world.staff(person, clinic, StaffRole.THERAPIST)
    await world.staff(person, other, StaffRole.AUDITOR)
    await world.staff(person, closed, StaffRole.OWNER)
    client = await world.app(
        await world.organisation("Heron Works"),
        *READS,
        "referrals:create",
        kind=ClientKind.CONFIDENTIAL_APP,
    )
    browser = await world.signed_in()
    page = await arrive(browser, client, *READS, "referrals:create")
    assert "For whom?" in page.text
    choices = {each["value"] for each in page.all("input", name="choice")}
    assert choices == {clinic.hex, other.hex, "self"}
    assert "Grey Clinic" not in page.text
    for wrong in ("", closed.hex, "everybody"):
        assert (await decide(browser, page, "choose", choice=wrong)).status_code == 400
    page = await browser.follow(await decide(browser, page, "choose", choice=clinic.hex))
    assert "for Blue Clinic" in page.text
    assert page.chosen("scope") == {"groups:read", "referrals:create"}
    page = await browser.follow(await decide(browser, page, "change"))
    page = await browser.follow(await decide(browser, page, "choose", choice=other.hex))
    assert page.chosen("scope") == {"groups:read"}
    page = await browser.follow(await decide(browser, page, "change"))
    page = await browser.follow(await decide(browser, page, "choose", choice=clinic.hex))
    answer = await decide(
        browser, page, "allow", scope=["groups:read", "referrals:create", "me:read"]
    )
    assert "code" in told(answer)
    assert await live_grants(world) == [(clinic, ["groups:read", "openid", "referrals:create"])]
    assert await world.admin.fetchval("select staff_id from identity.grants") == staff


async def test_an_app_that_names_an_organisation_gets_that_one_or_nothing(world: World) -> None:
    person = await world.person()
    clinic, other = await world.organisation("Blue Clinic"), await world.organisation("Red Clinic")
    await world.staff(person, clinic, StaffRole.THERAPIST)
    client = await world.app(await world.organisation("Heron Works"), *READS)
    browser = await world.signed_in()
    named = {"organization": f"org_{clinic.hex}"}
    page = await arrive(browser, client, *READS, **named)
    assert "for Blue Clinic" in page.text
    page = await arrive(browser, client, *READS, organization=f"org_{other.hex}")
    assert "Nothing to allow" in page.text
    assert not page.all("button", value="allow")
    answer = await decide(browser, page, "allow", scope="groups:read")
    assert answer.status_code == 200
    assert await live_grants(world) == []
    assert told(await decide(browser, page, "deny"))["error"] == "access_denied"


async def test_the_same_again_is_not_asked_again_but_more_is(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL, "me:write")
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL)
    await decide(browser, page, "allow", scope="me:read")
    again = await browser.follow(await browser.ask("GET", asking(client, *PERSONAL)))
    assert "code" in told(again.answer)
    less = await browser.follow(await browser.ask("GET", asking(client, "openid")))
    assert "code" in told(less.answer)
    assert "May this app" in (await arrive(browser, client, *PERSONAL, "me:write")).text
    assert "May this app" in (await arrive(browser, client, *PERSONAL, prompt="consent")).text
    await world.admin.execute("update identity.grants set revoked_at = now()")
    assert "May this app" in (await arrive(browser, client, *PERSONAL)).text


@pytest.mark.parametrize("redirect_uri", ["http://127.0.0.1/callback", "test.heron.notes:/back"])
async def test_an_app_on_the_device_is_asked_for_every_time(
    world: World, redirect_uri: str
) -> None:
    await world.person()
    ours = await world.organisation("Heron Works")
    client = await world.app(ours, *PERSONAL, redirect_uri=redirect_uri)
    browser = await world.signed_in()
    back = {"redirect_uri": redirect_uri}
    for _ in range(2):
        page = await arrive(browser, client, *PERSONAL, **back)
        assert "May this app" in page.text
        policy = page.answer.headers["content-security-policy"]
        source = "http://127.0.0.1" if "127" in redirect_uri else "test.heron.notes:"
        assert f"form-action 'self' {source};" in policy
        answer = await decide(browser, page, "allow", scope="me:read")
        assert answer.headers["location"].startswith(f"{redirect_uri}?code=")
    answer = await browser.ask("GET", asking(client, *PERSONAL, prompt="none", **back))
    assert told(answer)["error"] == "consent_required"


async def test_with_prompt_none_nobody_is_asked(world: World) -> None:
    person = await world.person()
    client = await world.app(await world.organisation("Heron Works"), *READS)
    browser, stranger = await world.signed_in(), world.browser()
    silent = asking(client, *READS, prompt="none")
    assert told(await stranger.ask("GET", silent))["error"] == "login_required"
    assert told(await browser.ask("GET", silent))["error"] == "consent_required"
    page = await arrive(browser, client, *READS)
    await decide(browser, page, "allow", scope="me:read")
    assert "code" in told(await browser.ask("GET", silent))
    # With a second position there would be something to choose, and nothing of it was allowed.
    clinic = await world.organisation("Blue Clinic")
    await world.staff(person, clinic, StaffRole.THERAPIST)
    assert "code" in told(await browser.ask("GET", silent))
    named = asking(client, *READS, prompt="none", organization=f"org_{clinic.hex}")
    assert told(await browser.ask("GET", named))["error"] == "consent_required"
    strong = asking(client, *READS, prompt="none", acr_values="phr")
    assert told(await browser.ask("GET", strong))["error"] == "login_required"
    old = asking(client, *READS, prompt="none", max_age="0")
    assert told(await browser.ask("GET", old))["error"] == "login_required"
    assert await world.count("interactions") == 0


@pytest.mark.parametrize("wants", [{"prompt": "login"}, {"max_age": "60"}])
async def test_an_app_may_want_its_person_signed_in_anew(
    world: World, wants: dict[str, str]
) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = await world.signed_in()
    await world.admin.execute(
        "update identity.sessions set auth_time = auth_time - interval '2 minutes'"
    )
    page = await arrive(browser, client, *PERSONAL, **wants)
    assert "You are signed in" in page.text
    answer = await browser.send(page, "/sign-in", handle="heron", password=PASSWORD)
    page = await browser.follow(answer)
    assert "May this app" in page.text


async def test_what_is_sensitive_needs_a_passkey_or_is_left_out(world: World) -> None:
    person = await world.person()
    clinic = await world.organisation("Blue Clinic")
    await world.staff(person, clinic, StaffRole.OWNER)
    scopes = ("openid", "groups:read", "clients:manage")
    browser = await world.signed_in()
    explorer = {"redirect_uri": "https://peers.test/explorer/signed-in"}
    page = await arrive(browser, "peers-explorer", *scopes, **explorer)
    assert "Please confirm with your passkey" in page.text
    assert not page.all("input", name="password")
    assert (
        (await decide(browser, page, "allow", scope="clients:manage"))
        .headers["location"]
        .startswith("/sign-in?interaction=")
    )
    page = await browser.follow(await decide(browser, page, "without"))
    assert page.chosen("scope") == {"groups:read"}
    answer = await decide(browser, page, "allow", scope=["groups:read", "clients:manage"])
    assert "code" in told(answer)
    assert await live_grants(world) == [(clinic, ["groups:read", "openid"])]
    # Not long ago with a passkey, it is asked for like anything else; a while later, again.
    await world.admin.execute("update identity.sessions set acr = 'phr'")
    page = await arrive(browser, "peers-explorer", *scopes, **explorer)
    assert page.chosen("scope") == {"groups:read", "clients:manage"}
    await world.admin.execute(
        "update identity.sessions set auth_time = now() - interval '16 minutes'"
    )
    page = await arrive(browser, "peers-explorer", *scopes, **explorer)
    assert "Please confirm with your passkey" in page.text


async def test_an_app_that_wants_a_passkey_gets_nothing_less(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL, acr_values="phr")
    assert "Please confirm with your passkey" in page.text
    await decide(browser, page, "without")
    answer = await decide(browser, page, "allow", scope="me:read")
    assert answer.headers["location"].startswith("/sign-in?interaction=")
    assert await live_grants(world) == []


async def test_an_operator_may_give_what_nobody_else_can(world: World) -> None:
    await world.person("operator", operator=True)
    await world.person()
    scopes = ("openid", "platform:admin")
    explorer = {"redirect_uri": "https://peers.test/explorer/signed-in"}
    for name, offered in (("operator", {"platform:admin"}), ("heron", set[str]())):
        browser = await world.signed_in(name)
        await world.admin.execute("update identity.sessions set acr = 'phr'")
        page = await arrive(browser, "peers-explorer", *scopes, **explorer)
        assert page.chosen("scope") == offered
        assert "part of this site" in page.text


async def test_an_errand_ends_after_half_an_hour(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL)
    await world.admin.execute("update identity.interactions set expires_at = now()")
    assert (await decide(browser, page, "allow", scope="me:read")).status_code == 400
    assert (await browser.get(action(page))).answer.status_code == 400
    assert await live_grants(world) == []


async def test_an_app_that_was_stopped_meanwhile_gets_nothing(world: World) -> None:
    await world.person()
    client = await world.app(await world.organisation("Heron Works"), *PERSONAL)
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL)
    await world.admin.execute("update confidential.clients set status = 'DISABLED'")
    answer = await decide(browser, page, "allow", scope="me:read")
    assert answer.status_code == 400
    assert await live_grants(world) == []


async def test_an_app_of_an_organisation_that_nobody_verified_says_so(world: World) -> None:
    await world.person()
    client = await world.app(
        await world.organisation("New Works", OrganisationStatus.APPLIED), *PERSONAL
    )
    browser = await world.signed_in()
    page = await arrive(browser, client, *PERSONAL)
    assert "New Works not verified" in page.text
