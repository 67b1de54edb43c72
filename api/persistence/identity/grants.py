"""Grants: what somebody consented to for a client, and every token that stands on it.

A person's grant is their consent and one family of tokens. A backend has one live grant for
each organisation that it acts for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import Row, TextClause, and_, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from api.domain.scopes import Scope, Scopes, known_scopes
from api.persistence.identity.connection import IdentityConnection
from api.persistence.ids import new_confidential_id
from api.persistence.tables.catalogue import organisations
from api.persistence.tables.grants import grants
from api.persistence.tables.organisations import clients

_SHARED = text("select pg_advisory_xact_lock_shared(hashtextextended(:id, 0))")
_ALONE = text("select pg_advisory_xact_lock(hashtextextended(:id, 0))")


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedBy:
    """Whom a grant is for and whose it is; ``client`` is what OAuth calls the client."""

    client: str
    client_id: UUID | None = None
    client_organisation_id: UUID | None = None
    person_id: UUID | None = None
    staff_id: UUID | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsGrant:
    """A live grant as its person sees it; names are None for a first-party client, or of none."""

    id: UUID
    client: str
    client_name: str | None
    organisation_id: UUID | None
    organisation_name: str | None
    scopes: Scopes
    created_at: datetime


def expect(connection: IdentityConnection, *ids: UUID | None) -> None:
    """Have whoever revokes what is of one of these ids wait until this transaction has ended.

    To be called before looking whether they may be given anything: a grant that is made while
    another transaction revokes could otherwise outlive what it stands on.
    """
    _lock(connection, _SHARED, ids)


def add_grant(connection: IdentityConnection, by: GrantedBy, scopes: Iterable[Scope]) -> UUID:
    """Insert a person's grant and return its id."""
    grant_id = new_confidential_id()
    connection.execute(insert(grants).values(_values(grant_id, by, scopes)))
    return grant_id


def grant_of_ours(connection: IdentityConnection, by: GrantedBy, scopes: Scopes) -> UUID:
    """Return the live grant of a person's role for pages of ours, made where there is none."""
    live = select(grants.c.id).where(
        grants.c.client == by.client,
        grants.c.person_id == by.person_id,
        grants.c.staff_id == by.staff_id,
        grants.c.organisation_id == by.organisation_id,
        grants.c.scopes == sorted(scope.value for scope in scopes),
        grants.c.revoked_at.is_(None),
    )
    found = connection.execute(live.order_by(grants.c.id).limit(1)).scalar()
    return found or add_grant(connection, by, scopes)


def backend_grant(connection: IdentityConnection, by: GrantedBy, scopes: Scopes) -> UUID:
    """Return the one live grant of a backend for an organisation, with these scopes now."""
    live = and_(
        grants.c.client_id == by.client_id,
        grants.c.organisation_id == by.organisation_id,
        grants.c.person_id.is_(None),
        grants.c.revoked_at.is_(None),
    )
    found = connection.execute(select(grants.c.id, grants.c.scopes).where(live)).first()
    if found is not None and set(found.scopes) == {scope.value for scope in scopes}:
        return found.id
    statement = upsert(grants).values(_values(new_confidential_id(), by, scopes))
    kept = statement.on_conflict_do_update(
        index_elements=[grants.c.client_id, grants.c.organisation_id],
        index_where=text("person_id IS NULL AND revoked_at IS NULL"),
        set_={
            "scopes": statement.excluded.scopes,
            "version": grants.c.version + 1,
            "changed_at": func.now(),
        },
    )
    return connection.execute(kept.returning(grants.c.id)).scalar_one()


class Which(TypedDict, total=False):
    """What grants may be named by: each is a column, but ``grant_id`` for the id of one."""

    grant_id: UUID
    client: str
    client_id: UUID
    client_organisation_id: UUID
    person_id: UUID
    staff_id: UUID
    organisation_id: UUID


def revoke(connection: IdentityConnection, *, why: str, **which: Unpack[Which]) -> int:
    """Revoke the live grants that all of what is given holds for, and return how many.

    ``why`` is a word or two for whoever looks at the row later. ValueError where nothing is
    given: that would be everything. What they stand on has to be changed before, in the same
    transaction, so that nobody can make another in between.
    """
    named = {"id" if name == "grant_id" else name: value for name, value in which.items()}
    if not named or None in named.values():
        raise ValueError("Say which grants.")
    _lock(connection, _ALONE, [value for value in named.values() if isinstance(value, UUID)])
    revoked = connection.execute(
        update(grants)
        .where(*(grants.c[name] == value for name, value in named.items()))
        .where(grants.c.revoked_at.is_(None))
        .values(
            revoked_at=func.now(),
            revoked_for=why,
            version=grants.c.version + 1,
            changed_at=func.now(),
        )
    )
    return revoked.rowcount


def grants_of_person(connection: IdentityConnection, person_id: UUID) -> list[PersonsGrant]:
    """Return what a person lets clients do now, the newest first."""
    found = (
        select(
            grants,
            clients.c.name.label("client_name"),
            organisations.c.name.label("organisation_name"),
        )
        .outerjoin(
            clients,
            and_(
                clients.c.organisation_id == grants.c.client_organisation_id,
                clients.c.id == grants.c.client_id,
            ),
        )
        .outerjoin(organisations, organisations.c.id == grants.c.organisation_id)
        .where(grants.c.person_id == person_id, grants.c.revoked_at.is_(None))
        .order_by(grants.c.created_at.desc(), grants.c.id)
    )
    return [_persons(row) for row in connection.execute(found)]


def _lock(
    connection: IdentityConnection, statement: TextClause, ids: Iterable[UUID | None]
) -> None:
    for each in sorted(str(each) for each in ids if each is not None):
        connection.execute(statement, {"id": f"grants of {each}"})


def _values(grant_id: UUID, by: GrantedBy, scopes: Iterable[Scope]) -> dict[str, Any]:
    return {
        "id": grant_id,
        "client": by.client,
        "client_id": by.client_id,
        "client_organisation_id": by.client_organisation_id,
        "person_id": by.person_id,
        "staff_id": by.staff_id,
        "organisation_id": by.organisation_id,
        "scopes": sorted(scope.value for scope in scopes),
    }


def _persons(row: Row[Any]) -> PersonsGrant:
    return PersonsGrant(
        id=row.id,
        client=row.client,
        client_name=row.client_name,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        scopes=known_scopes(row.scopes),
        created_at=row.created_at,
    )
