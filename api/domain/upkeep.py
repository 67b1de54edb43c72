"""Upkeep: how a group is kept true by whoever has no account, through a role address."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import auto
from typing import Self
from uuid import UUID

from api.domain.errors import InvalidInput
from api.domain.vocabulary import Word

ASK_AFTER = timedelta(days=150)
"""After so long without a verification somebody is asked, a month before a group is stale."""
ASK_AGAIN_AFTER = timedelta(days=30)
LINK_LIFE = timedelta(days=14)
KEPT_FOR = timedelta(days=90)
"""How long a link that opens nothing any more still asks for another one."""
LONGEST_PAUSE = timedelta(days=366)
ADDRESS_LENGTH = 254
BY_LINK = "the organisation, by a link"
"""Who verified a group, as anybody may read it."""
_ADDRESS = re.compile(r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class KeptThing(Word):
    """What a role address keeps: one group, or all groups of a network."""

    GROUP = auto()
    NETWORK = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepAddress:
    """The role address of whoever keeps a group or a network true; None once it was erased.

    It is not ``written_to`` any more once whoever reads its mail said so.
    """

    id: UUID
    organisation_id: UUID
    thing: KeptThing
    thing_id: UUID
    address: str | None
    written_to: bool = True
    version: int
    changed_at: datetime

    def is_now(self, address: str) -> Self:
        """Return it with another address, or the same one anew: it is written to from now on."""
        return replace(self, address=checked_address(address), written_to=True)

    def wants_no_more(self) -> Self:
        """Return it as it is kept without ever being written to, until it is set anew."""
        return replace(self, written_to=False)


def checked_address(address: str) -> str:
    """Return an e-mail address as it is kept, in the plain form of RFC 5321; or InvalidInput."""
    cleaned = address.strip()
    if len(cleaned) > ADDRESS_LENGTH or not _ADDRESS.fullmatch(cleaned):
        raise InvalidInput("This is no e-mail address.", path=("input", "address"))
    return cleaned


def checked_pause(until: date, *, today: date) -> date:
    """Return the day on which a pause ends; InvalidInput unless it is within the coming year."""
    if not today < until <= today + LONGEST_PAUSE:
        raise InvalidInput("Please choose a day within the coming year.", path=("until",))
    return until
