"""Best current practice for OAuth (RFC 9700), item by item: ``docs/oauth-checklists.md``."""

import logging
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from api.auth.config import AuthConfig
from api.auth.tokens import AccessToken, sign_access_token
from api.domain.scopes import Scope
from api.domain.standing import ClientKind
from tests.http.oauth.world import (
    CHALLENGE,
    ISSUER,
    KEYS,
    REDIRECT,
    VERIFIER,
    Registered,
    World,
    asked_by,
    assertion,
    key_set,
    sent_back,
)

SIGN_IN = ("openid", "offline_access", "me:read")
NEAR_MISSES = (
    f"{REDIRECT}/",
    f"{REDIRECT}?",
    f"{REDIRECT}?a=b",
    f"{REDIRECT}#",
    f"{REDIRECT}#fragment",
    "https://app.test/BACK",
    "https://APP.test/back",
    "HTTPS://app.test/back",
    "http://app.test/back",
    "https://app.test:443/back",
    "https://app.test./back",
    "https://user@app.test/back",
    "https://app.test@evil.test/back",
    "https://evil.test/https://app.test/back",
    "https://app.test/x/../back",
    "https://app.test/%62ack",
    "https://app.test//back",
    "https://app.test/back%20",
    "https://app.test\\@evil.test/back",
    "https://app.test/back\u200b",
    'https://app.test/back"',
    "javascript:alert(1)",
    "data:text/html,hello",
    "//app.test/back",
    "/back",
    "http://127.0.0.1:8000/callback",
)


async def app_of(world: World, kind: ClientKind = ClientKind.PUBLIC_APP) -> Registered:
    return await world.client(kind, *SIGN_IN)


@pytest.mark.parametrize("kind", [ClientKind.PUBLIC_APP, ClientKind.CONFIDENTIAL_APP])
async def test_r1_a_redirect_uri_matches_letter_by_letter(world: World, kind: ClientKind) -> None:
    app = await app_of(world, kind)
    for near_miss in NEAR_MISSES:
        answer = await world.authorize(**asked_by(app, redirect_uri=near_miss))
        assert answer.status_code == 400, near_miss
        assert "location" not in answer.headers
        assert near_miss not in answer.text
    assert world.begun == []


async def test_r1_the_port_of_a_loopback_address_may_be_any_for_a_native_app(
    world: World,
) -> None:
    registered = ("http://127.0.0.1/callback", "http://[::1]:1/callback?x=1")
    native = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN, redirect_uris=registered)
    for port in (":1", ":41234", ":65535", ""):
        for asked in (f"http://127.0.0.1{port}/callback", f"http://[::1]{port}/callback?x=1"):
            assert (await world.authorize(**asked_by(native, redirect_uri=asked))).is_success
    for asked in (
        "http://127.0.0.1:65536/callback",
        "http://127.0.0.1:0/callback",
        "http://127.0.0.1:80:80/callback",
        "http://127.0.0.1:80@evil.test/callback",
        "http://127.0.0.1.evil.test/callback",
        "http://127.0.0.2:8000/callback",
        "http://localhost:8000/callback",
        "https://127.0.0.1:8000/callback",
        "http://127.0.0.1:8000/callback/",
        "http://[::1]:8000/callback",
        "http://[::ffff:127.0.0.1]:8000/callback",
    ):
        assert (await world.authorize(**asked_by(native, redirect_uri=asked))).status_code == 400
    confidential = await world.client(
        ClientKind.CONFIDENTIAL_APP, *SIGN_IN, redirect_uris=registered
    )
    asked = asked_by(confidential, redirect_uri="http://127.0.0.1:41234/callback")
    assert (await world.authorize(**asked)).status_code == 400


async def test_r2_whoever_names_no_client_or_no_address_of_it_gets_a_page(world: World) -> None:
    app, backend = await app_of(world), await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    disabled = await app_of(world)
    await world.disable(disabled)
    for asked in (
        asked_by(app, client_id=""),
        asked_by(app, client_id="cli_" + "0" * 32),
        asked_by(app, client_id="peers-unknown"),
        asked_by(app, redirect_uri=""),
        asked_by(disabled),
        asked_by(backend, redirect_uri="https://elsewhere.test"),
    ):
        answer = await world.authorize(**asked)
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("text/html")
        assert "location" not in answer.headers


