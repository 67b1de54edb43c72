"""What tests of imports share: to send a file, to wait until it was read, to ask about it."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import orjson

from api.domain.ids import Code, encode
from tests.house import House
from tests.http.changes import payload, send
from tests.http.conftest import Admin, Client
from tests.identity import Asker

ASK = """query($id: ID!, $changes: ImportChangeFilter, $problems: ImportRowProblemFilter) {
  import(id: $id) {
    id version status problem explanation source rowsRead rowsRefused tooManyRemovals sentBy
    appliedBy network { id }
    counts { thing created changed removed kept unchanged }
    changes(first: 50, filter: $changes) {
      totalCount nodes { id thing externalId name outcome fields { field here said kept } }
    }
    problems(first: 50, filter: $problems) {
      totalCount nodes { row severity code field message externalIds }
    }
  }
}"""
WAITING = ("RECEIVED", "APPLYING")

type Row = dict[str, Any]


def row(number: int, **stated: object) -> Row:
    """A row of a Meeting Guide feed, at a house of its own."""
    return {
        "slug": f"meeting-{number}",
        "name": f"Lights {number}",
        "day": 1,
        "time": "19:00",
        "end_time": "20:00",
        "timezone": "America/New_York",
        "formatted_address": f"{number} Quay Street, New York, NY 10004, USA",
        "latitude": 40.7 + number / 1000,
        "longitude": -74.0,
        "types": ["O", "D"],
        **stated,
    }


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who sends files into the network of a house."""

    client: Client
    admin: Admin
    house: House
    asker: Asker

    async def post(
        self,
        content: bytes,
        form: str = "meeting-guide",
        media: str = "application/json",
        encoding: str = "identity",
        key: str | None = None,
        **parameters: str,
    ) -> httpx.Response:
        network = {"network": encode(Code.NETWORK, self.house.network)}
        given = {**self.asker.headers, "content-type": media}
        given["content-encoding"] = encoding
        if key is not None:
            given["idempotency-key"] = key
        return await self.client.http.post(
            f"/imports/{form}", content=content, params={**network, **parameters}, headers=given
        )

    async def send(self, rows: list[Any], **parameters: str) -> dict[str, Any]:
        """Send a feed and return the import once it was read."""
        answer = await self.post(orjson.dumps(rows), **parameters)
        assert answer.status_code == 202, answer.text
        return await self.read(answer.json()["id"])

    async def read(self, import_id: str, **variables: object) -> dict[str, Any]:
        """Ask about an import until nobody works on it any more."""
        for _ in range(1_000):
            asked: dict[str, object] = {"id": import_id, **variables}
            answer = await self.client.ask(ASK, asked, **self.asker.headers)
            found = answer.json()
            assert "errors" not in found, found
            if found["data"]["import"]["status"] not in WAITING:
                return found["data"]["import"]
            await asyncio.sleep(0.03)
        raise AssertionError("Nobody read the import.")

    async def decide(self, name: str, found: dict[str, Any], **more: object) -> dict[str, Any]:
        values = {"id": found["id"], "expectedVersion": found["version"], **more}
        answer = await send(self.client, name, values, self.asker, "import { id version status }")
        return payload(answer, name)

    async def apply(self, found: dict[str, Any], **more: object) -> dict[str, Any]:
        """Have an import written and return it once that is over."""
        told = await self.decide("applyImport", found, **more)
        assert told["errors"] == []
        return await self.read(found["id"])

    async def count(self, what: str) -> int:
        return await self.admin.fetchval(f"select count(*) from {what}")  # noqa: S608 - a test's own words


def counts(found: dict[str, Any], thing: str) -> dict[str, int]:
    """The counts of one kind that are not zero."""
    (of,) = [each for each in found["counts"] if each["thing"] == thing]
    return {name: number for name, number in of.items() if name != "thing" and number}


def id_of(text: str) -> UUID:
    return UUID(text[4:])
