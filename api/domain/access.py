"""Who may do what."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Scope(StrEnum):
    """What a token may be allowed to do: ``resource:action``, no scope implies another."""

    GROUPS_READ = "groups:read"
    GROUPS_MANAGE = "groups:manage"
    MEETINGS_READ = "meetings:read"
    MEETINGS_WRITE = "meetings:write"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: nobody in particular, or an organisation's token with its scopes."""

    organisation_id: UUID | None = None
    subject: str | None = None
    scopes: frozenset[Scope] = field(default_factory=frozenset[Scope])

    @property
    def anonymous(self) -> bool:
        return self.organisation_id is None


ANYBODY = Viewer()


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose behalf something is written, and by whom: never absent from a write.

    ``subject`` is an opaque id of the person, client or job that acts.
    """

    organisation_id: UUID
    subject: str
