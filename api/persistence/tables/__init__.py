"""The tables, by zone.

``catalogue`` may be published, ``confidential`` is behind row-level security, ``operations``
keeps the house running and holds ids only.
"""

from api.persistence.tables import catalogue, confidential, groups, meetings, operations
from api.persistence.tables.base import metadata

__all__ = ["catalogue", "confidential", "groups", "meetings", "metadata", "operations"]
