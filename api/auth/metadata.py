"""What the authorization server and the resource say of themselves: no more than is true.

RFC 8414 and OpenID Connect Discovery 1.0, RFC 9728, RFC 7517.
"""

from __future__ import annotations

from typing import Any

from api.auth.asking import PROMPTS
from api.auth.assertion_keys import ALGORITHMS
from api.auth.clients import BY_KEY, BY_SECRET, CODE, CREDENTIALS, REFRESH
from api.auth.config import AuthConfig
from api.auth.keys import ID_ALGORITHM
from api.domain.scopes import PASSKEY_ACR, PASSWORD_ACR, Scope
from api.persistence.identity import signing_keys
from api.persistence.identity.store import IdentityStore

PROVEN = sorted({*BY_SECRET, BY_KEY})
"""How a client proves who it is; RFC 7591, section 2."""
_OPENID = {
    "subject_types_supported": ["pairwise"],
    "id_token_signing_alg_values_supported": [ID_ALGORITHM],
    "claims_supported": [
        *("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash")
    ],
    "acr_values_supported": [PASSKEY_ACR, PASSWORD_ACR],
    "prompt_values_supported": sorted(PROMPTS),
    "claims_parameter_supported": False,
    "request_parameter_supported": False,
    "request_uri_parameter_supported": False,
}


def server_metadata(config: AuthConfig) -> dict[str, Any]:
    """Return the document of the authorization server, which is that of OpenID Connect too."""
    return {
        "issuer": config.issuer,
        "authorization_endpoint": config.authorization_url,
        "jwks_uri": config.jwks_url,
        "userinfo_endpoint": config.userinfo_url,
        "scopes_supported": [scope.value for scope in Scope],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [CODE, REFRESH, CREDENTIALS],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "protected_resources": [config.audience],
        **_endpoint("token", config.token_url, ["none", *PROVEN]),
        **_endpoint("revocation", config.revocation_url, ["none", *PROVEN]),
        **_endpoint("introspection", config.introspection_url, PROVEN),
        **_OPENID,
    }


def _endpoint(name: str, url: str, methods: list[str]) -> dict[str, Any]:
    return {
        f"{name}_endpoint": url,
        f"{name}_endpoint_auth_methods_supported": methods,
        f"{name}_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
    }


def resource_metadata(config: AuthConfig) -> dict[str, Any]:
    """Return the document of the resource, the GraphQL API."""
    return {
        "resource": config.audience,
        "authorization_servers": [config.issuer],
        "scopes_supported": [scope.value for scope in Scope],
        "bearer_methods_supported": ["header"],
        "resource_name": "Peers",
    }


async def key_set(identity: IdentityStore) -> dict[str, Any]:
    """Return the public keys that tokens are signed with: next, active, and retired ones."""
    known = await identity.run(signing_keys.published)
    return {"keys": [dict(key.public) for key in known]}
