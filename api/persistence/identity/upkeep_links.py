"""Links that keep groups true: of each only the SHA-256 is kept, and it is used once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from api.domain.upkeep import KEPT_FOR, LINK_LIFE
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.upkeep import upkeep_links
from api.persistence.told_once import digest


@dataclass(frozen=True, slots=True)
class Addressee:
    """To which address of which organisation a link was sent."""

    organisation_id: UUID
    address_id: UUID


def add(connection: IdentityConnection, secret: str, to: Addressee, now: datetime) -> None:
    """Keep a link beside the older ones to the address.

    They end once one of them is used: whoever only asks for another one takes none from anybody.
    """
    values = {
        "hash": digest(secret),
        "organisation_id": to.organisation_id,
        "address_id": to.address_id,
        "created_at": now,
        "expires_at": now + LINK_LIFE,
    }
    connection.execute(insert(upkeep_links).values(values))


def find(connection: IdentityConnection, secret: str, now: datetime) -> Addressee | None:
    """Return whose a link is, and leave it as it is; None for one that opens nothing."""
    return _addressee(connection, upkeep_links.c.hash == digest(secret), *_opens(now))


def known(connection: IdentityConnection, secret: str) -> Addressee | None:
    """Return whose a link is or was, for whoever asks for another one."""
    return _addressee(connection, upkeep_links.c.hash == digest(secret))


def use(connection: IdentityConnection, secret: str, now: datetime) -> Addressee | None:
    """Use a link up, and every other one to the same address, and return whose it was.

    None for one that opens nothing.
    """
    to = find(connection, secret, now)
    if to is None:
        return None
    of_address = upkeep_links.c.address_id == to.address_id, *_opens(now)
    # In one order, so that two who use two links at once wait for each other.
    held = select(upkeep_links.c.hash).where(*of_address).order_by(upkeep_links.c.hash)
    if digest(secret) not in list(connection.scalars(held.with_for_update())):
        return None
    values = {"used_at": now, "version": upkeep_links.c.version + 1, "changed_at": func.now()}
    connection.execute(update(upkeep_links).where(*of_address).values(values))
    return to


def forget(connection: IdentityConnection, address_id: UUID) -> None:
    """Delete every link to an address: none opens anything, nor asks for another one."""
    connection.execute(delete(upkeep_links).where(upkeep_links.c.address_id == address_id))


def sweep(connection: IdentityConnection, now: datetime) -> None:
    """Delete links that ended so long ago that nobody will ask for another one by them."""
    connection.execute(delete(upkeep_links).where(upkeep_links.c.expires_at < now - KEPT_FOR))


def _opens(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return upkeep_links.c.used_at.is_(None), upkeep_links.c.expires_at > now


def _addressee(
    connection: IdentityConnection, *conditions: ColumnElement[bool]
) -> Addressee | None:
    found = select(upkeep_links.c.organisation_id, upkeep_links.c.address_id).where(*conditions)
    row = connection.execute(found).one_or_none()
    return None if row is None else Addressee(row.organisation_id, row.address_id)
