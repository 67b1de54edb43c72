"""The errors of OAuth as we tell them: fixed words, since an error never repeats its input."""

from __future__ import annotations

from typing import override

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749.errors import InvalidClientError, UnsupportedGrantTypeError

UNAUTHORIZED = 401


class ClientRefused(InvalidClientError):
    """A client that did not prove who it is, whether or not there is one of this name.

    401 with a challenge where it tried by the Authorization header (RFC 6749, section 5.2).
    """

    def __init__(self, *, by_header: bool = False) -> None:
        status = UNAUTHORIZED if by_header else None
        super().__init__("The client did not prove who it is.", status_code=status)

    @override
    def get_headers(self) -> list[tuple[str, str]]:
        headers = [each for each in super().get_headers() if each[0] != "WWW-Authenticate"]
        if self.status_code == UNAUTHORIZED:
            headers.append(("WWW-Authenticate", 'Basic realm="peers", charset="UTF-8"'))
        return headers


class UnknownGrantType(UnsupportedGrantTypeError):
    """A way to a token that there is not."""

    def __init__(self) -> None:
        super().__init__("")

    @override
    def get_error_description(self) -> str:
        return "This grant type is not supported."


class InvalidTarget(OAuth2Error):
    """A token for another resource than ours (RFC 8707, section 2)."""

    error = "invalid_target"

    def __init__(self) -> None:
        super().__init__("This server gives tokens for one resource only.")


class NotSupported(OAuth2Error):
    """A part of OpenID Connect or OAuth that there is none of here, by its own error code."""

    def __init__(self, error: str) -> None:
        super().__init__("This server does not support that.", error=error)


class NotRedirectable(Exception):
    """A request that names no client, or no address of its client: it is answered by a page."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class Redirect(Exception):
    """A request that its client is told is not in order, by sending the browser to a URL."""

    def __init__(self, url: str) -> None:
        super().__init__("The client is told what is not in order.")
        self.url = url
