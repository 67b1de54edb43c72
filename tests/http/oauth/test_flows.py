"""The ways to a token, from the first request to what the token says."""

from datetime import datetime

import pytest
from joserfc import jwt

from api.auth.authorization import AuthorizationRequest
from api.auth.config import BACKEND_ACCESS_LIFE
from api.auth.keys import ID_ALGORITHM, public_keys
from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.standing import ClientKind, StaffRole
from api.persistence.told_once import digest
from tests.http.oauth.world import (
    ISSUER,
    KEYS,
    Person,
    Registered,
    World,
    assertion,
    key_set,
    sent_back,
)

SIGN_IN = ("openid", "offline_access", "me:read")


async def said(world: World, token: str) -> jwt.Token:
    """A token, verified by the published keys."""
    keys = await public_keys(world.services.identity)
    return jwt.decode(token, lambda held: keys[held.headers()["kid"]], ["ES256", "RS256"])


async def grants_of(world: World, client: Registered) -> int:
    return await world.admin.fetchval(
        "select count(*) from identity.grants where client_id = $1", client.row
    )


async def ends_of(world: World, client: Registered) -> list[datetime]:
    """When each refresh token of a client ends for good."""
    rows = await world.admin.fetch(
        "select absolute_until from identity.refresh_tokens"
        " join identity.grants on grants.id = grant_id where client_id = $1",
        client.row,
    )
    return [row["absolute_until"] for row in rows]


async def test_a_public_app_redeems_a_code(world: World) -> None:
    app, person = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN), await world.person()
    answer = await world.redeem(app, await world.code(app, person, nonce="n-1"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["token_type"].lower() == "bearer"
    assert told["expires_in"] == 600
    assert set(told["scope"].split()) == set(SIGN_IN)
    assert told["refresh_token"].startswith("psn_rt_")
    assert await world.works(told["access_token"])


async def test_an_access_token_is_one_of_rfc_9068_and_says_nothing_of_the_person(
    world: World,
) -> None:
    app, person = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN), await world.person()
    told = (await world.redeem(app, await world.code(app, person))).json()
    token = await said(world, told["access_token"])
    assert token.header["typ"] == "at+jwt"
    assert token.header["alg"] == "ES256"
    assert token.claims.keys() == {
        *("iss", "aud", "sub", "client_id", "scope", "iat", "exp", "jti", "gid"),
        *("auth_time", "acr", "amr"),
    }
    assert token.claims["iss"] == ISSUER
    assert token.claims["aud"] == f"{ISSUER}/graphql"
    assert token.claims["client_id"] == app.client_id
    assert token.claims["sub"] != str(person.id)
    assert token.claims["acr"] == "phr"


async def test_an_id_token_says_who_signed_in_to_whom_and_when(world: World) -> None:
    app, person = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN), await world.person()
    told = (await world.redeem(app, await world.code(app, person, nonce="n-1"))).json()
    token = await said(world, told["id_token"])
    access = await said(world, told["access_token"])
    assert token.header["alg"] == ID_ALGORITHM
    assert token.claims["aud"] == app.client_id
    assert token.claims["sub"] == access.claims["sub"]
    assert token.claims["nonce"] == "n-1"
    assert token.claims["exp"] - token.claims["iat"] == 600
    assert token.claims.keys() == {
        *("iss", "aud", "sub", "iat", "exp", "at_hash", "auth_time", "acr", "amr", "nonce")
    }


async def test_a_person_is_somebody_else_to_each_app(world: World) -> None:
    person = await world.person()
    subjects = set[str]()
    for _ in range(2):
        app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
        told = (await world.redeem(app, await world.code(app, person))).json()
        subjects.add((await said(world, told["access_token"])).claims["sub"])
    assert len(subjects) == 2


async def test_without_openid_there_is_no_id_token_and_without_offline_no_refresh_token(
    world: World,
) -> None:
    app, person = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN), await world.person()
    told = (await world.redeem(app, await world.code(app, person, scope="me:read"))).json()
    assert told.keys() == {"access_token", "token_type", "expires_in", "scope"}


async def test_a_confidential_app_redeems_by_its_secret_and_its_refresh_token_stays(
    world: World,
) -> None:
    app = await world.client(ClientKind.CONFIDENTIAL_APP, *SIGN_IN)
    told = (await world.redeem(app, await world.code(app, await world.person()))).json()
    for _ in range(3):
        again = await world.refresh(app, told["refresh_token"])
        assert again.status_code == 200
        assert "refresh_token" not in again.json()
        assert await world.works(again.json()["access_token"])


async def test_r8_a_public_app_gets_another_refresh_token_each_time(world: World) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
    told = (await world.redeem(app, await world.code(app, await world.person()))).json()
    (ends,) = await ends_of(world, app)
    for _ in range(3):
        before = told["refresh_token"]
        told = (await world.refresh(app, before)).json()
        assert told["refresh_token"] != before
        assert "id_token" not in told
    assert set(await ends_of(world, app)) == {ends}