async def test_r2_other_errors_go_to_the_registered_address_and_to_no_other(world: World) -> None:
    app = await app_of(world)
    wrong = {
        "invalid_scope": {"scope": "links:read"},
        "unsupported_response_type": {"response_type": "token"},
        "invalid_target": {"resource": "https://elsewhere.test"},
        "request_not_supported": {"request": "eyJ"},
        "request_uri_not_supported": {"request_uri": "https://elsewhere.test"},
        "registration_not_supported": {"registration": "{}"},
        "invalid_request": {"prompt": "none login"},
    }
    for error, difference in wrong.items():
        answer = await world.authorize(**asked_by(app, **difference))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{REDIRECT}?error={error}&")
    assert world.begun == []


async def test_r2_an_error_keeps_the_query_of_the_registered_address(world: World) -> None:
    registered = "https://app.test/back?tenant=7"
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN, redirect_uris=(registered,))
    answer = await world.authorize(**asked_by(app, redirect_uri=registered, scope=""))
    assert answer.headers["location"].startswith(f"{registered}&error=invalid_scope&")


@pytest.mark.parametrize("kind", [ClientKind.PUBLIC_APP, ClientKind.CONFIDENTIAL_APP])
async def test_r3_no_code_without_a_challenge_by_s256(world: World, kind: ClientKind) -> None:
    app = await app_of(world, kind)
    for difference in (
        {"code_challenge": ""},
        {"code_challenge_method": ""},
        {"code_challenge": "", "code_challenge_method": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "s256"},
        {"code_challenge": CHALLENGE[:-1]},
        {"code_challenge": CHALLENGE + "A"},
        {"code_challenge": CHALLENGE[:-1] + "="},
        {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
    ):
        answer = await world.authorize(**asked_by(app, **difference))
        assert sent_back(answer.headers["location"])["error"] == "invalid_request"
    assert world.begun == []


@pytest.mark.parametrize("kind", [ClientKind.PUBLIC_APP, ClientKind.CONFIDENTIAL_APP])
async def test_r4_a_code_is_worth_nothing_without_its_verifier(
    world: World, kind: ClientKind
) -> None:
    app, other = await app_of(world, kind), await app_of(world, kind)
    code = await world.code(app, await world.person())
    for client, difference, error in (
        (app, {"code_verifier": VERIFIER[::-1]}, "invalid_grant"),
        (app, {"code_verifier": CHALLENGE}, "invalid_grant"),
        (app, {"code_verifier": ""}, "invalid_request"),
        (app, {"code_verifier": "short"}, "invalid_request"),
        (app, {"redirect_uri": "https://app.test/elsewhere"}, "invalid_grant"),
        (app, {"redirect_uri": ""}, "invalid_grant"),
        (other, {}, "invalid_grant"),
    ):
        answer = await world.redeem(client, code, **difference)
        assert (answer.status_code, answer.json()["error"]) == (400, error)
    # None of these attempts has used the code up.
    assert (await world.redeem(app, code)).status_code == 200


async def test_r5_code_is_the_only_response_type(world: World) -> None:
    app = await app_of(world)
    for asked in ("token", "id_token", "code token", "code id_token", "none", "Code"):
        answer = await world.authorize(**asked_by(app, response_type=asked))
        assert sent_back(answer.headers["location"])["error"] == "unsupported_response_type"
    for mode in ("fragment", "form_post"):
        answer = await world.authorize(**asked_by(app, response_mode=mode))
        assert sent_back(answer.headers["location"])["error"] == "invalid_request"
    metadata = (await world.http.get("/.well-known/oauth-authorization-server")).json()
    assert metadata["response_types_supported"] == ["code"]


async def test_r6_a_client_gets_nothing_for_the_password_of_a_person(world: World) -> None:
    app = await app_of(world, ClientKind.CONFIDENTIAL_APP)
    form = {"grant_type": "password", "username": "heron", "password": "seven quiet herons"}
    answer = await world.post("token", form, app.basic)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


async def test_r8_a_refresh_token_that_is_shown_twice_ends_the_family(world: World) -> None:
    app = await app_of(world)
    first = (await world.redeem(app, await world.code(app, await world.person()))).json()
    second = (await world.refresh(app, first["refresh_token"])).json()
    assert await world.works(first["access_token"])
    reused = await world.refresh(app, first["refresh_token"])
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    for told in (first, second):
        assert not await world.works(told["access_token"])
        answer = await world.refresh(app, told["refresh_token"])
        assert answer.json()["error"] == "invalid_grant"


async def test_r8_another_client_cannot_use_a_refresh_token_nor_end_its_family(
    world: World,
) -> None:
    app, other = await app_of(world), await app_of(world)
    told = (await world.redeem(app, await world.code(app, await world.person()))).json()
    used = (await world.refresh(app, told["refresh_token"])).json()
    for token in (told["refresh_token"], used["refresh_token"]):
        assert (await world.refresh(other, token)).json()["error"] == "invalid_grant"
    assert (await world.refresh(app, used["refresh_token"])).status_code == 200


@pytest.mark.parametrize(
    "gone",
    [
        "update identity.persons set status = 'DISABLED' where id = $1",
        "update confidential.staff set status = 'ENDED' where id = $2",
        "update catalogue.organisations set status = 'SUSPENDED' where id = $3",
        "update confidential.clients set status = 'DISABLED' where id = $4",
        "update catalogue.organisations set status = 'SUSPENDED' where id = $5",
        "update identity.grants set revoked_at = now() where client_id = $4",
        "update confidential.clients set scopes = '{groups:read}' where id = $4",
    ],
)
async def test_r8_a_refresh_token_ends_with_what_it_stands_on(world: World, gone: str) -> None:
    app = await world.client(ClientKind.CONFIDENTIAL_APP, "groups:read", "offline_access")
    staff = await world.staff(await world.organisation())
    code = await world.code(app, staff, scope="groups:read offline_access")
    told = (await world.redeem(app, code)).json()
    assert (await world.refresh(app, told["refresh_token"])).status_code == 200
    ids = (staff.id, staff.staff, staff.organisation, app.row, app.organisation)
    used = [int(number) for number in "12345" if f"${number}" in gone]
    statement = gone.replace(f"${used[0]}", "$1")
    await world.admin.execute(statement, ids[used[0] - 1])
    answer = await world.refresh(app, told["refresh_token"])
    assert answer.json()["error"] in {"invalid_grant", "invalid_client"}
    assert "access_token" not in answer.json()


async def test_r9_a_token_for_another_audience_opens_nothing(world: World) -> None:
    app = await app_of(world)
    told = (await world.redeem(app, await world.code(app, await world.person()))).json()
    token = await world.services.verifier.verify(told["access_token"])
    elsewhere = AuthConfig(ISSUER, "https://elsewhere.test/graphql")
    key = await world.services.identity.run(
        lambda connection: world.services.signer.active(connection, "ES256")
    )
    minted = AccessToken(
        id=uuid4(),
        grant_id=token.grant_id,
        subject=token.subject,
        client=token.client,
        scopes=token.scopes,
        organisation_id=None,
        issued_at=token.auth_time or token.expires_at,
        life=token.expires_at - (token.auth_time or token.expires_at),
    )
    for config, status in ((world.services.config, 200), (elsewhere, 401)):
        bearer = {"authorization": f"Bearer {sign_access_token(key, config, minted)}"}
        assert (await world.http.get("/oauth/userinfo", headers=bearer)).status_code == status


async def test_r9_a_token_never_holds_more_than_was_allowed(world: World) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN, "links:read")
    request = await world.asks(app, scope="openid me:read links:read")
    allowed = frozenset({Scope.OPENID, Scope.ME_READ})
    url = await world.allow(request, await world.person(), allowed)
    told = (await world.redeem(app, sent_back(url)["code"])).json()
    assert set(told["scope"].split()) == {"openid", "me:read"}


