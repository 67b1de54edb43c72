"""The GraphQL endpoint, as the GraphQL over HTTP specification has it.

For ``application/json`` an operation that is refused for its document answers 200, as clients
of old expect; for ``application/graphql-response+json`` it answers 400. Whatever is not a
GraphQL request at all answers 4xx for both.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex

from starlette.requests import Request
from starlette.responses import Response

from api.domain.access import Viewer
from api.http.guard import (
    BODY_BYTES,
    BULK_BYTES,
    GraphQLRequest,
    decode_request,
    from_query_string,
    read_body,
    refusal_body,
)
from api.http.negotiation import (
    JSON,
    RESPONSE,
    check_content_type,
    check_method,
    choose_media_type,
    not_acceptable,
)
from api.persistence.database import is_passing
from api.schema.execution import Asked, Executor
from api.schema.logs import log_failure
from api.schema.messages import LATER, ErrorCode, RequestRefused

type Identify = Callable[[Request], Awaitable[Viewer]]

DEADLINE_SECONDS = 5.0
BULK_SECONDS = 9.0
"""For a request of more than ``MUCH_BYTES``; a transaction may take 10 s at most."""
MUCH_BYTES = 16 * 1024
BAD_REQUEST = 400
_OF_THE_DOCUMENT = frozenset(
    {
        ErrorCode.GRAPHQL_PARSE_FAILED,
        ErrorCode.GRAPHQL_VALIDATION_FAILED,
        ErrorCode.BAD_USER_INPUT,
        ErrorCode.OPERATION_RESOLUTION_FAILURE,
        ErrorCode.MAX_COST_EXCEEDED,
        ErrorCode.LIMIT_EXCEEDED,
    }
)
_HEADERS = {"Vary": "Accept, Authorization", "Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers GET and POST on one address; ``identify`` says who asks.

    ``resource_metadata`` is where this resource describes itself (RFC 9728).
    """

    executor: Callable[[], Executor]
    identify: Identify
    resource_metadata: str

    async def __call__(self, request: Request) -> Response:
        request_id = token_hex(8)
        media = JSON
        try:
            check_method(request.method)
            media = _accepted(request)
            async with asyncio.timeout(DEADLINE_SECONDS) as deadline:
                deadline.reschedule(None)
                asked, seconds = await _decoded(request)
                deadline.reschedule(asyncio.get_running_loop().time() + seconds)
                return await self._answer(request, asked, media, request_id)
        except RequestRefused as refused:
            return self._refusal(refused, media, request_id)
        except Exception as error:  # noqa: BLE001 - nothing of it may reach the caller unmasked
            log_failure(error, request_id)
            return self._refusal(failed(error), media, request_id)

    async def _answer(
        self, request: Request, asked: GraphQLRequest, media: str, request_id: str
    ) -> Response:
        response = await self.executor().run(
            Asked(
                query=asked.query,
                operation_name=asked.operation_name,
                variables=asked.variables,
                viewer=await self.identify(request),
                now=datetime.now(UTC),
                request_id=request_id,
                queries_only=request.method == "GET",
                idempotency_key=request.headers.get("idempotency-key"),
            )
        )
        status = response.status if response.answered or media == JSON else BAD_REQUEST
        return Response(
            response.body,
            status,
            headers={**_HEADERS, **response.headers, "X-Request-Id": request_id},
            media_type=f"{media}; charset=utf-8",
        )

    def _refusal(self, refused: RequestRefused, media: str, request_id: str) -> Response:
        of_document = refused.code in _OF_THE_DOCUMENT and refused.status == BAD_REQUEST
        # What is no GraphQL request has no GraphQL response: such a body is plain JSON.
        answered_as = media if of_document else JSON
        challenge = refused.headers.get("WWW-Authenticate")
        metadata = f'resource_metadata="{self.resource_metadata}"'
        separator = " " if challenge == "Bearer" else ", "
        asked = {"WWW-Authenticate": challenge + separator + metadata} if challenge else {}
        return Response(
            refusal_body(refused, request_id),
            200 if of_document and media != RESPONSE else refused.status,
            headers={**_HEADERS, **refused.headers, **asked, "X-Request-Id": request_id},
            media_type=f"{answered_as}; charset=utf-8",
        )


def _accepted(request: Request) -> str:
    media = choose_media_type(request.headers.get("accept"))
    if media is None:
        raise not_acceptable()
    return media


async def _decoded(request: Request) -> tuple[GraphQLRequest, float]:
    """Return what is asked, and within how many seconds it is answered."""
    if request.method == "GET":
        return from_query_string(request.scope["query_string"]), DEADLINE_SECONDS
    check_content_type(request.headers.get("content-type"))
    known = "authorization" in request.headers
    body = await read_body(request, BULK_BYTES if known else BODY_BYTES)
    much = known and len(body) > MUCH_BYTES
    return decode_request(body), BULK_SECONDS if much else DEADLINE_SECONDS


def failed(error: Exception) -> RequestRefused:
    """Return what a caller is told of an error that no refusal foresaw."""
    if is_passing(error):
        return RequestRefused(ErrorCode.TIMEOUT, LATER, status=503, headers={"Retry-After": "1"})
    return RequestRefused(
        ErrorCode.INTERNAL_SERVER_ERROR,
        "Something went wrong on our side; the request id finds it in our log.",
        status=500,
    )
