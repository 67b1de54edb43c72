"""Profiles: what somebody who brings an organisation to the platform says of it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

from api.domain.errors import InvalidInput
from api.domain.organisations import Organisation
from api.domain.violations import Checks
from api.domain.vocabulary import OrganisationKind, OrganisationStatus

NAME_LENGTH = 255
WEBSITE_LENGTH = 500
MOST_LANGUAGES = 30
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,4}")
_NEVER_IN_ADDRESSES = frozenset(' "<>\\^`{|}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An organisation before it is one: ``country`` and ``languages`` as there."""

    name: str
    kind: OrganisationKind
    country: str | None = None
    languages: tuple[str, ...] = ()
    website: str | None = None

    def applicant(self, organisation_id: UUID, slug: str, at: datetime) -> Organisation:
        """Return the organisation that somebody applies for; Violations for what cannot be."""
        kept = self.checked()
        return Organisation(
            id=organisation_id,
            slug=slug,
            name=kept.name,
            kind=kept.kind,
            status=OrganisationStatus.APPLIED,
            country=kept.country,
            languages=kept.languages,
            website=kept.website,
            demo=False,
            version=1,
            changed_at=at,
        )

    def checked(self) -> Self:
        """Return the profile as it is kept; Violations with everything that is wrong with it."""
        checks, kept = Checks(), self
        with checks.at("name"):
            kept = replace(kept, name=_name(self.name))
        with checks.at("kind"):
            if self.kind is OrganisationKind.PLATFORM:
                raise InvalidInput("Nobody applies to be the platform.")
        with checks.at("country"):
            _country(self.country)
        with checks.at("languages"):
            kept = replace(kept, languages=_languages(self.languages))
        with checks.at("website"):
            _website(self.website)
        checks.settle()
        return kept


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > NAME_LENGTH or not cleaned.isprintable():
        raise InvalidInput(f"A name has 1 to {NAME_LENGTH} printable characters.")
    return cleaned


def _country(country: str | None) -> None:
    if country is not None and not _COUNTRY.fullmatch(country):
        raise InvalidInput("A country is written as two capital letters, ISO 3166-1 alpha-2.")


def _languages(languages: tuple[str, ...]) -> tuple[str, ...]:
    if len(languages) > MOST_LANGUAGES or not all(map(_LANGUAGE.fullmatch, languages)):
        raise InvalidInput(
            f"At most {MOST_LANGUAGES} languages, each a tag of BCP 47 such as de or pt-BR."
        )
    return tuple(dict.fromkeys(languages))


def _website(website: str | None) -> None:
    if website is not None and not is_address(website):
        raise InvalidInput(
            f"A website is an http or https address of at most {WEBSITE_LENGTH} characters."
        )


def is_address(text: str, *, longest: int = WEBSITE_LENGTH) -> bool:
    """Say whether a text is an address that a browser may follow: http or https, and a host."""
    if len(text) > longest or not text.isprintable() or _NEVER_IN_ADDRESSES & set(text):
        return False
    try:
        parts = urlsplit(text)
        # A port that is none shows itself only when it is read.
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc
