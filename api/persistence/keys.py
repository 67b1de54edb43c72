"""Envelope encryption: a key-encryption key wraps organisation keys, which seal fields.

AES-256-GCM throughout. What is sealed is bound, as additional data, to its table, column,
row and key, so that a ciphertext moved elsewhere does not open.
"""

import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from secrets import token_bytes
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

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
        return self.seal_bytes(text.encode(), wrapped, organisation, key_id, place)

    def seal_bytes(
        self, plain: bytes, wrapped: bytes, organisation: UUID, key_id: UUID, place: Place
    ) -> bytes:
        """Return the ciphertext of bytes for one column of one row."""
        key = self._key(wrapped, organisation, key_id)
        return _seal(key, plain, _data(place, key_id))

    def open(self, sealed: Sealed, organisation: UUID, place: Place) -> str:
        """Return the text; raises NotOpened if key, place or bytes are not what they were."""
        return self.open_bytes(sealed, organisation, place).decode()

    def open_bytes(self, sealed: Sealed, organisation: UUID, place: Place) -> bytes:
        """Return the plain bytes; raises NotOpened as ``open`` does."""
        key = self._key(sealed.wrapped, organisation, sealed.key_id)
        return _unseal(key, sealed.text, _data(place, sealed.key_id))

    def _key(self, wrapped: bytes, organisation: UUID, key_id: UUID) -> AESGCM:
        known = self._open.get((key_id, wrapped))
        if known is None:
            plain = _unseal(AESGCM(self.kek), wrapped, _key_place(organisation, key_id))
            known = self._open[key_id, wrapped] = AESGCM(plain)
        return known


@lru_cache(maxsize=32)
def derived(kek: bytes, purpose: str) -> bytes:
    """Return a key of its own for a purpose (HKDF, RFC 5869), alike in every process."""
    return HKDF(SHA256(), KEY_LENGTH, salt=None, info=f"peers {purpose}".encode()).derive(kek)


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    """Seals what the identity zone keeps of persons, and finds it again without opening it.

    ``kek`` is the key-encryption key, 32 bytes; each purpose has a key derived from it.
    """

    kek: bytes = field(repr=False)

    def seal(self, plain: bytes, column: str, row_id: UUID | str) -> bytes:
        """Return the ciphertext of one column (``table.column``) of one row."""
        return _seal(AESGCM(derived(self.kek, "identity")), plain, f"{column}|{row_id}".encode())

    def open(self, sealed: bytes, column: str, row_id: UUID | str) -> bytes:
        """Return the plain bytes; raises NotOpened if place or bytes are not what they were."""
        return _unseal(AESGCM(derived(self.kek, "identity")), sealed, f"{column}|{row_id}".encode())

    def blind(self, text: str) -> bytes:
        """Return the blind index of a normalised e-mail address or sign-in name (HMAC)."""
        return hmac.digest(derived(self.kek, "blind index"), text.encode(), "sha256")

    def pairwise(self, person_id: UUID, sector: str) -> str:
        """Return the ``sub`` of a person towards one client (OpenID Connect Core 1.0, 8.1)."""
        key = derived(self.kek, "pairwise subject")
        return hmac.digest(key, f"{sector}|{person_id}".encode(), "sha256")[:16].hex()


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
