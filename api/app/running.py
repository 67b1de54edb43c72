"""What a running process holds open: connections, keys, the executor, who signs in whom."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.app.mailing import mails, sender_of
from api.auth.config import AuthConfig
from api.auth.courier import Courier
from api.auth.services import AuthServices
from api.auth.signing import Signer
from api.auth.signing_in.passwords import Passwords
from api.auth.verification import Verifier
from api.notices.jobs import NoticeJobs
from api.persistence.database import Database, connect
from api.persistence.guards import require_guards
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.reading.reader import Reader
from api.persistence.store import Store
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from api.schema.execution import Documents, Executor
from api.schema.limits import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from api.app.reaching import Access
    from api.persistence.leasing import Job
    from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything that a running process holds open."""

    database: Database
    store: Store
    executor: Executor
    auth: AuthServices
    jobs: tuple[Job, ...]


@asynccontextmanager
async def opened(access: Access, settings: Settings) -> AsyncGenerator[Runtime]:
    """Hold connections and an executor open; raises Unguarded where the database lacks a wall."""
    database = await connect(access.app_url, read_url=access.read_url, prepares=access.prepares)
    try:
        await require_guards(database.primary)
        keyring = Keyring(access.kek)
        reader = Reader(
            graphql_schema(), VIEWS, database.pool, database.primary, keyring, access.cursor_key
        )
        await reader.statistics.refresh(database.pool)
        auth = _auth(database, access, settings)
        store = Store(database.engine, keyring, mails=mails(auth.courier.sender))
        notices = NoticeJobs(auth.courier.sender, settings.base_url, auth.identity)
        yield Runtime(database, store, _executor(reader, store, settings), auth, notices.jobs)
        await auth.courier.all_done()
    finally:
        await database.close()


def _executor(reader: Reader, store: Store, settings: Settings) -> Executor:
    schema, limits, shown = graphql_schema(), Limits(), settings.allows_introspection
    documents = Documents(schema, reader, limits, hide_suggestions=not shown)
    return Executor(schema, documents, reader, store, limits, introspection=shown)


def _auth(database: Database, access: Access, settings: Settings) -> AuthServices:
    identity = IdentityStore(database.engine, IdentityKeys(access.kek))
    # Tokens are issued as and for what the settings say; never what a request says.
    config = AuthConfig(settings.base_url, f"{settings.base_url}/graphql")
    return AuthServices(
        identity=identity,
        config=config,
        passwords=Passwords(),
        courier=Courier(sender_of(settings)),
        verifier=Verifier(identity, config),
        signer=Signer(identity.keys),
    )
