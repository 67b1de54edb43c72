"""The numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

# Larger than every limit, small enough for JSON and for arithmetic on machine words.
SATURATED: Final = 10**9

LONG_LISTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "Coverage.hours": 168,
        "GroupMatches.matches": 50,
        "GroupMatch.reasons": 15,
        "Staff.facilitates": 100,
    }
)
"""Plain lists that hold more than others, by type and field."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask for.

    A fragment counts wherever it is spread. ``depth`` counts fields from the root to a leaf.
    ``aliases``, ``root_fields`` and ``mutations`` are per operation. ``nodes`` bounds the
    objects that one answer may hold; for it a connection without a page size has
    ``default_page`` rows and a plain list has ``list_size`` items, unless ``long_lists`` names
    it. Below ``__schema`` and
    ``__type`` the three introspection limits apply instead: ``introspection_lists`` is how many
    lists of types, fields or interfaces may be nested, since each one multiplies the answer by
    the size of the schema.
    """

    tokens: int = 2000
    depth: int = 12
    aliases: int = 30
    root_fields: int = 10
    mutations: int = 4
    errors: int = 5
    page: int = 100
    default_page: int = 20
    nodes: int = 10_000
    list_size: int = 10
    long_lists: Mapping[str, int] = field(default_factory=lambda: LONG_LISTS)
    introspection_depth: int = 20
    introspection_lists: int = 2
    introspection_aliases: int = 3
