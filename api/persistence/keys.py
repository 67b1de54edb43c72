"""Envelope encryption: a key-encryption key wraps organisation keys, which seal fields.

AES-256-GCM throughout. What is sealed is bound, as additional data, to its table, column,
row and key, so that a ciphertext moved elsewhere does not open.
"""

from dataclasses import dataclass, field
from secrets import token_bytes
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
KEY_LENGTH = 32

type Place = tuple[str, str, UUID]
"""Table with its schema, column, and the id of the row."""


class NotOpened(Exception):
    """A ciphertext that does not belong where it was found, or a key that is not its own."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ciphertext (nonce in front) with the wrapped key that opens it."""

    text: bytes
    wrapped: bytes
    key_id: UUID


@dataclass(slots=True)
class Keyring:
    """Opens and seals with the organisations' keys, which leave the database only wrapped.

    ``kek`` is the key-encryption key, 32 bytes. Unwrapped keys are kept for the life of the
    process, by the id of the key and its wrapped form.
    """

    kek: bytes
    _open: dict[tuple[UUID, bytes], AESGCM] = field(
        default_factory=dict[tuple[UUID, bytes], AESGCM]
    )

    def new_key(self, organisation: UUID, key_id: UUID) -> bytes:
        """Return a fresh organisation key, wrapped."""
        return _seal(AESGCM(self.kek), token_bytes(KEY_LENGTH), _key_place(organisation, key_id))

    def seal(
        self, text: str, wrapped: bytes, organisation: UUID, key_id: UUID, place: Place
    ) -> bytes:
        """Return the ciphertext of a text for one column of one row."""
        key = self._key(wrapped, organisation, key_id)
        return _seal(key, text.encode(), _data(place, key_id))

    def open(self, sealed: Sealed, organisation: UUID, place: Place) -> str:
        """Return the text; raises NotOpened if key, place or bytes are not what they were."""
        key = self._key(sealed.wrapped, organisation, sealed.key_id)
        return _unseal(key, sealed.text, _data(place, sealed.key_id)).decode()

    def _key(self, wrapped: bytes, organisation: UUID, key_id: UUID) -> AESGCM:
        known = self._open.get((key_id, wrapped))
        if known is None:
            plain = _unseal(AESGCM(self.kek), wrapped, _key_place(organisation, key_id))
            known = self._open[key_id, wrapped] = AESGCM(plain)
        return known


def _seal(key: AESGCM, plain: bytes, data: bytes) -> bytes:
    nonce = token_bytes(NONCE)
    return nonce + key.encrypt(nonce, plain, data)


def _unseal(key: AESGCM, sealed: bytes, data: bytes) -> bytes:
    try:
        return key.decrypt(sealed[:NONCE], sealed[NONCE:], data)
    except (InvalidTag, ValueError):
        raise NotOpened("A sealed value does not open here.") from None


def _key_place(organisation: UUID, key_id: UUID) -> bytes:
    return f"organisation_keys|{organisation}|{key_id}".encode()


def _data(place: Place, key_id: UUID) -> bytes:
    table, column, row_id = place
    return f"{table}|{column}|{row_id}|{key_id}".encode()
