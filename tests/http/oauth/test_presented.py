"""Tokens that are shown: to be revoked (RFC 7009), to be looked into (RFC 7662), to be told who."""

from itertools import combinations
from uuid import UUID

import pytest

from api.domain.ids import Code, encode
from api.domain.standing import ClientKind, StaffRole
from tests.http.oauth.world import ISSUER, KEYS, Registered, World, assertion, key_set

SIGN_IN = ("openid", "offline_access", "me:read")
INACTIVE = {"active": False}


async def signed_in(
    world: World, kind: ClientKind = ClientKind.CONFIDENTIAL_APP
) -> tuple[Registered, dict[str, str]]:
    """An app with the tokens of somebody who signed in to it."""
    app = await world.client(kind, *SIGN_IN)
    return app, (await world.redeem(app, await world.code(app, await world.person()))).json()


async def introspected(world: World, client: Registered, token: str) -> dict[str, object]:
    answer = await world.post("introspect", {"token": token}, client.basic)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


async def revoked(world: World, client: Registered, token: str, **hint: str) -> int:
    form = {"token": token, **hint}
    if client.secret:
        return (await world.post("revoke", form, client.basic)).status_code
    return (await world.post("revoke", {**form, **client.public})).status_code


async def test_a_client_learns_what_its_own_token_may_do(world: World) -> None:
    app, told = await signed_in(world)
    said = await introspected(world, app, told["access_token"])
    assert said["active"] is True
    assert set(str(said["scope"]).split()) == set(SIGN_IN)
    assert said["client_id"] == app.client_id
    assert (said["iss"], said["aud"]) == (ISSUER, f"{ISSUER}/graphql")
    assert (said["token_type"], said["acr"]) == ("Bearer", "phr")
    assert "username" not in said
    refresh = await introspected(world, app, told["refresh_token"])
    assert refresh["active"] is True
    assert refresh["client_id"] == app.client_id


async def test_a_token_of_an_organisation_is_told_as_one(world: World) -> None:
    backend = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    token = (await world.credentials(backend, "groups:read")).json()["access_token"]
    said = await introspected(world, backend, token)
    assert said["org"] == encode(Code.ORGANISATION, backend.organisation)
    assert said["sub"] == said["client_id"] == backend.client_id
    assert "auth_time" not in said


async def test_the_token_of_another_client_is_not_active_to_it(world: World) -> None:
    app, told = await signed_in(world)
    other = await world.client(ClientKind.CONFIDENTIAL_APP, *SIGN_IN)
    for token in (told["access_token"], told["refresh_token"]):
        assert await introspected(world, other, token) == INACTIVE
        assert (await introspected(world, app, token))["active"] is True


async def test_a_resource_server_looks_into_any_access_token_and_no_refresh_token(
    world: World,
) -> None:
    _, told = await signed_in(world)
    resource = await world.client(ClientKind.RESOURCE_SERVER)
    assert (await introspected(world, resource, told["access_token"]))["active"] is True
    assert await introspected(world, resource, told["refresh_token"]) == INACTIVE
    assert (await world.credentials(resource, "groups:read")).json()["error"] == (
        "unauthorized_client"
    )


async def test_a_public_client_looks_into_nothing(world: World) -> None:
    app, told = await signed_in(world, ClientKind.PUBLIC_APP)
    answer = await world.post("introspect", {"token": told["access_token"], **app.public})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


async def test_what_is_no_token_of_ours_is_not_active_and_revoking_it_is_no_error(
    world: World,
) -> None:
    app, told = await signed_in(world)
    token = told["access_token"]
    head, body, signature = token.split(".")
    for shown in (
        "x",
        "psn_rt_x",
        "psn_ac_x",
        told["id_token"],
        f"{head}.{body}.",
        f"{head}.{body}.{signature[::-1]}",
        assertion(app.client_id),
        "[" * 4000,
        "é" * 100,
    ):
        assert await introspected(world, app, shown) == INACTIVE
        assert await revoked(world, app, shown) == 200
    assert (await introspected(world, app, token))["active"] is True


