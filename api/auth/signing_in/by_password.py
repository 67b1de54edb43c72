"""Signing in with a password, and choosing another one."""

from datetime import UTC, datetime
from uuid import UUID

from api.auth.services import AuthServices
from api.auth.signing_in import throttle
from api.auth.signing_in.handles import read_handle
from api.auth.signing_in.sessions import PASSWORD, Caller, Opened, Way, begin, is_recent
from api.domain.errors import Forbidden, InvalidInput
from api.domain.standing import PersonStatus
from api.persistence.identity import grants, people, sessions
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.people import Person
from api.persistence.identity.sessions import Session


class NotSignedIn(Exception):
    """Account and password do not belong together, for whatever reason: nobody is told which."""


async def sign_in(services: AuthServices, typed: str, password: str, caller: Caller) -> Opened:
    """Begin a session; raises NotSignedIn, or Throttled before anything is looked at.

    What is not even a handle takes as long as an account that does not exist.
    """
    account = _account(typed)
    await throttle.spend(
        services.identity, throttle.PASSWORD, address=caller.address, account=account
    )
    index = services.identity.keys.blind(account)
    person = await services.identity.run(lambda connection: people.find_person(connection, index))
    hashed = person.password if person and person.status is PersonStatus.ACTIVE else None
    if not await services.passwords.verify(hashed, password) or person is None or hashed is None:
        raise NotSignedIn
    opened = await services.identity.run(
        lambda connection: _begin(services, connection, caller, person, account)
    )
    if opened is None:
        raise NotSignedIn
    if services.passwords.is_outdated(hashed):
        await _hash_again(services, person.id, hashed, password)
    return opened


def _account(typed: str) -> str:
    try:
        return read_handle(typed).text
    except InvalidInput:
        return f"no handle: {typed[:300]}"


def _begin(
    services: AuthServices,
    connection: IdentityConnection,
    caller: Caller,
    person: Person,
    account: str,
) -> Opened | None:
    now = people.get_person(connection, person.id)
    if now is None or now.status is not PersonStatus.ACTIVE or now.password != person.password:
        return None
    throttle.forgive(connection, services.identity, throttle.PASSWORD, account)
    return begin(connection, caller, person.id, PASSWORD, datetime.now(UTC))


async def _hash_again(services: AuthServices, person_id: UUID, old: str, password: str) -> None:
    new = await services.passwords.hash_again(password)
    await services.identity.run(
        lambda connection: people.set_password(connection, person_id, new, instead_of=old)
    )


async def change_password(
    services: AuthServices, caller: Caller, session: Session, *, current: str, new: str
) -> Opened:
    """Give the signed-in person another password, and begin their only session.

    Every session and every app's access ends, since whoever knew the old one may have them.
    Somebody who has no password yet has to have signed in recently. Raises NotSignedIn where the
    current password is not theirs, Forbidden, Throttled, InvalidInput for one that is too weak.
    """
    old = await _current(services, caller, session, current)
    hashed, person_id = await services.passwords.hash(new), session.person_id

    def act(connection: IdentityConnection) -> Opened:
        now = datetime.now(UTC)
        if not people.set_password(connection, person_id, hashed, instead_of=old):
            raise NotSignedIn
        end_everything(connection, person_id, now, why="password")
        if old is not None:
            return begin(connection, caller, person_id, PASSWORD, now)
        way = Way(session.acr, session.amr)
        return begin(connection, caller, person_id, way, now, auth_time=session.auth_time)

    return await services.identity.run(act)


async def _current(
    services: AuthServices, caller: Caller, session: Session, current: str
) -> str | None:
    """Return the hash of the password that a person has now, once they have shown to know it."""
    identity, person_id = services.identity, session.person_id
    person = await identity.run(lambda connection: people.get_person(connection, person_id))
    if person is None:
        raise NotSignedIn
    if person.password is None:
        if not is_recent(session, datetime.now(UTC)):
            raise Forbidden("Please sign in again first.")
        return None
    account = f"person {person_id}"
    await throttle.spend(identity, throttle.PASSWORD, address=caller.address, account=account)
    if not await services.passwords.verify(person.password, current):
        raise NotSignedIn
    return person.password


def end_everything(
    connection: IdentityConnection, person_id: UUID, now: datetime, *, why: str
) -> None:
    """End every session of a person, and all that they allowed any app."""
    sessions.end_sessions(connection, person_id, now)
    grants.revoke(connection, why=why, person_id=person_id)
