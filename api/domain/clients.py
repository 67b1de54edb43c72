"""OAuth clients of organisations, and what other organisations approve of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.scopes import CLIENT_SCOPES, KEY_ONLY, Scope, Scopes
from api.domain.standing import ApprovalStatus, ClientKind, ClientStatus

APPS = frozenset({ClientKind.PUBLIC_APP, ClientKind.CONFIDENTIAL_APP})
"""Kinds that people sign in to."""
BACKENDS = frozenset(
    {ClientKind.CLINIC_BACKEND, ClientKind.NETWORK_BACKEND, ClientKind.PARTNER_BACKEND}
)
"""Kinds that act for an organisation by themselves (client credentials)."""

type Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An OAuth client (RFC 6749, section 2) that an organisation registered.

    ``scopes`` is the most it may ask for. ``jwks`` holds public keys by value, ``jwks_uri`` an
    address of them (RFC 7591, section 2); a client has at most one of the two. ``origins`` are
    web origins that its pages may call the token endpoint from.
    """

    id: UUID
    organisation_id: UUID
    kind: ClientKind
    name: str
    status: ClientStatus
    scopes: tuple[Scope, ...]
    redirect_uris: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    website: str | None = None
    jwks: Json | None = None
    jwks_uri: str | None = None
    version: int
    changed_at: datetime

    @property
    def public_id(self) -> str:
        """The ``client_id`` that OAuth knows it by."""
        return f"cli_{self.id.hex}"

    @property
    def has_keys(self) -> bool:
        return self.jwks is not None or self.jwks_uri is not None

    def check_scopes(self, *, has_secret: bool = False) -> None:
        """Refuse, as InvalidInput, scopes that its kind or its way of authentication rules out."""
        asked: Scopes = frozenset(self.scopes)
        path = ("scopes",)
        if not asked <= CLIENT_SCOPES[self.kind]:
            raise InvalidInput("A client of this kind may not hold one of the scopes.", path=path)
        by_key = self.has_keys and not has_secret
        if self.kind in BACKENDS and not by_key and asked & KEY_ONLY:
            raise InvalidInput("One of the scopes needs a client with keys alone.", path=path)

    def disable(self) -> Self:
        """Return the client as disabled; NotPossibleNow if it is."""
        if self.status is ClientStatus.DISABLED:
            raise NotPossibleNow("This client is disabled already.")
        return replace(self, status=ClientStatus.DISABLED)

    def enable(self) -> Self:
        """Return the client as active again; what it had been given stays revoked."""
        if self.status is ClientStatus.ACTIVE:
            raise NotPossibleNow("This client is active already.")
        return replace(self, status=ClientStatus.ACTIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientApproval:
    """What an organisation lets a client of another organisation ask of it."""

    id: UUID
    organisation_id: UUID
    client_id: UUID
    client_organisation_id: UUID
    client_name: str
    scopes: tuple[Scope, ...]
    status: ApprovalStatus
    approved_by: str
    version: int
    changed_at: datetime

    def withdraw(self) -> Self:
        """Return the approval as withdrawn; NotPossibleNow if it is."""
        if self.status is ApprovalStatus.WITHDRAWN:
            raise NotPossibleNow("This approval is withdrawn already.")
        return replace(self, status=ApprovalStatus.WITHDRAWN)