async def test_a_refresh_may_ask_for_less_which_the_next_does_not_lose(world: World) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
    told = (await world.redeem(app, await world.code(app, await world.person()))).json()
    less = (await world.refresh(app, told["refresh_token"], scope="me:read")).json()
    assert less["scope"] == "me:read"
    assert (await said(world, less["access_token"])).claims["scope"] == "me:read"
    whole = (await world.refresh(app, less["refresh_token"])).json()
    assert set(whole["scope"].split()) == set(SIGN_IN)


async def test_a_refresh_that_asks_for_more_is_refused_and_uses_nothing_up(world: World) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN, "links:read")
    told = (await world.redeem(app, await world.code(app, await world.person()))).json()
    more = await world.refresh(app, told["refresh_token"], scope="me:read links:read")
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")
    assert (await world.refresh(app, told["refresh_token"])).status_code == 200


@pytest.mark.parametrize("column", ["expires_at", "absolute_until"])
async def test_a_refresh_token_ends_by_idleness_and_for_good(world: World, column: str) -> None:
    app = await world.client(ClientKind.CONFIDENTIAL_APP, *SIGN_IN)
    told = (await world.redeem(app, await world.code(app, await world.person()))).json()
    await world.admin.execute(
        f"update identity.refresh_tokens set {column} = now() - interval '1 second'"  # noqa: S608 - a name of ours
        " where hash = $1",
        digest(told["refresh_token"]),
    )
    if column == "absolute_until":
        # Each use begins the idle life anew, but never beyond the end for good.
        assert (await world.refresh(app, told["refresh_token"])).status_code == 200
    ended = await world.refresh(app, told["refresh_token"])
    assert (ended.status_code, ended.json()["error"]) == (400, "invalid_grant")


async def test_a_token_of_an_organisation_names_it_and_holds_what_the_role_may(
    world: World,
) -> None:
    clinic = await world.organisation()
    app = await world.client(ClientKind.CONFIDENTIAL_APP, "referrals:create", "groups:read")
    therapist = await world.staff(clinic, StaffRole.THERAPIST)
    scope = "referrals:create groups:read"
    told = (await world.redeem(app, await world.code(app, therapist, scope=scope))).json()
    token = await said(world, told["access_token"])
    assert token.claims["org"] == encode(Code.ORGANISATION, clinic)
    assert set(told["scope"].split()) == {"referrals:create", "groups:read"}


async def test_what_the_role_does_not_allow_is_not_given_and_the_answer_says_so(
    world: World,
) -> None:
    clinic = await world.organisation()
    app = await world.client(ClientKind.CONFIDENTIAL_APP, "referrals:create", "groups:read")
    auditor = await world.staff(clinic, StaffRole.FACILITATOR)
    scope = "referrals:create groups:read"
    told = (await world.redeem(app, await world.code(app, auditor, scope=scope))).json()
    assert told["scope"] == "groups:read"


async def test_a_backend_acts_for_its_own_organisation_by_its_secret(world: World) -> None:
    backend = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    for answer in (
        await world.credentials(backend, "groups:read"),
        await world.credentials(backend, "groups:read", {}, **backend.post),
    ):
        told = answer.json()
        assert told.keys() == {"access_token", "token_type", "expires_in", "scope"}
        token = await said(world, told["access_token"])
        assert token.claims["sub"] == token.claims["client_id"] == backend.client_id
        assert token.claims["org"] == encode(Code.ORGANISATION, backend.organisation)
        assert "auth_time" not in token.claims
        assert told["expires_in"] == BACKEND_ACCESS_LIFE.total_seconds()
        assert await world.works(told["access_token"])
    assert await grants_of(world, backend) == 1


async def test_two_secrets_work_at_once_so_that_one_can_be_replaced(world: World) -> None:
    backend = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    await world.add_secret(backend.organisation, backend.row, "psn_cs_second")
    for secret in (backend.secret, "psn_cs_second"):
        form = {"client_id": backend.client_id, "client_secret": secret}
        assert (await world.credentials(backend, "groups:read", {}, **form)).status_code == 200


async def test_what_needs_a_key_is_not_given_for_a_secret(world: World) -> None:
    keys = key_set(KEYS["ES384"])
    backend = await world.client(
        ClientKind.CLINIC_BACKEND, "groups:read", "referrals:create", jwks=keys, secret=True
    )
    by_secret = await world.credentials(backend, "referrals:create")
    assert (by_secret.status_code, by_secret.json()["error"]) == (400, "invalid_scope")
    proof = assertion(backend.client_id, "ES384")
    assert (await world.by_key("referrals:create", proof)).status_code == 200


