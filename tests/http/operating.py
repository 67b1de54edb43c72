"""What tests of networks, guidelines, venues and crisis resources share."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from api.domain.ids import Code, decode, encode
from tests.http.changes import changed
from tests.http.conftest import Admin, Client
from tests.identity import Asker

MANAGE = ("networks:manage", "groups:manage")
NOTICE = "We are peers: neither therapy nor an emergency service."
NETWORK: dict[str, Any] = {
    "name": "Harbour  Lights",
    "description": "People who lost somebody,\nfor one another.",
    "topics": ["bereavement", "alcohol"],
    "concerns": [
        {"name": "Losing a twin", "topic": "bereavement"},
        {"name": "The sea", "topic": None},
    ],
    "coverage": ["DE", "GB"],
    "languages": ["de", "en"],
    "licence": "cc-by-4.0",
    "attribution": "Harbour Lights e. V.",
    "notices": [{"language": "de", "text": NOTICE}, {"language": "en", "text": NOTICE}],
}
SHOWN = (
    "id slug name description topics { slug } concerns { name topic { slug } } coverage languages"
    " guidelines licence attribution notices { language text } status version allowedActions"
)


def at(thing: str, version: int = 1, /, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"id": thing, "expectedVersion": version, **more}


def uuid(text: str) -> UUID:
    return decode(text)[1]


async def founded(client: Client, asker: Asker, **more: object) -> dict[str, Any]:
    """A new network, as its creator is shown it."""
    values = {**NETWORK, **more}
    found = await changed(client, "createNetwork", values, asker, f"network {{ {SHOWN} }}")
    return found["network"]


async def in_status(client: Client, asker: Asker, status: str, **more: object) -> dict[str, Any]:
    """A new network that was brought into a status."""
    network = await founded(client, asker, **more)
    way = {"DRAFT": None, "PUBLISHED": "publishNetwork", "ARCHIVED": "archiveNetwork"}[status]
    if way is None:
        return network
    found = await changed(client, way, at(network["id"]), asker, f"network {{ {SHOWN} }}")
    return found["network"]


async def seen(client: Client, thing: str, select: str, asker: Asker | None = None) -> Any:  # noqa: ANN401 - JSON
    """What somebody is shown of a thing, None if nothing."""
    kind = {"net": "Network", "grp": "Group", "ven": "Venue", "cri": "CrisisResource"}
    on = kind.get(thing[:3], "Guidelines")
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on {on} {{ {select} }} }} }}"
    answer = await client.ask(query, {"id": thing}, **(asker.headers if asker else {}))
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["node"]


async def audited(admin: Admin, thing: str) -> list[str]:
    """Every audit entry of a thing, as PostgreSQL writes it."""
    rows = await admin.fetch(
        "select t::text from confidential.audit_entries t where thing_id = $1", uuid(thing)
    )
    return [row["t"] for row in rows]


def group_id(house_group: UUID) -> str:
    return encode(Code.GROUP, house_group)


async def kept_anywhere(admin: Admin, words: Collection[str]) -> list[str]:
    """Return the tables of which some column holds one of these words, as text or as bytes."""
    columns = await admin.fetch(
        "select table_schema || '.' || table_name as name, column_name, data_type"
        " from information_schema.columns join pg_catalog.pg_tables"
        " on (schemaname, tablename) = (table_schema, table_name)"
        " where table_schema in ('catalogue', 'confidential', 'identity', 'operations')"
    )
    assert len(columns) > len(words)
    found = set[str]()
    for column in columns:
        held = f'"{column["column_name"]}"::text'
        as_kept = (
            "encode(convert_to(word, 'UTF8'), 'hex')" if column["data_type"] == "bytea" else "word"
        )
        query = (
            f"select exists (select from {column['name']}, unnest($1::text[]) as word"  # noqa: S608 - names of ours
            f" where position({as_kept} in {held}) > 0)"
        )
        if await admin.fetchval(query, list(words)):
            found.add(column["name"])
    return sorted(found)
