"""What is said to change a meeting."""

from datetime import date

import strawberry

from api.schema.binding import optional
from api.schema.scalars import LocalDateTime
from api.schema.words import Medium, Openness

MEETING, VERSION = "The meeting.", "The version of the meeting that you looked at."


@strawberry.input(description="What may be said of a meeting.")
class MeetingTerms:
    openness: Openness | None = optional("Whether it admits observers.")
    languages: list[str] | None = optional("The languages spoken, BCP 47.")
    audiences: list[str] | None = optional("Whom it is for: slugs of audiences, at most 50.")
    formats: list[str] | None = optional("How it is held: slugs of formats, at most 50.")
    accessibility: list[str] | None = optional(
        "What makes it accessible: slugs of access features, at most 50."
    )
    notes: str | None = optional("What else to know, at most 4,000 characters; it is public.")
    venue_ids: list[strawberry.ID] | None = optional(
        "Where it takes place, in the order in which it is shown; at most 10."
    )
    local_start: LocalDateTime | None = optional(
        "The first start, in `timeZone`; it must follow the rule. Null is by appointment."
    )
    duration_minutes: int | None = optional("How long it lasts, 1 to 10,080 minutes that pass.")
    time_zone: str | None = optional("Its IANA time zone. Another zone keeps the local times.")
    rule: str | None = optional(
        "Its recurrence rule, RFC 5545: DAILY, WEEKLY or MONTHLY. Null is once."
    )
    season: str | None = optional("The part of the year in which it runs, MM-DD/MM-DD.")


@strawberry.input(description="Creates a meeting of a group; without `localStart` by appointment.")
class CreateMeetingInput(MeetingTerms):
    group_id: strawberry.ID = strawberry.field(description="Whose meeting it is.")
    name: str = strawberry.field(description="What it is called, 1 to 255 characters.")
    medium: Medium = strawberry.field(description="In person, online, both, or by telephone.")


@strawberry.input(
    description="Changes a meeting and all of its occurrences to come. What is left out stays, "
    "null clears."
)
class ChangeMeetingInput(MeetingTerms):
    id: strawberry.ID = strawberry.field(description=MEETING)
    expected_version: int = strawberry.field(description=VERSION)
    name: str | None = optional("What it is called, 1 to 255 characters; never null.")
    medium: Medium | None = optional("In person, online, both, or by telephone; never null.")


@strawberry.input(
    description="Changes one occurrence and all that follow: the meeting ends before it, and a new "
    "one continues it. What is left out stays, null clears. `localStart` is the first start of "
    "the new one, and the original start if left out."
)
class ChangeMeetingFromInput(ChangeMeetingInput):
    original_start: LocalDateTime = strawberry.field(
        description="The start from which on things change, as the rule gives it; to come, and "
        "not the first one."
    )


@strawberry.input(description="Lets a meeting rest.")
class PauseMeetingInput:
    id: strawberry.ID = strawberry.field(description=MEETING)
    expected_version: int = strawberry.field(description=VERSION)
    until: date | None = optional("The day on which it meets again; null if nobody knows.")


@strawberry.input(description="Lets a paused meeting take place again.")
class ResumeMeetingInput:
    id: strawberry.ID = strawberry.field(description=MEETING)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Ends a meeting for good.")
class ArchiveMeetingInput:
    id: strawberry.ID = strawberry.field(description=MEETING)
    expected_version: int = strawberry.field(description=VERSION)
