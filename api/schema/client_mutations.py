"""How an organisation's OAuth clients come, change and go."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import strawberry

from api.domain.clients import Client
from api.domain.errors import InvalidInput
from api.domain.ids import Code
from api.domain.scopes import Scope
from api.domain.violations import Checks
from api.persistence import registering
from api.schema.access import needs
from api.schema.changing import Outcome, outcome, read_id
from api.schema.client_inputs import (
    AddClientSecretInput,
    AddClientSecretPayload,
    ChangeClientInput,
    ChangeClientPayload,
    DisableClientInput,
    DisableClientPayload,
    EnableClientInput,
    EnableClientPayload,
    RegisterClientInput,
    RegisterClientPayload,
    RevokeClientSecretInput,
    RevokeClientSecretPayload,
    SetClientKeysInput,
    SetClientKeysPayload,
    keys_of,
    settings_of,
)
from api.schema.entities import entity
from api.schema.errors import user_error
from api.schema.execution.context import MutationInfo

_MANAGE = needs(Scope.CLIENTS_MANAGE)


@strawberry.type
class ClientMutations:
    @strawberry.mutation(
        description="Register an OAuth client of your organisation. A client that has to prove "
        "itself and has no keys gets a secret.",
        directives=[_MANAGE],
    )
    async def register_client(
        self, info: MutationInfo, input: RegisterClientInput
    ) -> RegisterClientPayload | None:
        registered, errors = await _outcome(info, _register(info, input))
        if registered is None:
            return RegisterClientPayload(client=None, secret=None, errors=errors)
        client, secret = registered
        return RegisterClientPayload(client=_shown(client), secret=secret, errors=errors)

    @strawberry.mutation(
        description="Change everything that may change of a client at once. If it loses a scope, "
        "whatever it was granted is revoked.",
        directives=[_MANAGE],
    )
    async def change_client(
        self, info: MutationInfo, input: ChangeClientInput
    ) -> ChangeClientPayload | None:
        changed, errors = await _outcome(
            info, _change(info, input), input.id, settings_of(input).faults_of_any_kind
        )
        return ChangeClientPayload(client=_shown(changed), errors=errors)

    @strawberry.mutation(
        description="Set or remove the keys that a client proves itself by. If it loses a key, "
        "whatever it was granted is revoked: add the new one first, and take the old one away "
        "once nobody uses it.",
        directives=[_MANAGE],
    )
    async def set_client_keys(
        self, info: MutationInfo, input: SetClientKeysInput
    ) -> SetClientKeysPayload | None:
        changed, errors = await _outcome(
            info, _set_keys(info, input), input.id, keys_of(input).faults_of_any_kind
        )
        return SetClientKeysPayload(client=_shown(changed), errors=errors)

    @strawberry.mutation(
        description="Give a client another secret, at most two at a time, so that the old one "
        "can be revoked once the new one is in place.",
        directives=[_MANAGE],
    )
    async def add_client_secret(
        self, info: MutationInfo, input: AddClientSecretInput
    ) -> AddClientSecretPayload | None:
        added, errors = await _outcome(info, _add_secret(info, input), input.id)
        if added is None:
            return AddClientSecretPayload(client=None, secret=None, errors=errors)
        client, secret = added
        return AddClientSecretPayload(client=_shown(client), secret=secret, errors=errors)

    @strawberry.mutation(
        description="Revoke a secret of a client, and whatever it was granted.",
        directives=[_MANAGE],
    )
    async def revoke_client_secret(
        self, info: MutationInfo, input: RevokeClientSecretInput
    ) -> RevokeClientSecretPayload | None:
        changed, errors = await _outcome(info, _revoke_secret(info, input), input.id)
        return RevokeClientSecretPayload(client=_shown(changed), errors=errors)

    @strawberry.mutation(
        description="Let a client in no more, and revoke whatever it was granted.",
        directives=[_MANAGE],
    )
    async def disable_client(
        self, info: MutationInfo, input: DisableClientInput
    ) -> DisableClientPayload | None:
        changed, errors = await _outcome(info, _disable(info, input), input.id)
        return DisableClientPayload(client=_shown(changed), errors=errors)

    @strawberry.mutation(
        description="Let a client in again. It has to ask for everything anew.",
        directives=[_MANAGE],
    )
    async def enable_client(
        self, info: MutationInfo, input: EnableClientInput
    ) -> EnableClientPayload | None:
        changed, errors = await _outcome(info, _enable(info, input), input.id)
        return EnableClientPayload(client=_shown(changed), errors=errors)


async def _register(info: MutationInfo, input: RegisterClientInput) -> tuple[Client, str | None]:
    settings, keys = settings_of(input), keys_of(input)
    at = info.context.request.now
    return await registering.register_client(info.context.work, input.kind, settings, keys, at=at)


async def _change(info: MutationInfo, input: ChangeClientInput) -> Client:
    client_id, version = read_id(input.id, Code.CLIENT), input.expected_version
    return await registering.change_client(
        info.context.work, client_id, settings_of(input), expected_version=version
    )


async def _set_keys(info: MutationInfo, input: SetClientKeysInput) -> Client:
    client_id, version = read_id(input.id, Code.CLIENT), input.expected_version
    return await registering.set_client_keys(
        info.context.work, client_id, keys_of(input), expected_version=version
    )


async def _add_secret(info: MutationInfo, input: AddClientSecretInput) -> tuple[Client, str]:
    client_id, version = read_id(input.id, Code.CLIENT), input.expected_version
    return await registering.add_client_secret(
        info.context.work, client_id, expected_version=version
    )


async def _revoke_secret(info: MutationInfo, input: RevokeClientSecretInput) -> Client:
    client_id, version = read_id(input.id, Code.CLIENT), input.expected_version
    secret_id = read_id(input.secret_id, Code.CLIENT_SECRET, "secretId")
    return await registering.revoke_client_secret(
        info.context.work, client_id, secret_id, expected_version=version
    )


async def _disable(info: MutationInfo, input: DisableClientInput) -> Client:
    client_id, version = read_id(input.id, Code.CLIENT), input.expected_version
    return await registering.disable_client(info.context.work, client_id, expected_version=version)


async def _enable(info: MutationInfo, input: EnableClientInput) -> Client:
    client_id, version = read_id(input.id, Code.CLIENT), input.expected_version
    return await registering.enable_client(info.context.work, client_id, expected_version=version)


async def _outcome[T](
    info: MutationInfo,
    change: Awaitable[T],
    client: strawberry.ID | None = None,
    alone: Callable[[], Sequence[InvalidInput]] = tuple,
) -> Outcome[T]:
    """Return what a change gave, or everything that it was refused for.

    ``alone`` are the faults of the input by itself, told where there is no such client.
    """

    async def beside(checks: Checks) -> None:
        checks.found.extend(alone())

    found: Outcome[T] = (None, [])
    try:
        current = None if client is None else ("Client", client)
        found = await outcome(info, change, current, beside)
    except* InvalidInput as faults:
        refusals = [each for each in faults.exceptions if isinstance(each, InvalidInput)]
        found = (None, [info.context.refuse(user_error(each)) for each in refusals])
    return found


def _shown(client: Client | None) -> Any:  # noqa: ANN401 - it stands for the type
    return None if client is None else entity("Client", client.id)
