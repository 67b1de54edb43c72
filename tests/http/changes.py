"""What tests of mutations share: to send one, and to show that a refused one changed nothing."""

from typing import Any

import httpx

from tests.http.conftest import Admin, Client
from tests.identity import Asker

# The server leases its jobs and makes its keys while a test looks on; the ledger and what
# tests put there themselves are not what a mutation writes.
_OF_THE_SERVER = {"operations.jobs", "identity.signing_keys", "identity.throttles"}

type Fingerprint = dict[str, str]


async def everything(admin: Admin) -> Fingerprint:
    """What every table holds, as a hash: what any write moves."""
    tables = await admin.fetch(
        "select schemaname || '.' || tablename as name from pg_tables"
        " where schemaname in ('catalogue', 'confidential', 'identity', 'operations')"
    )
    found: Fingerprint = {}
    for name in sorted({row["name"] for row in tables} - _OF_THE_SERVER):
        hashed = (
            f"select md5(coalesce(string_agg(t::text, ' ' order by t::text), '')) from {name} t"  # noqa: S608 - a name of ours
        )
        found[name] = await admin.fetchval(hashed)
    return found


async def send(
    client: Client, name: str, values: dict[str, Any], asker: Asker | None, select: str = ""
) -> httpx.Response:
    """Send one mutation, asking for its errors and for ``select`` of its payload."""
    kind = name[0].upper() + name[1:] + "Input"
    query = (
        f"mutation($input: {kind}!) {{ {name}(input: $input)"
        f" {{ {select} errors {{ __typename code path message }} }} }}"
    )
    return await client.ask(query, {"input": values}, **(asker.headers if asker else {}))


def payload(answer: httpx.Response, name: str) -> dict[str, Any]:
    """The payload of a mutation that ran, refused or not."""
    body = answer.json()
    assert "errors" not in body, body
    return body["data"][name]


def codes(answer: httpx.Response, name: str) -> list[str]:
    return [error["code"] for error in payload(answer, name)["errors"]]


async def changed(
    client: Client, name: str, values: dict[str, Any], asker: Asker, select: str = ""
) -> dict[str, Any]:
    """Send a mutation that has to succeed, and return its payload."""
    found = payload(await send(client, name, values, asker, select), name)
    assert found["errors"] == [], found["errors"]
    return found
