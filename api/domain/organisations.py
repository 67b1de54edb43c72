"""Organisations: the owners of data and of clients."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.domain.vocabulary import OrganisationKind, OrganisationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A network operator, clinic, partner, or the platform itself.

    ``country`` is ISO 3166-1 alpha-2, ``languages`` are BCP 47 tags. ``demo`` marks
    organisations that exist to show the product.
    """

    id: UUID
    slug: str
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
    country: str | None
    languages: tuple[str, ...]
    website: str | None
    demo: bool
    version: int
    changed_at: datetime