@pytest.mark.parametrize("path", ["token", "revoke", "introspect"])
async def test_r10_a_confidential_client_proves_who_it_is_everywhere(
    world: World, path: str
) -> None:
    app = await app_of(world, ClientKind.CONFIDENTIAL_APP)
    form = {"grant_type": "refresh_token", "refresh_token": "psn_rt_x", "token": "psn_rt_x"}
    without = (
        {"client_id": app.client_id},
        {"client_id": app.client_id, "client_secret": "psn_cs_wrong"},
        {"client_id": "cli_" + "0" * 32, "client_secret": "psn_cs_wrong"},
        {"client_id": ""},
    )
    for proof in without:
        answer = await world.post(path, {**form, **proof})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")
        assert "www-authenticate" not in answer.headers
    for basic in (
        httpx.BasicAuth(app.client_id, "wrong"),
        httpx.BasicAuth("cli_" + "0" * 32, app.secret),
        httpx.BasicAuth("", ""),
    ):
        answer = await world.http.post(f"/oauth/{path}", data=form, auth=basic)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("path", ["token", "revoke", "introspect"])
async def test_r10_two_proofs_at_once_are_refused(world: World, path: str) -> None:
    app = await app_of(world, ClientKind.CONFIDENTIAL_APP)
    form = {"grant_type": "client_credentials", "scope": "me:read", "token": "x"}
    proof = {"client_assertion": assertion(app.client_id), "client_assertion_type": "x"}
    for answer in (
        await world.post(path, {**form, **app.post}, app.basic),
        await world.post(path, {**form, **proof}, app.basic),
        await world.post(path, {**form, **app.post, **proof}),
        await world.post(path, {**form, "client_id": "cli_" + "0" * 32}, app.basic),
    ):
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_r10_a_client_with_keys_alone_proves_itself_by_no_secret(world: World) -> None:
    backend = await world.client(
        ClientKind.CLINIC_BACKEND, "groups:read", jwks=key_set(KEYS["ES256"])
    )
    answer = await world.credentials(backend, "groups:read", {}, **backend.public)
    assert answer.json()["error"] == "invalid_client"
    # A public client has nothing to prove itself with, so a proof of it is none.
    app = await app_of(world)
    form = {**app.public, "client_secret": "psn_cs_any", "grant_type": "refresh_token"}
    assert (await world.post("token", form)).json()["error"] == "invalid_client"


