"""Crisis resources: whom to turn to when peer support is not enough."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

STALE_DAYS = 180
"""A resource that nobody has verified for longer is shown, and said to be stale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisResource:
    """A helpline or service for emergencies of the mind, kept by an organisation.

    ``country`` is ISO 3166-1 alpha-2, None for one that answers everywhere. ``hours`` says in
    words when somebody answers, None for at any hour. ``verified_on`` is the day on which
    somebody last tried it, None for never, and ``verified_by`` the opaque subject of who did.
    """

    id: UUID
    organisation_id: UUID
    country: str | None
    name: str
    phone: str | None
    url: str | None
    hours: str | None
    languages: tuple[str, ...]
    verified_on: date | None
    verified_by: str | None = None
    version: int
    changed_at: datetime
