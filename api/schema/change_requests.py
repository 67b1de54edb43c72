"""Proposed corrections: as whoever decides on them sees them, and as whoever made them does."""

from datetime import datetime
from enum import auto
from typing import Self

import strawberry
from strawberry import UNSET

from api.domain import change_requests as domain
from api.domain.change_requests import (
    ChangeRequestAction,
    ChangeRequestStatus,
    CorrectedThing,
    ProposerKind,
)
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.vocabulary import Word
from api.persistence.proposing import own_proposals
from api.schema.access import needs
from api.schema.binding import from_reader, optional, read
from api.schema.enums import enum
from api.schema.execution.context import MutationInfo
from api.schema.groups import Group
from api.schema.meetings import Meeting
from api.schema.networks import Network
from api.schema.node import Versioned
from api.schema.pages import After, Before, Connection, Direction, First, Last
from api.schema.venues import Venue

DECIDES = needs(Scope.GROUPS_MANAGE)
PROPOSES = needs(Scope.CHANGES_PROPOSE)

enum(
    "What a correction is about.",
    GROUP="A group.",
    MEETING="A meeting.",
    NETWORK="A network.",
    VENUE="A venue.",
)(CorrectedThing)
enum(
    "What is known of who proposed a correction.",
    PERSON="Somebody signed in, for themselves.",
    COLLEAGUE="Somebody of your organisation, or its own system.",
    ORGANISATION="Another organisation.",
)(ProposerKind)
enum(
    "What became of a proposed correction.",
    PENDING="Nobody has decided on it.",
    ACCEPTED="The thing was changed as proposed.",
    REJECTED="The thing stayed as it was.",
)(ChangeRequestStatus)
enum(
    "What can be done with a proposed correction.",
    ACCEPT="`acceptChangeRequest`, unless one of the fields was changed since it was proposed.",
    REJECT="`rejectChangeRequest`.",
)(ChangeRequestAction)


@strawberry.type(
    description="One field of a proposed correction. Values are written as JSON, as the field "
    "would be in an answer; null once they were erased. Each reading of `was` and `proposed` is "
    "entered in a ledger.",
    directives=[DECIDES],
)
class ProposedDifference:
    field: str = read("The field, by its name in this schema.")
    was: str | None = read("What it held when the correction was proposed.")
    now: str | None = read("What it holds now; null once the thing is gone.")
    proposed: str | None = read("What it should hold.")


@strawberry.type(
    description="A correction that somebody proposed of something that your organisation "
    "published. About a network only with `networks:manage`.",
    directives=[DECIDES],
)
class ChangeRequest(Versioned):
    thing: CorrectedThing = read("What it is about.")
    group: Group | None = read("The group that it is about.")
    meeting: Meeting | None = read("The meeting that it is about.")
    network: Network | None = read("The network that it is about.")
    venue: Venue | None = read("The venue that it is about.")
    differences: list[ProposedDifference] = read("What it would change, field by field.")
    proposer: ProposerKind = read("All that is known of who proposed it.")
    note: str | None = read("What they said with it. Each reading is entered in a ledger.")
    status: ChangeRequestStatus = read("What became of it.")
    reason: str | None = read("Why it was rejected. Each reading is entered in a ledger.")
    proposed_at: datetime = read("When it was proposed.")
    decided_at: datetime | None = read("When it was decided on.")
    changed_at: datetime = read("When it was last changed.")
    allowed_actions: list[ChangeRequestAction] = read("What you may do with it now.")


@strawberry.type(description="A correction that you proposed.", directives=[PROPOSES])
class ChangeProposal:
    id: strawberry.ID = strawberry.field(description="Its id.")
    thing_id: strawberry.ID = strawberry.field(description="What it is about.")
    status: ChangeRequestStatus = strawberry.field(description="What became of it.")
    reason: str | None = strawberry.field(description="Why it was rejected.")
    proposed_at: datetime = strawberry.field(description="When you proposed it.")
    decided_at: datetime | None = strawberry.field(description="When it was decided on.")

    @classmethod
    def of(cls, request: domain.ChangeRequest) -> Self:
        return cls(
            id=strawberry.ID(encode(Code.CHANGE_REQUEST, request.id)),
            thing_id=strawberry.ID(encode(Code[request.thing.name], request.thing_id)),
            status=request.status,
            reason=request.reason,
            proposed_at=request.proposed_at,
            decided_at=request.decided_at,
        )


@strawberry.input(description="Narrows by what became of them.")
class ChangeRequestStatusFilter:
    any_of: list[ChangeRequestStatus] | None = optional("One of these.")
    none_of: list[ChangeRequestStatus] | None = optional("None of these.")


@strawberry.input(description="Narrows by what they are about.")
class CorrectedThingFilter:
    any_of: list[CorrectedThing] | None = optional("One of these.")
    none_of: list[CorrectedThing] | None = optional("None of these.")


@strawberry.input(description="Narrows a list of corrections; every member given must hold.")
class ChangeRequestFilter:
    status: ChangeRequestStatusFilter | None = optional("By what became of them.")
    thing: CorrectedThingFilter | None = optional("By what they are about.")


@enum("What corrections can be ordered by.", PROPOSED_AT="By when they were proposed.")
class ChangeRequestOrderField(Word):
    PROPOSED_AT = auto()


@strawberry.input(description="An order of corrections.")
class ChangeRequestOrder:
    field: ChangeRequestOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type
class ChangeRequestQueries:
    @strawberry.field(
        description="The corrections that were proposed to your organisation.",
        directives=[DECIDES],
    )
    def change_requests(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: ChangeRequestFilter | None = UNSET,
        order_by: ChangeRequestOrder | None = UNSET,
    ) -> Connection[ChangeRequest]:
        return from_reader()

    @strawberry.field(
        description="The last 100 corrections that you or, by its token, your organisation "
        "proposed, the newest first.",
        directives=[PROPOSES],
    )
    async def my_change_requests(self, info: MutationInfo) -> list[ChangeProposal]:
        return [ChangeProposal.of(each) for each in await own_proposals(info.context.work)]
