"""What may be used once is used once, however many use it at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from api.domain.standing import ClientKind
from api.persistence.identity.client_secrets import remove_secret, secrets_of
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.grants import revoke
from tests.http.oauth.world import (
    KEYS,
    Registered,
    World,
    assertion,
    key_set,
)

AT_ONCE = 8
SIGN_IN = ("openid", "offline_access", "me:read")


async def together(
    world: World, ask: Callable[[], Awaitable[httpx.Response]]
) -> list[httpx.Response]:
    """Ask several times at once, with connections that are open already on every side."""
    await asyncio.gather(*(world.http.get("/oauth/jwks") for _ in range(AT_ONCE)))
    return await asyncio.gather(*(ask() for _ in range(AT_ONCE)))


def winner(answers: list[httpx.Response], error: str) -> httpx.Response:
    """The one answer that is a token, where all others are one error."""
    (won,) = [each for each in answers if each.status_code == 200]
    lost = [each.json()["error"] for each in answers if each is not won]
    assert lost == [error] * (AT_ONCE - 1)
    return won


async def dead(world: World, app: Registered, told: dict[str, str]) -> bool:
    refreshed = await world.refresh(app, told["refresh_token"])
    return not await world.works(told["access_token"]) and refreshed.status_code == 400


async def test_r15_of_parallel_redemptions_of_a_code_one_wins_and_the_others_end_its_family(
    world: World,
) -> None:
    for kind in (ClientKind.PUBLIC_APP, ClientKind.CONFIDENTIAL_APP):
        app = await world.client(kind, *SIGN_IN)
        code = await world.code(app, await world.person())
        answers = await together(world, lambda app=app, code=code: world.redeem(app, code))
        assert await dead(world, app, winner(answers, "invalid_grant").json())


async def test_r8_of_parallel_uses_of_a_refresh_token_one_wins_and_the_others_end_its_family(
    world: World,
) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
    first = (await world.redeem(app, await world.code(app, await world.person()))).json()
    answers = await together(world, lambda: world.refresh(app, first["refresh_token"]))
    assert await dead(world, app, winner(answers, "invalid_grant").json())
    assert await dead(world, app, first)


async def test_r8_the_refresh_token_of_a_confidential_app_may_be_used_in_parallel(
    world: World,
) -> None:
    app = await world.client(ClientKind.CONFIDENTIAL_APP, *SIGN_IN)
    first = (await world.redeem(app, await world.code(app, await world.person()))).json()
    answers = await together(world, lambda: world.refresh(app, first["refresh_token"]))
    assert [each.status_code for each in answers] == [200] * AT_ONCE


async def test_s6_of_parallel_uses_of_an_assertion_one_wins(world: World) -> None:
    keys = key_set(KEYS["RS384"])
    client = await world.client(ClientKind.CLINIC_BACKEND, "groups:read", jwks=keys)
    proof = assertion(client.client_id)
    winner(await together(world, lambda: world.by_key("groups:read", proof)), "invalid_client")


async def test_parallel_requests_of_a_backend_share_one_grant(world: World) -> None:
    client = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    answers = await together(world, lambda: world.credentials(client, "groups:read"))
    assert [each.status_code for each in answers] == [200] * AT_ONCE
    tokens = [await world.services.verifier.verify(each.json()["access_token"]) for each in answers]
    assert len({token.grant_id for token in tokens}) == 1
    assert len({token.id for token in tokens}) == AT_ONCE


async def test_nothing_that_is_given_while_a_secret_is_taken_away_outlives_it(
    world: World,
) -> None:
    for _ in range(5):
        client = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
        asking = [
            asyncio.create_task(world.credentials(client, "groups:read")) for _ in range(AT_ONCE)
        ]
        await asyncio.sleep(0.004)
        await take_secrets_away(world, client)
        answers = await asyncio.gather(*asking)
        given = [each.json()["access_token"] for each in answers if each.status_code == 200]
        assert [await world.works(token) for token in given] == [False] * len(given)
        assert (await world.credentials(client, "groups:read")).status_code == 401


async def take_secrets_away(world: World, client: Registered) -> None:
    """Delete the secrets of a client and revoke its grants, as its organisation does."""

    def act(connection: IdentityConnection) -> None:
        for each in secrets_of(connection, client.organisation, client.row):
            remove_secret(connection, client.organisation, client.row, each.id)
        revoke(connection, why="its secret was taken away", client_id=client.row)

    await world.services.identity.run(act)
