"""A recurrence before it is kept: answered without any table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from api.domain.errors import InvalidInput, Refusal
from api.domain.occurrences import Occurrence
from api.domain.previews import MOST_SHOWN, clock_shifts, local_starts_in, sentence, to_come
from api.domain.stated_schedule import checked_schedule
from api.domain.violations import Checks
from api.domain.zones import time_zone
from api.schema.access import PUBLIC
from api.schema.errors import UserError, user_error
from api.schema.execution.context import MutationInfo
from api.schema.scalars import LocalDateTime


@strawberry.type(description="One start of a recurrence.", directives=[PUBLIC])
class PreviewedStart:
    local_start: LocalDateTime = strawberry.field(description="What clocks of the meeting show.")
    starts_at: datetime = strawberry.field(description="The instant at which it starts.")
    ends_at: datetime = strawberry.field(description="The instant at which it ends.")


@strawberry.type(
    description="A start from which on clocks elsewhere show another time than before.",
    directives=[PUBLIC],
)
class ClockShift:
    original_start: LocalDateTime = strawberry.field(
        description="The start, as clocks of the meeting show it."
    )
    local_start: LocalDateTime = strawberry.field(description="The start, as clocks there show it.")
    minutes: int = strawberry.field(
        description="By how much it is later in the day there than the one before; below 0 earlier."
    )


@strawberry.type(description="A recurrence by the clocks of another zone.", directives=[PUBLIC])
class ViewedFrom:
    time_zone: str = strawberry.field(description="The zone.")
    local_starts: list[LocalDateTime] = strawberry.field(
        description="What clocks there show at the next starts, at most 10."
    )
    shifts: list[ClockShift] = strawberry.field(
        description="The next changes, at most 10, within 400 days."
    )


@strawberry.type(description="What a recurrence means, or why it is refused.", directives=[PUBLIC])
class RecurrencePreview:
    sentence: str | None = strawberry.field(description="The recurrence in words for people.")
    occurrences: list[PreviewedStart] = strawberry.field(
        description="The next starts, at most 10, within 400 days."
    )
    viewed_from: list[ViewedFrom] = strawberry.field(description="The same, from other zones.")
    errors: list[UserError] = strawberry.field(description="Why it is refused.")


@strawberry.type
class PreviewQueries:
    @strawberry.field(
        description="What a recurrence means before it is kept: in words, its next starts, and "
        "when they change by the clocks of other zones.",
        directives=[PUBLIC],
    )
    def preview_recurrence(
        self,
        info: MutationInfo,
        local_start: Annotated[
            LocalDateTime, strawberry.argument(description="The first start, in `timeZone`.")
        ],
        time_zone: Annotated[str, strawberry.argument(description="The IANA zone of the meeting.")],
        rule: Annotated[
            str | None, strawberry.argument(description="The rule, RFC 5545; once without one.")
        ] = UNSET,
        duration_minutes: Annotated[
            int, strawberry.argument(description="How long it lasts, 1 to 10,080 minutes.")
        ] = 60,
        season: Annotated[
            str | None, strawberry.argument(description="The part of the year, MM-DD/MM-DD.")
        ] = UNSET,
        viewed_from: Annotated[
            list[str] | None, strawberry.argument(description="At most 10 other IANA zones.")
        ] = UNSET,
        language: Annotated[
            str, strawberry.argument(description="Of the sentence: `de`, or else English.")
        ] = "en",
    ) -> RecurrencePreview:
        said: dict[str, Any] = {"local_start": local_start, "duration_minutes": duration_minutes}
        said |= {"time_zone": time_zone, "rule": rule or None, "season": season or None}
        return _preview(said, viewed_from or [], language, info.context.request.now)


def _preview(
    said: dict[str, Any], zones: Sequence[str], language: str, now: datetime
) -> RecurrencePreview:
    checks = Checks(prefix=())
    schedule = checked_schedule(said, None, checks)
    _check_zones(zones, checks)
    if schedule is None or checks.found:
        return _refused(checks.found)
    coming = to_come(schedule, now)
    return RecurrencePreview(
        sentence=sentence(schedule, language),
        occurrences=[_start(each) for each in coming[:MOST_SHOWN]],
        viewed_from=[_viewed(name, coming) for name in zones],
        errors=[],
    )


def _check_zones(zones: Sequence[str], checks: Checks) -> None:
    if len(zones) > MOST_SHOWN:
        with checks.at("viewedFrom"):
            raise InvalidInput(f"At most {MOST_SHOWN} zones at once.")
        return
    for number, name in enumerate(zones):
        try:
            time_zone(name)
        except Refusal as refusal:
            refusal.path = ()
            with checks.at("viewedFrom", str(number)):
                raise


def _refused(refusals: Sequence[Refusal]) -> RecurrencePreview:
    errors = [user_error(each) for each in refusals]
    return RecurrencePreview(sentence=None, occurrences=[], viewed_from=[], errors=errors)


def _start(each: Occurrence) -> PreviewedStart:
    return PreviewedStart(
        local_start=LocalDateTime(each.local_start), starts_at=each.starts_at, ends_at=each.ends_at
    )


def _viewed(name: str, coming: Sequence[Occurrence]) -> ViewedFrom:
    return ViewedFrom(
        time_zone=name,
        local_starts=[LocalDateTime(e) for e in local_starts_in(name, coming[:MOST_SHOWN])],
        shifts=[
            ClockShift(
                original_start=LocalDateTime(each.occurrence.original_start),
                local_start=LocalDateTime(each.local_start),
                minutes=each.minutes,
            )
            for each in clock_shifts(name, coming)[:MOST_SHOWN]
        ],
    )
