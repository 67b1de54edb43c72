"""How meetings come about, change, rest and end."""

from typing import Any

import strawberry

from api.domain.meeting_actions import MeetingAction
from api.domain.scopes import Scope
from api.domain.violations import Checks
from api.persistence import convening
from api.persistence.ids import new_id
from api.schema.access import needs
from api.schema.changing import Beside, outcome
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo
from api.schema.meeting_inputs import (
    ArchiveMeetingInput,
    ChangeMeetingFromInput,
    ChangeMeetingInput,
    CreateMeetingInput,
    PauseMeetingInput,
    ResumeMeetingInput,
)
from api.schema.meeting_payloads import (
    ArchiveMeetingPayload,
    ChangeMeetingFromPayload,
    ChangeMeetingPayload,
    CreateMeetingPayload,
    PauseMeetingPayload,
    ResumeMeetingPayload,
)
from api.schema.said import said
from api.schema.stated_meetings import load

_WRITE = needs(Scope.MEETINGS_WRITE)


@strawberry.type
class MeetingMutations:
    @strawberry.mutation(description="Create a meeting of a group.", directives=[_WRITE])
    async def create_meeting(
        self, info: MutationInfo, input: CreateMeetingInput
    ) -> CreateMeetingPayload | None:
        made, errors = await outcome(info, _create(info, input))
        return CreateMeetingPayload(meeting=made, errors=errors)

    @strawberry.mutation(
        description="Change a meeting as a whole. Occurrences that are over stay as they were; one "
        "that was cancelled, moved or changed still is, on whatever day the rule keeps.",
        directives=[_WRITE],
    )
    async def change_meeting(
        self, info: MutationInfo, input: ChangeMeetingInput
    ) -> ChangeMeetingPayload | None:
        current, terms = ("Meeting", input.id), _terms_of(info, input)
        changed, errors = await outcome(info, _change(info, input), current, terms)
        return ChangeMeetingPayload(meeting=changed, errors=errors)

    @strawberry.mutation(
        description="Change one occurrence of a meeting and all that follow.", directives=[_WRITE]
    )
    async def change_meeting_from(
        self, info: MutationInfo, input: ChangeMeetingFromInput
    ) -> ChangeMeetingFromPayload | None:
        current, terms = ("Meeting", input.id), _terms_of(info, input)
        made, errors = await outcome(info, _change_from(info, input), current, terms)
        return ChangeMeetingFromPayload(meeting=made, errors=errors)

    @strawberry.mutation(
        description="Let a meeting rest. It stays findable and has no occurrences, until the day "
        "on which it meets again if that is known.",
        directives=[_WRITE],
    )
    async def pause_meeting(
        self, info: MutationInfo, input: PauseMeetingInput
    ) -> PauseMeetingPayload | None:
        paused, errors = await outcome(info, _pause(info, input), ("Meeting", input.id))
        return PauseMeetingPayload(meeting=paused, errors=errors)

    @strawberry.mutation(description="Let a paused meeting take place again.", directives=[_WRITE])
    async def resume_meeting(
        self, info: MutationInfo, input: ResumeMeetingInput
    ) -> ResumeMeetingPayload | None:
        resumed, errors = await outcome(info, _resume(info, input), ("Meeting", input.id))
        return ResumeMeetingPayload(meeting=resumed, errors=errors)

    @strawberry.mutation(
        description="End a meeting for good: only its own organisation still sees it.",
        directives=[_WRITE],
    )
    async def archive_meeting(
        self, info: MutationInfo, input: ArchiveMeetingInput
    ) -> ArchiveMeetingPayload | None:
        archived, errors = await outcome(info, _archive(info, input), ("Meeting", input.id))
        return ArchiveMeetingPayload(meeting=archived, errors=errors)


async def _create(info: MutationInfo, input: CreateMeetingInput) -> Any:  # noqa: ANN401 - it stands for the type
    work, at = info.context.work, info.context.request.now
    return entity("Meeting", (await convening.convene(work, said(input), at=at)).id)


async def _change(info: MutationInfo, input: ChangeMeetingInput) -> Any:  # noqa: ANN401 - it stands for the type
    loaded, stated = await load(info, input.id, input.expected_version), said(input)
    rules = await convening.rules_of(info.context.work, [stated])
    return await loaded.save(convening.changed(loaded.meeting, stated, rules))


def _terms_of(info: MutationInfo, input: ChangeMeetingInput | ChangeMeetingFromInput) -> Beside:
    return lambda checks: convening.check_alone(info.context.work, said(input), checks)


async def _change_from(info: MutationInfo, input: ChangeMeetingFromInput) -> Any:  # noqa: ANN401 - it stands for the type
    loaded, checks = await load(info, input.id, input.expected_version), Checks()
    before, now, start = loaded.meeting, info.context.request.now, input.original_start
    before.must_allow(MeetingAction.EDIT_FROM)
    made_id, stated = new_id(), said(input)
    slug = await loaded.meetings.free_slug(before.name, made_id)
    rest = before
    with checks.at():
        rest = before.continued(start, made_id, slug, now=now)
    rules = await convening.rules_of(info.context.work, [stated])
    rest = rest.change(*convening.terms(stated, rest.schedule, rules, checks))
    checks.settle()
    ended = before
    with checks.at():
        ended = before.give_way(start, rest, now=now)
    checks.settle()
    await loaded.save(ended)
    return entity("Meeting", (await loaded.meetings.add(rest)).id)


async def _pause(info: MutationInfo, input: PauseMeetingInput) -> Any:  # noqa: ANN401 - it stands for the type
    loaded, checks = await load(info, input.id, input.expected_version), Checks()
    after, now = loaded.meeting, info.context.request.now
    with checks.at():
        after = after.pause(input.until or None, now=now)
    checks.settle()
    return await loaded.save(after)


async def _resume(info: MutationInfo, input: ResumeMeetingInput) -> Any:  # noqa: ANN401 - it stands for the type
    loaded = await load(info, input.id, input.expected_version)
    return await loaded.save(loaded.meeting.resume())


async def _archive(info: MutationInfo, input: ArchiveMeetingInput) -> Any:  # noqa: ANN401 - it stands for the type
    loaded = await load(info, input.id, input.expected_version)
    return await loaded.save(loaded.meeting.archive())
