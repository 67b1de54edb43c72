"""Persons: what they are found by, what their password hashes to, and how they come back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.elements import ColumnElement

from api.domain.standing import PersonStatus
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.grants import grants
from api.persistence.tables.identity import passkeys, persons, staff_persons, vault

EMAIL = "persons.email"
"""What the sealed address of a person is bound to, beside the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in.

    ``handle_index`` is the blind index of the e-mail address or sign-in name, ``email`` the
    sealed address, ``password`` an Argon2 hash (PHC string), ``recovery`` the SHA-256 of the
    recovery words.
    """

    id: UUID
    status: PersonStatus
    operator: bool
    handle_index: bytes | None = field(default=None, repr=False)
    email: bytes | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    recovery: bytes | None = field(default=None, repr=False)


def add_person(connection: IdentityConnection, person: Person) -> bool:
    """Insert a person, and return whether their handle was free."""
    values = {
        "id": person.id,
        "handle_index": person.handle_index,
        "email": person.email,
        "password": person.password,
        "operator": person.operator,
        "status": person.status.value,
    }
    added = insert(persons).values(values).on_conflict_do_nothing().returning(persons.c.id)
    return connection.execute(added).first() is not None


def get_person(connection: IdentityConnection, person_id: UUID) -> Person | None:
    return _first(connection, persons.c.id == person_id)


def hold_person(connection: IdentityConnection, person_id: UUID) -> Person | None:
    """Return a person whom no other transaction changes before this one ends."""
    found = select(persons).where(persons.c.id == person_id).with_for_update()
    row = connection.execute(found).first()
    return None if row is None else _person(row)


def find_person(connection: IdentityConnection, handle_index: bytes) -> Person | None:
    return _first(connection, persons.c.handle_index == handle_index)


def person_of_words(connection: IdentityConnection, recovery: bytes) -> Person | None:
    """Return whom recovery words belong to, by their SHA-256."""
    return _first(connection, persons.c.recovery == recovery)


def set_password(
    connection: IdentityConnection, person_id: UUID, password: str, *, instead_of: str | None
) -> bool:
    """Replace a hash, and return whether it still was what the caller knew."""
    now = {"password": password, "version": persons.c.version + 1, "changed_at": func.now()}
    replaced = update(persons).values(now).returning(persons.c.id)
    replaced = replaced.where(persons.c.id == person_id).where(
        persons.c.password.is_not_distinct_from(instead_of)
    )
    return connection.execute(replaced).first() is not None


def set_recovery(connection: IdentityConnection, person_id: UUID, recovery: bytes | None) -> None:
    """Let other recovery words open the account, or none."""
    now = {"recovery": recovery, "version": persons.c.version + 1, "changed_at": func.now()}
    connection.execute(update(persons).where(persons.c.id == person_id).values(now))


def set_status(connection: IdentityConnection, person_id: UUID, status: PersonStatus) -> bool:
    """Disable a person or let them in again, and return whether there is one."""
    now = {"status": status.value, "version": persons.c.version + 1, "changed_at": func.now()}
    changed = update(persons).where(persons.c.id == person_id).values(now).returning(persons.c.id)
    return connection.execute(changed).first() is not None


def forget_unfinished(connection: IdentityConnection, before: datetime) -> int:
    """Delete whoever began to sign up before an instant and never chose a way to sign in."""
    used = (
        exists().where(table.c.person_id == persons.c.id)
        for table in (passkeys, staff_persons, grants, vault)
    )
    gone = persons.delete().where(
        persons.c.password.is_(None),
        persons.c.recovery.is_(None),
        persons.c.created_at < before,
        *(~each for each in used),
    )
    return connection.execute(gone).rowcount


def _first(connection: IdentityConnection, condition: ColumnElement[bool]) -> Person | None:
    row = connection.execute(select(persons).where(condition)).first()
    return None if row is None else _person(row)


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        status=PersonStatus(row.status),
        operator=row.operator,
        handle_index=row.handle_index,
        email=row.email,
        password=row.password,
        recovery=row.recovery,
    )
