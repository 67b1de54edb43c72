"""Crisis resources: whom to turn to when peer support is not enough."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import auto
from typing import Any, Self
from uuid import UUID

from api.domain.actions import Condition
from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.ids import Code
from api.domain.organisations import Organisation
from api.domain.scopes import Scope
from api.domain.stating import (
    Rule,
    as_said,
    country,
    language,
    line,
    many,
    may,
    must,
    named,
    phone,
    web_address,
)
from api.domain.versions import expect
from api.domain.vocabulary import Word

STALE_DAYS = 180
"""A resource that nobody has verified for longer is shown, and said to be stale."""
MOST_LANGUAGES = 100

WHICH: Mapping[str, Rule] = {"id": named(Code.CRISIS_RESOURCE), "expected_version": as_said}
RULES: Mapping[str, Rule] = {
    **WHICH,
    "country": may(country),
    "name": must(line()),
    "phone": may(phone),
    "url": may(web_address),
    "hours": may(line()),
    "languages": many(language, most=MOST_LANGUAGES),
}
"""What may be stated of a crisis resource."""


class CrisisAction(Word):
    """What may be done to a crisis resource."""

    EDIT = auto()
    VERIFY = auto()
    REMOVE = auto()


CRISIS_ACTIONS: Mapping[CrisisAction, Condition] = {
    action: Condition(scope=Scope.NETWORKS_MANAGE) for action in CrisisAction
}
"""A crisis resource has no status: each is accepted at any time."""


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

    def must_be_offered_by(self, keeper: Organisation) -> Self:
        """Return the resource; NotPossibleNow unless its organisation may publish.

        Everybody in a country is shown it, whatever network they look at.
        """
        if not keeper.may_publish:
            raise NotPossibleNow(
                "Only a network operator that was verified offers crisis resources."
            )
        _must_be_reachable(self)
        return self

    def change(self, stated: Mapping[str, Any], *, expected_version: int) -> Self:
        """Return the resource with some fields as they are stated now.

        Under another number or address nobody has tried it yet.
        """
        expect(self.version, expected_version)
        after = replace(self, **stated)
        _must_be_reachable(after)
        if (after.phone, after.url) == (self.phone, self.url):
            return after
        return replace(after, verified_on=None, verified_by=None)

    def verify(self, *, by: str, on: date, expected_version: int) -> Self:
        """Return the resource as one that somebody has tried, and found what stands here."""
        expect(self.version, expected_version)
        return replace(self, verified_on=on, verified_by=by)


def _must_be_reachable(resource: CrisisResource) -> None:
    if resource.phone is None and resource.url is None:
        raise InvalidInput("It has a number to dial or a web address.", path=("input", "phone"))
