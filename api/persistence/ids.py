"""New ids, made here and not by the database, so that every database makes them alike."""

from uuid import UUID, uuid4

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return an id that sorts by its time (UUIDv7, RFC 9562), for the catalogue."""
    return uuid7()


def new_confidential_id() -> UUID:
    """Return an id that tells nothing of its time (UUIDv4), for the confidential zone."""
    return uuid4()