async def test_a_revoked_access_token_ends_by_itself(world: World) -> None:
    app, told = await signed_in(world)
    assert await revoked(world, app, told["access_token"]) == 200
    assert not await world.works(told["access_token"])
    assert await introspected(world, app, told["access_token"]) == INACTIVE
    again = (await world.refresh(app, told["refresh_token"])).json()
    assert await world.works(again["access_token"])
    # What is revoked already may be revoked again.
    assert await revoked(world, app, told["access_token"]) == 200


@pytest.mark.parametrize("kind", [ClientKind.PUBLIC_APP, ClientKind.CONFIDENTIAL_APP])
async def test_a_revoked_refresh_token_ends_everything_that_was_granted(
    world: World, kind: ClientKind
) -> None:
    app, told = await signed_in(world, kind)
    again = (await world.refresh(app, told["refresh_token"])).json()
    token = again.get("refresh_token", told["refresh_token"])
    assert await revoked(world, app, token, token_type_hint="access_token") == 200  # noqa: S106 - a hint
    for access in (told["access_token"], again["access_token"]):
        assert not await world.works(access)
    assert (await world.refresh(app, token)).json()["error"] == "invalid_grant"


async def test_nobody_revokes_the_token_of_another_client(world: World) -> None:
    app, told = await signed_in(world)
    for kind in (ClientKind.PUBLIC_APP, ClientKind.CONFIDENTIAL_APP, ClientKind.RESOURCE_SERVER):
        other = await world.client(kind, *SIGN_IN if kind is not ClientKind.RESOURCE_SERVER else ())
        for token in (told["access_token"], told["refresh_token"]):
            assert await revoked(world, other, token) == 400
    assert await world.works(told["access_token"])
    assert (await world.refresh(app, told["refresh_token"])).status_code == 200


async def test_a_hint_that_means_nothing_changes_nothing(world: World) -> None:
    app, told = await signed_in(world)
    for hint in ("access_token", "refresh_token", "id_token", "unknown"):
        form = {"token": told["access_token"], "token_type_hint": hint}
        answer = await world.post("introspect", form, app.basic)
        assert answer.json()["active"] is True


async def test_a_client_may_prove_itself_by_its_key_everywhere(world: World) -> None:
    client = await world.client(
        ClientKind.CLINIC_BACKEND, "groups:read", jwks=key_set(KEYS["ES256"])
    )

    def proof() -> dict[str, str]:
        return {
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion(client.client_id, "ES256"),
        }

    form = {"grant_type": "client_credentials", "scope": "groups:read"}
    token = (await world.post("token", {**form, **proof()})).json()["access_token"]
    said = await world.post("introspect", {"token": token, **proof()})
    assert said.json()["active"] is True
    assert (await world.post("revoke", {"token": token, **proof()})).status_code == 200
    assert not await world.works(token)


async def test_an_app_learns_the_subject_of_who_signed_in_and_nothing_else(world: World) -> None:
    _, told = await signed_in(world)
    token = await world.services.verifier.verify(told["access_token"])
    bearer = {"authorization": f"Bearer {told['access_token']}"}
    for method in ("GET", "POST"):
        answer = await world.http.request(method, "/oauth/userinfo", headers=bearer)
        assert (answer.status_code, answer.json()) == (200, {"sub": token.subject})
        assert answer.headers["cache-control"] == "no-store"


async def test_without_a_token_that_says_so_nobody_is_told_who_signed_in(world: World) -> None:
    app, told = await signed_in(world)
    less = (await world.refresh(app, told["refresh_token"], scope="me:read")).json()
    wrong = {
        "": (401, None),
        "Basic x": (401, None),
        "Bearer": (401, "invalid_token"),
        "Bearer x.y.z": (401, "invalid_token"),
        f"Bearer {told['refresh_token']}": (401, "invalid_token"),
        f"Bearer {told['id_token']}": (401, "invalid_token"),
        f"Bearer {less['access_token']}": (403, "insufficient_scope"),
    }
    for header, (status, error) in wrong.items():
        sent = {"authorization": header} if header else {}
        answer = await world.http.get("/oauth/userinfo", headers=sent)
        assert (answer.status_code, answer.json().get("error")) == (status, error)
        assert answer.headers["www-authenticate"].startswith('Bearer realm="peers"')


