"""What an organisation says of an OAuth client: its settings, and the keys it proves itself by.

Names follow the client metadata of RFC 7591, section 2.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from api.domain.client_rules import (
    APPS,
    BACKENDS,
    name_faults,
    origin_faults,
    redirect_faults,
    website_faults,
)
from api.domain.errors import InvalidInput
from api.domain.key_rules import key_address_faults, key_set_faults
from api.domain.scopes import Scope
from api.domain.standing import ClientKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything of a client that may change, but its keys.

    ``scopes`` is the most it may ask for. ``origins`` are web origins that its pages may call
    the token endpoint from. ``misread`` is what was given and is nothing of the kind, so that it
    is told with everything else.
    """

    name: str
    scopes: tuple[Scope, ...]
    redirect_uris: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    website: str | None = None
    misread: tuple[InvalidInput, ...] = ()

    def faults(self, kind: ClientKind) -> list[InvalidInput]:
        """Return what a client of a kind cannot have of this, apart from its scopes."""
        return [
            *self.misread,
            *name_faults(self.name),
            *redirect_faults(kind, self.redirect_uris),
            *origin_faults(kind, self.origins),
            *website_faults(self.website),
        ]

    def faults_of_any_kind(self) -> list[InvalidInput]:
        """Return what a client of no kind can have of this."""
        places = [{each.path[:2] for each in self.faults(kind)} for kind in APPS | BACKENDS]
        everywhere = set[tuple[str, ...]].intersection(*places)
        # Of addresses a public app may have more than any other kind.
        found = [each for each in self.faults(ClientKind.PUBLIC_APP) if each.path[:2] in everywhere]
        return [*found, *no_scope_faults(self.scopes)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Public keys by value (``jwks``, RFC 7517), or the address that they are published at.

    ``jwks`` may be any JSON: what it is shows when it is looked at for faults.
    """

    jwks: Any = None
    jwks_uri: str | None = None

    def faults(self, kind: ClientKind) -> list[InvalidInput]:
        """Return what a client of a kind cannot have of this."""
        if self.jwks is None and self.jwks_uri is None:
            return []
        if kind is ClientKind.PUBLIC_APP:
            return [fault("A public app cannot keep a key.", "jwks")]
        if self.jwks is None or self.jwks_uri is None:
            return key_set_faults(self.jwks) if self.jwks_uri is None else self._at_address()
        return [fault("Give keys by value or by address, not both.", "jwksUri")]

    def faults_of_any_kind(self) -> list[InvalidInput]:
        """Return what a client of any kind that keeps keys cannot have of this."""
        return self.faults(ClientKind.CONFIDENTIAL_APP)

    def _at_address(self) -> list[InvalidInput]:
        return key_address_faults(self.jwks_uri or "")


def no_scope_faults(scopes: Collection[Scope]) -> list[InvalidInput]:
    return [] if scopes else [fault("A client may ask for at least one scope.", "scopes")]


def refuse(faults: Sequence[InvalidInput]) -> None:
    """Raise all of the faults, if there are any, as one ExceptionGroup."""
    if faults:
        raise ExceptionGroup("A client cannot be as it was given.", faults)


def fault(message: str, *path: str) -> InvalidInput:
    return InvalidInput(message, path=("input", *path))
