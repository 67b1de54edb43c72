"""Ids of occurrences as bytes, for whoever needs tens of thousands of them at once."""

from datetime import datetime
from hashlib import sha1
from uuid import UUID


def occurrence_key(meeting_id: UUID, original_start: datetime) -> bytes:
    """Return the 16 bytes of ``occurrence_id`` (RFC 9562, section 5.5) of a start of a schedule."""
    name = original_start.isoformat(timespec="minutes").encode()
    found = bytearray(sha1(meeting_id.bytes + name, usedforsecurity=False).digest()[:16])
    found[6] = found[6] & 0x0F | 0x50
    found[8] = found[8] & 0x3F | 0x80
    return bytes(found)
