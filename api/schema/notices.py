"""How one of the staff is told that something waits."""

import strawberry

from api.domain.errors import Forbidden
from api.domain.notices import NoticeChannel
from api.domain.scopes import Scope
from api.persistence.choosing import choose_notices
from api.schema.access import PUBLIC, needs
from api.schema.changing import outcome
from api.schema.enums import enum
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo

enum(
    "How one of the staff is told that something waits.",
    EMAIL="By a neutral message to the address that they sign in with.",
    NONE="Not at all.",
)(NoticeChannel)


@strawberry.input(description="Chooses how you are told that something waits.")
class ChooseNoticesInput:
    channel: NoticeChannel = strawberry.field(description="How.")


@strawberry.type(description="What holds now, or why nothing was chosen.", directives=[PUBLIC])
class ChooseNoticesPayload:
    channel: NoticeChannel | None = strawberry.field(description="How you are told.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type
class NoticeMutations:
    @strawberry.mutation(
        description="Choose how you are told that a correction waits in your organisation, or that "
        "a feed failed or brought what has to be looked at: an hour after the first, in a message "
        "that says no more than that there is something to look at. "
        "Until you choose, not at all. Only a person chooses, each for themselves.",
        directives=[needs(Scope.GROUPS_MANAGE)],
    )
    async def choose_notices(
        self, info: MutationInfo, input: ChooseNoticesInput
    ) -> ChooseNoticesPayload | None:
        chosen, errors = await outcome(info, _choose(info, input))
        return ChooseNoticesPayload(channel=chosen, errors=errors)


async def _choose(info: MutationInfo, input: ChooseNoticesInput) -> NoticeChannel:
    rights = info.context.work.rights
    if rights is None or rights.staff_id is None:
        raise Forbidden("Only one of the staff may do this.")
    await choose_notices(info.context.work, rights.staff_id, input.channel)
    return input.channel
