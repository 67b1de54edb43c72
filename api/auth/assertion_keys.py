"""The public keys by which clients prove who they are: which kinds, how strong, for what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import base64_to_int

from api.auth.errors import ClientRefused

ALGORITHMS: Mapping[str, type[RSAKey | ECKey]] = {
    "RS384": RSAKey,
    "ES384": ECKey,
    "ES256": ECKey,
    "PS256": RSAKey,
}
"""What SMART App Launch 2 asks for, and what FAPI 2.0 asks for beside it."""
RSA_BITS = range(2048, 8193)
CURVES = {"ES256": "P-256", "ES384": "P-384"}
UNREADABLE = (JoseError, ValueError, TypeError, KeyError, OverflowError, RecursionError)
"""What joserfc and JSON raise for what somebody else wrote."""


def usable_key(key: Mapping[str, Any], algorithm: str) -> RSAKey | ECKey:
    """Return a public key for an algorithm; ClientRefused for a private, weak or other one."""
    try:
        kind = ALGORITHMS[algorithm]
        if key["kty"] != kind.key_type or "d" in key:
            raise ClientRefused
        if key.get("alg", algorithm) != algorithm or key.get("use", "sig") != "sig":
            raise ClientRefused
        if kind is RSAKey and base64_to_int(key["n"]).bit_length() not in RSA_BITS:
            raise ClientRefused
        if key.get("crv") != CURVES.get(algorithm):
            raise ClientRefused
        return kind.import_key(dict(key))
    except (*UNREADABLE, AttributeError, UnsupportedAlgorithm):
        raise ClientRefused from None
