"""Groups: people with the same experience who help each other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.domain.actions import must_be_possible
from api.domain.contacts import Contact
from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.group_actions import GROUP_ACTIONS, GroupAction
from api.domain.group_parts import Capacity, OpenPlace, Translation
from api.domain.versions import expect
from api.domain.violations import Checks
from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
    GroupStatus,
    Joining,
    Size,
    Style,
    Support,
)

NAME_LENGTH = 255
CAPACITY_HOLDS = timedelta(days=30)
"""For how long what was said of room for newcomers is believed."""


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
    contact: Contact | None = None
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
        expect(self.version, expected_version)
        return replace(self, name=valid_name(name, path=("input", "name")))

    def change(self, stated: Mapping[str, Any], *, expected_version: int, at: datetime) -> "Group":
        """Return the group with some fields as they are stated now, by ``group_rules``.

        Raises VersionConflict, NotPossibleNow for an archived group, and InvalidInput for ages that
        nobody can have.
        """
        self._decided(GroupAction.EDIT, expected_version)
        after = replace(self, **stated)
        low, high = after.minimum_age, after.maximum_age
        if low is not None and high is not None and high < low:
            raise InvalidInput(
                "The greatest age is not below the least.", path=("input", "maximumAge")
            )
        if "newcomers_welcome" in stated:
            said_on = None if after.newcomers_welcome is None else at.date()
            after = replace(after, newcomers_as_of=said_on)
        return after

    def publish(self, *, expected_version: int, may_publish: bool) -> "Group":
        """Return the group as published, which only some organisations may do."""
        self._decided(GroupAction.PUBLISH, expected_version).settle()
        if not may_publish:
            raise NotPossibleNow("Only a network operator that was verified publishes.")
        return replace(self, status=GroupStatus.PUBLISHED)

    def pause(self, until: date | None, *, expected_version: int, today: date) -> "Group":
        """Return the group as resting, until a day to come or until somebody says so."""
        checks = self._decided(GroupAction.PAUSE, expected_version)
        with checks.at("until"):
            if until is not None and until <= today:
                raise InvalidInput("A pause ends on a day to come.")
        checks.settle()
        return replace(self, status=GroupStatus.PAUSED, paused_until=until)

    def resume(self, *, expected_version: int) -> "Group":
        self._decided(GroupAction.RESUME, expected_version).settle()
        return replace(self, status=GroupStatus.PUBLISHED, paused_until=None)

    def archive(self, successor: "Group | None", *, expected_version: int) -> "Group":
        """Return the group as over, followed by another one that is not."""
        checks = self._decided(GroupAction.ARCHIVE, expected_version)
        with checks.at("successorId"):
            if successor is not None and (successor.id == self.id or not successor.listed):
                raise InvalidInput("What follows a group is another one that everybody sees.")
        checks.settle()
        followed_by = None if successor is None else successor.id
        ended = replace(self, status=GroupStatus.ARCHIVED, paused_until=None)
        return replace(ended, successor_id=followed_by)

    def move(self, network_id: UUID, *, expected_version: int) -> "Group":
        """Return the group in another network of the same organisation."""
        self._decided(GroupAction.MOVE, expected_version).settle()
        return replace(self, network_id=network_id)

    def verify(self, *, expected_version: int, by: str, at: datetime) -> "Group":
        """Return the group as verified: somebody looked, and all that stands here is right."""
        self._decided(GroupAction.VERIFY, expected_version).settle()
        return replace(self, verified_at=at, verified_by=by)

    def state_capacity(
        self, status: CapacityStatus, *, expected_version: int, by: str, at: datetime
    ) -> "Group":
        """Return the group with room as somebody states it; UNKNOWN takes back what was said."""
        self._decided(GroupAction.STATE_CAPACITY, expected_version).settle()
        if status is CapacityStatus.UNKNOWN:
            return replace(self, capacity=Capacity())
        return replace(self, capacity=Capacity(status=status, as_of=at, by=by))

    def guided(self, *, expected_version: int) -> "Group":
        self._decided(GroupAction.SET_GUIDELINES, expected_version).settle()
        return self

    def tended(self, *, now: datetime, today: date) -> "Group":
        """Return the group as time has left it: a pause that is over, room that nobody vouches for.

        The same group where nothing is due. ``today`` is the day where its meetings are.
        """
        after, until, said = self, self.paused_until, self.capacity.as_of
        if self.status is GroupStatus.PAUSED and until is not None and until <= today:
            after = replace(after, status=GroupStatus.PUBLISHED, paused_until=None)
        if self.capacity.status is not CapacityStatus.UNKNOWN and (
            said is not None and now - said > CAPACITY_HOLDS
        ):
            after = replace(after, capacity=Capacity())
        return after

    def _decided(self, action: GroupAction, expected_version: int) -> Checks:
        """Return checks for the rest of a decision that the state of the group allows."""
        expect(self.version, expected_version)
        must_be_possible(GROUP_ACTIONS, action, self.status)
        return Checks()


def valid_name(name: str, *, path: tuple[str, ...]) -> str:
    """Return the name on one line without stray space, or raise InvalidInput."""
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > NAME_LENGTH or not cleaned.isprintable():
        raise InvalidInput(f"A name has 1 to {NAME_LENGTH} printable characters.", path=path)
    return cleaned
