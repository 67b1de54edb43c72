"""The two cookies: one for the session, one for what a browser is in the middle of.

Over HTTPS both have the prefix ``__Host-`` (RFC 6265bis, section 4.1.3.2), so that no other host
can set them. The demo at http://localhost has neither prefix nor ``Secure``, which not every
browser takes there; the issuer decides, never a request.
"""

from dataclasses import dataclass
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import Response

from api.auth.config import AuthConfig

BROWSER_BYTES = 32
_BROWSER_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Cookies:
    """Reads and sets the cookies of one issuer; both end with the browser's own session."""

    secure: bool

    @classmethod
    def of(cls, config: AuthConfig) -> "Cookies":
        return cls(config.issuer.startswith("https://"))

    @property
    def session(self) -> str:
        return self._name("sid")

    @property
    def browser(self) -> str:
        return self._name("browser")

    def browser_of(self, request: Request) -> str | None:
        """Return the secret of a browser, if it has one of the right shape."""
        found = request.cookies.get(self.browser)
        return found if found and found.isascii() and len(found) == _BROWSER_LENGTH else None

    def keep(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, secure=self.secure, httponly=True, samesite="lax")

    def forget(self, response: Response, name: str) -> None:
        response.delete_cookie(name, secure=self.secure, httponly=True, samesite="lax")

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name


def new_browser() -> str:
    return token_urlsafe(BROWSER_BYTES)
