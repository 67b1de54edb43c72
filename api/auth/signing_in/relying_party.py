"""Passkeys as the relying party sees them (WebAuthn Level 3, sections 7.1 and 7.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from api.auth.config import AuthConfig
from api.persistence.identity.passkeys import Passkey

NAME: Final = "Peers"
_TRANSPORTS: Final = {each.value for each in AuthenticatorTransport}

type Json = Mapping[str, Any]


class NotVerified(Exception):
    """An answer of an authenticator that does not prove what was asked for."""


@dataclass(frozen=True, slots=True)
class Created:
    """A credential that an authenticator has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The site that passkeys belong to: its host as their ``id``, and its one origin."""

    id: str
    origin: str

    @classmethod
    def of(cls, config: AuthConfig) -> "RelyingParty":
        issuer = urlsplit(config.issuer)
        return cls(issuer.hostname or "", f"{issuer.scheme}://{issuer.netloc}")

    def to_create(
        self, challenge: bytes, *, user_id: UUID, name: str, known: Sequence[Passkey] = ()
    ) -> Json:
        """Return options for a passkey that can be found without a name, and verifies its user."""
        options = generate_registration_options(
            rp_id=self.id,
            rp_name=NAME,
            user_id=user_id.bytes,
            user_name=name,
            user_display_name=name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=each.credential_id) for each in known
            ],
        )
        return options_to_json_dict(options)

    def to_show(self, challenge: bytes) -> Json:
        """Return options for any passkey of this site, whoever's it is."""
        options = generate_authentication_options(
            rp_id=self.id,
            challenge=challenge,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    def created(self, answer: Json, challenge: bytes) -> Created:
        """Return the credential that an answer proves was made here, now; raises NotVerified."""
        try:
            verified = verify_registration_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=self.origin,
                require_user_verification=True,
            )
            transports = answer["response"].get("transports") or ()
            known = tuple(each for each in transports if each in _TRANSPORTS)
        except Exception:  # noqa: BLE001 - the library meets hostile bytes with errors of any kind
            raise NotVerified from None
        return Created(
            verified.credential_id, verified.credential_public_key, verified.sign_count, known
        )

    def shown(self, answer: Json, challenge: bytes, passkey: Passkey) -> int:
        """Return the counter of a passkey that an answer proves to be here, now.

        Raises NotVerified; also for a counter that did not move on, as that of a copy does not.
        """
        try:
            parsed = parse_authentication_credential_json(dict(answer))
            verified = verify_authentication_response(
                credential=parsed,
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=self.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except Exception:  # noqa: BLE001 - the library meets hostile bytes with errors of any kind
            raise NotVerified from None
        if parsed.response.user_handle != passkey.person_id.bytes:
            raise NotVerified
        return verified.new_sign_count


def credential_of(answer: Json) -> bytes:
    """Return the id of the credential that an answer is of; raises NotVerified."""
    raw = answer.get("rawId")
    if not isinstance(raw, str):
        raise NotVerified
    try:
        return base64url_to_bytes(raw)
    except ValueError:
        raise NotVerified from None
