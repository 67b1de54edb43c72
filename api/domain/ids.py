"""Identifiers as the world sees them: a type code, an underscore, 32 hex digits.

    org_0197c3a2f0b17d1e8c5a5f2b8e0d4c61

The code makes an id of the wrong type recognisable before anything is asked of the
database; the rest is a UUID without its hyphens.
"""

import re
from enum import StrEnum
from uuid import UUID

from api.domain.errors import InvalidId

_SHAPE = re.compile(r"[a-z]{3}_[0-9a-f]{32}")


class Code(StrEnum):
    """The three letters in front of an id."""

    ORGANISATION = "org"
    NETWORK = "net"
    GROUP = "grp"
    VENUE = "ven"
    MEETING = "mtg"
    OCCURRENCE = "occ"
    TOPIC = "top"
    CRISIS_RESOURCE = "cri"
    GUIDELINES = "gdl"
    PERSON = "per"
    STAFF = "stf"
    INVITATION = "inv"
    CLIENT = "cli"
    CLIENT_SECRET = "sec"  # noqa: S105 - three letters, and no secret
    CLIENT_APPROVAL = "apr"
    PARTNERSHIP = "prt"
    VERIFICATION = "ver"
    IMPORT = "imp"
    FEED = "fed"
    AUDIT_ENTRY = "aud"
    CHANGE_REQUEST = "chr"
    UPKEEP_ADDRESS = "upk"
    FACILITATOR = "fac"


def encode(code: Code, uuid: UUID) -> str:
    return f"{code}_{uuid.hex}"


def decode(text: str, *, expected: Code | None = None) -> tuple[Code, UUID]:
    """Return what an id says, or raise InvalidId if it is malformed or of another type."""
    if not _SHAPE.fullmatch(text) or text[:3] not in _KNOWN:
        raise InvalidId("This is not an id of Peers.")
    code = Code(text[:3])
    if expected is not None and code is not expected:
        raise InvalidId(f"An id of type {expected.name} is expected here, not of {code.name}.")
    return code, UUID(text[4:])


_KNOWN = frozenset(Code)
