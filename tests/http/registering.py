"""What tests of OAuth clients share: values that fit, and clients that are there already."""

from typing import Any
from uuid import UUID

from api.domain.ids import decode
from tests.http.changes import changed
from tests.http.conftest import Client
from tests.identity import Asker, Minter

MANAGE = ("clients:manage", "clients:read")
COORDINATE = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
KEY = {"kty": "EC", "crv": "P-256", "kid": "a", "x": COORDINATE, "y": COORDINATE}
SHOWN = "id kind name status scopes redirectUris origins website jwks jwksUri version"
APP: dict[str, Any] = {
    "name": "Harbour app",
    "scopes": ["openid", "groups:read", "meetings:read"],
    "redirectUris": ["https://app.example/back"],
    "origins": ["https://app.example"],
    "website": "https://app.example",
}
CONFIDENTIAL: dict[str, Any] = {"kind": "CONFIDENTIAL_APP", **APP}
PARTNER: dict[str, Any] = {
    "kind": "PARTNER_BACKEND",
    "name": "Partner",
    "scopes": ["groups:read"],
    "redirectUris": [],
    "origins": [],
}


async def read(
    client: Client,
    query: str,
    asker: Asker | None,
    /,
    **variables: object,
) -> Any:  # noqa: ANN401 - JSON
    answer = await client.ask(query, variables, **(asker.headers if asker else {}))
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def registered(client: Client, asker: Asker, **more: object) -> dict[str, Any]:
    """A new client with its secret."""
    values = {**CONFIDENTIAL, **more}
    return await changed(client, "registerClient", values, asker, f"secret client {{ {SHOWN} }}")


async def app_of(client: Client, asker: Asker, **more: object) -> str:
    return (await registered(client, asker, **more))["client"]["id"]


async def alive(client: Client, asker: Asker) -> bool:
    answer = await client.ask("{ viewer { scopes } }", **asker.headers)
    return answer.status_code == 200


async def granted_to(minter: Minter, app: str, owner: UUID, organisation: UUID) -> Asker:
    """A token of an organisation, of a client that is its or another's."""
    return await minter.granted(
        ("groups:read",),
        client=decode(app)[1],
        client_organisation=owner,
        organisation=organisation,
    )


def at(app: str, version: int = 1, /, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"id": app, "expectedVersion": version, **more}
