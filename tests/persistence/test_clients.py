"""OAuth clients are kept whole, changed by one at a time, and lose what they were granted."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.domain.access import Actor
from api.domain.clients import Client
from api.domain.errors import NotFound, NotPossibleNow, Refusal, VersionConflict
from api.domain.registration import Keys, Settings
from api.domain.scopes import Scope
from api.domain.standing import ClientKind, ClientStatus
from api.domain.vocabulary import OrganisationKind, OrganisationStatus
from api.persistence import registering
from api.persistence.approving import approve_client, withdraw_client_approval
from api.persistence.clients import Clients
from api.persistence.identity.grants import GrantedBy, backend_grant
from api.persistence.organisations import Organisations
from api.persistence.store import Store
from api.persistence.work import Work
from tests.conftest import Database
from tests.persistence.building import NOW, new_organisation, opened

APP = Settings(
    name="Harbour  app",
    scopes=(Scope.OPENID, Scope.GROUPS_READ, Scope.MEETINGS_READ),
    redirect_uris=("https://app.example/back", "https://app.example/other"),
    origins=("https://app.example",),
    website="https://app.example/about",
)
BACKEND = Settings(name="Harbour backend", scopes=(Scope.GROUPS_READ, Scope.ORGANISATIONS_READ))
COORDINATE = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
KEYS = Keys(
    jwks={"keys": [{"kty": "EC", "crv": "P-256", "kid": "a", "x": COORDINATE, "y": COORDINATE}]}
)

type Admin = asyncpg.Connection[asyncpg.Record]


@dataclass(frozen=True, slots=True)
class Clinic:
    """A verified clinic, with a look behind row-level security."""

    store: Store
    admin: Admin
    organisation: UUID

    @property
    def actor(self) -> Actor:
        return Actor(self.organisation, "stf_test")

    async def run[T](self, act: Callable[[Work], Awaitable[T]]) -> T:
        return await self.store.run(self.actor, act)

    async def registered(
        self,
        kind: ClientKind = ClientKind.CONFIDENTIAL_APP,
        settings: Settings = APP,
        keys: Keys | None = None,
    ) -> tuple[Client, str | None]:
        return await self.run(
            lambda work: registering.register_client(work, kind, settings, keys or Keys(), at=NOW)
        )

    async def got(self, client: Client) -> Client:
        """As it is stored; to look locks it, so that the look is rolled back."""
        async with self.store.engine.connect() as connection:
            work = Work(connection, self.store.keyring)
            await work.go_on(self.actor)
            return await Clients(work).get(client.id)

    async def granted(self, client: Client, organisation: UUID) -> None:
        by = GrantedBy(
            client=client.public_id,
            client_id=client.id,
            client_organisation_id=client.organisation_id,
            organisation_id=organisation,
        )
        scopes = frozenset(client.scopes)
        async with self.store.engine.begin() as connection:
            await connection.exec_driver_sql("select set_config('role', 'peers_identity', true)")
            await connection.run_sync(lambda db: backend_grant(db, by, scopes))

    async def live_grants(self, client: Client) -> int:
        return await self.admin.fetchval(
            "select count(*) from identity.grants where client_id = $1 and revoked_at is null",
            client.id,
        )

    async def secret_hashes(self, client: Client) -> list[bytes]:
        rows = await self.admin.fetch(
            "select hash from identity.client_secrets where client_id = $1", client.id
        )
        return [row["hash"] for row in rows]


async def verified(store: Store, slug: str, kind: OrganisationKind) -> UUID:
    organisation = replace(new_organisation(slug), kind=kind, status=OrganisationStatus.VERIFIED)
    async with store.transaction(Actor(organisation.id, "test")) as work:
        await Organisations(work).add(organisation)
    return organisation.id


@pytest.fixture
async def clinic(database: Database) -> AsyncIterator[Clinic]:
    admin = await asyncpg.connect(database.admin_url)
    async with opened(database.app_url) as (_, store):
        yield Clinic(store, admin, await verified(store, "clinic", OrganisationKind.CLINIC))
    await admin.close()


@pytest.fixture
async def partner(clinic: Clinic) -> Clinic:
    """Another organisation, in the same database."""
    return replace(
        clinic, organisation=await verified(clinic.store, "partner", OrganisationKind.PARTNER)
    )


async def test_another_organisation_finds_no_client(clinic: Clinic, partner: Clinic) -> None:
    client, _ = await clinic.registered()
    messages: set[str] = set()
    for absent in (client, replace(client, id=uuid4())):
        with pytest.raises(NotFound) as refused:
            await partner.got(absent)
        messages.add(refused.value.message)
    assert len(messages) == 1
    with pytest.raises(NotFound):
        await partner.run(lambda work: Clients(work).add(client))


async def test_another_organisation_changes_no_client(clinic: Clinic, partner: Clinic) -> None:
    client, secret = await clinic.registered()
    (secret_id,) = [
        each.id for each in await clinic.run(lambda work: registering.live_secrets(work, client.id))
    ]
    acts: list[Callable[[Work], Awaitable[Any]]] = [
        lambda work: registering.change_client(work, client.id, APP, expected_version=1),
        lambda work: registering.set_client_keys(work, client.id, KEYS, expected_version=1),
        lambda work: registering.disable_client(work, client.id, expected_version=1),
        lambda work: registering.add_client_secret(work, client.id, expected_version=1),
        lambda work: registering.revoke_client_secret(
            work, client.id, secret_id, expected_version=1
        ),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            await partner.run(act)
    assert await partner.run(lambda work: registering.live_secrets(work, client.id)) == []
    assert (await clinic.got(client)).version == 1
    assert await clinic.secret_hashes(client) == [hashed(secret)]


async def test_a_client_comes_back_as_it_was_registered(clinic: Clinic) -> None:
    client, _ = await clinic.registered(keys=KEYS)
    found = await clinic.got(client)
    assert replace(found, changed_at=client.changed_at) == client
    assert (found.name, found.jwks) == ("Harbour app", KEYS.jwks)


async def test_of_a_secret_only_the_hash_is_kept(clinic: Clinic) -> None:
    client, secret = await clinic.registered()
    assert secret is not None
    assert secret.startswith("psn_cs_")
    assert len(secret) == len("psn_cs_") + 43
    assert await clinic.secret_hashes(client) == [hashed(secret)]
    for table in ("confidential.clients", "confidential.audit_entries", "operations.outbox"):
        written = str(await clinic.admin.fetch(f"select t::text from {table} t"))  # noqa: S608 - from above
        assert secret[7:] not in written


async def test_a_public_app_and_a_client_with_keys_get_no_secret(clinic: Clinic) -> None:
    for client, secret in (
        await clinic.registered(ClientKind.PUBLIC_APP),
        await clinic.registered(keys=KEYS),
        await clinic.registered(ClientKind.CLINIC_BACKEND, BACKEND, KEYS),
    ):
        assert secret is None
        assert await clinic.secret_hashes(client) == []


async def test_the_audit_names_what_was_changed_and_keeps_no_value(clinic: Clinic) -> None:
    client, _ = await clinic.registered()
    renamed = replace(APP, name="Canary", website="https://canary.example")
    await clinic.run(
        lambda work: registering.change_client(work, client.id, renamed, expected_version=1)
    )
    await clinic.run(
        lambda work: registering.add_client_secret(work, client.id, expected_version=2)
    )
    entries = await clinic.admin.fetch(
        "select action, fields, before, after from confidential.audit_entries"
        " where thing_id = $1 order by at",
        client.id,
    )
    assert [each["action"] for each in entries] == ["created", "changed", "changed"]
    assert [each["fields"] for each in entries[1:]] == [["name", "website"], ["secrets"]]
    assert {value for each in entries for value in (each["before"], each["after"])} == {None}
    assert "anary" not in str(await clinic.admin.fetch("select t::text from operations.outbox t"))


async def test_of_many_who_add_a_secret_at_once_one_does(clinic: Clinic) -> None:
    client, _ = await clinic.registered()
    wins = await at_once(
        clinic, lambda work: registering.add_client_secret(work, client.id, expected_version=1)
    )
    assert wins == ["added"] + [VersionConflict.__name__] * 5
    assert len(await clinic.secret_hashes(client)) == 2


async def test_there_are_never_three_secrets(clinic: Clinic) -> None:
    client, _ = await clinic.registered()

    async def add(work: Work) -> object:
        found = await Clients(work).get(client.id)
        return await registering.add_client_secret(work, client.id, expected_version=found.version)

    assert await at_once(clinic, add) == ["added"] + [NotPossibleNow.__name__] * 5
    assert len(await clinic.secret_hashes(client)) == 2
    assert (await clinic.got(client)).version == 2


async def test_a_secret_is_revoked_by_its_id_once(clinic: Clinic) -> None:
    client, first = await clinic.registered()
    _, second = await clinic.run(
        lambda work: registering.add_client_secret(work, client.id, expected_version=1)
    )
    other, _ = await clinic.registered()
    (foreign,) = await clinic.run(lambda work: registering.live_secrets(work, other.id))
    oldest, _ = await clinic.run(lambda work: registering.live_secrets(work, client.id))

    async def revoke(work: Work, secret_id: UUID, version: int) -> object:
        return await registering.revoke_client_secret(
            work, client.id, secret_id, expected_version=version
        )

    for absent in (foreign.id, uuid4()):
        with pytest.raises(NotFound):
            await clinic.run(lambda work, absent=absent: revoke(work, absent, 2))
    await clinic.run(lambda work: revoke(work, oldest.id, 2))
    with pytest.raises(NotFound):
        await clinic.run(lambda work: revoke(work, oldest.id, 3))
    assert await clinic.secret_hashes(client) == [hashed(second)]
    assert first != second


async def changed(clinic: Clinic, client: Client) -> None:
    narrower = replace(APP, scopes=APP.scopes[:2])
    await clinic.run(
        lambda work: registering.change_client(work, client.id, narrower, expected_version=1)
    )


async def rekeyed(clinic: Clinic, client: Client) -> None:
    await clinic.run(
        lambda work: registering.set_client_keys(work, client.id, Keys(), expected_version=1)
    )


async def disabled(clinic: Clinic, client: Client) -> None:
    await clinic.run(lambda work: registering.disable_client(work, client.id, expected_version=1))


@pytest.mark.parametrize("lose", [changed, rekeyed, disabled])
async def test_whatever_a_client_loses_everything_it_was_granted_is_revoked(
    clinic: Clinic, partner: Clinic, lose: Callable[[Clinic, Client], Awaitable[None]]
) -> None:
    client, _ = await clinic.registered(keys=KEYS)
    other, _ = await clinic.registered(keys=KEYS)
    for each in (client, other):
        await clinic.granted(each, clinic.organisation)
        await clinic.granted(each, partner.organisation)
    await lose(clinic, client)
    assert await clinic.live_grants(client) == 0
    assert await clinic.live_grants(other) == 2


async def test_a_revoked_secret_takes_the_grants_with_it(clinic: Clinic) -> None:
    client, _ = await clinic.registered()
    await clinic.granted(client, clinic.organisation)
    (secret,) = await clinic.run(lambda work: registering.live_secrets(work, client.id))
    await clinic.run(
        lambda work: registering.revoke_client_secret(
            work, client.id, secret.id, expected_version=1
        )
    )
    assert await clinic.live_grants(client) == 0
    assert await clinic.secret_hashes(client) == []


async def test_what_takes_nothing_away_revokes_nothing(clinic: Clinic) -> None:
    client, _ = await clinic.registered()
    await clinic.granted(client, clinic.organisation)
    wider = replace(
        APP,
        name="Another",
        scopes=(*APP.scopes, Scope.ME_READ),
        redirect_uris=APP.redirect_uris[:1],
    )
    steps: list[Callable[[Work], Awaitable[Any]]] = [
        lambda work: registering.change_client(work, client.id, wider, expected_version=1),
        lambda work: registering.set_client_keys(work, client.id, KEYS, expected_version=2),
        lambda work: registering.add_client_secret(work, client.id, expected_version=3),
    ]
    for step in steps:
        await clinic.run(step)
    assert await clinic.live_grants(client) == 1


async def test_a_change_that_does_not_come_about_revokes_nothing(clinic: Clinic) -> None:
    client, _ = await clinic.registered()
    await clinic.granted(client, clinic.organisation)

    async def give_up(work: Work) -> None:
        await registering.disable_client(work, client.id, expected_version=1)
        raise NotPossibleNow("on second thoughts")

    with pytest.raises(NotPossibleNow):
        await clinic.run(give_up)
    assert await clinic.live_grants(client) == 1
    assert (await clinic.got(client)).status is ClientStatus.ACTIVE


# Approvals


async def approved(clinic: Clinic, client: Client, *scopes: Scope) -> UUID:
    given = scopes or (Scope.GROUPS_READ,)
    approval = await clinic.run(
        lambda work: approve_client(work, client.id, given, expected_version=None, at=NOW)
    )
    return approval.id


async def test_only_a_client_that_acts_for_others_is_found_to_approve(
    clinic: Clinic, partner: Clinic
) -> None:
    backend, _ = await partner.registered(ClientKind.PARTNER_BACKEND, BACKEND)
    public, _ = await partner.registered(ClientKind.PUBLIC_APP)
    off, _ = await partner.registered(ClientKind.PARTNER_BACKEND, BACKEND)
    await disabled(partner, off)
    messages: set[str] = set()
    for absent in (public, off, replace(backend, id=uuid4())):
        with pytest.raises(NotFound) as refused:
            await approved(clinic, absent)
        messages.add(f"{refused.value.message} {refused.value.path}")
    assert len(messages) == 1
    await approved(clinic, backend)
    await clinic.admin.execute(
        "update catalogue.organisations set status = 'SUSPENDED' where id = $1",
        partner.organisation,
    )
    with pytest.raises(NotFound):
        await approved(clinic, backend)


async def test_of_many_who_approve_at_once_one_does(clinic: Clinic, partner: Clinic) -> None:
    backend, _ = await partner.registered(ClientKind.PARTNER_BACKEND, BACKEND)
    scopes = (Scope.GROUPS_READ,)
    wins = await at_once(
        clinic,
        lambda work: approve_client(work, backend.id, scopes, expected_version=None, at=NOW),
    )
    assert wins == ["added"] + [VersionConflict.__name__] * 5
    assert await clinic.admin.fetchval("select count(*) from confidential.client_approvals") == 1


async def test_a_withdrawn_approval_takes_what_was_granted_here_and_only_here(
    clinic: Clinic, partner: Clinic
) -> None:
    other = replace(
        clinic, organisation=await verified(clinic.store, "other", OrganisationKind.CLINIC)
    )
    backend, _ = await partner.registered(ClientKind.PARTNER_BACKEND, BACKEND)
    approval = await approved(clinic, backend)
    await approved(other, backend)
    for each in (clinic, other):
        await clinic.granted(backend, each.organisation)
    with pytest.raises(NotFound):
        await other.run(lambda work: withdraw_client_approval(work, approval, expected_version=1))
    assert await clinic.live_grants(backend) == 2
    await clinic.run(lambda work: withdraw_client_approval(work, approval, expected_version=1))
    assert await clinic.live_grants(backend) == 1
    with pytest.raises(NotPossibleNow):
        await clinic.run(lambda work: withdraw_client_approval(work, approval, expected_version=2))
    # Withdrawn is not for ever.
    await approved(clinic, backend)


def hashed(secret: str | None) -> bytes:
    return hashlib.sha256((secret or "").encode()).digest()


async def at_once(clinic: Clinic, act: Callable[[Work], Awaitable[object]]) -> list[str]:
    """What became of six who do the same at once, in order of their names."""

    async def one() -> str:
        try:
            await clinic.run(act)
        except Refusal as refusal:
            return type(refusal).__name__
        return "added"

    return sorted(await asyncio.gather(*(one() for _ in range(6))), reverse=True)