async def test_r11_whatever_the_metadata_names_works(world: World) -> None:
    said: dict[str, str] = (await world.http.get("/.well-known/oauth-authorization-server")).json()
    assert said == (await world.http.get("/.well-known/openid-configuration")).json()
    assert said["issuer"] == ISSUER
    for name in ("token_endpoint", "revocation_endpoint", "introspection_endpoint"):
        answer = await world.http.post(urlsplit(said[name]).path)
        assert answer.status_code in {400, 401}
    for name in ("jwks_uri", "userinfo_endpoint", "authorization_endpoint"):
        assert (await world.http.get(urlsplit(said[name]).path)).status_code in {200, 400, 401}
    assert said["grant_types_supported"] == [
        *("authorization_code", "refresh_token", "client_credentials")
    ]
    for grant_type in said["grant_types_supported"]:
        app = await app_of(world)
        answer = await world.token(app, {"grant_type": grant_type})
        assert answer.json()["error"] != "unsupported_grant_type"


async def test_r11_each_algorithm_and_method_that_is_named_works(world: World) -> None:
    said = (await world.http.get("/.well-known/oauth-authorization-server")).json()
    keyed = await world.client(
        ClientKind.CLINIC_BACKEND, "groups:read", jwks=key_set(*KEYS.values()), secret=True
    )
    used = {"none"}
    for algorithm in said["token_endpoint_auth_signing_alg_values_supported"]:
        proof = assertion(keyed.client_id, algorithm)
        assert (await world.by_key("groups:read", proof)).status_code == 200
        used.add("private_key_jwt")
    assert (await world.credentials(keyed, "groups:read")).status_code == 200
    assert (await world.credentials(keyed, "groups:read", {}, **keyed.post)).status_code == 200
    used |= {"client_secret_basic", "client_secret_post"}
    assert set(said["token_endpoint_auth_methods_supported"]) == used
    app = await app_of(world)
    told = await world.redeem(app, await world.code(app, await world.person()))
    assert told.status_code == 200


async def test_r11_what_the_metadata_does_not_name_is_not_there(world: World) -> None:
    said = (await world.http.get("/.well-known/oauth-authorization-server")).json()
    for absent in (
        *("pushed_authorization_request_endpoint", "registration_endpoint"),
        *("device_authorization_endpoint", "dpop_signing_alg_values_supported"),
        *("end_session_endpoint", "check_session_iframe"),
    ):
        assert absent not in said
    for path in ("par", "register", "device"):
        assert (await world.http.post(f"/oauth/{path}")).status_code == 404
    for grant_type in (
        *("implicit", "password", "urn:ietf:params:oauth:grant-type:device_code"),
        *("urn:ietf:params:oauth:grant-type:jwt-bearer", "CLIENT_CREDENTIALS"),
    ):
        answer = await world.post("token", {"grant_type": grant_type})
        assert answer.json()["error"] == "unsupported_grant_type"


async def test_r11_the_resource_names_its_server(world: World) -> None:
    for path in ("", "/graphql"):
        said = (await world.http.get(f"/.well-known/oauth-protected-resource{path}")).json()
        assert said["resource"] == f"{ISSUER}/graphql"
        assert said["authorization_servers"] == [ISSUER]
        assert said["bearer_methods_supported"] == ["header"]


