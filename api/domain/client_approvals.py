"""What an organisation approves of another organisation's OAuth clients."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from api.domain.errors import NotFound, NotPossibleNow
from api.domain.registration import fault
from api.domain.scopes import APPROVED, Scope, Scopes
from api.domain.standing import ApprovalStatus, ClientKind

_FOREIGN = frozenset({ClientKind.PARTNER_BACKEND, ClientKind.CONFIDENTIAL_APP})
"""Kinds that act in an organisation which is not their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientApproval:
    """What an organisation lets a client of another organisation ask of it.

    ``client_name`` is what the client was called when it was approved, ``approved_by`` an
    opaque subject.
    """

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


def check_approvable(kind: ClientKind, held: Scopes, asked: tuple[Scope, ...]) -> None:
    """Refuse to approve a client of a kind, or scopes that it needs no approval for.

    ``held`` is the most that the client may ask for. Raises NotFound, as for a client that
    there is not, where none of its kind acts for another organisation.
    """
    if kind not in _FOREIGN:
        raise no_such_client()
    if not asked or not frozenset(asked) <= held & APPROVED.get(kind, held):
        raise fault("Approve at least one scope, each one that the client needs it for.", "scopes")


def no_such_client() -> NotFound:
    return NotFound("There is no such client.", path=("input", "clientId"))
