"""From HTTP to Authlib and back: one strictly read request, one plain answer."""

from __future__ import annotations

import base64
import binascii
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, override
from urllib.parse import parse_qsl, unquote_plus

from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidRequestError

from api.auth.errors import ClientRefused

MOST_PARAMETERS = 32
LONGEST = 2_048
"""Characters of a parameter that is not one of these."""
LONGER = {"client_assertion": 8_192, "token": 8_192}

type Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Basic:
    """A client and its secret from the Authorization header."""

    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one request says. ``by_header`` holds even if what the header said was empty."""

    url: str
    parameters: Parameters = field(repr=False)
    basic: Basic | None = None

    @property
    def by_header(self) -> bool:
        return self.basic is not None

    @property
    def method(self) -> str:
        """How the client proves who it is, by its name in RFC 7591, section 2.

        InvalidRequestError where it does so in two ways.
        """
        ways = [
            name
            for name, used in (
                ("client_secret_basic", self.by_header),
                ("client_secret_post", "client_secret" in self.parameters),
                ("private_key_jwt", "client_assertion" in self.parameters),
            )
            if used
        ]
        if len(ways) > 1:
            raise InvalidRequestError("A client proves who it is in one way, not in two.")
        return ways[0] if ways else "none"


class Payload(OAuth2Payload):
    """Parameters as Authlib asks for them."""

    def __init__(self, parameters: Parameters) -> None:
        self._data = dict(parameters)

    @property
    @override
    def data(self) -> dict[str, str]:
        return self._data

    @property
    @override
    def datalist(self) -> dict[str, list[str]]:
        return {name: [value] for name, value in self._data.items()}


class OAuthRequest(OAuth2Request):
    """A request as Authlib asks for it; ``keys`` are what the client published, if it was asked."""

    def __init__(self, sent: Sent, keys: Sequence[Mapping[str, Any]] = ()) -> None:
        # Authlib refuses http unless it goes to this machine: our own address, not the caller's.
        super().__init__("POST", sent.url)
        self.sent = sent
        self.keys = tuple(keys)
        self.payload = Payload(sent.parameters)

    @property
    @override
    def args(self) -> dict[str, str]:
        return {}

    @property
    @override
    def form(self) -> dict[str, str]:
        return dict(self.sent.parameters)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: a JSON body, and the web origins that may read it."""

    status: int
    body: Mapping[str, Any]
    headers: Sequence[tuple[str, str]]
    origins: tuple[str, ...] = ()


def pairs(text: bytes) -> list[tuple[str, str]]:
    """Read the parameters of a form or a query string (RFC 6749, appendix B) in their order.

    InvalidRequestError for what is not UTF-8, and for more than anybody needs.
    """
    try:
        return parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:
        raise InvalidRequestError("The parameters cannot be read as UTF-8.") from None


def check_parameters(found: Sequence[tuple[str, str]]) -> None:
    """Refuse, as InvalidRequestError, a parameter that is repeated, too long or no plain text."""
    if len({name for name, _ in found}) != len(found):
        raise InvalidRequestError("A parameter is given twice.")
    for name, value in found:
        if len(name) > LONGEST or len(value) > LONGER.get(name, LONGEST):
            raise InvalidRequestError("A parameter is too long.")
        if not is_plain(name) or not is_plain(value):
            raise InvalidRequestError("A parameter holds a character that no parameter may.")


def parameters(text: bytes) -> dict[str, str]:
    """Read and check the parameters of a form; an empty one counts as not sent (section 3.1)."""
    found = pairs(text)
    check_parameters(found)
    return {name: value for name, value in found if value}


def is_plain(text: str) -> bool:
    """Return whether a text has no control character and nothing that is no character."""
    return not any(unicodedata.category(each) in {"Cc", "Cs", "Cn", "Zl", "Zp"} for each in text)


def basic(headers: Sequence[str]) -> Basic | None:
    """Read the Authorization headers of a request (RFC 6749, section 2.3.1; RFC 7617).

    ClientRefused for two of them, for another scheme, and for what cannot be read.
    """
    if not headers:
        return None
    scheme, _, encoded = headers[0].partition(" ")
    if len(headers) > 1 or scheme.lower() != "basic" or len(encoded) > LONGEST:
        raise ClientRefused(by_header=True)
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
        client_id, colon, secret = text.partition(":")
        found = Basic(
            unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
        )
    except (binascii.Error, ValueError):
        raise ClientRefused(by_header=True) from None
    if not (colon and found.client_id and found.secret):
        raise ClientRefused(by_header=True)
    if not (is_plain(found.client_id) and is_plain(found.secret)):
        raise ClientRefused(by_header=True)
    return found
