"""`POST /imports/{format}`: who sends it is known before a byte of it is read."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.domain.access import Token, Viewer
from api.domain.errors import NotPossibleNow, Refusal
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.http.graphql import Identify, failed
from api.http.guard import refusal_body
from api.http.imports.asking import Asked, asked, refused
from api.http.imports.receiving import receive
from api.http.imports.taking import Taken, take
from api.persistence.idempotency import KeyInUse, KeyReused
from api.persistence.networks import Networks
from api.persistence.rights import RightsGone, RightsNarrowed
from api.persistence.work import Work
from api.schema.execution import REPLAYED, Executor, checked_key, key_refused, lacking, revoked
from api.schema.execution import Asked as AskedOperation
from api.schema.logs import log_failure
from api.schema.messages import ErrorCode, RequestRefused

NEEDED: Final = frozenset({Scope.GROUPS_MANAGE})
HOW_FAR: Final = """query HowFar($id: ID!) {
  import(id: $id) { id version status problem explanation rowsRead rowsRefused }
}"""
_HEADERS = {"Vary": "Authorization", "Cache-Control": "no-store"}
ACCEPTED, CONFLICT, NOT_FOUND = 202, 409, 404


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who sends a file, by which token, in which request."""

    viewer: Viewer
    token: Token
    request_id: str


@dataclass(frozen=True, slots=True)
class ImportEndpoint:
    """Takes a file and answers the id of an import, which is read and shown soon after.

    ``resource_metadata`` is where the API describes itself (RFC 9728).
    """

    executor: Callable[[], Executor]
    identify: Identify
    resource_metadata: str
    # A whole file is in memory only while it is sealed, so that few are at a time.
    sealing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

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
        answer = await self.executor().run(question)
        headers = {**_HEADERS, "X-Request-Id": request_id}
        return Response(answer.body, headers=headers, media_type="application/json")

    async def _take(self, request: Request, request_id: str) -> Taken:
        if request.method != "POST":
            raise _wrong_method()
        viewer = await self.identify(request)
        if viewer.token is None or not viewer.scopes >= NEEDED:
            raise lacking(NEEDED, viewer)
        wanted, key = asked(request), checked_key(request.headers.get("idempotency-key"))
        asker = _Asker(viewer, viewer.token, request_id)
        await self._within(asker, lambda work: _check_network(work, wanted))
        received = await receive(request, wanted.form)
        async with self.sealing:
            return await self._within(asker, lambda work: take(work, wanted, received, key))

    async def _within[T](self, asker: _Asker, act: Callable[[Work], Awaitable[T]]) -> T:
        """Run a decision on behalf of a token, its refusals as ones of the request."""
        try:
            store = self.executor().store
            return await store.run_for(asker.token, NEEDED, asker.request_id, act)
        except RightsGone:
            raise revoked() from None
        except RightsNarrowed as narrowed:
            raise lacking(NEEDED, asker.viewer.narrowed(narrowed.rights)) from None
        except (KeyReused, KeyInUse) as error:
            raise key_refused(error) from None
        except NotPossibleNow as refusal:
            raise refused(refusal, CONFLICT) from None
        except Refusal as refusal:
            refusal.path = refusal.path or ("network",)
            raise refused(refusal, NOT_FOUND) from None

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


async def _check_network(work: Work, wanted: Asked) -> None:
    await Networks(work).get(wanted.network_id)
