"""Persons, as they come to be."""

from uuid import UUID

from api.auth.signing_in.handles import Handle, read_handle
from api.auth.signing_in.passwords import Passwords
from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.standing import PersonStatus
from api.persistence.identity import people
from api.persistence.identity.people import EMAIL, Person
from api.persistence.identity.store import IdentityStore
from api.persistence.ids import new_confidential_id
from api.persistence.keys import IdentityKeys


async def create_person(
    identity: IdentityStore,
    *,
    handle: str,
    password: str | None,
    email: bool,
    operator: bool = False,
    passwords: Passwords | None = None,
) -> UUID:
    """Add a person and return their id; the handle is an e-mail address or a sign-in name.

    Without a password they sign in with a passkey, or by a link to their address. InvalidInput
    for a handle or password that cannot be one, NotPossibleNow for a handle that is taken.
    """
    known = read_handle(handle)
    if known.is_address is not email:
        raise InvalidInput("An e-mail address has an @, and a sign-in name has none.")
    hashed = None
    if password is not None:
        hashed = await (passwords or Passwords()).hash(password, handle=known.text)
    person = new_person(identity.keys, known, password=hashed, operator=operator)
    if not await identity.run(lambda connection: people.add_person(connection, person)):
        raise taken()
    return person.id


def new_person(
    keys: IdentityKeys,
    handle: Handle,
    *,
    person_id: UUID | None = None,
    password: str | None = None,
    operator: bool = False,
) -> Person:
    """Return a person who is not kept yet; an e-mail address is sealed, a name is not kept."""
    person_id = person_id or new_confidential_id()
    address = keys.seal(handle.text.encode(), EMAIL, person_id) if handle.is_address else None
    return Person(
        id=person_id,
        status=PersonStatus.ACTIVE,
        operator=operator,
        handle_index=keys.blind(handle.text),
        email=address,
        password=password,
    )


def address_of(keys: IdentityKeys, person: Person) -> str | None:
    """Return a person's e-mail address, if they gave one."""
    return None if person.email is None else keys.open(person.email, EMAIL, person.id).decode()


def taken() -> NotPossibleNow:
    return NotPossibleNow("This sign-in name is taken. Please choose another.", path=("handle",))
