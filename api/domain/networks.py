"""Networks: what an organisation publishes its groups under."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.domain.vocabulary import NetworkStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A concern in the network's own words, and the platform's topic that it maps to."""

    name: str
    topic: str | None


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
    licence: str | None
    attribution: str | None
    status: NetworkStatus
    version: int
    changed_at: datetime

    @property
    def published(self) -> bool:
        return self.status is NetworkStatus.PUBLISHED
