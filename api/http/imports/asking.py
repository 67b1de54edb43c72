"""What an address of `POST /imports/{format}` says: which network, and how to read the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from api.domain.errors import InvalidInput, Refusal
from api.domain.ids import Code, decode
from api.domain.import_words import ImportFormat, ImportSettings
from api.schema.messages import ErrorCode, RequestRefused

_FORMATS = {"meeting-guide": ImportFormat.MEETING_GUIDE, "csv": ImportFormat.CSV}
_TYPES = {
    ImportFormat.MEETING_GUIDE: ("application/json",),
    ImportFormat.CSV: ("text/csv",),
}
_KNOWN = frozenset({"network", "source", "language", "topics", "timeZone", "country", "draft"})
_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """A file to come: for which network, in which format, to be read how."""

    form: ImportFormat
    network_id: UUID
    settings: ImportSettings


def asked(request: Request) -> Asked:
    """Read the address and the headers. Raises RequestRefused, status below 500."""
    form = _FORMATS.get(request.path_params["name"])
    if form is None:
        known = ", ".join(_FORMATS)
        raise RequestRefused(ErrorCode.BAD_REQUEST, f"The formats are {known}.", status=404)
    _check_headers(request, form)
    return asked_for(form, _parameters(request))


def asked_for(form: ImportFormat, given: Mapping[str, str]) -> Asked:
    """Read what is said of a file; raises RequestRefused 400."""
    try:
        return Asked(form, _network(given), _settings(given, form))
    except Refusal as refusal:
        raise refused(refusal) from None


def refused(refusal: Refusal, status: int = 400) -> RequestRefused:
    """Return a refusal of the domain as one of the request, with the parameter at fault."""
    return RequestRefused(
        ErrorCode.BAD_USER_INPUT,
        refusal.message,
        status=status,
        details={"reason": refusal.code, "argument": list(refusal.path)},
    )


def _check_headers(request: Request, form: ImportFormat) -> None:
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in _TYPES[form]:
        wanted = " or ".join(_TYPES[form])
        raise RequestRefused(ErrorCode.BAD_REQUEST, f"This format is sent as {wanted}.", status=415)
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise RequestRefused(
            ErrorCode.BAD_REQUEST, "Nothing is unpacked here: send the file as it is.", status=415
        )


def _parameters(request: Request) -> dict[str, str]:
    pairs = request.query_params.multi_items()
    given = dict(pairs)
    if len(given) != len(pairs) or not given.keys() <= _KNOWN:
        raise RequestRefused(
            ErrorCode.BAD_REQUEST, f"Parameters are, once each: {', '.join(sorted(_KNOWN))}."
        )
    return given


def _network(given: Mapping[str, str]) -> UUID:
    try:
        return decode(given.get("network", ""), expected=Code.NETWORK)[1]
    except Refusal as refusal:
        refusal.path = ("network",)
        raise


def _settings(given: Mapping[str, str], form: ImportFormat) -> ImportSettings:
    draft = _FLAGS.get(given.get("draft", "false"))
    if draft is None:
        raise InvalidInput("A flag is true or false.", path=("draft",))
    topics = [topic.strip() for topic in given.get("topics", "").split(",")]
    return ImportSettings(
        source=given.get("source") or form.value.lower().replace("_", "-"),
        language=given.get("language") or "en",
        topics=tuple(topic for topic in topics if topic),
        time_zone=given.get("timeZone") or None,
        country=given.get("country") or None,
        draft=draft,
    )
