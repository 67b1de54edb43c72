"""`POST /imports/{format}`: who sends it is known before a byte of it is read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.domain.ids import Code, encode
from api.http.graphql import Identify, failed
from api.http.guard import refusal_body
from api.http.imports.adding import Taken
from api.http.imports.asking import asked
from api.http.imports.receiving import receive
from api.http.imports.taking import Taking, sender
from api.schema.execution import REPLAYED, checked_key
from api.schema.execution import Asked as AskedOperation
from api.schema.logs import log_failure
from api.schema.messages import ErrorCode, RequestRefused

HOW_FAR: Final = """query HowFar($id: ID!) {
  import(id: $id) { id version status problem explanation rowsRead rowsRefused }
}"""
_HEADERS = {"Vary": "Authorization", "Cache-Control": "no-store"}
ACCEPTED = 202


@dataclass(frozen=True, slots=True)
class ImportEndpoint:
    """Takes a file and answers the id of an import, which is read and shown soon after.

    ``resource_metadata`` is where the API describes itself (RFC 9728).
    """

    taking: Taking
    identify: Identify
    resource_metadata: str

    async def __call__(self, request: Request) -> Response:
        request_id = token_hex(8)
        try:
            if request.method == "GET":
                return await self._read(request, request_id)
            taken = await self._take(request, request_id)
        except RequestRefused as refusal:
            return self._refusal(refusal, request_id)
        except Exception as error:  # noqa: BLE001 - nothing of it may reach the caller unmasked
            log_failure(error, request_id)
            return self._refusal(failed(error), request_id)
        name = encode(Code.IMPORT, taken.made.id)
        headers = {**_HEADERS, "X-Request-Id": request_id, "Location": f"/imports/{name}"}
        if taken.replayed:
            headers |= REPLAYED
        body = orjson.dumps({"id": name, "status": taken.made.status.value})
        return Response(body, ACCEPTED, headers, media_type="application/json")

    async def _read(self, request: Request, request_id: str) -> Response:
        """Answer how far an import is, as GraphQL does; for whoever sent it by plain HTTP."""
        question = AskedOperation(
            query=HOW_FAR,
            operation_name=None,
            variables={"id": request.path_params["name"]},
            viewer=await self.identify(request),
            now=datetime.now(UTC),
            request_id=request_id,
            queries_only=True,
        )
        answer = await self.taking.executor().run(question)
        headers = {**_HEADERS, "X-Request-Id": request_id}
        return Response(answer.body, headers=headers, media_type="application/json")

    async def _take(self, request: Request, request_id: str) -> Taken:
        if request.method != "POST":
            raise _wrong_method()
        by = sender(await self.identify(request), request_id)
        wanted, key = asked(request), checked_key(request.headers.get("idempotency-key"))
        return await self.taking.take(by, wanted, lambda: receive(request, wanted.form), key)

    def _refusal(self, refusal: RequestRefused, request_id: str) -> Response:
        challenge = refusal.headers.get("WWW-Authenticate")
        metadata = f'resource_metadata="{self.resource_metadata}"'
        separator = " " if challenge == "Bearer" else ", "
        told = {"WWW-Authenticate": challenge + separator + metadata} if challenge else {}
        headers = {**_HEADERS, **refusal.headers, **told, "X-Request-Id": request_id}
        body = refusal_body(refusal, request_id)
        return Response(body, refusal.status, headers, media_type="application/json")


def _wrong_method() -> RequestRefused:
    return RequestRefused(
        ErrorCode.BAD_REQUEST,
        "Files are sent by POST; GET says how far an import is.",
        status=405,
        headers={"Allow": "GET, POST"},
    )
