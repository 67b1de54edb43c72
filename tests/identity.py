"""Real tokens for tests: persons with roles and backends with grants, signed by a server's key."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg

from api.auth.config import ACCESS_LIFE, AuthConfig
from api.auth.keys import ACCESS_ALGORITHM, ensure_keys
from api.auth.signing import Signer
from api.auth.tokens import AccessToken, SignIn, sign_access_token
from api.domain.scopes import PASSKEY_ACR, Scope
from api.domain.standing import ClientKind, StaffRole
from api.persistence.identity import signing_keys
from api.persistence.identity.store import IdentityStore

FIRST_PARTY = "peers-cli"

type Admin = asyncpg.Connection[asyncpg.Record]

_KEYS: list[asyncpg.Record] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody with a token: the ids of all that it stands on, for tests that revoke one."""

    token: str
    token_id: UUID
    key_id: str
    grant: UUID
    person: UUID | None = None
    staff: UUID | None = None
    organisation: UUID | None = None
    client: UUID | None = None
    client_organisation: UUID | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


@dataclass(slots=True)
class Minter:
    """Puts persons, staff, clients and grants into a database, and signs tokens of them.

    ``admin`` writes what no test is about; the keys and the tokens are made as they always are.
    """

    admin: "Admin"
    identity: IdentityStore
    config: AuthConfig
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    made: dict[object, tuple[datetime, Asker]] = field(
        default_factory=dict[object, tuple[datetime, Asker]]
    )

    async def staff(
        self,
        organisation: UUID,
        *scopes: str,
        role: StaffRole = StaffRole.OWNER,
        acr: str = PASSKEY_ACR,
        signed_in: timedelta = timedelta(),
    ) -> Asker:
        """A person with a role in an organisation, by a first-party client."""
        person = await self.person()
        staff = await add_staff(self.admin, person, organisation, role)
        return await self.granted(
            scopes, person=person, staff=staff, organisation=organisation, acr=acr, ago=signed_in
        )

    async def own(self, *scopes: str, operator: bool = False, acr: str = PASSKEY_ACR) -> Asker:
        """A person's own token, of no organisation."""
        return await self.granted(scopes, person=await self.person(operator=operator), acr=acr)

    async def backend(
        self, organisation: UUID, *scopes: str, kind: ClientKind = ClientKind.NETWORK_BACKEND
    ) -> Asker:
        """A backend that acts for its own organisation."""
        client = await self.client(organisation, *scopes, kind=kind)
        return await self.granted(
            scopes, organisation=organisation, client=client, client_organisation=organisation
        )

    async def person(self, *, operator: bool = False) -> UUID:
        return await add_person(self.admin, operator=operator)

    async def client(self, organisation: UUID, *scopes: str, kind: ClientKind) -> UUID:
        client = uuid4()
        await self.admin.execute(
            "insert into confidential.clients (organisation_id, id, kind, name, status, scopes)"
            " values ($1, $2, $3, 'a client', 'ACTIVE', $4)",
            *(organisation, client, kind.value, list(scopes)),
        )
        return client

    async def granted(  # noqa: PLR0913 - each is one thing that a token may stand on
        self,
        scopes: tuple[str, ...],
        *,
        person: UUID | None = None,
        staff: UUID | None = None,
        organisation: UUID | None = None,
        client: UUID | None = None,
        client_organisation: UUID | None = None,
        acr: str = PASSKEY_ACR,
        ago: timedelta = timedelta(),
    ) -> Asker:
        grant, token, now = uuid4(), uuid4(), datetime.now(UTC)
        name = FIRST_PARTY if client is None else f"cli_{client.hex}"
        await self.admin.execute(
            "insert into identity.grants (id, client, client_id, client_organisation_id,"
            " person_id, staff_id, organisation_id, scopes) values ($1,$2,$3,$4,$5,$6,$7,$8)",
            *(grant, name, client, client_organisation, person, staff, organisation, list(scopes)),
        )
        said = AccessToken(
            id=token,
            grant_id=grant,
            subject=name if person is None else self.identity.keys.pairwise(person, name),
            client=name,
            scopes=[Scope(scope) for scope in scopes],
            organisation_id=organisation,
            issued_at=now,
            life=ACCESS_LIFE,
            sign_in=None if person is None else SignIn(acr, ("hwk", "user"), now - ago),
        )
        await ensure_keys(self.identity)
        signer = Signer(self.identity.keys)
        key = await self.identity.run(lambda db: signer.active(db, ACCESS_ALGORITHM))
        return Asker(
            token=sign_access_token(key, self.config, said),
            token_id=token,
            key_id=key.kid,
            grant=grant,
            person=person,
            staff=staff,
            organisation=organisation,
            client=client,
            client_organisation=client_organisation,
        )

    async def cached(self, organisation: UUID, *scopes: str) -> Asker:
        """The owner's token with these scopes, made once for as long as it is fresh."""
        async with self.turn:
            now = datetime.now(UTC)
            since, known = self.made.get((organisation, scopes), (now, None))
            if known is None or now - since > ACCESS_LIFE / 2:
                known = await self.staff(organisation, *scopes)
                self.made[organisation, scopes] = now, known
            return known


async def put_keys(identity: IdentityStore, admin: Admin) -> None:
    """Give a database the server's signing keys: made once, since an RSA key takes its time.

    They are sealed by the one key that all tests seal with.
    """
    if await identity.run(signing_keys.published):
        return
    if not _KEYS:
        await ensure_keys(identity)
        _KEYS.extend(await admin.fetch("select * from identity.signing_keys"))
        return
    await admin.copy_records_to_table(
        "signing_keys", schema_name="identity", records=[tuple(row) for row in _KEYS]
    )


async def add_person(admin: Admin, *, operator: bool = False) -> UUID:
    """Write a person who cannot sign in."""
    person = uuid4()
    await admin.execute(
        "insert into identity.persons (id, operator, status) values ($1, $2, 'ACTIVE')",
        *(person, operator),
    )
    return person


async def add_staff(admin: Admin, person: UUID, organisation: UUID, role: StaffRole) -> UUID:
    """Write the role of a person in an organisation, under a name that nothing opens."""
    staff = uuid4()
    await admin.execute(
        "insert into confidential.staff (organisation_id, id, name, key_id, role, status)"
        " values ($1, $2, 'sealed', $3, $4, 'ACTIVE')",
        *(organisation, staff, uuid4(), role.value),
    )
    await admin.execute(
        "insert into identity.staff_persons (staff_id, organisation_id, person_id)"
        " values ($1, $2, $3)",
        *(staff, organisation, person),
    )
    return staff
