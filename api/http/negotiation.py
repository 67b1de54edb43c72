"""Methods and media types: what may come in, and which of two types goes out.

Source: the GraphQL over HTTP specification, sections "Media Types" and "Request", and RFC 9110,
section 12.5.1 for the quality values of ``Accept``.
"""

from typing import Final, NamedTuple

from graphql import OperationDefinitionNode, OperationType

from api.schema.messages import ErrorCode, RequestRefused

RESPONSE: Final = "application/graphql-response+json"
JSON: Final = "application/json"
HTML: Final = "text/html"
# In the order in which equally welcome types are chosen.
_OFFERED: Final = (RESPONSE, JSON)
_UTF8: Final = ("utf-8", "utf8")
_EXACT: Final = 3


class _Range(NamedTuple):
    media: str
    quality: float


def check_method(method: str) -> None:
    """Raise RequestRefused 405 with ``Allow`` unless ``method`` is GET or POST."""
    if method not in ("GET", "POST"):
        raise _method_refused("This address answers GET and POST.", allow="GET, POST")


def check_operation_method(method: str, operation: OperationDefinitionNode) -> None:
    """Raise RequestRefused 405 with ``Allow: POST`` for anything but a query sent by GET."""
    if method == "GET" and operation.operation is not OperationType.QUERY:
        raise _method_refused("GET is for queries only; send this by POST.", allow="POST")


def check_content_type(value: str | None) -> None:
    """Raise RequestRefused 415 unless a body is ``application/json``, in UTF-8 if it says so.

    The exact match is also what keeps forms of foreign pages out: a browser asks first before
    it sends this type across origins.
    """
    media, *parameters = [part.strip().lower() for part in (value or "").split(";")]
    charsets = [name.removeprefix("charset=").strip('"') for name in parameters if name]
    if media != JSON or any(charset not in _UTF8 for charset in charsets):
        raise RequestRefused(
            ErrorCode.BAD_REQUEST,
            "The body must be application/json in UTF-8, and its Content-Type must say so.",
            status=415,
            headers={"Accept": JSON},
        )


def choose_media_type(accept: str | None) -> str | None:
    """Return the type to answer in, or None when ``Accept`` admits neither (406).

    Quality decides, then how exactly the type was named, then the newer type; so a wildcard or
    no header at all means ``application/json``.
    """
    if accept is None or not accept.strip():
        return JSON
    ranges = [_range(part) for part in accept.split(",")]
    ranked = [
        (quality, exactness, media == JSON if exactness < _EXACT else media == RESPONSE, media)
        for media in _OFFERED
        for quality, exactness in [_welcome(media, ranges)]
        if quality > 0
    ]
    return max(ranked)[-1] if ranked else None


def prefers_page(accept: str | None) -> bool:
    """Tell whether ``Accept`` names a page before data, as a browser does for an address typed in.

    A wildcard welcomes both alike, and then data is meant.
    """
    ranges = [_range(part) for part in (accept or "").split(",")]
    quality, exactness = _welcome(HTML, ranges)
    return quality > 0 and (quality, exactness) > max(_welcome(each, ranges) for each in _OFFERED)


def not_acceptable() -> RequestRefused:
    """Return the refusal for an ``Accept`` that admits neither type."""
    return RequestRefused(
        ErrorCode.BAD_REQUEST, f"Answers are {RESPONSE} or {JSON}; accept one of them.", status=406
    )


def _welcome(media: str, ranges: list[_Range]) -> tuple[float, int]:
    """Return the quality that the most exact matching range gives, and how exact it is."""
    matches = {media: _EXACT, f"{media.partition('/')[0]}/*": 2, "*/*": 1}
    found = [(matches[each.media], each.quality) for each in ranges if each.media in matches]
    exactness, quality = max(found, default=(0, 0.0))
    return quality, exactness


def _range(part: str) -> _Range:
    media, *parameters = [piece.strip().lower() for piece in part.split(";")]
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return _Range(media, _quality(value.strip()))
    return _Range(media, 1.0)


def _quality(value: str) -> float:
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0


def _method_refused(message: str, *, allow: str) -> RequestRefused:
    return RequestRefused(ErrorCode.BAD_REQUEST, message, status=405, headers={"Allow": allow})
