"""What letters say: no organisation, no group, no topic, in no language; only where to look."""

from api.notices.mail import Letter

_UPKEEP = """\
It may be time to look whether everything is still right:

  {issuer}/upkeep#{secret}

If that page asks for a code, it is this one:

  {secret}

It can be used once, within 14 days. Please give it to nobody. Opening the page changes nothing.
"""
_WORK = """\
Something waits for you:

  {issuer}/account

You chose to be told. You can choose otherwise at any time.
"""


def upkeep_letter(address: str, issuer: str, secret: str) -> Letter:
    """Return the letter with a link.

    The secret stands behind the ``#``, which browsers send to no server.
    """
    return Letter(address, _UPKEEP.format(issuer=issuer, secret=secret))


def work_letter(address: str, issuer: str) -> Letter:
    """Return the letter to one of the staff who chose to be told that something waits."""
    return Letter(address, _WORK.format(issuer=issuer))
