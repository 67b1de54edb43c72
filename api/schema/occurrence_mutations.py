"""How single occurrences of a meeting differ from the others."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.domain import meeting_rules
from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.scopes import Scope
from api.domain.single_starts import Move
from api.domain.stating import stated
from api.domain.violations import Checks
from api.domain.vocabulary import VenueKind
from api.persistence.many import readable
from api.persistence.venues import Venues
from api.schema.access import needs
from api.schema.changing import outcome
from api.schema.execution.context import MutationInfo
from api.schema.meeting_payloads import (
    AddOccurrencePayload,
    CancelOccurrencePayload,
    ChangeOccurrencePayload,
    MoveOccurrencePayload,
    RestoreOccurrencePayload,
)
from api.schema.occurrence_inputs import (
    AddOccurrenceInput,
    CancelOccurrenceInput,
    ChangeOccurrenceInput,
    MoveOccurrenceInput,
    OfOccurrence,
    RestoreOccurrenceInput,
)
from api.schema.said import said
from api.schema.stated_meetings import load

_WRITE = needs(Scope.MEETINGS_WRITE)

type Decision = Callable[[Meeting, str | None], Meeting]


@strawberry.type
class OccurrenceMutations:
    @strawberry.mutation(
        description="Cancel one occurrence. It stays in lists, as cancelled.", directives=[_WRITE]
    )
    async def cancel_occurrence(
        self, info: MutationInfo, input: CancelOccurrenceInput
    ) -> CancelOccurrencePayload | None:
        start, now = input.original_start, info.context.request.now
        changed, errors = await _decided(
            info,
            input,
            lambda meeting, reason: meeting.cancel(start, reason=reason, now=now),
            input.reason,
        )
        return CancelOccurrencePayload(meeting=changed, errors=errors)

    @strawberry.mutation(
        description="Let a cancelled occurrence take place, where and how it was last held.",
        directives=[_WRITE],
    )
    async def restore_occurrence(
        self, info: MutationInfo, input: RestoreOccurrenceInput
    ) -> RestoreOccurrencePayload | None:
        start, now = input.original_start, info.context.request.now
        changed, errors = await _decided(
            info, input, lambda meeting, _: meeting.restore(start, now=now)
        )
        return RestoreOccurrencePayload(meeting=changed, errors=errors)

    @strawberry.mutation(
        description="Move one occurrence to another time. It keeps its id.", directives=[_WRITE]
    )
    async def move_occurrence(
        self, info: MutationInfo, input: MoveOccurrenceInput
    ) -> MoveOccurrencePayload | None:
        start, now = input.original_start, info.context.request.now
        minutes = None if input.duration_minutes is UNSET else input.duration_minutes

        def move(meeting: Meeting, reason: str | None) -> Meeting:
            to = Move(new_start=input.new_start, duration_minutes=minutes, reason=reason)
            return meeting.move(start, to, now=now)

        changed, errors = await _decided(info, input, move, input.reason)
        return MoveOccurrencePayload(meeting=changed, errors=errors)

    @strawberry.mutation(
        description="Hold one occurrence by another medium, elsewhere, or with notes of its own. "
        "Held as its meeting is, it is one of the others again.",
        directives=[_WRITE],
    )
    async def change_occurrence(
        self, info: MutationInfo, input: ChangeOccurrenceInput
    ) -> ChangeOccurrencePayload | None:

        async def otherwise(checks: Checks) -> None:
            with checks.at():
                await _otherwise(info, input, ())

        current = ("Meeting", input.id)
        changed, errors = await outcome(info, _change(info, input), current, otherwise)
        return ChangeOccurrencePayload(meeting=changed, errors=errors)

    @strawberry.mutation(
        description="Add one occurrence beside those of the rule.", directives=[_WRITE]
    )
    async def add_occurrence(
        self, info: MutationInfo, input: AddOccurrenceInput
    ) -> AddOccurrencePayload | None:
        start, now = input.local_start, info.context.request.now
        changed, errors = await _decided(
            info,
            input,
            lambda meeting, reason: meeting.add_start(start, reason=reason, now=now),
            input.reason,
        )
        return AddOccurrencePayload(meeting=changed, errors=errors)


async def _decided(
    info: MutationInfo,
    input: OfOccurrence | AddOccurrenceInput,
    decide: Decision,
    reason: str | None = None,
) -> Any:  # noqa: ANN401 - the outcome of it
    async def why(checks: Checks) -> None:
        with checks.at("reason"):
            meeting_rules.reason(reason or None)

    current = ("Meeting", input.id)
    return await outcome(info, _decide(info, input, decide, reason), current, why)


async def _decide(
    info: MutationInfo,
    input: OfOccurrence | AddOccurrenceInput,
    decide: Decision,
    reason: str | None,
) -> Any:  # noqa: ANN401 - it stands for the type
    loaded, checks, said = await load(info, input.id, input.expected_version), Checks(), None
    after = loaded.meeting
    with checks.at("reason"):
        said = meeting_rules.reason(reason or None)
    with checks.at():
        after = decide(after, said)
    checks.settle()
    return await loaded.save(after)


async def _change(info: MutationInfo, input: ChangeOccurrenceInput) -> Any:  # noqa: ANN401 - it stands for the type
    loaded, checks = await load(info, input.id, input.expected_version), Checks()
    start, now, before = input.original_start, info.context.request.now, loaded.meeting
    after, fields, kinds = before, dict[str, Any](), dict[UUID, VenueKind]()
    with checks.at():
        fields, kinds = await _otherwise(info, input, before.used_venue_ids)
    with checks.at():
        after = before.change_occurrence(start, fields, kinds, now=now)
    checks.settle()
    return await loaded.save(after)


async def _otherwise(
    info: MutationInfo, input: ChangeOccurrenceInput, used: Collection[UUID]
) -> tuple[dict[str, Any], dict[UUID, VenueKind]]:
    """Return how an occurrence is to be held, and the kinds of venues: those, and what is used."""
    words = said(input)
    named = readable([words], "venue_ids", Code.VENUE)
    kinds = await Venues(info.context.work).kinds({*named, *used})
    rules = meeting_rules.occurrence_rules(kinds)
    return stated({name: words[name] for name in words.keys() & rules}, rules), kinds
