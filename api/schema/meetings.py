"""Meetings and their occurrences, as the world sees them."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from api.schema.access import PUBLIC
from api.schema.action_words import MeetingAction
from api.schema.binding import from_reader, optional, read
from api.schema.groups import Group
from api.schema.networks import Network
from api.schema.node import Versioned
from api.schema.scalars import LocalDateTime
from api.schema.topics import AccessFeature, Audience, Format
from api.schema.venues import Venue
from api.schema.words import (
    ExceptionKind,
    Medium,
    MeetingFrequency,
    MeetingStatus,
    OccurrenceStatus,
    Openness,
)


@strawberry.type(description="One start that differs from the rule.", directives=[PUBLIC])
class ScheduleException:
    kind: ExceptionKind = read("Cancelled, moved, changed or added.")
    original_start: LocalDateTime = read("The start that it is about.")
    new_start: LocalDateTime | None = read("Where a move puts it.")
    duration_minutes: int | None = read("Its own duration, if it has one.")
    medium: Medium | None = read("Its own medium, in the place of the meeting's.")
    venues: list[Venue] = read("Its own venues, in the place of the meeting's; empty without.")
    notes: str | None = read("Its own notes, in the place of the meeting's.")
    reason: str | None = read("Why, in words for everybody.")


@strawberry.type(
    description="When and where a group meets. Without `localStart` it is by appointment.",
    directives=[PUBLIC],
)
class Meeting(Versioned):
    slug: str = read("A name for addresses, unique among meetings.")
    name: str = read("What it is called.")
    local_start: LocalDateTime | None = read("The first start, in `timeZone`.")
    duration_minutes: int | None = read("How long it lasts, in minutes that pass.")
    time_zone: str | None = read("Its IANA time zone.")
    rule: str | None = read("Its recurrence rule, RFC 5545; null if it takes place once.")
    season: str | None = read("The part of the year in which it runs, MM-DD/MM-DD.")
    frequency: MeetingFrequency | None = read("How often it takes place; null if only once.")
    medium: Medium = read("In person, online, both, or by telephone.")
    openness: Openness | None = read("Whether it admits observers.")
    languages: list[str] = read("The languages spoken, BCP 47.")
    notes: str | None = read("What else to know.")
    status: MeetingStatus = read("Whether it takes place.")
    paused_until: date | None = read("When a pause ends, if known.")
    changed_at: datetime = read("When it was last changed.")
    audiences: list[Audience] = read("Whom it is for.")
    formats: list[Format] = read("How it is held.")
    accessibility: list[AccessFeature] = read("What makes it accessible.")
    group: Group = read("Whose meeting it is.")
    network: Network = read("The network of the group.")
    continues: Annotated["Meeting", strawberry.lazy("api.schema.meetings")] | None = read(
        "The meeting that this one took over from."
    )
    venues: list[Venue] = read("Where it takes place.")
    exceptions: list[ScheduleException] = read("Starts that differ from the rule.")
    allowed_actions: list[MeetingAction] = read("What you may do to it as it is now.")

    @strawberry.field(
        description="What takes place next, from ten minutes after its start; no cancelled ones."
    )
    def next_occurrences(
        self,
        first: Annotated[int, strawberry.argument(description="At most this many, 1 to 100.")] = 3,
    ) -> list[Annotated["Occurrence", strawberry.lazy("api.schema.meetings")]]:
        return from_reader()


@strawberry.type(description="One time at which a meeting takes place.", directives=[PUBLIC])
class Occurrence(Versioned):
    original_start: LocalDateTime = read("The start that its rule gives, which never changes.")
    local_start: LocalDateTime = read("The start that clocks there show.")
    starts_at: datetime = read("The instant at which it starts.")
    ends_at: datetime = read("The instant at which it ends.")
    status: OccurrenceStatus = read("Whether it takes place.")
    medium: Medium = read("How it is held: by its own medium, else as its meeting is.")
    notes: str | None = read("What else to know: its own notes, else those of its meeting.")
    reason: str | None = read("Why it was moved, changed or cancelled.")
    changed_at: datetime = read("When it was last changed.")
    meeting: Meeting = read("The meeting.")
    venues: list[Venue] = read(
        "Where it takes place: at its own venues, else at those of its meeting; with a medium of "
        "its own only where one takes part by it."
    )
    group: Group = read("The group.")


@strawberry.input(description="Names one meeting.", one_of=True)
class MeetingBy:
    id: strawberry.ID | None = optional("By its id.")
    slug: str | None = optional("By its slug.")


@strawberry.input(description="From one instant until before another.")
class Between:
    after: datetime = strawberry.field(description="Starts at this instant or later.")
    before: datetime = strawberry.field(description="Starts before this instant.")


@strawberry.input(
    description="Which occurrences: of a window, on now, starting soon, of today or this week.",
    one_of=True,
)
class When:
    between: Between | None = optional("Of a window.")
    now: bool | None = optional("On now: true.")
    starting_within: int | None = optional("Starting within so many minutes from now, 1 to 10,080.")
    today: bool | None = optional("Starting today in `timeZone`: true.")
    this_week: bool | None = optional(
        "Starting this week in `timeZone`, Monday to Sunday (ISO 8601): true."
    )
