"""Coming back without the password or passkey: by a link in a letter, or by recovery words."""

import hashlib
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from mnemonic import Mnemonic

from api.auth.config import AuthConfig
from api.auth.services import AuthServices
from api.auth.signing_in import letters, throttle
from api.auth.signing_in.by_passkey import may_change
from api.auth.signing_in.by_password import end_everything
from api.auth.signing_in.handles import read_handle
from api.auth.signing_in.interacting import NotHeld, held, keep, look_at
from api.auth.signing_in.people import address_of
from api.auth.signing_in.sessions import RECOVERED, Caller, Opened, begin
from api.domain.errors import Forbidden
from api.domain.standing import PersonStatus
from api.notices.mail import Letter
from api.persistence.identity import interactions, links, passkeys, people
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.interactions import Purpose
from api.persistence.identity.people import Person
from api.persistence.identity.sessions import Session
from api.persistence.told_once import Prefix, digest, new_secret

WORDS = 12
STRENGTH_BITS = 128
_LINK_LENGTH = len(Prefix.ONE_TIME_LINK) + 43
_MNEMONIC = Mnemonic("english")


class NotRecovered(Exception):
    """A code or words that open nothing, or nothing any more."""


async def request_link(services: AuthServices, typed: str, caller: Caller) -> None:
    """Have a link sent, if there is somebody with this address; it never shows whether.

    InvalidInput for what is no e-mail address, Throttled for too many.
    """
    handle = read_handle(typed)
    await throttle.spend(
        services.identity, throttle.MESSAGE, address=caller.address, account=handle.text
    )
    # Beside the request, since looking somebody up takes longer if they are there.
    services.courier.send_off(_send_if_known(services, handle.text))


async def _send_if_known(services: AuthServices, text: str) -> None:
    index = services.identity.keys.blind(text)
    person = await services.identity.run(lambda connection: people.find_person(connection, index))
    if person is not None and person.status is PersonStatus.ACTIVE:
        await send_link(services, person, letters.to_recover)


async def send_link(
    services: AuthServices, person: Person, letter: Callable[[str, AuthConfig, str], Letter]
) -> None:
    """Send a person a new link; earlier ones open nothing any more."""
    address = address_of(services.identity.keys, person)
    if address is None:
        return
    code = new_secret(Prefix.ONE_TIME_LINK)
    hashed, now = digest(code), datetime.now(UTC)
    await services.identity.run(
        lambda connection: links.add_link(connection, hashed, person.id, now)
    )
    await services.courier.sender.send(letter(address, services.config, code))


async def open_by_link(services: AuthServices, caller: Caller, code: str) -> UUID:
    """Use a link up, and return the interaction in which a password is chosen.

    Raises NotRecovered for a link that is used, too old, or none; Throttled.
    """
    await throttle.spend(services.identity, throttle.RECOVERY, address=caller.address)
    code = code.strip()
    if len(code) != _LINK_LENGTH or not code.isascii():
        raise NotRecovered
    hashed, now = digest(code), datetime.now(UTC)
    person_id = await services.identity.run(
        lambda connection: links.use_link(connection, hashed, now)
    )
    if person_id is None:
        raise NotRecovered
    return await keep(services.identity, caller, Purpose.RECOVERY, {"person": person_id.hex})


async def open_by_words(services: AuthServices, caller: Caller, typed: str) -> UUID:
    """Return the interaction in which a password is chosen; the words are used up at its end.

    Raises NotRecovered for words that belong to nobody; Throttled.
    """
    await throttle.spend(services.identity, throttle.RECOVERY, address=caller.address)
    known = words_digest(typed)
    person = await services.identity.run(
        lambda connection: people.person_of_words(connection, known)
    )
    if person is None:
        raise NotRecovered
    state = {"person": person.id.hex, "words": known.hex()}
    return await keep(services.identity, caller, Purpose.RECOVERY, state)


async def choose_password(
    services: AuthServices, caller: Caller, begun: UUID, password: str
) -> Opened:
    """Give the person a new password and a session; everything that was open before ends.

    Raises NotHeld for a recovery that is not this browser's or has ended, InvalidInput for a
    password that is too weak, NotRecovered if the words or the person are not what they were.
    """
    await look_at(services.identity, caller, Purpose.RECOVERY, begun)
    hashed = await services.passwords.hash(password)
    opened = await services.identity.run(
        lambda connection: _recover(connection, caller, begun, hashed)
    )
    if opened is None:
        raise NotRecovered
    return opened


def _recover(
    connection: IdentityConnection, caller: Caller, begun: UUID, hashed: str
) -> Opened | None:
    taken = interactions.take_interaction(connection, held(caller, Purpose.RECOVERY, begun))
    if taken is None:
        raise NotHeld
    person = people.hold_person(connection, UUID(taken.state["person"]))
    words = taken.state.get("words")
    if person is None or person.status is not PersonStatus.ACTIVE:
        return None
    if words is not None:
        if person.recovery != bytes.fromhex(words):
            return None
        people.set_recovery(connection, person.id, None)
    now = datetime.now(UTC)
    people.set_password(connection, person.id, hashed, instead_of=person.password)
    end_everything(connection, person.id, now, why="recovery")
    return begin(connection, caller, person.id, RECOVERED, now)


async def new_words(services: AuthServices, session: Session) -> str:
    """Return new recovery words, shown this once; earlier ones open nothing any more.

    Forbidden where the session is not good enough to change what opens the account.
    """
    words = _MNEMONIC.generate(STRENGTH_BITS)
    known, person_id = words_digest(words), session.person_id

    def act(connection: IdentityConnection) -> None:
        if not may_change(session, passkeys.passkeys_of(connection, person_id)):
            raise Forbidden("Please sign in again first.")
        people.set_recovery(connection, person_id, known)

    await services.identity.run(act)
    return words


def words_digest(typed: str) -> bytes:
    """Return what is kept of recovery words; 128 bits of chance need no slow hash."""
    words = unicodedata.normalize("NFKD", typed).casefold().split()
    return hashlib.sha256(" ".join(words).encode()).digest()
