"""What the authorization server is called, and where its endpoints are."""

from dataclasses import dataclass
from datetime import timedelta

ACCESS_LIFE = timedelta(seconds=600)
"""Of an access token of a person."""
BACKEND_ACCESS_LIFE = timedelta(seconds=300)
"""Of an access token by client credentials (SMART Backend Services: no more than 300 s)."""
ID_TOKEN_LIFE = timedelta(seconds=600)
CODE_LIFE = timedelta(seconds=60)
REFRESH_IDLE_LIFE = timedelta(days=14)
REFRESH_LIFE = timedelta(days=90)
JWKS_MAX_AGE = timedelta(seconds=300)
"""For how long anybody may keep the published keys."""
KEY_LIFE = timedelta(days=90)
"""After which a signing key is due to be replaced."""


@dataclass(frozen=True, slots=True)
class AuthConfig:
    """The issuer (a URL without a slash at its end) and the audience of access tokens.

    Both come from the settings, never from a request's ``Host``.
    """

    issuer: str
    audience: str

    @property
    def authorization_url(self) -> str:
        return f"{self.issuer}/oauth/authorize"

    @property
    def token_url(self) -> str:
        return f"{self.issuer}/oauth/token"

    @property
    def revocation_url(self) -> str:
        return f"{self.issuer}/oauth/revoke"

    @property
    def introspection_url(self) -> str:
        return f"{self.issuer}/oauth/introspect"

    @property
    def jwks_url(self) -> str:
        return f"{self.issuer}/oauth/jwks"

    @property
    def userinfo_url(self) -> str:
        return f"{self.issuer}/oauth/userinfo"
