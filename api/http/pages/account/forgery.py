"""Forms and requests that another site made a browser send, refused.

Three walls: cookies are ``SameSite=Lax``; what the browser says of where a POST comes from; and a
token in each form that only a page of ours could have put there.
"""

import hmac
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request

from api.auth.config import AuthConfig
from api.schema.messages import ErrorCode, RequestRefused

FORBIDDEN = 403
NOT_OURS = "This did not come from a page of this site, so nothing was done."
TOO_OLD = "This page is too old, or was opened elsewhere. Please open it again; nothing was done."


def check_origin(request: Request, config: AuthConfig) -> None:
    """Raise RequestRefused 403 for a request that a browser says is another origin's.

    ``Origin`` is "null" where a page sends no referrer, as ours do, so ``Sec-Fetch-Site``
    decides where a browser sends it; without either, the token alone does.
    """
    issuer = urlsplit(config.issuer)
    ours = f"{issuer.scheme}://{issuer.netloc}"
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in {None, "same-origin"} or origin not in {None, "null", ours}:
        raise RequestRefused(ErrorCode.FORBIDDEN, NOT_OURS, status=FORBIDDEN)


def token_for(browser: str, *about: str) -> str:
    """Return the token of a form: of this browser, about this session and interaction alone."""
    return hmac.digest(browser.encode(), "|".join(about).encode(), sha256).hex()


def check_token(given: object, browser: str, *about: str) -> None:
    """Raise RequestRefused 403 unless a form came with its token."""
    expected = token_for(browser, *about)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise RequestRefused(ErrorCode.FORBIDDEN, TOO_OLD, status=FORBIDDEN)
