"""Operators of the platform: the few persons who decide about organisations."""

from sqlalchemy import func, update

from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.identity import persons


def set_operator(connection: IdentityConnection, handle_index: bytes, *, operator: bool) -> bool:
    """Make the person of a blind index an operator, or no longer one; return whether there is one.

    Whoever ceases to be one loses its scopes on the next request, since they are looked up.
    """
    changed = (
        update(persons)
        .where(persons.c.handle_index == handle_index)
        .values(operator=operator, version=persons.c.version + 1, changed_at=func.now())
        .returning(persons.c.id)
    )
    return connection.execute(changed).first() is not None
