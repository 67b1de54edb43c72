"""Signing in with a passkey, and adding one to an account."""

from datetime import UTC, datetime
from secrets import token_bytes
from uuid import UUID

from api.auth.services import AuthServices
from api.auth.signing_in import throttle
from api.auth.signing_in.interacting import NotHeld, held, keep
from api.auth.signing_in.people import address_of
from api.auth.signing_in.relying_party import (
    Created,
    Json,
    NotVerified,
    RelyingParty,
    credential_of,
)
from api.auth.signing_in.sessions import PASSKEY, Caller, Opened, begin, may_change_ways_in
from api.domain.errors import Forbidden, NotPossibleNow
from api.domain.standing import PersonStatus
from api.persistence.identity import interactions, passkeys, people
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.interactions import Interaction, Purpose
from api.persistence.identity.passkeys import Passkey
from api.persistence.identity.sessions import Session
from api.persistence.identity.store import IdentityStore
from api.persistence.ids import new_confidential_id

CHALLENGE_BYTES = 32
MOST_PASSKEYS = 20
NAMELESS = "Your account"
"""What an authenticator shows for an account that is known by its blind index alone."""

type Asked = tuple[UUID, Json]
"""An interaction, and what the browser is to ask an authenticator."""


async def ask_to_sign_in(services: AuthServices, caller: Caller) -> Asked:
    """Return a challenge for any passkey of this site; raises Throttled."""
    await throttle.spend(services.identity, throttle.INTERACTION, address=caller.address)
    challenge = token_bytes(CHALLENGE_BYTES)
    state = {"challenge": challenge.hex()}
    begun = await keep(services.identity, caller, Purpose.PASSKEY_SIGN_IN, state)
    return begun, RelyingParty.of(services.config).to_show(challenge)


async def sign_in(services: AuthServices, caller: Caller, asked: UUID, answer: Json) -> Opened:
    """Begin a session for whoever's passkey answered.

    Raises NotHeld for a challenge that was used, is too old or another browser's, NotVerified
    for an answer that proves nothing. Either way the challenge is used up.
    """
    party, credential_id = RelyingParty.of(services.config), credential_of(answer)

    def act(connection: IdentityConnection) -> Opened | Exception:
        begun = _taken(connection, caller, Purpose.PASSKEY_SIGN_IN, asked)
        if begun is None:
            return NotHeld()
        passkey = passkeys.find_passkey(connection, credential_id)
        person = passkey and people.get_person(connection, passkey.person_id)
        if passkey is None or person is None or person.status is not PersonStatus.ACTIVE:
            return NotVerified()
        try:
            sign_count = party.shown(answer, _challenge(begun), passkey)
        except NotVerified as refused:
            return refused
        now = datetime.now(UTC)
        passkeys.note_use(connection, passkey, sign_count, now)
        return begin(connection, caller, person.id, PASSKEY, now)

    return _or_raised(await services.identity.run(act))


async def ask_to_add(services: AuthServices, caller: Caller, session: Session) -> Asked:
    """Return a challenge for a new passkey of the signed-in person; Forbidden if not recent."""
    await throttle.spend(services.identity, throttle.INTERACTION, address=caller.address)
    identity, person_id = services.identity, session.person_id
    person = await identity.run(lambda connection: people.get_person(connection, person_id))
    known = await identity.run(lambda connection: passkeys.passkeys_of(connection, person_id))
    if person is None or not may_change(session, known):
        raise Forbidden("Please sign in again first.")
    challenge = token_bytes(CHALLENGE_BYTES)
    state = {"challenge": challenge.hex(), "person": person_id.hex}
    begun = await keep(identity, caller, Purpose.PASSKEY_ADDED, state)
    name = address_of(identity.keys, person) or NAMELESS
    party = RelyingParty.of(services.config)
    return begun, party.to_create(challenge, user_id=person_id, name=name, known=known)


async def add(
    services: AuthServices, caller: Caller, session: Session, asked: UUID, answer: Json
) -> None:
    """Add the passkey that answered to the signed-in person; raises as ``sign_in`` does."""
    party = RelyingParty.of(services.config)

    def act(connection: IdentityConnection) -> Exception | None:
        begun = _taken(connection, caller, Purpose.PASSKEY_ADDED, asked)
        if begun is None or begun.state["person"] != session.person_id.hex:
            return NotHeld()
        known = passkeys.passkeys_of(connection, session.person_id)
        if not may_change(session, known):
            return Forbidden("Please sign in again first.")
        if len(known) >= MOST_PASSKEYS:
            return NotPossibleNow("There are too many passkeys. Please remove one first.")
        try:
            created = party.created(answer, _challenge(begun))
        except NotVerified as refused:
            return refused
        return None if insert(connection, session.person_id, created) else NotVerified()

    raised = await services.identity.run(act)
    if raised is not None:
        raise raised


async def remove(identity: IdentityStore, session: Session, passkey_id: UUID) -> None:
    """Remove a passkey of the signed-in person; NotPossibleNow for their last way to sign in."""

    def act(connection: IdentityConnection) -> None:
        person = people.hold_person(connection, session.person_id)
        known = passkeys.passkeys_of(connection, session.person_id)
        if person is None or not may_change(session, known):
            raise Forbidden("Please sign in again first.")
        if len(known) == 1 and person.password is None:
            raise NotPossibleNow("This is your only way to sign in. Please add another one first.")
        passkeys.remove_passkey(connection, passkey_id, session.person_id)

    await identity.run(act)


def may_change(session: Session, known: list[Passkey]) -> bool:
    return may_change_ways_in(session, datetime.now(UTC), has_passkeys=bool(known))


def insert(connection: IdentityConnection, person_id: UUID, created: Created) -> bool:
    """Keep a new passkey, and return whether its credential was not known yet."""
    passkey = Passkey(
        id=new_confidential_id(),
        person_id=person_id,
        credential_id=created.credential_id,
        public_key=created.public_key,
        sign_count=created.sign_count,
        transports=created.transports,
        created_at=datetime.now(UTC),
    )
    return passkeys.add_passkey(connection, passkey)


def _taken(
    connection: IdentityConnection, caller: Caller, purpose: Purpose, asked: UUID
) -> Interaction | None:
    return interactions.take_interaction(connection, held(caller, purpose, asked))


def _challenge(begun: Interaction) -> bytes:
    return bytes.fromhex(begun.state["challenge"])


def _or_raised[T](outcome: T | Exception) -> T:
    """Raise what must not be raised within a transaction, since that would undo it."""
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
