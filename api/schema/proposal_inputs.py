"""What may be proposed of each kind of thing: partial, what is left out stays."""

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

import strawberry
from strawberry import UNSET

from api.domain.change_requests import CorrectedThing
from api.domain.correctable import Correctable
from api.domain.corrections import checked_values
from api.domain.errors import InvalidInput
from api.domain.groups import Group
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.venues import Venue
from api.schema.binding import optional
from api.schema.words import Cost, Joining, Openness

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


_KINDS: Mapping[CorrectedThing, type[Correctable]] = {
    CorrectedThing.GROUP: Group,
    CorrectedThing.MEETING: Meeting,
    CorrectedThing.NETWORK: Network,
    CorrectedThing.VENUE: Venue,
}


@strawberry.input(description="What to correct of a group; null clears, what is left out stays.")
class ProposedGroupChanges:
    name: str | None = optional("Its name.")
    summary: str | None = optional("What it is, in a sentence or two.")
    description: str | None = optional("What it is, at length.")
    languages: list[str] | None = optional("What is spoken there, tags of BCP 47.")
    eligibility: str | None = optional("Who may come, in words.")
    joining: Joining | None = optional("How one joins.")
    newcomers_welcome: bool | None = optional("Whether newcomers are welcome.")
    cost: Cost | None = optional("What it costs.")
    cost_note: str | None = optional("What it costs, in words.")


@strawberry.input(description="What to correct of a meeting; null clears, what is left out stays.")
class ProposedMeetingChanges:
    name: str | None = optional("Its name.")
    languages: list[str] | None = optional("What is spoken there, tags of BCP 47.")
    openness: Openness | None = optional("Who may come.")
    notes: str | None = optional("What else to know about it.")


@strawberry.input(description="What to correct of a network; null clears, what is left out stays.")
class ProposedNetworkChanges:
    name: str | None = optional("Its name.")
    description: str | None = optional("What it is.")
    languages: list[str] | None = optional("What its groups speak, tags of BCP 47.")
    guidelines: str | None = optional("By which rules its groups meet.")


@strawberry.input(description="What to correct of a venue; null clears, what is left out stays.")
class ProposedVenueChanges:
    name: str | None = optional("Its name.")
    street: str | None = optional("Street and number; of a public venue only.")
    area: str | None = optional("The part of town.")
    locality: str | None = optional("The town.")
    region: str | None = optional("The region.")
    postal_code: str | None = optional("The postal code; of a public venue only.")
    country: str | None = optional("The country, ISO 3166-1 alpha-2.")
    joining_notes: str | None = optional("How one gets in.")
    transport: str | None = optional("How one gets there.")


@strawberry.input(
    description="What to correct, of the kind of thing that the id names.", one_of=True
)
class ProposedChanges:
    group: ProposedGroupChanges | None = optional("Of a group.")
    meeting: ProposedMeetingChanges | None = optional("Of a meeting.")
    network: ProposedNetworkChanges | None = optional("Of a network.")
    venue: ProposedVenueChanges | None = optional("Of a venue.")


def check_values(changes: ProposedChanges) -> None:
    """Raise Violations with what no thing of their kind has, whichever they are of."""
    kind = next(each for each in CorrectedThing if getattr(changes, each.name.lower()))
    checked_values(_KINDS[kind], values_of(changes, kind))


def values_of(changes: ProposedChanges, thing: CorrectedThing) -> dict[str, object]:
    """Return what is proposed of a thing; InvalidInput if it is of another kind of thing."""
    proposed: DataclassInstance | None = getattr(changes, thing.name.lower())
    if proposed is None or proposed is UNSET:
        raise InvalidInput(
            "The changes are of another kind of thing than the id.", path=("input", "changes")
        )
    given = {each.name: getattr(proposed, each.name) for each in fields(proposed)}
    return {name: value for name, value in given.items() if value is not UNSET}
