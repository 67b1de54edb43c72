"""Networks: what an organisation publishes its groups under."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import auto
from typing import Any, Self
from uuid import UUID

from api.domain.actions import Condition, must_be_possible
from api.domain.contacts import Contact
from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.organisations import Organisation
from api.domain.scopes import Scope
from api.domain.versions import expect
from api.domain.vocabulary import NetworkStatus, Word


class NetworkAction(Word):
    """What may be done to a network."""

    EDIT = auto()
    SET_GUIDELINES = auto()
    PUBLISH = auto()
    ARCHIVE = auto()


_KEPT_UP = frozenset({NetworkStatus.DRAFT, NetworkStatus.PUBLISHED})
_HIDDEN = frozenset({NetworkStatus.DRAFT, NetworkStatus.ARCHIVED})
NETWORK_ACTIONS: Mapping[NetworkAction, Condition] = {
    NetworkAction.EDIT: Condition(scope=Scope.NETWORKS_MANAGE, statuses=_KEPT_UP),
    NetworkAction.SET_GUIDELINES: Condition(scope=Scope.NETWORKS_MANAGE, statuses=_KEPT_UP),
    NetworkAction.PUBLISH: Condition(scope=Scope.NETWORKS_MANAGE, statuses=_HIDDEN, publishes=True),
    NetworkAction.ARCHIVE: Condition(scope=Scope.NETWORKS_MANAGE, statuses=_KEPT_UP),
}
"""When each is accepted; to publish needs ``Network.complete`` as well.

What was archived may be published again, since nothing else would mend a mistake.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A concern in the network's own words, and the platform's topic that it maps to."""

    name: str
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """In one language: peer support is neither therapy nor an emergency service."""

    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A family of groups with one operator, one set of default guidelines, one data licence.

    ``coverage`` holds ISO 3166-1 alpha-2 countries, empty for worldwide or not stated;
    ``topics`` are slugs of the platform's topics; ``licence`` is an SPDX identifier or a
    web address; ``attribution`` is what a partner shows beside the data.
    """

    id: UUID
    organisation_id: UUID
    slug: str
    name: str
    description: str | None
    topics: tuple[str, ...]
    concerns: tuple[Concern, ...]
    coverage: tuple[str, ...]
    languages: tuple[str, ...]
    guidelines: str | None
    notices: tuple[Notice, ...]
    contact: Contact | None = None
    licence: str | None
    attribution: str | None
    status: NetworkStatus
    version: int
    changed_at: datetime

    @property
    def published(self) -> bool:
        return self.status is NetworkStatus.PUBLISHED

    @property
    def complete(self) -> bool:
        """Whether it says in each of its languages, at least one, what peer support is not.

        No program can tell whether a notice says so; that there is one is what can be held.
        """
        told = {notice.language for notice in self.notices}
        return bool(self.languages) and told.issuperset(self.languages)

    def change(self, stated: Mapping[str, Any], *, expected_version: int) -> Self:
        """Return the network with some fields as they are stated now.

        Raises VersionConflict, NotPossibleNow, and InvalidInput where a published network would
        no longer say what peer support is not.
        """
        expect(self.version, expected_version)
        must_be_possible(NETWORK_ACTIONS, NetworkAction.EDIT, self.status)
        after = replace(self, **stated)
        if self.published and self.complete and not after.complete:
            raise InvalidInput(
                "A published network keeps a notice in each of its languages.",
                path=("input", "notices"),
            )
        return after

    def guided_by(self, text: str, *, expected_version: int) -> Self:
        """Return the network with these guidelines for all groups that have none of their own."""
        expect(self.version, expected_version)
        must_be_possible(NETWORK_ACTIONS, NetworkAction.SET_GUIDELINES, self.status)
        return replace(self, guidelines=text)

    def publish(self, operator: Organisation, *, expected_version: int) -> Self:
        """Return the network as everybody may see it.

        NotPossibleNow unless its organisation may publish and it is complete.
        """
        expect(self.version, expected_version)
        must_be_possible(NETWORK_ACTIONS, NetworkAction.PUBLISH, self.status)
        if not operator.may_publish:
            raise NotPossibleNow(
                "Only a network operator that was verified publishes networks.",
            )
        if not self.complete:
            raise NotPossibleNow(
                "Before it is published, a network says in which languages people speak there, and "
                "in each of them, in a notice, that peer support is neither therapy nor an "
                "emergency service.",
            )
        return replace(self, status=NetworkStatus.PUBLISHED)

    def archive(self, *, expected_version: int) -> Self:
        """Return the network as it is once it is over: nothing of it is shown."""
        expect(self.version, expected_version)
        must_be_possible(NETWORK_ACTIONS, NetworkAction.ARCHIVE, self.status)
        return replace(self, status=NetworkStatus.ARCHIVED)
