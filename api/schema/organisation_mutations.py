"""How organisations come to the platform, and what an operator decides about them."""

from collections.abc import Awaitable
from typing import Any

import strawberry

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.staff import Staff
from api.domain.violations import Checks
from api.persistence import onboarding
from api.persistence.onboarding import Judgement
from api.schema.access import needs
from api.schema.changing import Outcome, acting_person, outcome, read_id, read_optional_id
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo
from api.schema.onboarding_inputs import (
    ApplyForOrganisationInput,
    ApplyForOrganisationPayload,
    ClaimOrganisationInput,
    ClaimOrganisationPayload,
    DecideInput,
    InviteOrganisationInput,
    InviteOrganisationPayload,
    RestoreOrganisationInput,
    RestoreOrganisationPayload,
    SuspendOrganisationInput,
    SuspendOrganisationPayload,
    VerifyOrganisationInput,
    VerifyOrganisationPayload,
)
from api.schema.staff_mutations import INVITATION_PAGE

_OWN, _OPERATOR = needs(Scope.ME_WRITE), needs(Scope.PLATFORM_ADMIN)


@strawberry.type
class OrganisationMutations:
    @strawberry.mutation(
        description="Apply for an organisation that you speak for; an operator verifies it, and "
        "until then nobody else sees it. With a token of your own, of no organisation.",
        directives=[_OWN],
    )
    async def apply_for_organisation(
        self, info: MutationInfo, input: ApplyForOrganisationInput
    ) -> ApplyForOrganisationPayload | None:
        owner, errors = await outcome(info, _apply(info, input))
        return ApplyForOrganisationPayload(
            organisation=_organisation_of(owner), staff=_id_of(owner), errors=errors
        )

    @strawberry.mutation(
        description="Claim an organisation that came from a feed and that you speak for; an "
        "operator decides. With a token of your own, of no organisation.",
        directives=[_OWN],
    )
    async def claim_organisation(
        self, info: MutationInfo, input: ClaimOrganisationInput
    ) -> ClaimOrganisationPayload | None:
        async def stated(checks: Checks) -> None:
            with checks.at():
                onboarding.check(input.evidence, name=input.your_name)

        claimant, errors = await outcome(info, _claim(info, input), beside=stated)
        return ClaimOrganisationPayload(
            organisation=_organisation_of(claimant), claim=_id_of(claimant), errors=errors
        )

    @strawberry.mutation(
        description="Bring an organisation to the platform, and get the link for its first owner.",
        directives=[_OPERATOR],
    )
    async def invite_organisation(
        self, info: MutationInfo, input: InviteOrganisationInput
    ) -> InviteOrganisationPayload | None:
        invited, errors = await outcome(info, _invite(info, input))
        if invited is None:
            return InviteOrganisationPayload(organisation=None, link=None, errors=errors)
        return InviteOrganisationPayload(
            organisation=entity("Organisation", info.context.work.actor.organisation_id),
            link=INVITATION_PAGE + invited,
            errors=errors,
        )

    @strawberry.mutation(
        description="Verify an applicant, or accept a claim on an unclaimed organisation.",
        directives=[_OPERATOR],
    )
    async def verify_organisation(
        self, info: MutationInfo, input: VerifyOrganisationInput
    ) -> VerifyOrganisationPayload | None:
        changed, errors = await _judged(info, input, _verify(info, input))
        return VerifyOrganisationPayload(organisation=changed, errors=errors)

    @strawberry.mutation(
        description="Take an organisation and all of it out of sight. Whatever anybody was "
        "granted for it is revoked.",
        directives=[_OPERATOR],
    )
    async def suspend_organisation(
        self, info: MutationInfo, input: SuspendOrganisationInput
    ) -> SuspendOrganisationPayload | None:
        changed, errors = await _judged(info, input, _suspend(info, input))
        return SuspendOrganisationPayload(organisation=changed, errors=errors)

    @strawberry.mutation(
        description="Let a suspended organisation be what it was before.",
        directives=[_OPERATOR],
    )
    async def restore_organisation(
        self, info: MutationInfo, input: RestoreOrganisationInput
    ) -> RestoreOrganisationPayload | None:
        changed, errors = await _judged(info, input, _restore(info, input))
        return RestoreOrganisationPayload(organisation=changed, errors=errors)


async def _judged[T](info: MutationInfo, input: DecideInput, judging: Awaitable[T]) -> Outcome[T]:
    async def evidence(checks: Checks) -> None:
        with checks.at():
            onboarding.check(input.evidence)

    return await outcome(info, judging, ("Organisation", input.id), evidence)


async def _apply(info: MutationInfo, input: ApplyForOrganisationInput) -> Staff:
    return await onboarding.apply(
        info.context.work,
        acting_person(info),
        input.profile(),
        name=input.your_name,
        evidence=input.evidence,
        at=info.context.request.now,
    )


async def _claim(info: MutationInfo, input: ClaimOrganisationInput) -> Staff:
    return await onboarding.claim(
        info.context.work,
        acting_person(info),
        read_id(input.id, Code.ORGANISATION),
        name=input.your_name,
        evidence=input.evidence,
        at=info.context.request.now,
    )


async def _invite(info: MutationInfo, input: InviteOrganisationInput) -> str:
    return await onboarding.invite_organisation(
        info.context.work,
        input.profile(),
        evidence=input.evidence,
        at=info.context.request.now,
    )


async def _verify(info: MutationInfo, input: VerifyOrganisationInput) -> Any:  # noqa: ANN401 - it stands for the type
    claim = read_optional_id(input.claim, Code.STAFF, "claim")
    saved = await onboarding.verify(info.context.work, _judgement(info, input), claim_id=claim)
    return entity("Organisation", saved.id)


async def _suspend(info: MutationInfo, input: SuspendOrganisationInput) -> Any:  # noqa: ANN401 - it stands for the type
    saved = await onboarding.suspend(info.context.work, _judgement(info, input))
    return entity("Organisation", saved.id)


async def _restore(info: MutationInfo, input: RestoreOrganisationInput) -> Any:  # noqa: ANN401 - it stands for the type
    saved = await onboarding.restore(info.context.work, _judgement(info, input))
    return entity("Organisation", saved.id)


def _judgement(info: MutationInfo, input: DecideInput) -> Judgement:
    return Judgement(
        organisation_id=read_id(input.id, Code.ORGANISATION),
        expected_version=input.expected_version,
        evidence=input.evidence,
        at=info.context.request.now,
    )


def _organisation_of(staff: Staff | None) -> Any:  # noqa: ANN401 - it stands for the type
    return None if staff is None else entity("Organisation", staff.organisation_id)


def _id_of(staff: Staff | None) -> strawberry.ID | None:
    return None if staff is None else strawberry.ID(encode(Code.STAFF, staff.id))
