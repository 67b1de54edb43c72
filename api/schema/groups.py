"""Groups, as the world sees them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from api.schema.access import PUBLIC
from api.schema.action_words import GroupAction
from api.schema.binding import from_reader, read
from api.schema.contacts import Contact
from api.schema.facilitators import Facilitator
from api.schema.guidelines import Guidelines, Versions
from api.schema.networks import Network
from api.schema.node import Versioned
from api.schema.organisations import Organisation
from api.schema.pages import After, Before, First, Last, LocatedConnection, NameOrder
from api.schema.topics import AccessFeature, Audience, Format, Topic
from api.schema.words import (
    Anonymity,
    CapacityStatus,
    Cost,
    GroupStatus,
    Joining,
    Medium,
    MeetingFrequency,
    OpenPlaceKind,
    Size,
    Style,
    Support,
)

if TYPE_CHECKING:
    from api.schema.meetings import Meeting, Occurrence


@strawberry.type(description="Room for newcomers.", directives=[PUBLIC])
class Capacity:
    status: CapacityStatus = read("Whether there is room.")
    as_of: datetime | None = read("When that was said.")
    by: str | None = read("Who said it.")


@strawberry.type(description="The texts of a group in a further language.", directives=[PUBLIC])
class GroupTranslation:
    language: str = read("The language, BCP 47.")
    name: str = read("The group's name in it.")
    summary: str | None = read("The summary in it.")
    description: str | None = read("The description in it.")


@strawberry.type(description="A place of a group that is always open.", directives=[PUBLIC])
class OpenPlace:
    kind: OpenPlaceKind = read("What it is.")
    name: str | None = read("What it is called.")
    url: str | None = read("Its web address or telephone URI.")
    hours: str | None = read("When somebody answers; at any hour if null.")
    moderated: bool | None = read("Whether it is moderated; null where nobody has said.")


@strawberry.type(
    description="People with the same experience who help each other. "
    "Null and empty mean: not stated.",
    directives=[PUBLIC],
)
class Group(Versioned):
    slug: str = read("A name for addresses, unique among groups.")
    name: str = read("What the group is called.")
    summary: str | None = read("The group in a sentence.")
    description: str | None = read("What to expect of it.")
    language: str = read("The language of these texts, BCP 47.")
    support: list[Support] = read("The kinds of support it gives.")
    style: Style | None = read("Whether people mostly talk or do something together.")
    size: Size | None = read("How many usually come.")
    joining: Joining | None = read("How one joins.")
    newcomers_welcome: bool | None = read("Whether newcomers are welcome.")
    newcomers_as_of: date | None = read("When that was said.")
    eligibility: str | None = read("Who may come, in words.")
    minimum_age: int | None = read("The least age of who may come, in whole years, included.")
    maximum_age: int | None = read("The greatest age of who may come, in whole years, included.")
    languages: list[str] = read("The languages spoken, BCP 47.")
    cost: Cost | None = read("What taking part costs.")
    cost_note: str | None = read("More about the cost.")
    anonymity: Anonymity | None = read("What people are known by.")
    media: list[Medium] = read("The media of its meetings.")
    frequency: MeetingFrequency | None = read("How often people can meet, by all of its meetings.")
    countries: list[str] = read("The countries of its venues, ISO 3166-1 alpha-2.")
    regions: list[str] = read("The states or provinces of its venues.")
    neutral_title: bool = read(
        "Whether titles of pages, tabs and notices must not say what the group is about."
    )
    accepts_referrals: bool = read("Whether therapists may refer to it.")
    verified_at: datetime | None = read("When somebody last verified what stands here.")
    verified_by: str | None = read("Who did.")
    source: str | None = read("The feed that it came from.")
    imported_at: datetime | None = read("When it last came from there.")
    status: GroupStatus = read("How far it is published.")
    paused_until: date | None = read("When a pause ends, if known.")
    changed_at: datetime = read("When it was last changed.")
    allowed_actions: list[GroupAction] = read(
        "What your own changes to it would be accepted for as it stands; empty if it is not yours."
    )
    organisation: Organisation = read("Who runs it.")
    network: Network = read("The network that it belongs to.")
    successor: Annotated["Group", strawberry.lazy("api.schema.groups")] | None = read(
        "The group that took over from an archived one."
    )
    topics: list[Topic] = read("What it is about.")
    audiences: list[Audience] = read("Whom it is for; anybody, if nobody has said.")
    formats: list[Format] = read("How its meetings are held.")
    accessibility: list[AccessFeature] = read("What makes it accessible.")
    capacity: Capacity = read("Room for newcomers.")
    translations: list[GroupTranslation] = read("Its texts in further languages.")
    open_places: list[OpenPlace] = read("Its places that are always open.")
    contact: Contact | None = read(
        "How it is reached; how its network is, where it does not state that of itself."
    )
    facilitators: list[Facilitator] = read(
        "Who of your staff facilitates it; empty if it is not yours."
    )
    guidelines: str | None = read(
        "Guidelines of its own, in the place of its network's; null where those hold."
    )

    @strawberry.field(description="Guidelines of its own, version by version, the newest first.")
    def guideline_versions(self, first: Versions = 10) -> list[Guidelines]:
        return from_reader()

    @strawberry.field(description="Its meetings.")
    def meetings(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        order_by: NameOrder | None = UNSET,
    ) -> LocatedConnection[Annotated["Meeting", strawberry.lazy("api.schema.meetings")]]:
        return from_reader()

    @strawberry.field(
        description="What takes place next, from ten minutes after its start; no cancelled ones."
    )
    def next_occurrences(
        self,
        first: Annotated[int, strawberry.argument(description="At most this many, 1 to 100.")] = 3,
    ) -> list[Annotated["Occurrence", strawberry.lazy("api.schema.meetings")]]:
        return from_reader()


@strawberry.input(description="Names one group.", one_of=True)
class GroupBy:
    id: strawberry.ID | None = strawberry.field(description="By its id.", default=UNSET)
    slug: str | None = strawberry.field(description="By its slug.", default=UNSET)
