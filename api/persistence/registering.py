"""Registering: how an organisation's OAuth clients come, change and go.

Each function decides and writes within one transaction, in the context of the organisation.
Whatever a client loses by a change, everything that it was granted is revoked with it.
"""

from datetime import datetime
from uuid import UUID

from api.domain.clients import Client, register
from api.domain.errors import NotFound
from api.domain.registration import Keys, Settings
from api.domain.standing import ClientKind
from api.domain.versions import expect
from api.persistence.clients import Clients
from api.persistence.identity.client_secrets import (
    ClientSecret,
    add_secret,
    remove_secret,
    secrets_of,
)
from api.persistence.identity.grants import revoke
from api.persistence.ids import new_confidential_id
from api.persistence.organisations import Organisations
from api.persistence.work import Work

_SECRETS = "secrets"


async def register_client(
    work: Work, kind: ClientKind, settings: Settings, keys: Keys, *, at: datetime
) -> tuple[Client, str | None]:
    """Register a client; return it with its secret, told this once, if it has to have one."""
    organisation = await Organisations(work).get(work.actor.organisation_id)
    client = register(new_confidential_id(), organisation, kind, settings, keys, at)
    saved = await Clients(work).add(client)
    return saved, await _new_secret(work, saved) if saved.needs_secret else None


async def change_client(
    work: Work, client_id: UUID, settings: Settings, *, expected_version: int
) -> Client:
    """Put settings in the place of all that a client had."""
    before = await _found(work, client_id, expected_version)
    has_secret = bool(await live_secrets(work, client_id))
    return await _save(work, before, before.change(settings, has_secret=has_secret))


async def set_client_keys(
    work: Work, client_id: UUID, keys: Keys, *, expected_version: int
) -> Client:
    """Put keys in the place of those that a client had; without any, it has none."""
    before = await _found(work, client_id, expected_version)
    has_secret = bool(await live_secrets(work, client_id))
    return await _save(work, before, before.set_keys(keys, has_secret=has_secret))


async def disable_client(work: Work, client_id: UUID, *, expected_version: int) -> Client:
    """Let a client in no more."""
    before = await _found(work, client_id, expected_version)
    return await _save(work, before, before.disable())


async def enable_client(work: Work, client_id: UUID, *, expected_version: int) -> Client:
    """Let a client in again; it has to ask for everything anew."""
    before = await _found(work, client_id, expected_version)
    return await _save(work, before, before.enable())


async def add_client_secret(
    work: Work, client_id: UUID, *, expected_version: int
) -> tuple[Client, str]:
    """Give a client another secret; return both, the secret told this once."""
    client = await _found(work, client_id, expected_version)
    client.check_secret(len(await live_secrets(work, client_id)))
    secret = await _new_secret(work, client)
    return await Clients(work).save(client, client, _SECRETS), secret


async def revoke_client_secret(
    work: Work, client_id: UUID, secret_id: UUID, *, expected_version: int
) -> Client:
    """Take a secret away from a client, and everything that it was granted by any."""
    client = await _found(work, client_id, expected_version)
    own = client.organisation_id
    if not await work.as_identity(lambda db: remove_secret(db, own, client_id, secret_id)):
        raise NotFound("There is no such secret.", path=("input", "secretId"))
    saved = await Clients(work).save(client, client, _SECRETS)
    await _revoke(work, saved, "secret of client revoked")
    return saved


async def live_secrets(work: Work, client_id: UUID) -> list[ClientSecret]:
    """Return the secrets of a client; none for one that is absent or another organisation's.

    The client is looked for in the organisation's context first, since no row-level security
    stands behind the filter in the identity zone.
    """
    if not await Clients(work).has(client_id):
        return []
    own = work.actor.organisation_id
    return await work.as_identity(lambda db: secrets_of(db, own, client_id))


async def _found(work: Work, client_id: UUID, expected_version: int) -> Client:
    client = await Clients(work).get(client_id)
    expect(client.version, expected_version)
    return client


async def _save(work: Work, before: Client, after: Client) -> Client:
    saved = await Clients(work).save(before, after)
    why = before.ends_grants(after)
    if why is not None:
        await _revoke(work, saved, why)
    return saved


async def _revoke(work: Work, client: Client, why: str) -> None:
    await work.as_identity(lambda db: revoke(db, why=why, client_id=client.id))


async def _new_secret(work: Work, client: Client) -> str:
    return await work.as_identity(lambda db: add_secret(db, client.organisation_id, client.id))
