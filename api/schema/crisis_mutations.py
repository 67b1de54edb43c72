"""What can be changed of crisis resources."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import strawberry

from api.domain.crisis import MOST_LANGUAGES
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.stating import ADDRESS_LENGTH, NAME_LENGTH
from api.persistence import helping
from api.schema.access import PUBLIC, needs
from api.schema.binding import optional
from api.schema.changing import outcome
from api.schema.crisis import CrisisResource
from api.schema.entities import entity
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.said import said

_NETWORKS = needs(Scope.NETWORKS_MANAGE)
_RESOURCE, _VERSION = "The crisis resource.", "The version that you looked at."
_AS_IT_IS, _WHY_NOT = "The crisis resource as it is now.", "Why nothing was changed."
_NAME = f"What it is called, 1 to {NAME_LENGTH} characters."


@strawberry.input(description="What is stated of a crisis resource; null: not stated.")
class CrisisFacts:
    country: str | None = optional(
        "The country that it is for, ISO 3166-1 alpha-2; everywhere if null."
    )
    phone: str | None = optional("The number to dial. It has this or a web address.")
    url: str | None = optional(
        f"Its web address, http or https, at most {ADDRESS_LENGTH:,} characters."
    )
    hours: str | None = optional(
        f"When somebody answers, 1 to {NAME_LENGTH} characters; at any hour if null."
    )
    languages: list[str] | None = optional(
        f"At most {MOST_LANGUAGES} languages spoken there, BCP 47."
    )


@strawberry.input(description="Creates a crisis resource.")
class CreateCrisisResourceInput(CrisisFacts):
    name: str = strawberry.field(description=_NAME)


@strawberry.input(
    description="Changes a crisis resource: what is left out stays, null clears. Under another "
    "number or address it counts as never verified."
)
class ChangeCrisisResourceInput(CrisisFacts):
    id: strawberry.ID = strawberry.field(description=_RESOURCE)
    expected_version: int = strawberry.field(description=_VERSION)
    name: str | None = optional(f"{_NAME} Never null.")


@strawberry.input(description="Says that you have tried a crisis resource today.")
class VerifyCrisisResourceInput:
    id: strawberry.ID = strawberry.field(description=_RESOURCE)
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.input(description="Removes a crisis resource.")
class RemoveCrisisResourceInput:
    id: strawberry.ID = strawberry.field(description=_RESOURCE)
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.type(description="The new crisis resource, or why there is none.", directives=[PUBLIC])
class CreateCrisisResourcePayload:
    crisis_resource: CrisisResource | None = strawberry.field(description=_AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="The crisis resource, or why it is as it was.", directives=[PUBLIC])
class ChangeCrisisResourcePayload:
    crisis_resource: CrisisResource | None = strawberry.field(description=_AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="The verified resource, or why it is not.", directives=[PUBLIC])
class VerifyCrisisResourcePayload:
    crisis_resource: CrisisResource | None = strawberry.field(description=_AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="Which resource was removed, or why none was.", directives=[PUBLIC])
class RemoveCrisisResourcePayload:
    removed_id: strawberry.ID | None = strawberry.field(description="What there is no more.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type
class CrisisMutations:
    @strawberry.mutation(
        description="Offer a crisis resource to everybody in a country, or everywhere. Only a "
        "verified network operator does. Until somebody verifies it, it is said to be stale.",
        directives=[_NETWORKS],
    )
    async def create_crisis_resource(
        self, info: MutationInfo, input: CreateCrisisResourceInput
    ) -> CreateCrisisResourcePayload | None:
        at = info.context.request.now
        adding = _resource(helping.add(info.context.work, said(input), at=at))
        resource, errors = await outcome(info, adding)
        return CreateCrisisResourcePayload(crisis_resource=resource, errors=errors)

    @strawberry.mutation(
        description="Change what is stated of a crisis resource.", directives=[_NETWORKS]
    )
    async def change_crisis_resource(
        self, info: MutationInfo, input: ChangeCrisisResourceInput
    ) -> ChangeCrisisResourcePayload | None:
        changing = _resource(helping.change(info.context.work, said(input)))
        resource, errors = await outcome(info, changing, ("CrisisResource", input.id))
        return ChangeCrisisResourcePayload(crisis_resource=resource, errors=errors)

    @strawberry.mutation(
        description="Say that you have tried a crisis resource today, and that what stands here "
        "is right.",
        directives=[_NETWORKS],
    )
    async def verify_crisis_resource(
        self, info: MutationInfo, input: VerifyCrisisResourceInput
    ) -> VerifyCrisisResourcePayload | None:
        at = info.context.request.now
        verifying = _resource(helping.verify(info.context.work, said(input), at=at))
        resource, errors = await outcome(info, verifying, ("CrisisResource", input.id))
        return VerifyCrisisResourcePayload(crisis_resource=resource, errors=errors)

    @strawberry.mutation(
        description="Remove a crisis resource, so that nobody is shown it any more.",
        directives=[_NETWORKS],
    )
    async def remove_crisis_resource(
        self, info: MutationInfo, input: RemoveCrisisResourceInput
    ) -> RemoveCrisisResourcePayload | None:
        removing = helping.remove(info.context.work, said(input))
        removed, errors = await outcome(info, removing, ("CrisisResource", input.id))
        named = None if removed is None else strawberry.ID(encode(Code.CRISIS_RESOURCE, removed))
        return RemoveCrisisResourcePayload(removed_id=named, errors=errors)


async def _resource(change: Awaitable[UUID]) -> Any:  # noqa: ANN401 - it stands for the type
    return entity("CrisisResource", await change)
