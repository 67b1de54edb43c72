"""What an operator reads before deciding about an organisation."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.domain.errors import InvalidInput, NotFound
from api.domain.ids import Code, decode, encode
from api.domain.scopes import Scope
from api.persistence import reviewing
from api.persistence.reading.ask import ArgumentRefused
from api.persistence.reviewing import Review
from api.schema.access import needs
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo
from api.schema.organisations import Organisation
from api.schema.standing_words import VerificationDecision

_OPERATOR = needs(Scope.PLATFORM_ADMIN)


@strawberry.type(description="What was put forward or decided.", directives=[_OPERATOR])
class ReviewedDecision:
    decision: VerificationDecision = strawberry.field(description="What was asked or decided.")
    evidence: str | None = strawberry.field(
        description="On what evidence; null once it was erased."
    )
    by: str = strawberry.field(description="What the organisation's audit knows by who.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="A claim that waits for an answer.", directives=[_OPERATOR])
class ReviewedClaim:
    id: strawberry.ID = strawberry.field(description="The claim, for `verifyOrganisation`.")
    name: str | None = strawberry.field(
        description="What the claimant is called; null once it was erased."
    )
    since: datetime = strawberry.field(description="Since when it waits.")


@strawberry.type(
    description="What was put forward and decided about an organisation.", directives=[_OPERATOR]
)
class OrganisationReview:
    organisation: Organisation | None = strawberry.field(description="The organisation.")
    decisions: list[ReviewedDecision] = strawberry.field(description="The oldest first.")
    claims: list[ReviewedClaim] = strawberry.field(description="Who claims to speak for it now.")


@strawberry.type
class ReviewQueries:
    @strawberry.field(
        description="Organisations that wait for an operator, 50 at most, the longest waiting "
        "first.",
        directives=[_OPERATOR],
    )
    async def organisations_to_review(self, info: MutationInfo) -> list[Organisation]:
        ids = await reviewing.waiting(info.context.work)
        return [entity("Organisation", each) for each in ids]

    @strawberry.field(
        description="What to decide about an organisation on, or null if there is none. Each "
        "reading is entered in its ledger and its audit.",
        directives=[_OPERATOR],
    )
    async def organisation_review(
        self,
        info: MutationInfo,
        id: Annotated[strawberry.ID, strawberry.argument(description="The organisation.")],
    ) -> OrganisationReview | None:
        try:
            _, organisation_id = decode(id, expected=Code.ORGANISATION)
        except InvalidInput as refusal:
            raise ArgumentRefused(refusal, ("organisationReview",), ("id",)) from None
        try:
            found = await reviewing.review(
                info.context.work, organisation_id, info.context.request.id
            )
        except NotFound:
            return None
        return _shown(found)


def _shown(found: Review) -> OrganisationReview:
    return OrganisationReview(
        organisation=entity("Organisation", found.organisation_id),
        decisions=[
            ReviewedDecision(decision=each.decision, evidence=each.evidence, by=each.by, at=each.at)
            for each in found.decisions
        ],
        claims=[
            ReviewedClaim(
                id=strawberry.ID(encode(Code.STAFF, each.id)), name=each.name, since=each.since
            )
            for each in found.claims
        ],
    )