async def test_a_partner_acts_for_whoever_approved_it_and_within_that(world: World) -> None:
    clinic, other = await world.organisation(), await world.organisation()
    partner = await world.client(ClientKind.PARTNER_BACKEND, "groups:read", "partnerships:read")
    await world.approve_client(partner, clinic, "groups:read")
    approved, unapproved = (encode(Code.ORGANISATION, each) for each in (clinic, other))
    given = await world.credentials(partner, "groups:read", organization=approved)
    token = await said(world, given.json()["access_token"])
    assert token.claims["org"] == approved
    assert await world.works(given.json()["access_token"])
    refused = {
        "invalid_scope": await world.credentials(
            partner, "groups:read partnerships:read", organization=approved
        ),
        "unauthorized_client": await world.credentials(
            partner, "groups:read", organization=unapproved
        ),
        "invalid_request": await world.credentials(partner, "groups:read"),
    }
    for error, answer in refused.items():
        assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert await grants_of(world, partner) == 1


async def test_an_absent_organisation_is_refused_as_one_that_did_not_approve(world: World) -> None:
    partner = await world.client(ClientKind.PARTNER_BACKEND, "groups:read")
    real = encode(Code.ORGANISATION, await world.organisation())
    absent = "org_" + "0" * 32
    answers = [
        await world.credentials(partner, "groups:read", organization=each)
        for each in (real, absent)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[0].status_code == answers[1].status_code == 400


async def test_a_backend_of_one_organisation_may_name_no_other(world: World) -> None:
    backend = await world.client(ClientKind.NETWORK_BACKEND, "groups:read")
    other = encode(Code.ORGANISATION, await world.organisation())
    answer = await world.credentials(backend, "groups:read", organization=other)
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
    assert await grants_of(world, backend) == 0


async def test_a_token_holds_the_scopes_that_a_client_has_by_now(world: World) -> None:
    backend = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    assert (await world.credentials(backend, "groups:read")).status_code == 200
    assert (await world.credentials(backend, "audit:read")).status_code == 400
    await world.admin.execute(
        "update confidential.clients set scopes = '{audit:read}' where id = $1", backend.row
    )
    assert (await world.credentials(backend, "audit:read")).status_code == 200
    assert (await world.credentials(backend, "groups:read")).status_code == 400
    assert await grants_of(world, backend) == 1


async def test_a_backend_is_given_all_that_it_asks_for_or_nothing(world: World) -> None:
    # However it came to have it, openid means nothing without a person.
    backend = await world.client(ClientKind.CLINIC_BACKEND, "groups:read", "openid")
    answer = await world.credentials(backend, "groups:read openid")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_our_own_clients_need_no_row(world: World) -> None:
    person = await world.staff(await world.organisation())
    cli = "peers-cli"
    asked = {
        "client_id": cli,
        "redirect_uri": "http://127.0.0.1:41234/callback",
        "scope": "clients:manage offline_access",
    }
    app = await world.client(ClientKind.PUBLIC_APP)
    request = await world.asks(app, **asked)
    code = sent_back(await world.allow(request, person))["code"]
    told = await world.post(
        "token",
        {
            "grant_type": "authorization_code",
            "client_id": cli,
            "code": code,
            "redirect_uri": asked["redirect_uri"],
            "code_verifier": "a-verifier-that-nobody-else-could-ever-have-guessed",
        },
    )
    assert told.status_code == 200
    assert await world.works(told.json()["access_token"])


async def test_nobody_allows_what_was_not_asked_or_a_role_that_is_not_theirs(
    world: World,
) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN, "groups:read")
    mine, theirs = (
        await world.staff(await world.organisation()),
        await world.staff(await world.organisation()),
    )
    request = await world.asks(app)
    before = await world.kept()
    with pytest.raises(InvalidInput):
        await world.allow(request, await world.person(), frozenset({Scope.GROUPS_READ}))
    with pytest.raises(InvalidInput):
        await world.allow(request, Person(mine.id, theirs.organisation, theirs.staff))
    with pytest.raises(InvalidInput):
        await world.allow(request, Person(mine.id, mine.organisation, None))
    assert await world.kept() == before


async def test_an_app_that_was_stopped_meanwhile_gets_no_code(world: World) -> None:
    app, person = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN), await world.person()
    request = await world.asks(app)
    await world.disable(app)
    with pytest.raises(NotPossibleNow):
        await world.allow(request, person)
    assert await grants_of(world, app) == 0


async def test_where_the_role_allows_nothing_the_app_is_told_that_it_was_denied(
    world: World,
) -> None:
    app = await world.client(ClientKind.CONFIDENTIAL_APP, "referrals:create")
    auditor = await world.staff(await world.organisation(), StaffRole.FACILITATOR)
    request = await world.asks(app, scope="referrals:create")
    codes = (await world.kept())["codes"]
    told = sent_back(await world.allow(request, auditor))
    assert told == {"error": "access_denied", "state": "a state", "iss": ISSUER}
    assert (await world.kept())["codes"] == codes


async def test_a_request_survives_being_written_down(world: World) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
    organisation = encode(Code.ORGANISATION, await world.organisation())
    request = await world.asks(
        app,
        organization=organisation,
        nonce="n",
        prompt="login consent",
        max_age="30",
        acr_values="phr pwd",
    )
    assert AuthorizationRequest.from_json(request.to_json()) == request
    assert request.prompt == ("login", "consent")
    assert (request.max_age, request.acr_values) == (30, ("phr", "pwd"))
