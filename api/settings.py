"""What the environment and the command line decide; read by the app and the commands only."""

import base64
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, ClassVar, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, SecretBytes, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

KEY_BYTES = 32
DATABASE_SCHEMES = ("postgresql://", "postgres://", "postgresql+asyncpg://")


class Mode(StrEnum):
    """Decided by one fact: whether anybody but this machine can be meant."""

    DEMO = "demo"
    SERVICE = "service"


class Problem(NamedTuple):
    """Why the service cannot start, and what to do about it."""

    what: str
    remedy: str


def _key(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        key = base64.b64decode(value, validate=True)
    except ValueError as error:
        raise ValueError("must be base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"must be {KEY_BYTES} bytes in base64")
    return key


def _database_url(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    for scheme in DATABASE_SCHEMES:
        if url.startswith(scheme):
            return SecretStr("postgresql://" + url.removeprefix(scheme))
    raise ValueError("must begin with postgresql://")


def _smtp_url(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("must begin with smtp:// or smtps:// and name a host")
    return value


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a web address with http:// or https://")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must be scheme, host and at most a port and a path")
    return value.rstrip("/")


type Key = Annotated[SecretBytes, BeforeValidator(_key)]
type DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
type SmtpUrl = Annotated[SecretStr, AfterValidator(_smtp_url)]
type WebUrl = Annotated[str, AfterValidator(_web_url)]


class Settings(BaseSettings):
    """One value for each process, made once at its start.

    ``DATABASE_URL``, ``DATABASE_READ_URL`` (a replica for the public catalogue) and
    ``DATABASE_MIGRATION_URL`` have no prefix; everything else is ``PEERS_…``. URLs of
    databases come out as ``postgresql://``; keys are 32 bytes, given in base64. ``pgbouncer``
    says that the first two lead through PgBouncer in transaction mode.
    """

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="PEERS_",
        env_ignore_empty=True,
        frozen=True,
        populate_by_name=True,
        # What is refused may be a password in the wrong place.
        hide_input_in_errors=True,
    )

    database_url: DatabaseUrl | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_URL")
    )
    database_read_url: DatabaseUrl | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_READ_URL")
    )
    database_migration_url: DatabaseUrl | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_MIGRATION_URL")
    )
    pgbouncer: bool = False
    data_dir: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    explorer: bool | None = None
    introspection: bool | None = None
    public_url: WebUrl | None = None
    kek: Key | None = None
    cursor_key: Key | None = None
    smtp_url: SmtpUrl | None = None
    mail_from: str | None = None

    @property
    def mode(self) -> Mode:
        embedded = self.database_url is None
        return Mode.DEMO if embedded and is_loopback(self.host) else Mode.SERVICE

    @property
    def shows_explorer(self) -> bool:
        return self.mode is Mode.DEMO if self.explorer is None else self.explorer

    @property
    def allows_introspection(self) -> bool:
        return self.mode is Mode.DEMO if self.introspection is None else self.introspection

    @property
    def base_url(self) -> str:
        """The address that issuer and links begin with, without a slash at its end.

        A name and not an address, since passkeys need one.
        """
        return self.public_url or f"http://localhost:{self.port}"


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def problems(settings: Settings) -> list[Problem]:
    """Everything that forbids a start, so that one look is enough to put all of it right."""
    return [*_unused_urls(settings), *_service_problems(settings)]


def _unused_urls(settings: Settings) -> list[Problem]:
    if settings.database_url or not (settings.database_read_url or settings.database_migration_url):
        return []
    return [
        Problem(
            "DATABASE_READ_URL or DATABASE_MIGRATION_URL is set, but DATABASE_URL is not.",
            "Set DATABASE_URL too, or remove both to use the embedded database.",
        )
    ]


def _service_problems(settings: Settings) -> list[Problem]:
    if settings.mode is Mode.DEMO:
        return []
    found: list[Problem] = []
    if settings.kek is None:
        what = "The key that encrypts personal data is missing."
        found.append(Problem(what, "Set PEERS_KEK, made once by: openssl rand -base64 32"))
    if settings.public_url is None or not settings.public_url.startswith("https://"):
        what = "The public https address of the service is missing."
        found.append(Problem(what, "Set PEERS_PUBLIC_URL, such as https://peers.example.org"))
    if settings.database_url and _role(settings.database_migration_url) in {
        None,
        _role(settings.database_url),
    }:
        found.append(
            Problem(
                "Migrations have no database role of their own.",
                "Set DATABASE_MIGRATION_URL with the role peers_owner, and DATABASE_URL with "
                "peers_app; `peers check` prints the SQL that makes them.",
            )
        )
    return found


def _role(url: SecretStr | None) -> str | None:
    return urlsplit(url.get_secret_value()).username if url else None
