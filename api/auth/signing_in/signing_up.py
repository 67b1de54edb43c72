"""Becoming known: with a name of one's own choice, or an e-mail address that is proved first."""

from datetime import UTC, datetime
from secrets import token_bytes
from uuid import UUID

from api.auth.services import AuthServices
from api.auth.signing_in import by_passkey, letters, recovery, throttle
from api.auth.signing_in.handles import Handle, read_handle
from api.auth.signing_in.interacting import NotHeld, held, keep, look_at
from api.auth.signing_in.people import new_person, taken
from api.auth.signing_in.relying_party import Json, NotVerified, RelyingParty
from api.auth.signing_in.sessions import PASSKEY, PASSWORD, Caller, Opened, begin
from api.domain.standing import PersonStatus
from api.persistence.identity import interactions, passkeys, people
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.interactions import Purpose
from api.persistence.identity.people import Person
from api.persistence.ids import new_confidential_id

PLACE = "interactions.state"


async def begin_sign_up(services: AuthServices, typed: str, caller: Caller) -> UUID | None:
    """Begin, and return the interaction to go on with; None where a letter says how.

    InvalidInput for what can be no handle, NotPossibleNow for a name that is taken, Throttled.
    Whether an e-mail address is known shows in nothing but the letter to it.
    """
    handle = read_handle(typed)
    await throttle.spend(services.identity, throttle.SIGN_UP, address=caller.address)
    if handle.is_address:
        await throttle.spend(
            services.identity, throttle.MESSAGE, address=caller.address, account=handle.text
        )
        services.courier.send_off(_invite(services, handle))
        return None
    index = services.identity.keys.blind(handle.text)
    if await services.identity.run(lambda connection: people.find_person(connection, index)):
        raise taken()
    interaction_id = new_confidential_id()
    sealed = services.identity.keys.seal(handle.text.encode(), PLACE, interaction_id)
    state = {"handle": sealed.hex()}
    return await keep(
        services.identity, caller, Purpose.SIGN_UP, state, interaction_id=interaction_id
    )


async def _invite(services: AuthServices, handle: Handle) -> None:
    """Send a way to go on to a new address, and a hint to one that has an account."""
    made = new_person(services.identity.keys, handle)

    def act(connection: IdentityConnection) -> Person | None:
        people.add_person(connection, made)
        return people.find_person(connection, made.handle_index or b"")

    person = await services.identity.run(act)
    if person is None or person.status is not PersonStatus.ACTIVE:
        return
    known = await services.identity.run(
        lambda connection: passkeys.passkeys_of(connection, person.id)
    )
    if person.password is None and not known:
        await recovery.send_link(services, person, letters.to_begin)
    else:
        await services.courier.sender.send(letters.known_already(handle.text, services.config))


async def finish_with_password(
    services: AuthServices, caller: Caller, begun: UUID, password: str
) -> Opened:
    """Add the person and begin their first session.

    InvalidInput for a password that is too weak, NotPossibleNow if the name was taken meanwhile,
    NotHeld for a sign-up that is not this browser's or has ended.
    """
    handle = await _handle(services, caller, begun)
    hashed = await services.passwords.hash(password, handle=handle.text)
    person = new_person(services.identity.keys, handle, password=hashed)

    def act(connection: IdentityConnection) -> Opened:
        wanted = held(caller, Purpose.SIGN_UP, begun)
        if interactions.take_interaction(connection, wanted) is None:
            raise NotHeld
        if not people.add_person(connection, person):
            raise taken()
        return begin(connection, caller, person.id, PASSWORD, datetime.now(UTC))

    return await services.identity.run(act)


async def ask_for_passkey(services: AuthServices, caller: Caller, begun: UUID) -> by_passkey.Asked:
    """Return a challenge for the first passkey of a person to be; raises NotHeld, Throttled."""
    await throttle.spend(services.identity, throttle.INTERACTION, address=caller.address)
    handle = await _handle(services, caller, begun)
    person_id, challenge = new_confidential_id(), token_bytes(by_passkey.CHALLENGE_BYTES)
    state = {"challenge": challenge.hex(), "person": person_id.hex, "begun": begun.hex}
    asked = await keep(services.identity, caller, Purpose.PASSKEY_SIGN_UP, state)
    party = RelyingParty.of(services.config)
    return asked, party.to_create(challenge, user_id=person_id, name=handle.text)


async def finish_with_passkey(
    services: AuthServices, caller: Caller, asked: UUID, answer: Json
) -> Opened:
    """Add the person whose new passkey answered, and begin their first session.

    Raises NotHeld, NotVerified, and NotPossibleNow if the name was taken meanwhile.
    """
    wanted = held(caller, Purpose.PASSKEY_SIGN_UP, asked)
    ceremony = await services.identity.run(
        lambda connection: interactions.take_interaction(connection, wanted)
    )
    if ceremony is None:
        raise NotHeld
    challenge = bytes.fromhex(ceremony.state["challenge"])
    created = RelyingParty.of(services.config).created(answer, challenge)
    begun = UUID(ceremony.state["begun"])
    handle = await _handle(services, caller, begun)
    person = new_person(services.identity.keys, handle, person_id=UUID(ceremony.state["person"]))

    def act(connection: IdentityConnection) -> Opened:
        sign_up = held(caller, Purpose.SIGN_UP, begun)
        if interactions.take_interaction(connection, sign_up) is None:
            raise NotHeld
        if not people.add_person(connection, person):
            raise taken()
        if not by_passkey.insert(connection, person.id, created):
            raise NotVerified
        return begin(connection, caller, person.id, PASSKEY, datetime.now(UTC))

    return await services.identity.run(act)


async def _handle(services: AuthServices, caller: Caller, begun: UUID) -> Handle:
    interaction = await look_at(services.identity, caller, Purpose.SIGN_UP, begun)
    sealed = bytes.fromhex(interaction.state["handle"])
    return Handle(services.identity.keys.open(sealed, PLACE, begun).decode())