async def test_r12_only_pages_of_the_client_may_read_what_it_is_answered(world: World) -> None:
    ours = {"origin": "https://app.test"}
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN, origins=("https://app.test",))
    other = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN, origins=("https://other.test",))
    form = {"grant_type": "refresh_token", "refresh_token": "psn_rt_x", "token": "psn_rt_x"}
    for path in ("token", "revoke"):
        for client, allowed in ((app, "https://app.test"), (other, None)):
            answer = await world.post(path, {**form, **client.public}, ours)
            assert answer.headers.get("access-control-allow-origin") == allowed
            assert answer.headers["vary"] == "Origin"
            assert "access-control-allow-credentials" not in answer.headers
    told = (await world.redeem(app, await world.code(app, await world.person()))).json()
    bearer = {"authorization": f"Bearer {told['access_token']}"}
    for origin, allowed in (("https://app.test", "https://app.test"), ("https://other.test", None)):
        answer = await world.http.get("/oauth/userinfo", headers={**bearer, "origin": origin})
        assert answer.headers.get("access-control-allow-origin") == allowed


async def test_r12_a_page_of_no_client_is_not_let_in(world: World) -> None:
    await world.client(ClientKind.PUBLIC_APP, *SIGN_IN, origins=("https://known.test",))
    for path in ("token", "revoke", "userinfo"):
        for origin, allowed in (
            ("https://known.test", "https://known.test"),
            ("https://evil.test", None),
            ("null", None),
            ("https://known.test.evil.test", None),
            ("x" * 3000, None),
        ):
            answer = await world.http.options(f"/oauth/{path}", headers={"origin": origin})
            assert answer.status_code == 200
            assert answer.headers.get("access-control-allow-origin") == allowed


async def test_r12_documents_are_for_everybody_and_authorize_is_for_no_page(world: World) -> None:
    curious = {"origin": "https://curious.test"}
    for path in (
        "/oauth/jwks",
        "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
        "/.well-known/oauth-protected-resource",
    ):
        answer = await world.http.get(path, headers=curious)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=300"
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN, origins=("https://curious.test",))
    for asked in (asked_by(app), asked_by(app, scope=""), asked_by(app, client_id="")):
        answer = await world.http.get("/oauth/authorize", params=asked, headers=curious)
        assert not [name for name in answer.headers if name.startswith("access-control")]
    refused = await world.http.options("/oauth/authorize", headers=curious)
    assert not [name for name in refused.headers if name.startswith("access-control")]


async def test_r13_a_token_in_an_address_is_refused(world: World) -> None:
    app = await app_of(world)
    told = (await world.redeem(app, await world.code(app, await world.person()))).json()
    sent = {"access_token": told["access_token"]}
    assert (await world.http.get("/oauth/userinfo", params=sent)).status_code == 400
    answer = await world.http.post("/oauth/token", params=app.public)
    assert answer.json()["error"] == "invalid_request"


async def test_r13_no_secret_reaches_a_log(alone: World, caplog: pytest.LogCaptureFixture) -> None:
    world = alone
    caplog.set_level(logging.DEBUG)
    world.services.identity.engine.echo = True
    app = await app_of(world, ClientKind.CONFIDENTIAL_APP)
    code = await world.code(app, await world.person())
    told = (await world.redeem(app, code)).json()
    again = (await world.refresh(app, told["refresh_token"])).json()
    await world.post("introspect", {"token": told["access_token"]}, app.basic)
    await world.post("revoke", {"token": told["refresh_token"]}, app.basic)
    await world.post("token", {"grant_type": "x", **app.post})
    assert "sqlalchemy" in {record.name.partition(".")[0] for record in caplog.records}
    secrets = (code, VERIFIER, app.secret, *told.values(), again["access_token"])
    leaked = [each for each in secrets if isinstance(each, str) and len(each) > 40]
    assert len(leaked) >= 6
    assert [each for each in leaked if each in caplog.text] == []


async def test_r14_every_answer_names_the_issuer(world: World) -> None:
    app, person = await app_of(world), await world.person()
    url = await world.allow(await world.asks(app), person)
    assert sent_back(url).keys() == {"code", "state", "iss"}
    assert sent_back(url)["iss"] == ISSUER
    error = await world.authorize(**asked_by(app, scope="links:read"))
    assert sent_back(error.headers["location"])["iss"] == ISSUER
    metadata = (await world.http.get("/.well-known/oauth-authorization-server")).json()
    assert metadata["authorization_response_iss_parameter_supported"] is True


