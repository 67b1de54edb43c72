"""How role addresses are set, and links sent to them."""

from typing import Any

import strawberry
from strawberry import UNSET

from api.domain import ids
from api.domain.errors import InvalidId
from api.domain.ids import Code
from api.domain.upkeep import KeptThing, checked_address
from api.domain.violations import Checks
from api.persistence.upkeep import asking
from api.schema.access import PUBLIC
from api.schema.binding import optional
from api.schema.changing import outcome, read_id
from api.schema.entities import entity
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.upkeep import KEEPS, UpkeepAddress


@strawberry.input(description="Says where whoever keeps a group or a network true is written to.")
class SetUpkeepAddressInput:
    id: strawberry.ID = strawberry.field(description="A group or a network.")
    address: str | None = strawberry.field(
        description="The e-mail address of a role, not of a person; null for none any more."
    )
    expected_version: int | None = optional(
        "The version of the address that you looked at; left out if there is none yet."
    )


@strawberry.input(description="Sends a link to a role address.")
class SendUpkeepLinkInput:
    id: strawberry.ID = strawberry.field(description="The upkeep address.")


@strawberry.type(description="The address, or why it was not set.", directives=[PUBLIC])
class SetUpkeepAddressPayload:
    upkeep_address: UpkeepAddress | None = strawberry.field(
        description="The address; null if there is none any more."
    )
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type(description="The address, or why nothing is sent.", directives=[PUBLIC])
class SendUpkeepLinkPayload:
    upkeep_address: UpkeepAddress | None = strawberry.field(description="Where it is sent to.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type
class UpkeepMutations:
    @strawberry.mutation(
        description="Set or remove the role address of a group, or of all groups of a network. "
        "Links that were sent before open nothing any more. Whoever wanted no more messages is "
        "written to again.",
        directives=[KEEPS],
    )
    async def set_upkeep_address(
        self, info: MutationInfo, input: SetUpkeepAddressInput
    ) -> SetUpkeepAddressPayload | None:
        async def mailbox(checks: Checks) -> None:
            with checks.at():
                if input.address:
                    checked_address(input.address)

        address, errors = await outcome(info, _set(info, input), beside=mailbox)
        return SetUpkeepAddressPayload(upkeep_address=address, errors=errors)

    @strawberry.mutation(
        description="Send a neutral message with a link that is used once, within 14 days: "
        "by it whoever reads the address's mail confirms, pauses and cancels, without an account. "
        "It leaves within minutes; once it or a link before it is used, none of them opens "
        "anything. Refused where no mail server is set up.",
        directives=[KEEPS],
    )
    async def send_upkeep_link(
        self, info: MutationInfo, input: SendUpkeepLinkInput
    ) -> SendUpkeepLinkPayload | None:
        address, errors = await outcome(info, _send(info, input))
        return SendUpkeepLinkPayload(upkeep_address=address, errors=errors)


async def _set(info: MutationInfo, input: SetUpkeepAddressInput) -> Any:  # noqa: ANN401 - it stands for the type
    try:
        code, thing_id = ids.decode(input.id)
        thing = KeptThing(code.name)
    except (InvalidId, ValueError):
        raise InvalidId(
            "An id of a group or a network is expected here.", path=("input", "id")
        ) from None
    address_id = await asking.set_address(
        info.context.work,
        thing,
        thing_id,
        input.address,
        expected_version=None if input.expected_version is UNSET else input.expected_version,
        at=info.context.request.now,
    )
    return None if address_id is None else entity("UpkeepAddress", address_id)


async def _send(info: MutationInfo, input: SendUpkeepLinkInput) -> Any:  # noqa: ANN401 - as above
    address_id = read_id(input.id, Code.UPKEEP_ADDRESS)
    await asking.request_link(info.context.work, address_id)
    return entity("UpkeepAddress", address_id)
