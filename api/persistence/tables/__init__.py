"""The tables, by zone.

``catalogue`` may be published, ``confidential`` is behind row-level security, ``identity``
holds persons, credentials and grants, ``operations`` keeps the house running and holds ids only.
"""

from api.persistence.tables import (
    catalogue,
    confidential,
    directory_changes,
    grants,
    groups,
    guidelines,
    idempotency,
    identity,
    meetings,
    operations,
    organisations,
    requests,
    upkeep,
)
from api.persistence.tables.base import metadata

__all__ = [
    "catalogue",
    "confidential",
    "directory_changes",
    "grants",
    "groups",
    "guidelines",
    "idempotency",
    "identity",
    "meetings",
    "metadata",
    "operations",
    "organisations",
    "requests",
    "upkeep",
]
