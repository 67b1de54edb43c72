"""OAuth clients of organisations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from api.domain.client_rules import APPS, BACKENDS, cleaned
from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.key_rules import public_keys
from api.domain.organisations import Organisation
from api.domain.registration import Keys, Settings, fault, no_scope_faults, refuse
from api.domain.scopes import CLIENT_SCOPES, KEY_ONLY, Scope, Scopes
from api.domain.standing import ClientKind, ClientStatus
from api.domain.vocabulary import OrganisationKind

MOST_SECRETS = 2
"""So that a new secret can be put in place before the old one goes."""

type Json = Mapping[str, Any]

_OWNERS = {
    ClientKind.CLINIC_BACKEND: {OrganisationKind.CLINIC},
    ClientKind.NETWORK_BACKEND: {OrganisationKind.NETWORK_OPERATOR, OrganisationKind.PLATFORM},
}
"""Whose a client of these kinds may be; others may be anybody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An OAuth client (RFC 6749, section 2) that an organisation registered.

    ``Settings`` and ``Keys`` say what its fields mean.
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

    @property
    def needs_secret(self) -> bool:
        """Whether it has to prove itself and has no keys to do it by."""
        return self.kind is not ClientKind.PUBLIC_APP and not self.has_keys

    def change(self, settings: Settings, *, has_secret: bool) -> Self:
        """Return the client with these settings in the place of all its former ones.

        Raises an ExceptionGroup of everything that is InvalidInput in them.
        """
        changed = replace(
            self,
            name=cleaned(settings.name),
            scopes=settings.scopes,
            redirect_uris=tuple(dict.fromkeys(settings.redirect_uris)),
            origins=tuple(dict.fromkeys(settings.origins)),
            website=settings.website,
        )
        refuse([*settings.faults(self.kind), *changed.scope_faults(has_secret=has_secret)])
        return changed

    def set_keys(self, keys: Keys, *, has_secret: bool) -> Self:
        """Return the client with these keys, or none; an ExceptionGroup of InvalidInput."""
        changed = replace(self, jwks=keys.jwks, jwks_uri=keys.jwks_uri)
        refuse(keys.faults(self.kind) or changed.scope_faults(has_secret=has_secret))
        return replace(changed, jwks=None if keys.jwks is None else public_keys(keys.jwks))

    def check_secret(self, live: int) -> None:
        """Refuse, as NotPossibleNow, another secret beside so many ``live`` ones."""
        if self.kind is ClientKind.PUBLIC_APP:
            raise NotPossibleNow("A public app cannot keep a secret.")
        if live >= MOST_SECRETS:
            raise NotPossibleNow(f"A client has at most {MOST_SECRETS} secrets: revoke one first.")
        if self.scope_faults(has_secret=True):
            raise NotPossibleNow("One of its scopes needs a client with keys alone.")

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

    def scope_faults(self, *, has_secret: bool) -> list[InvalidInput]:
        """Return which scopes its kind, or its way to prove itself, rules out."""
        asked: Scopes = frozenset(self.scopes)
        if not asked:
            return no_scope_faults(asked)
        if not asked <= CLIENT_SCOPES[self.kind]:
            return [fault("A client of this kind may not hold one of the scopes.", "scopes")]
        by_key = self.has_keys and not has_secret
        if self.kind in BACKENDS and not by_key and asked & KEY_ONLY:
            return [fault("One of the scopes needs a client with keys alone.", "scopes")]
        return []

    def ends_grants(self, after: Self) -> str | None:
        """Return why nothing that it was granted outlives a change, None where it may."""
        if after.status is not self.status and after.status is ClientStatus.DISABLED:
            return "client disabled"
        if not frozenset(self.scopes) <= frozenset(after.scopes):
            return "scopes of client narrowed"
        kept: Sequence[Json] = after.jwks["keys"] if after.jwks else ()
        lost = self.jwks is not None and any(key not in kept for key in self.jwks["keys"])
        moved = self.jwks_uri is not None and self.jwks_uri != after.jwks_uri
        return "keys of client replaced" if lost or moved else None


def register(
    client_id: UUID,
    organisation: Organisation,
    kind: ClientKind,
    settings: Settings,
    keys: Keys,
    at: datetime,
) -> Client:
    """Return a new client of an organisation; an ExceptionGroup of all that is InvalidInput."""
    client = Client(
        id=client_id,
        organisation_id=organisation.id,
        kind=kind,
        name=settings.name,
        status=ClientStatus.ACTIVE,
        scopes=settings.scopes,
        jwks=keys.jwks,
        jwks_uri=keys.jwks_uri,
        version=1,
        changed_at=at,
    )
    of_kind = _kind_faults(kind, organisation.kind)
    of_scopes = [] if of_kind else client.scope_faults(has_secret=False)
    refuse([*of_kind, *settings.faults(kind), *keys.faults(kind), *of_scopes])
    return client.set_keys(keys, has_secret=False).change(settings, has_secret=False)


def _kind_faults(kind: ClientKind, owner: OrganisationKind) -> list[InvalidInput]:
    if kind not in APPS | BACKENDS:
        return [fault("No organisation registers a client of this kind.", "kind")]
    if owner not in _OWNERS.get(kind, {owner}):
        return [fault("An organisation of your kind has no client of this kind.", "kind")]
    return []
