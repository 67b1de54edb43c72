"""Where `peers login` keeps its tokens: one file that only its owner can read."""

import fcntl
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.persistence.faults import Fault

LOG_IN_AGAIN = "Run `peers login`."


class SignIn(BaseModel):
    """What is kept of a sign-in. ``expires_at`` is the end of the access token, Unix time."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    token_endpoint: str
    revocation_endpoint: str
    access_token: str = Field(repr=False)
    expires_at: float
    refresh_token: str | None = Field(default=None, repr=False)
    scope: str


@dataclass(frozen=True, slots=True)
class SignInFile:
    """The tokens of one sign-in, the last; ``held`` keeps other commands out while it changes.

    Two that refreshed at once would show the same refresh token twice, and end the sign-in.
    """

    path: Path

    @contextmanager
    def held(self) -> Generator[None]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def read(self) -> SignIn | None:
        """Return what is kept, None if nothing is; Fault where others can read it."""
        try:
            mode = self.path.lstat().st_mode
            text = self.path.read_bytes()
        except FileNotFoundError:
            return None
        if stat.S_IMODE(mode) & 0o077:
            raise Fault(
                f"{self.path} can be read by other users of this machine.",
                f"Delete it, and end the sign-in on your account page. {LOG_IN_AGAIN}",
            )
        try:
            return SignIn.model_validate_json(text)
        except ValidationError:
            raise Fault(f"{self.path} is damaged.", f"Delete it. {LOG_IN_AGAIN}") from None

    def write(self, kept: SignIn) -> None:
        """Replace what is kept, all of it or nothing."""
        draft = self.path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(kept.model_dump_json())
        draft.replace(self.path)

    def delete(self) -> None:
        self.path.unlink(missing_ok=True)


def own_file() -> SignInFile:
    """Return the file of the user at the keyboard."""
    return SignInFile(user_config_path("peers") / "sign-in.json")