# What a token of a person in an organisation stands on: how each is taken away, and given back.
STANDS_ON = {
    "grant": (
        "update identity.grants set revoked_at = now() where id = $1",
        "update identity.grants set revoked_at = null where id = $1",
    ),
    "token": (
        "insert into identity.revoked_tokens (id, expires_at) values ($1, now())",
        "delete from identity.revoked_tokens where id = $1",
    ),
    "key": (
        "update identity.signing_keys set state = 'REVOKED' where id = $1",
        "update identity.signing_keys set state = 'ACTIVE' where id = $1",
    ),
    "person": (
        "update identity.persons set status = 'DISABLED' where id = $1",
        "update identity.persons set status = 'ACTIVE' where id = $1",
    ),
    "staff": (
        "update confidential.staff set status = 'ENDED' where id = $1",
        "update confidential.staff set status = 'ACTIVE' where id = $1",
    ),
    "client": (
        "update confidential.clients set status = 'DISABLED' where id = $1",
        "update confidential.clients set status = 'ACTIVE' where id = $1",
    ),
    "organisation": (
        "update catalogue.organisations set status = 'SUSPENDED' where id = $1",
        "update catalogue.organisations set status = 'VERIFIED' where id = $1",
    ),
    "client_organisation": (
        "update catalogue.organisations set status = 'SUSPENDED' where id = $1",
        "update catalogue.organisations set status = 'VERIFIED' where id = $1",
    ),
}


async def test_introspection_agrees_with_the_resource_server_in_every_pair_of_revocations(
    alone: World,
) -> None:
    world = alone
    app = await world.client(ClientKind.CONFIDENTIAL_APP, "openid", "groups:read")
    resource = await world.client(ClientKind.RESOURCE_SERVER)
    staff = await world.staff(await world.organisation(), StaffRole.COORDINATOR)
    code = await world.code(app, staff, scope="openid groups:read")
    text = (await world.redeem(app, code)).json()["access_token"]
    token = await world.services.verifier.verify(text)
    ids: dict[str, UUID | str | None] = {
        "grant": token.grant_id,
        "token": token.id,
        "key": token.key_id,
        "person": staff.id,
        "staff": staff.staff,
        "client": app.row,
        "organisation": staff.organisation,
        "client_organisation": app.organisation,
    }
    bearer = {"authorization": f"Bearer {text}"}
    pairs = [(each,) for each in STANDS_ON] + list(combinations(STANDS_ON, 2))
    for pair in ((), *pairs):
        for name in pair:
            await world.admin.execute(STANDS_ON[name][0], ids[name])
        works = await world.works(text)
        assert works is (not pair), pair
        assert (await introspected(world, resource, text))["active"] is works, pair
        told = await world.http.get("/oauth/userinfo", headers=bearer)
        assert told.status_code == (200 if works else 401), pair
        for name in pair:
            await world.admin.execute(STANDS_ON[name][1], ids[name])
    assert (await introspected(world, app, text))["active"] is True


async def test_introspection_tells_the_scopes_that_are_left(world: World) -> None:
    app = await world.client(ClientKind.CONFIDENTIAL_APP, "openid", "groups:read", "me:read")
    staff = await world.staff(await world.organisation(), StaffRole.COORDINATOR)
    code = await world.code(app, staff, scope="openid groups:read")
    text = (await world.redeem(app, code)).json()["access_token"]
    assert (await introspected(world, app, text))["scope"] == "openid groups:read"
    await world.admin.execute(
        "update confidential.clients set scopes = '{openid}' where id = $1", app.row
    )
    assert (await introspected(world, app, text))["scope"] == "openid"