async def test_r15_a_code_is_worth_something_once_and_ends_what_came_of_it(world: World) -> None:
    app = await app_of(world)
    code = await world.code(app, await world.person())
    told = (await world.redeem(app, code)).json()
    again = await world.redeem(app, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert not await world.works(told["access_token"])
    assert (await world.refresh(app, told["refresh_token"])).json()["error"] == "invalid_grant"


async def test_r15_a_used_code_in_the_hands_of_another_client_ends_nothing(world: World) -> None:
    app, other = await app_of(world), await app_of(world)
    code = await world.code(app, await world.person())
    told = (await world.redeem(app, code)).json()
    assert (await world.redeem(other, code)).json()["error"] == "invalid_grant"
    assert await world.works(told["access_token"])


async def test_r15_a_code_lives_for_a_minute_at_most(world: World) -> None:
    app = await app_of(world)
    code = await world.code(app, await world.person())
    life = await world.admin.fetchval(
        "select max(extract(epoch from codes.expires_at - codes.created_at)) from identity.codes"
        " join identity.grants on grants.id = grant_id where client_id = $1",
        app.row,
    )
    assert 0 < life <= 61
    await world.admin.execute(
        "update identity.codes set expires_at = now() where grant_id in"
        " (select id from identity.grants where client_id = $1)",
        app.row,
    )
    assert (await world.redeem(app, code)).json()["error"] == "invalid_grant"


async def test_r15_codes_tokens_and_secrets_are_kept_as_hashes(world: World) -> None:
    app = await app_of(world)
    code = await world.code(app, await world.person())
    told = (await world.redeem(app, code)).json()
    for table in ("codes", "refresh_tokens", "client_secrets", "grants"):
        rows = await world.admin.fetch(f"select * from identity.{table}")  # noqa: S608 - a name of ours
        kept = "".join(str(dict(row)) for row in rows)
        assert code not in kept
        assert told["refresh_token"] not in kept
        assert app.secret == "" or app.secret not in kept


async def test_r17_a_redirect_is_followed_by_get(world: World) -> None:
    app = await app_of(world)
    answer = await world.authorize(**asked_by(app, scope="links:read"))
    assert answer.status_code == 303
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_r18_forged_headers_change_neither_issuer_nor_addresses(world: World) -> None:
    forged = {
        "host": "evil.test",
        "forwarded": "host=evil.test;proto=http",
        "x-forwarded-host": "evil.test",
        "x-forwarded-proto": "http",
        "x-forwarded-prefix": "/evil",
        "x-original-url": "/evil",
        "x-user": "somebody",
        "x-test-organisation": str(uuid4()),
    }
    plain = await world.http.get("/.well-known/oauth-authorization-server")
    answer = await world.http.get("/.well-known/oauth-authorization-server", headers=forged)
    assert answer.content == plain.content
    app = await app_of(world)
    asked = asked_by(app, scope="links:read")
    error = await world.http.get("/oauth/authorize", params=asked, headers=forged)
    assert "evil" not in error.headers["location"]
    assert (await world.http.get("/oauth/userinfo", headers=forged)).status_code == 401


async def test_r19_a_backend_is_never_taken_for_a_person(world: World) -> None:
    backend = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    told = (await world.credentials(backend, "groups:read")).json()
    token = await world.services.verifier.verify(told["access_token"])
    assert token.subject == token.client
    assert token.auth_time is None
    bearer = {"authorization": f"Bearer {told['access_token']}"}
    assert (await world.http.get("/oauth/userinfo", headers=bearer)).status_code == 401
    for scope in ("openid", "offline_access", "me:read"):
        answer = await world.credentials(backend, scope)
        assert answer.json()["error"] == "invalid_scope"
    # A person's subject has no prefix, and every client has one.
    app, person = await app_of(world), await world.person()
    code = await world.code(app, person)
    mine = (await world.redeem(app, code)).json()["access_token"]
    assert not (await world.services.verifier.verify(mine)).subject.startswith("cli_")


async def test_r19_an_app_has_no_credentials_of_its_own(world: World) -> None:
    app = await app_of(world, ClientKind.CONFIDENTIAL_APP)
    answer = await world.credentials(app, "me:read")
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
    backend = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    for grant_type in ("authorization_code", "refresh_token"):
        form = {"grant_type": grant_type, "code": "x", "refresh_token": "x"}
        answer = await world.post("token", form, backend.basic)
        assert answer.json()["error"] == "unauthorized_client"


async def test_r20_what_cannot_go_on_is_a_page_that_cannot_be_framed(world: World) -> None:
    answer = await world.authorize()
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
