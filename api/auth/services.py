"""What the authorization server and the pages for signing in work with."""

from dataclasses import dataclass, field

from api.auth.client_keys import ClientKeys
from api.auth.config import AuthConfig
from api.auth.courier import Courier
from api.auth.signing import Signer
from api.auth.signing_in.passwords import Passwords
from api.auth.verification import Verifier
from api.persistence.identity.store import IdentityStore


@dataclass(frozen=True, slots=True)
class AuthServices:
    """One value for each process; ``courier`` is to be waited for when the process ends."""

    identity: IdentityStore
    config: AuthConfig
    passwords: Passwords
    courier: Courier
    verifier: Verifier
    signer: Signer
    client_keys: ClientKeys = field(default_factory=ClientKeys)
