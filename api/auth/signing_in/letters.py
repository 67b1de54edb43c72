"""What letters say: enough to know what to do, and nothing of what the site is about."""

from api.auth.config import AuthConfig
from api.notices.mail import Letter

_IGNORE = "If this was not you, there is nothing to do: nobody gets in without this message."
_OPEN = """\
  {issuer}/recover/link#{code}

If that page asks for a code, it is this one:

  {code}

It can be used once, within 15 minutes. Please give it to nobody.
"""


def to_recover(address: str, config: AuthConfig, code: str) -> Letter:
    """Return the letter that lets somebody choose a new password.

    The code stands behind the ``#`` of the link, which browsers send to no server: it reaches
    no log and no ``Referer``, and a program that opens links in letters uses nothing up.
    """
    link = _OPEN.format(issuer=config.issuer, code=code)
    return Letter(address, f"Here you can choose a new password:\n\n{link}\n{_IGNORE}\n")


def to_begin(address: str, config: AuthConfig, code: str) -> Letter:
    """Return the letter that lets somebody finish signing up."""
    link = _OPEN.format(issuer=config.issuer, code=code)
    return Letter(address, f"Here you can finish signing up:\n\n{link}\n{_IGNORE}\n")


def known_already(address: str, config: AuthConfig) -> Letter:
    """Return the letter to somebody who signs up again."""
    text = (
        "Somebody tried to sign up with this address, which has an account already.\n\n"
        f"To sign in: {config.issuer}/sign-in\n"
        f"If you have forgotten your password: {config.issuer}/recover\n\n"
        "If this was not you, there is nothing to do.\n"
    )
    return Letter(address, text)
