"""Groups: people with the same experience who help each other."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from api.domain.errors import InvalidInput, VersionConflict
from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
    GroupStatus,
    Joining,
    OpenPlaceKind,
    Size,
    Style,
    Support,
)

NAME_LENGTH = 255


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A peer-support group (HSDS ``service``).

    Texts are in ``language``; ``languages`` are those spoken. None and empty tuples
    mean that the group has not stated it, which a search treats as *unknown*, never as
    *no*. ``audiences``, ``formats``, ``accessibility`` and ``topics`` are slugs of terms.
    A group need not meet: ``open_places`` may be all it has. ``minimum_age`` and
    ``maximum_age`` are whole years, both included (HSDS). ``neutral_title`` asks that the
    titles of pages and notices do not say what the group is about.
    """

    id: UUID
    organisation_id: UUID
    network_id: UUID
    slug: str
    name: str
    summary: str | None
    description: str | None
    language: str
    translations: tuple[Translation, ...]
    topics: tuple[str, ...]
    support: tuple[Support, ...]
    style: Style | None
    size: Size | None
    joining: Joining | None
    newcomers_welcome: bool | None
    newcomers_as_of: date | None
    audiences: tuple[str, ...]
    eligibility: str | None
    minimum_age: int | None = None
    maximum_age: int | None = None
    neutral_title: bool = False
    languages: tuple[str, ...]
    accessibility: tuple[str, ...]
    cost: Cost | None
    cost_note: str | None
    anonymity: Anonymity | None
    formats: tuple[str, ...]
    accepts_referrals: bool
    capacity: Capacity
    open_places: tuple[OpenPlace, ...]
    verified_at: datetime | None
    verified_by: str | None
    source: str | None
    imported_at: datetime | None
    status: GroupStatus
    paused_until: date | None
    successor_id: UUID | None
    version: int
    changed_at: datetime

    @property
    def listed(self) -> bool:
        """A paused group stays findable, so that nobody travels in vain."""
        return self.status in {GroupStatus.PUBLISHED, GroupStatus.PAUSED}

    def rename(self, name: str, *, expected_version: int) -> "Group":
        """Return the group under another name.

        Raises VersionConflict if somebody changed it since, InvalidInput for a name that
        is empty or longer than 255 characters.
        """
        if expected_version != self.version:
            raise VersionConflict(
                "The group was changed in between: look at it again, then decide.",
                path=("input", "expectedVersion"),
            )
        return replace(self, name=valid_name(name, path=("input", "name")))


def valid_name(name: str, *, path: tuple[str, ...]) -> str:
    """Return the name on one line without stray space, or raise InvalidInput."""
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > NAME_LENGTH or not cleaned.isprintable():
        raise InvalidInput(f"A name has 1 to {NAME_LENGTH} printable characters.", path=path)
    return cleaned
