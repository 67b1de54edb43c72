"""Letting somebody sign in no more, and again."""

from datetime import datetime

from api.auth.signing_in.by_password import end_everything
from api.domain.standing import PersonStatus
from api.persistence.identity import people
from api.persistence.identity.connection import IdentityConnection


def disable_person(connection: IdentityConnection, handle_index: bytes, now: datetime) -> bool:
    """Disable the person of a blind index and end all of theirs; return whether there is one."""
    person = people.find_person(connection, handle_index)
    if person is None:
        return False
    people.set_status(connection, person.id, PersonStatus.DISABLED)
    end_everything(connection, person.id, now, why="disabled")
    return True


def enable_person(connection: IdentityConnection, handle_index: bytes) -> bool:
    """Let the person of a blind index sign in again, and return whether there is one."""
    person = people.find_person(connection, handle_index)
    return person is not None and people.set_status(connection, person.id, PersonStatus.ACTIVE)
