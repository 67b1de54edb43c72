"""Viewers with a token that the database knows, as every confidential reading needs one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from api.auth.config import AuthConfig
from api.domain.access import Token, Viewer
from api.domain.scopes import Scope
from api.persistence.database import alchemy_url
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys
from tests.conftest import Database
from tests.identity import FIRST_PARTY, Minter
from tests.world import KEK, NOW

ISSUER = "https://peers.test"


@asynccontextmanager
async def minting(database: Database) -> AsyncGenerator[Minter]:
    """Open whatever makes tokens in a database."""
    admin = await asyncpg.connect(database.admin_url)
    engine = create_async_engine(alchemy_url(database.app_url))
    try:
        identity = IdentityStore(engine, IdentityKeys(KEK))
        yield Minter(admin, identity, AuthConfig(ISSUER, f"{ISSUER}/graphql"))
    finally:
        await engine.dispose()
        await admin.close()


async def viewer_of(minter: Minter, organisation: UUID, *scopes: Scope) -> Viewer:
    """Return the owner of an organisation, who holds these scopes by a grant."""
    made = await minter.staff(organisation, *(scope.value for scope in scopes))
    assert made.staff is not None
    subject = f"stf_{made.staff.hex}"
    token = Token(
        id=made.token_id,
        grant_id=made.grant,
        key_id=made.key_id,
        client=FIRST_PARTY,
        subject=subject,
        organisation_id=organisation,
        scopes=frozenset(scopes),
        expires_at=NOW + timedelta(days=1),
    )
    return Viewer(organisation, subject, token.scopes, token)
