"""The parts of a group: its texts in further languages, its open places, its room."""

from dataclasses import dataclass
from datetime import datetime

from api.domain.vocabulary import CapacityStatus, OpenPlaceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPlace:
    """A place of the group that is always open: a forum, a chat, a warm line.

    ``hours`` says in words when somebody answers; None means at any hour.
    ``moderated`` is None where nobody has said.
    """

    kind: OpenPlaceKind
    name: str | None
    url: str | None
    hours: str | None
    moderated: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The texts of a group in one further language (BCP 47)."""

    language: str
    name: str
    summary: str | None
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Room for newcomers, when that was last said, and by whom."""

    status: CapacityStatus = CapacityStatus.UNKNOWN
    as_of: datetime | None = None
    by: str | None = None
