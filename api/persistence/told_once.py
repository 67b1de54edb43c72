"""Random secrets, told once and kept only as their SHA-256.

Each has 256 bits of chance, so that a fast hash is as good as a slow one; a prefix of its
kind in front lets scanners of source code find one that was published by mistake.
"""

import hashlib
import secrets
from enum import StrEnum


class Prefix(StrEnum):
    """What a secret is, in front of it."""

    CLIENT_SECRET = "psn_cs_"  # noqa: S105 - a prefix
    REFRESH_TOKEN = "psn_rt_"  # noqa: S105 - a prefix
    CODE = "psn_ac_"
    SESSION = "psn_ss_"
    ONE_TIME_LINK = "psn_ol_"
    INVITATION = "psn_iv_"
    UPKEEP_LINK = "psn_ul_"


BYTES = 32


def new_secret(prefix: str) -> str:
    """Return a new secret: its prefix and 43 characters of base64url."""
    return prefix + secrets.token_urlsafe(BYTES)


def digest(secret: str) -> bytes:
    """Return what is stored of a secret: the SHA-256 of its UTF-8 text."""
    return hashlib.sha256(secret.encode()).digest()
