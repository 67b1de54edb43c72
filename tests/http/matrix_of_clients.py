"""Rows of the matrix: OAuth clients, what is approved of them, partnerships."""

from typing import Any

from api.domain.ids import Code, decode, encode
from api.domain.scopes import Scope
from tests.http.changes import changed
from tests.http.matrix import Case, Maker, Row, World
from tests.http.registering import APP, CONFIDENTIAL, KEY, PARTNER, app_of, at, read

_SECRETS = "query($client: ID!) { clientSecrets(client: $client) { id } }"


async def registered(_world: World, _case: Case) -> dict[str, Any]:
    return CONFIDENTIAL


def of_app(**more: object) -> Maker:
    async def make(world: World, case: Case) -> dict[str, Any]:
        return at(await app_of(world.client, await world.owner(case.house)), **more)

    return make


async def secret(world: World, case: Case) -> dict[str, Any]:
    owner = await world.owner(case.house)
    app = await app_of(world.client, owner)
    (kept,) = (await read(world.client, _SECRETS, owner, client=app))["clientSecrets"]
    return at(app, secretId=kept["id"])


async def disabled(world: World, case: Case) -> dict[str, Any]:
    owner = await world.owner(case.house)
    app = await app_of(world.client, owner)
    await changed(world.client, "disableClient", at(app), owner)
    return at(app, 2)


async def partner_app(world: World, case: Case) -> str:
    """A client that acts for others, of the house that is not the case's."""
    other = world.theirs if case.house is world.ours else world.ours
    return await app_of(world.client, await world.owner(other), **PARTNER)


async def approval(world: World, case: Case) -> dict[str, Any]:
    return {"clientId": await partner_app(world, case), "scopes": ["groups:read"]}


async def approved(world: World, case: Case) -> dict[str, Any]:
    values, owner = await approval(world, case), await world.owner(case.house)
    made = await changed(world.client, "approveClient", values, owner, "approval { id }")
    return at(made["approval"]["id"])


async def proposal(world: World, _case: Case) -> dict[str, Any]:
    partner = await world.organisation("VERIFIED")
    return {"partnerId": encode(Code.ORGANISATION, partner), "allows": ["REFER"]}


async def proposed(world: World, case: Case) -> dict[str, Any]:
    """What a third organisation proposed to the house of the case."""
    third = await world.organisation("VERIFIED")
    asker = await world.minter.staff(third, "partnerships:manage", "partnerships:read")
    house = encode(Code.ORGANISATION, case.house.organisation)
    values: dict[str, Any] = {"partnerId": house, "allows": []}
    select = "partnership { id }"
    made = await changed(world.client, "proposePartnership", values, asker, select)
    assert decode(made["partnership"]["id"])[0] is Code.PARTNERSHIP
    return at(made["partnership"]["id"])


async def accepted(world: World, case: Case) -> dict[str, Any]:
    return {**await proposed(world, case), "allows": []}


CLIENTS, PARTNERSHIPS = Scope.CLIENTS_MANAGE, Scope.PARTNERSHIPS_MANAGE
ROWS = (
    Row(name="registerClient", scope=CLIENTS, make=registered, foreign=False),
    Row(name="changeClient", scope=CLIENTS, make=of_app(**{**APP, "name": "Another name"})),
    Row(name="setClientKeys", scope=CLIENTS, make=of_app(jwks={"keys": [KEY]})),
    Row(name="addClientSecret", scope=CLIENTS, make=of_app()),
    Row(name="revokeClientSecret", scope=CLIENTS, make=secret),
    Row(name="disableClient", scope=CLIENTS, make=of_app()),
    Row(name="enableClient", scope=CLIENTS, make=disabled),
    Row(name="approveClient", scope=CLIENTS, make=approval, foreign=False),
    Row(name="withdrawClientApproval", scope=CLIENTS, make=approved),
    Row(name="proposePartnership", scope=PARTNERSHIPS, make=proposal, foreign=False),
    Row(name="acceptPartnership", scope=PARTNERSHIPS, make=accepted),
    Row(name="endPartnership", scope=PARTNERSHIPS, make=proposed),
)
