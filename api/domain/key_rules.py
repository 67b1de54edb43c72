"""Which keys a client may prove itself by: public ones that are strong enough (RFC 7517, 7518).

As in ``client_rules``, every fault is returned with its place in the input.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from typing import Any, cast

from api.domain.client_rules import address
from api.domain.errors import InvalidInput

type Json = Mapping[str, Any]

MOST_KEYS = 10
KID_LENGTH = 255
RSA_BITS = range(2048, 8193)
MOST_EXPONENT = 2**32
CURVES = {"P-256": (32, "ES256"), "P-384": (48, "ES384")}
"""The octets of a coordinate, and the algorithm, of each curve (RFC 7518, section 6.2.1)."""
RSA_ALGORITHMS = frozenset({"RS384", "PS256"})

_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_KEPT = {
    "RSA": ("kty", "kid", "use", "alg", "n", "e"),
    "EC": ("kty", "kid", "use", "alg", "crv", "x", "y"),
}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]{1,1366}")
_TOP_LABEL = re.compile(r"[A-Za-z].*")


def key_set_faults(jwks: object) -> list[InvalidInput]:
    """Return what is wrong with a JSON Web Key Set given by value, whatever it is."""
    keys = cast("Json", jwks).get("keys") if isinstance(jwks, Mapping) else None
    if not isinstance(keys, list) or not 1 <= len(cast("list[object]", keys)) <= MOST_KEYS:
        return [_fault(f"A key set is an object whose `keys` are 1 to {MOST_KEYS} keys.")]
    found: list[InvalidInput] = []
    seen = set[str]()
    for number, key in enumerate(cast("list[object]", keys)):
        if not isinstance(key, Mapping):
            found.append(_fault("A key is an object.", "keys", number))
            continue
        known = cast("Json", key)
        found += [_fault(said, "keys", number, member) for member, said in _faults_of(known)]
        kid = known.get("kid")
        if isinstance(kid, str) and kid in seen:
            found.append(_fault("Two keys have this kid.", "keys", number, "kid"))
        seen |= {kid} if isinstance(kid, str) else set()
    return found


def key_address_faults(jwks_uri: str) -> list[InvalidInput]:
    """Return what is wrong with the address that a client publishes its keys at.

    A host that is a name may still lead to a private address: whoever fetches looks again.
    """
    found = address(jwks_uri)
    if found is not None and found.scheme == "https" and _is_domain(found.host or ""):
        return []
    message = "Keys are published at an https address whose host is a domain name."
    return [InvalidInput(message, path=("input", "jwksUri"))]


def public_keys(jwks: Json) -> Json:
    """Return a key set without faults as it is kept: the members that a key is made of."""
    return {
        "keys": [
            {name: key[name] for name in _KEPT[key["kty"]] if name in key} for key in jwks["keys"]
        ]
    }


def _faults_of(key: Json) -> list[tuple[str, str]]:
    """Return the members of a key that are at fault, each with what is wrong."""
    secret = sorted(_PRIVATE.intersection(key))
    if secret:
        return [(secret[0], "This is a private key: make another, and register its public half.")]
    check = _CHECKS.get(str(key.get("kty")))
    if check is None:
        return [("kty", "A key is of type RSA or EC.")]
    found = check(key)
    kid = key.get("kid")
    if not isinstance(kid, str) or not 1 <= len(kid) <= KID_LENGTH or not kid.isprintable():
        found.append(("kid", f"A key has an id of 1 to {KID_LENGTH} printable characters."))
    if key.get("use", "sig") != "sig":
        found.append(("use", "A key here is for signatures: sig."))
    if "key_ops" in key and key["key_ops"] != ["verify"]:
        found.append(("key_ops", "A public key here is for one operation: verify."))
    return found


def _rsa(key: Json) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    modulus, exponent = _number(key.get("n")), _number(key.get("e"))
    if modulus.bit_length() not in RSA_BITS or modulus % 2 == 0:
        found.append(("n", "An RSA key has a modulus of 2048 to 8192 bits, in base64url."))
    if not 1 < exponent < MOST_EXPONENT or exponent % 2 == 0:
        found.append(("e", "An RSA key has an odd public exponent such as AQAB."))
    if "alg" in key and key["alg"] not in tuple(RSA_ALGORITHMS):
        found.append(("alg", "An RSA key signs by RS384 or PS256."))
    return found


def _elliptic(key: Json) -> list[tuple[str, str]]:
    curve = key.get("crv")
    if not isinstance(curve, str) or curve not in CURVES:
        return [("crv", "An EC key is on the curve P-256 or P-384.")]
    octets, algorithm = CURVES[curve]
    found = [
        (name, f"A coordinate on this curve has {octets} octets, in base64url.")
        for name in ("x", "y")
        if len(_octets(key.get(name))) != octets
    ]
    if key.get("alg", algorithm) != algorithm:
        found.append(("alg", "A key on P-256 signs by ES256, one on P-384 by ES384."))
    return found


_CHECKS: dict[str, Callable[[Json], list[tuple[str, str]]]] = {"RSA": _rsa, "EC": _elliptic}


def _octets(value: object) -> bytes:
    """Return what base64url without padding holds; nothing where it is none."""
    if not isinstance(value, str) or not _BASE64URL.fullmatch(value) or len(value) % 4 == 1:
        return b""
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


def _number(value: object) -> int:
    return int.from_bytes(_octets(value))


def _is_domain(host: str) -> bool:
    labels = host.split(".")
    # No top-level domain begins with a digit, whereas every way to write an IPv4 address does.
    return len(labels) > 1 and bool(_TOP_LABEL.fullmatch(labels[-1]))


def _fault(message: str, *path: str | int) -> InvalidInput:
    return InvalidInput(message, path=("input", "jwks", *map(str, path)))
