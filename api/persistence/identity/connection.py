"""What the functions of the identity zone are given, by a name that others may know."""

from sqlalchemy import Connection

type IdentityConnection = Connection
"""A synchronous connection within a transaction in the context of the identity zone."""
